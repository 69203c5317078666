"""Arrays in are arrays out, through segments and through their merging."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from whoosh import query
from whoosh.reading import TermNotFound

from indexer import french
from indexer.engines.arrays.documents import AUTHORS, BODY, HEADINGS, LEAD, TOPICS
from indexer.engines.interface import Query
from indexer.engines.whoosh.batch import prepare
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.engines.whoosh.segment_writer import ArrayIndex
from indexer.engines.whoosh.segments import SegmentView
from indexer.pieces import starts_of
from indexer.publication import Passage, Publication
from indexer.stems import stem
from tests.contract.corpus import publication, store


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
    add(item.lead, LEAD)
    for base, names in ((AUTHORS, item.authors), (TOPICS, item.topics)):
        at = base
        for name in names:
            at = add(name, at) + 1
    at, previous = HEADINGS, None
    for passage in item.passages:
        if passage.heading and passage.heading != previous:
            at = add(passage.heading, at) + 1
        previous = passage.heading
    at = BODY
    for passage in item.passages:
        at = add(passage.text, at)
    zones = ((BODY, 1), (HEADINGS, 2), (TOPICS, 3), (AUTHORS, 3), (LEAD, 2), (0, 5))

    def weight(position: int) -> int:
        return next(weight for base, weight in zones if position >= base)

    return {term: (sum(map(weight, positions)), sorted(positions)) for term, positions in found.items()}


def stored_postings(engine: WhooshEngine) -> dict[str, dict[str, tuple[float, list[int]]]]:
    """Id -> term -> weight and positions, read back from every segment, deleted publications left out."""
    snapshot = engine.snapshot()
    found: dict[str, dict[str, tuple[float, list[int]]]] = {}
    for base, view in zip(snapshot.bases, snapshot.views, strict=True):
        for term in view.vocabulary():
            postings = view.postings(term)
            assert postings is not None
            assert (np.diff(postings.documents) > 0).all()
            number_of_term = view.number_of(term.encode())
            assert number_of_term is not None
            assert len(postings.documents) == view.frequency(number_of_term)
            assert view.documents_of(np.array([number_of_term] * 2)).tolist() == postings.documents.tolist() * 2
            places, documents = view.entries_of(np.array([number_of_term] * 2))
            assert places.tolist() == [0] * len(postings.documents) + [1] * len(postings.documents)
            assert documents.tolist() == postings.documents.tolist() * 2
            starts = starts_of(postings.counts).tolist()
            for row, number in enumerate(postings.documents.tolist()):
                positions = postings.positions[starts[row] : starts[row + 1]].tolist()
                assert positions == sorted(positions)
                if snapshot.live[base + number]:
                    identifier = view.id_of(number)
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
                writer.add(engine.prepare([item]))
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


def test_whoosh_reads_the_same_postings(folder: Path) -> None:
    """Through its own readers, matchers and cursors, as fuzzy queries and phrases of its own need."""
    reader = ArrayIndex(folder).reader()
    schema = reader.schema
    for segment_reader, _ in reader.leaf_readers():
        view = SegmentView(folder / segment_reader.segment().file_name)
        terms = view.vocabulary()
        assert sorted(term.decode() for term in segment_reader.lexicon("text")) == sorted(terms)
        ids = sorted(view.id_of(number).encode() for number in range(view.size))
        every = [("id", name) for name in ids] + [("text", name.encode()) for name in sorted(terms)]
        assert list(segment_reader.all_terms()) == every
        cursor = segment_reader.cursor("text")
        assert [cursor.text(), *iter(cursor.next, None)] == sorted(terms)
        for term in terms:
            own = view.postings(term)
            assert own is not None
            matcher = segment_reader._terms.matcher("text", term.encode(), schema["text"].format)
            found = []
            while matcher.is_active():
                found.append((matcher.id(), matcher.weight(), matcher.value_as("positions")))
                matcher.next()
            parts = np.split(own.positions, np.cumsum(own.counts)[:-1])
            assert [row[0] for row in found] == own.documents.tolist()
            assert [row[1] for row in found] == own.weights.tolist()
            assert [row[2] for row in found] == [part.tolist() for part in parts]
            info = segment_reader.term_info("text", term.encode())
            assert info.doc_frequency() == len(own.documents)
            assert info.weight() == own.weights.sum()
    assert reader.doc_frequency("text", b"nulle part") == 0
    with pytest.raises(TermNotFound):
        reader.postings("text", b"nulle part")


def test_whoosh_answers_queries_of_its_own(folder: Path) -> None:
    """The rare kinds that Glane does not offer: fuzzy terms, ranges of terms, wildcards, words near each other."""
    index = ArrayIndex(folder)

    def ids(asked: query.Query) -> set[str]:
        with index.searcher() as searcher:
            return {hit["id"] for hit in searcher.search(asked, limit=None)}

    def term(form: str) -> query.Term:
        return query.Term("text", french.term_of(stem(form), form))

    engine = WhooshEngine(folder)
    everything = {hit.id for hit in engine.search(Query(per_page=100)).hits}
    assert ids(query.Every()) == everything
    for form in ("cancer", "sein", "depistage", "tabac"):
        assert ids(term(form)) == {hit.id for hit in engine.search(Query(f'"{form}"', per_page=100)).hits}
        fuzzy = french.term_of(stem(form), form)[:-1] + "z"
        assert ids(query.FuzzyTerm("text", fuzzy, prefixlength=3)) >= ids(term(form))
    phrase = query.Phrase("text", [french.term_of(stem(form), form) for form in ("cancer", "du", "sein")])
    assert ids(phrase) == {hit.id for hit in engine.search(Query('"cancer du sein"', per_page=100)).hits} != set()
    assert ids(query.Wildcard("text", "*\x1fdepist*")) == {
        hit.id for hit in engine.search(Query("depist*", per_page=100)).hits
    }
    assert ids(query.And([term("cancer"), query.Not(term("sein"))])) == {
        hit.id for hit in engine.search(Query('"cancer" -"sein"', per_page=100)).hits
    }
    found = next(iter(everything))
    assert ids(query.Term("id", found)) == {found}


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
    sections = prepare([item]).sections
    expected: dict[str, tuple[list[int], list[int], list[int], list[int]]] = {
        "none": ([], [], [], []),
        "empty": ([0, 0], [0, 0], [0, 0], [0, 0]),
        "headings": ([0, 2, 3], [2, 1, 0], [0, 3, 3], [2, 0, 0]),
    }
    found = (
        (sections["body_starts"].astype(int) - BODY).tolist(),
        sections["body_words"].tolist(),
        (sections["heading_starts"].astype(int) - HEADINGS).tolist(),
        sections["heading_words"].tolist(),
    )
    assert found == expected[item.id]
    assert sections["passage_firsts"].tolist() == [0, len(item.passages)]


def test_texts_are_read_one_by_one(tmp_path: Path) -> None:
    texts = ["un", "", "trois 😀\n\u00a0", "x" * 100_000]
    engine = WhooshEngine(tmp_path)
    store(engine, [publication("a", "T", *texts)])
    (view,) = engine.snapshot().views
    assert [view.passage(0, index).passage.text for index in range(4)] == texts
    with pytest.raises(IndexError):
        view.passage(0, 4)
