"""What a bundle of publications becomes: every section against a plain model of it."""

from __future__ import annotations

import datetime as dt
import hashlib
import pickle
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.arrays import documents
from indexer.engines.arrays.documents import AUTHORS, BODY, FILE_NAME, HEADINGS, LEAD, TITLE, TOPICS, ZONE_WEIGHTS
from indexer.engines.whoosh import batch
from indexer.engines.whoosh.batch import prepare
from indexer.engines.whoosh.postings import SegmentData, decode_postings
from indexer.errors import IndexDamaged
from indexer.languages import analysis_of
from indexer.publication import PartialDate, Passage, Publication
from indexer.terms import TermTable

Rows = dict[bytes, dict[int, tuple[int, list[int]]]]  # term -> document -> (weight, positions)

_texts = st.lists(
    st.sampled_from(
        ["eau", "L’eau,", "e-cigarette", "santé", "1", "234", ":", "(personne·s)", "M€", "été", "studies", "12,000"]
    ),
    max_size=8,
).map(" ".join)
_names = st.lists(_texts, max_size=3, unique=True).map(tuple)
_dates = st.none() | st.builds(PartialDate, st.integers(1990, 2030), st.integers(0, 12))
_passages = st.builds(
    Passage,
    number=st.integers(1, 9),
    text=_texts,
    label=st.sampled_from([None, "iv"]),
    heading=st.sampled_from([None, "Un titre", "Eau : l’été"]),
    anchor=st.sampled_from([None, "a"]),
    is_contents=st.booleans(),
    language=st.sampled_from(["", "fr", "en", "de"]),
)
_publications = st.builds(
    Publication,
    id=st.sampled_from(["a", "b/é.pdf", "c", "💧", "d.html"]),
    title=_texts,
    passages=st.lists(_passages, max_size=4).map(tuple),
    url=st.sampled_from(["", "https://institut.example/r.pdf"]),
    lead=_texts,
    kind=st.sampled_from(["", "rapport", "article"]),
    language=st.sampled_from(["", "fr", "en-GB", "pt"]),
    date=_dates,
    updated=_dates,
    authors=_names,
    topics=_names,
    links=st.lists(st.sampled_from(["/x/r.pdf", "https://institut.example/r.pdf"]), max_size=2).map(tuple),
    file=st.sampled_from([None, "/x/Note_d-étape.pdf", "/x/page.html"]),
    digest=st.just("d"),
    manifest=st.sampled_from([None, "/x/m.jsonl"]),
)


def texts_of(sections: SegmentData, name: str) -> list[bytes]:
    starts = sections[f"{name}_starts"].tolist()
    data = sections[f"{name}_bytes"].tobytes()
    return [data[start:end] for start, end in pairwise(starts)]


def rows_of(sections: SegmentData) -> Rows:
    postings = decode_postings(sections, 0, len(sections["frequencies"]))
    rows: Rows = {}
    row, position = 0, 0
    for term, frequency in zip(postings.terms, postings.frequencies.tolist(), strict=True):
        rows[term] = {}
        for _ in range(frequency):
            count = int(postings.counts[row])
            positions = postings.positions[position : position + count].tolist()
            rows[term][int(postings.documents[row])] = int(postings.weights[row]), positions
            row, position = row + 1, position + count
    assert (row, position) == (len(postings.documents), len(postings.positions))
    return rows


class Model:
    """The same word by word."""

    def __init__(self, publications: Sequence[Publication]) -> None:
        self.found: dict[tuple[bytes, int], list[int]] = defaultdict(list)
        self.bodies: list[tuple[int, int]] = []
        self.headings: list[tuple[int, int]] = []
        for self.number, one in enumerate(publications):
            self.language = one.language
            self.add(one.title, TITLE, LEAD)
            self.add(one.lead, LEAD, AUTHORS)
            self.add_spaced(one.authors, AUTHORS, TOPICS)
            self.add_spaced((*one.topics, one.kind), TOPICS, FILE_NAME)
            name = (one.file or "").removeprefix("/x/").rpartition(".")[0]
            self.add(name.replace("_", " ").replace("-", " "), FILE_NAME, HEADINGS)
            before = [None, *(passage.heading for passage in one.passages)]
            headings = [
                p.heading or "" if p.heading != last else "" for p, last in zip(one.passages, before, strict=False)
            ]
            languages = [passage.language or one.language for passage in one.passages]
            self.headings += self.add_spaced(headings, HEADINGS, BODY, languages)
            position = BODY
            for passage, self.language in zip(one.passages, languages, strict=True):
                words = self.add(passage.text, position, 2**32)
                self.bodies.append((position, words))
                position += words

    def add_spaced(
        self, names: Sequence[str], position: int, end: int, languages: Sequence[str] | None = None
    ) -> list[tuple[int, int]]:
        places = []
        languages = languages or [self.language] * len(names)
        for name, self.language in zip(names, languages, strict=True):
            position = min(position, end - 1)
            words = self.add(name, position, end)
            places.append((position, words))
            position += words + (words > 0)
        return places

    def add(self, text: str, position: int, end: int) -> int:
        """Words that had room: the last position of a zone stays free."""
        words = 0
        for token, offset, _, _ in analysis_of(self.language).analyse(text):
            if position + offset < end - 1:
                self.found[token.term.encode(), self.number].append(position + offset)
                words = max(words, offset + 1)
        return words

    def rows(self) -> Rows:
        rows: Rows = defaultdict(dict)
        for (term, number), positions in self.found.items():
            weight = sum(next(weight for base, weight in ZONE_WEIGHTS if position >= base) for position in positions)
            rows[term][number] = weight, sorted(positions)
        return dict(rows)


