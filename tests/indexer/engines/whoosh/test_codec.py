"""Arrays in are arrays out, through segments and through their merging."""

from __future__ import annotations

import random
import struct
from pathlib import Path

import numpy as np
import pytest
from whoosh.reading import SegmentReader, TermNotFound

from indexer import french
from indexer.engines.interface import Query
from indexer.engines.whoosh import documents
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.publication import Passage, Publication
from tests.contract.corpus import CORPUS, publication, store


def expected_postings(item: Publication) -> dict[str, tuple[float, list[int]]]:
    """Term -> weight and positions of a publication, worked out from the layout in documents.py, slowly."""
    found: dict[str, list[int]] = {}

    def add(text: str, base: int) -> int:
        end = base
        for token, position, _, _ in french.analyse(text):
            found.setdefault(token.term, []).append(base + position)
            end = max(end, base + position + 1)
        return end

    add(item.title, 0)
    add(item.lead, 0x1000)
    for base, names in ((0x2000, item.authors), (0x3000, item.topics)):
        at = base
        for name in names:
            at = add(name, at) + 1
    at, previous = 0x1_0000, None
    for passage in item.passages:
        if passage.heading and passage.heading != previous:
            at = add(passage.heading, at) + 1
        previous = passage.heading
    at = 0x10_0000
    for passage in item.passages:
        at = add(passage.text, at)
    zones = ((0x10_0000, 1), (0x1_0000, 2), (0x3000, 3), (0x2000, 3), (0x1000, 2), (0, 5))

    def weight(position: int) -> int:
        return next(weight for base, weight in zones if position >= base)

    return {term: (sum(map(weight, positions)), sorted(positions)) for term, positions in found.items()}


def stored_postings(engine: WhooshEngine) -> dict[str, dict[str, tuple[float, list[int]]]]:
    """Id -> term -> weight and positions, read back from every segment, deleted publications left out."""
    snapshot = engine.snapshot()
    found: dict[str, dict[str, tuple[float, list[int]]]] = {}
    for base, view in zip(snapshot.bases, snapshot.views, strict=True):
        for term in sorted(view.vocabulary().values()):
            postings = view.postings(term)
            assert postings is not None
            assert (np.diff(postings.documents) > 0).all()
            assert len(postings.documents) == view.document_frequency(term)
            for row, number in enumerate(postings.documents.tolist()):
                positions = postings.positions[postings.starts[row] : postings.starts[row + 1]].tolist()
                assert positions == sorted(positions)
                if snapshot.live[base + number]:
                    identifier = snapshot.summaries[base + number].id
                    found.setdefault(identifier, {})[term] = (float(postings.weights[row]), positions)
    return found


def random_publication(rng: random.Random, identifier: str) -> Publication:
    words = ["cancer", "cancers", "l’été", "post-AVC", "sein", "de", "la", "2024", "1 234", "étude", "𝔘"]

    def text(most: int) -> str:
        return " ".join(rng.choices(words, k=rng.randrange(most)))

    headings = [None, "Titre", text(4) or "x"]
    passages = [Passage(n, text(30), heading=rng.choice(headings)) for n in range(1, rng.randrange(2, 6))]
    return publication(
        identifier, text(6) or "T", *passages, lead=text(8), authors=tuple({text(3), text(3)} - {""}),
        topics=tuple({text(3), text(3)} - {""}),
    )  # fmt: skip