def key(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


@given(st.lists(_publications, max_size=5))
def test_every_word_stands_where_the_layout_says(publications: list[Publication]) -> None:
    sections = prepare(publications).sections
    model = Model(publications)
    assert rows_of(sections) == model.rows()
    assert list(zip(sections["body_starts"], sections["body_words"], strict=True)) == model.bodies
    assert list(zip(sections["heading_starts"], sections["heading_words"], strict=True)) == model.headings


@given(st.lists(_publications, max_size=5, unique_by=lambda publication: publication.id))
def test_columns_are_those_of_the_publications(publications: list[Publication]) -> None:
    prepared = prepare(publications)
    sections = {name: section.tolist() for name, section in prepared.sections.items()}
    ids = [one.id for one in publications]
    assert list(prepared.ids) == ids
    assert [text.decode() for text in texts_of(prepared.sections, "id")] == ids
    assert sections["id_keys"] == [key(identifier) for identifier in ids]
    assert sections["days"] == [one.date.first_day.toordinal() if one.date else 0 for one in publications]
    assert sections["title_words"] == [len(one.title.split()) for one in publications]
    assert sections["is_contents"] == [passage.is_contents for one in publications for passage in one.passages]
    bodies = Model(publications).bodies
    firsts = sections["passage_firsts"]
    assert np.diff(firsts).tolist() == [len(one.passages) for one in publications]
    words = [sum(count for _, count in bodies[start:end]) for start, end in pairwise(firsts)]
    assert sections["lengths"] == words
    facets: dict[str, list[tuple[str, ...]]] = {
        "topic": [one.topics for one in publications],
        "author": [one.authors for one in publications],
        "kind": [(one.kind,) if one.kind else () for one in publications],
        "language": [(one.language,) if one.language else () for one in publications],
    }
    for name, values in facets.items():
        shown = [text.decode() for text in texts_of(prepared.sections, f"{name}_value")]
        assert shown == sorted({value for row in values for value in row})
        starts, ordinals = sections[f"{name}_starts"], sections[f"{name}_ordinals"]
        rows = [tuple(shown[o] for o in ordinals[a:b]) for a, b in pairwise(starts)]
        assert rows == values
    linked: dict[str, list[tuple[str, ...]]] = {
        "address": [(one.url, one.file or "", one.id) if one.is_pdf else () for one in publications],
        "link": [() if one.is_pdf else one.links for one in publications],
    }
    for name, addresses in linked.items():
        expected = [(key(address), n) for n, row in enumerate(addresses) for address in row if address]
        assert list(zip(sections[f"{name}_keys"], sections[f"{name}_documents"], strict=True)) == expected


@given(st.lists(_publications, max_size=5))
def test_publications_are_restored_whole(publications: list[Publication]) -> None:
    sections = prepare(publications).sections
    passages = [documents.read_passage(data) for data in texts_of(sections, "passage")]
    firsts = sections["passage_firsts"].tolist()
    restored = [
        documents.restore(documents.read_summary(data), passages[firsts[number] : firsts[number + 1]])
        for number, data in enumerate(texts_of(sections, "summary"))
    ]
    assert restored == publications


def test_what_is_beyond_the_end_of_its_zone_is_shown_but_not_searched() -> None:
    words = " ".join(f"mot{number}" for number in range(3_000))
    names = tuple(f"Nom{number} Prénom" for number in range(600))
    passages = tuple(Passage(number, f"corps{number}", heading=f"t{number} " * 400) for number in range(1, 40))
    publications = [
        Publication("a", words, (Passage(1, "fin"),), lead=words, authors=names, topics=names, kind="fin"),
        Publication("b", "Titre", passages, file=f"/x/{words}.pdf"),
    ]
    sections = prepare(publications).sections
    rows = rows_of(sections)
    positions = {p for row in rows.values() for _, ps in row.values() for p in ps}
    for free in (LEAD - 1, AUTHORS - 1, TOPICS - 1, FILE_NAME - 1, HEADINGS - 1, BODY - 1):
        assert free not in positions
    assert {LEAD - 2, AUTHORS - 2, FILE_NAME + 500, BODY - 2} <= positions
    assert sections["heading_starts"].max() == BODY - 1
    assert sections["heading_words"][-1] == 0
    assert rows == Model(publications).rows()


def test_batch_travels_between_processes() -> None:
    prepared = prepare([Publication("a", "Titre", (Passage(1, "Un texte"),))])
    again = pickle.loads(pickle.dumps(prepared))
    assert again.ids == prepared.ids
    assert again.sections.keys() == prepared.sections.keys()
    for name, section in prepared.sections.items():
        assert again.sections[name].dtype == section.dtype
        assert again.sections[name].tolist() == section.tolist()


def test_table_of_terms_is_emptied_between_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.terms.MAX_CHUNKS", 3)
    table = TermTable()
    monkeypatch.setattr(batch, "_table", lambda: table)
    for text in ("un deux trois quatre", "deux cinq six sept", "un sept"):
        publications = [Publication("a", text)]
        assert rows_of(prepare(publications).sections) == Model(publications).rows()


@pytest.mark.parametrize("damaged", [b"", b"{}", b"[1]", b"\xff"])
def test_what_cannot_be_read_is_named(damaged: bytes) -> None:
    with pytest.raises(IndexDamaged):
        documents.read_summary(damaged)
    with pytest.raises(IndexDamaged):
        documents.read_passage(damaged)


def test_days_are_those_of_the_calendar() -> None:
    sections = prepare([Publication("a", "x", date=PartialDate(2024, 2)), Publication("b", "x")]).sections
    assert sections["days"].tolist() == [dt.date(2024, 2, 1).toordinal(), 0]