def test_postings_come_back_as_they_went_in(tmp_path: Path) -> None:
    """Of random publications, over several segments with replaced and removed ones, then merged into fewer."""
    rng = random.Random(7)
    engine = WhooshEngine(tmp_path)
    items: dict[str, Publication] = {}
    for _ in range(9):
        run = {name: random_publication(rng, name) for name in (f"p{rng.randrange(40)}" for _ in range(8))}
        removed = sorted(set(rng.sample(sorted(items), k=min(3, len(items)))) - set(run))
        with engine.writer() as writer:
            for name in removed:
                assert writer.remove(name)
                del items[name]
            for item in run.values():
                writer.add(engine.prepare(item))
            writer.commit(final=False)
        items.update(run)
    expected = {name: expected_postings(item) for name, item in items.items()}
    segments = engine.status().segments
    assert segments > 5
    assert stored_postings(engine) == expected
    answers = [engine.search(Query(text, per_page=100)) for text in ("", "cancer", '"de la"', "post-AVC", "étude sein")]
    with engine.writer() as writer:
        writer.commit()
    assert engine.status().segments < segments
    assert stored_postings(engine) == expected
    again = [engine.search(Query(text, per_page=100)) for text in ("", "cancer", '"de la"', "post-AVC", "étude sein")]
    for before, after in zip(answers, again, strict=True):
        assert [hit.id for hit in before.hits] == [hit.id for hit in after.hits]
        assert [hit.score for hit in before.hits] == pytest.approx([hit.score for hit in after.hits])
        assert [hit.passages for hit in before.hits] == [hit.passages for hit in after.hits]
        assert before.facets == after.facets
    assert list(engine.verify())


def test_layout_of_a_term_is_the_documented_one(tmp_path: Path) -> None:
    """Count (big-endian), ids, weights, sizes, values (little-endian): codec.py."""
    engine = WhooshEngine(tmp_path)
    store(engine, [publication("a", "mot", "mot x mot"), publication("b", "x", "y"), publication("c", "x", "mot")])
    (view,) = engine.snapshot().views
    raw = view._terms.arrays("text", b"mot\x1fmot")
    positions = [0, 0x10_0000, 0x10_0002, 0x10_0000]
    expected = struct.pack(">I", 2) + struct.pack("<2I2f2I4I", 0, 2, 7.0, 1.0, 12, 4, *positions)
    offset = view._terms.term_info("text", b"mot\x1fmot").extent()[0]
    assert bytes(view._terms._postfile.get(offset, len(expected))) == expected
    assert (raw.ids.tolist(), raw.weights.tolist(), raw.sizes.tolist()) == ([0, 2], [7.0, 1.0], [12, 4])
    with pytest.raises(TermNotFound):
        view._terms.arrays("text", b"mot\x1fmots")


def test_whoosh_reads_the_same_postings(tmp_path: Path) -> None:
    """Its matchers serve deletion by term and whatever the arrays do not."""
    engine = WhooshEngine(tmp_path)
    store(engine, CORPUS)
    (view,) = engine.snapshot().views
    reader = view._reader
    assert isinstance(reader, SegmentReader)
    for field, term in reader.all_terms():
        raw = view._terms.arrays(field, term)
        matcher = reader.postings(field, term)
        ids, weights, values = [], [], []
        while matcher.is_active():
            ids.append(matcher.id())
            weights.append(matcher.weight())
            values.append(matcher.value())
            matcher.next()
        assert ids == raw.ids.tolist()
        assert weights == raw.weights.tolist()
        assert b"".join(values) == bytes(raw.values)


PLACES = [
    publication("none", "T"),
    publication("empty", "T", "", ""),
    publication(
        "headings", "T", Passage(1, "un deux", heading="A b"), Passage(2, "trois", heading="A b"), Passage(3, "")
    ),
]


@pytest.mark.parametrize("item", PLACES, ids=lambda item: item.id)
def test_places_say_where_passages_begin(item: Publication) -> None:
    """In words of the body and of the headings, which are counted once while they repeat."""
    places = documents.read_places(documents.prepare(item).places)
    expected = {
        "none": ([0], [0], []),
        "empty": ([0, 0, 0], [0, 0, 0], [False, False]),
        "headings": ([0, 2, 3, 3], [0, 3, 3, 3], [False, False, False]),
    }[item.id]
    assert (places.body - documents.BODY).tolist() == expected[0]
    assert (places.headings - documents.HEADINGS).tolist() == expected[1]
    assert places.is_contents.tolist() == expected[2]


def test_texts_are_read_one_by_one() -> None:
    texts = ["un", "", "trois 😀\n\u00a0", "x" * 100_000]
    packed = documents.prepare(publication("a", "T", *texts)).texts
    assert [documents.read_text(packed, index) for index in range(4)] == texts
