"""Columns of a publication's document: what is packed is what is read, whatever the cluster does to it between."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.arrays.documents import BODY
from indexer.engines.arrays.units import EXACT
from indexer.engines.opensearch.positions import (
    BUCKETS,
    MOST_POSITIONS,
    Column,
    bucket_of,
    buckets_beginning,
    encode_positions,
    pack,
)
from indexer.engines.opensearch.preparing import prepare
from indexer.engines.opensearch.rows import Head, Rows, doc_in, pack_row
from indexer.engines.opensearch.units import Sought, phrase, stem_unit, units_of, word
from indexer.french import TERM_SEPARATOR
from indexer.languages import ANALYSES, FRENCH, names_of
from indexer.publication import Passage, Publication
from indexer.query import Clause, Term

numbers = st.integers(0, 2**32 - 1)
heads = st.builds(
    Head,
    st.binary(min_size=16, max_size=16).map(bytes.hex),
    st.binary(min_size=8, max_size=8).map(bytes.hex),
    st.integers(0, 2**64 - 1),
    numbers,
    numbers,
)
passages = st.lists(st.tuples(numbers, numbers, numbers, numbers, st.booleans()), max_size=6)
positions = st.lists(st.integers(0, MOST_POSITIONS - 1), min_size=1, max_size=4)
words = st.text("abcœz0123日-", min_size=1, max_size=8)
terms = st.builds(
    lambda marker, stem, form: f"{marker}{stem}{TERM_SEPARATOR}{form}", st.sampled_from(["", "en:", ":"]), words, words
)
Terms = dict[str, list[int]]


def packed(standing: Terms) -> dict[str, str]:
    return pack(
        (bucket_of(term.partition(TERM_SEPARATOR)[0]), term.encode(), encode_positions(np.array(where, np.int64)))
        for term, where in standing.items()
    )


def column(publications: list[Terms], bucket: str) -> Column:
    return Column([packed(standing).get(bucket, "") for standing in publications])


@given(st.lists(st.tuples(heads, passages), max_size=5))
def test_rows_of_several_publications_are_read_at_once(every: list[tuple[Head, list[tuple[int, ...]]]]) -> None:
    packed_rows = []
    for head, own in every:
        columns = np.array([row[:4] for row in own], np.int64).reshape(-1, 4).T
        packed_rows.append(pack_row(head, list(columns), [bool(row[4]) for row in own]))
    assert not any(row.endswith("=") for row in packed_rows), "a cluster gives no padding"
    rows = Rows(packed_rows)
    numbered = range(len(every))
    found = zip(
        map(rows.doc, numbered), map(rows.stamp, numbered), rows.keys, rows.lengths, rows.title_words, strict=True
    )
    assert [Head(*each) for each in found] == [head for head, _ in every]
    assert list(map(doc_in, packed_rows)) == [head.doc for head, _ in every]
    places = rows.places
    assert np.diff(places.firsts).tolist() == [len(own) for _, own in every] == list(map(rows.passages, numbered))
    standing = (places.body_starts, places.body_words, places.heading_starts, places.heading_words, places.is_contents)
    flat = [row for _, own in every for row in own]
    assert [tuple(row) for row in zip(*(each.tolist() for each in standing), strict=True)] == flat


@given(st.lists(st.dictionaries(terms, positions, max_size=4), min_size=1, max_size=4))
def test_terms_are_found_in_the_buckets_of_their_stems(publications: list[Terms]) -> None:
    assert {bucket for standing in publications for bucket in packed(standing)} <= set(BUCKETS)
    for row, standing in enumerate(publications):
        for term, where in standing.items():
            found = column(publications, bucket_of(term.partition(TERM_SEPARATOR)[0])).of_names([term.encode()])
            place = found.rows.tolist().index(row)
            begin = int(found.counts[:place].sum())
            assert found.positions[begin : begin + found.counts[place]].tolist() == where
            assert set(found.terms) == {term.encode()}


# Few words, some of which have stems in two buckets or that begin with another letter: so that phrases are met.
FORMS = ("cancer", "cancers", "dies", "lies", "yeux", "2024", "cigarette", "e-cigarette")
texts = st.lists(st.sampled_from([*FORMS, None]), max_size=12)  # the words of a publication; none at some positions


def standing_of(text: list[str | None]) -> Terms:
    """As French."""
    found: Terms = {}
    for position, form in enumerate(text):
        if form is not None:
            found.setdefault(f"{FRENCH.stem(form)}{TERM_SEPARATOR}{form}", []).append(position)
    return found


def occurrences(unit: Sought, publications: list[list[str | None]]) -> list[tuple[int, int, float]]:
    standing = [standing_of(text) for text in publications]
    where = unit.find({bucket: column(standing, bucket) for bucket in unit.buckets})
    return list(zip(where.document.tolist(), where.position.tolist(), where.factor.tolist(), strict=True))


@given(st.lists(texts, max_size=4), st.sampled_from(FORMS))
def test_a_word_is_found_in_all_its_forms_and_counts_more_as_typed(
    publications: list[list[str | None]], typed: str
) -> None:
    assert occurrences(word(Term(typed)), publications) == [
        (row, position, EXACT if form == typed else 1.0)
        for row, text in enumerate(publications)
        for position, form in enumerate(text)
        if form is not None and FRENCH.stem(form) == FRENCH.stem(typed)
    ]
    assert occurrences(stem_unit(FRENCH.stem(typed)), publications) == [
        (row, position, 1.0) for row, position, _ in occurrences(word(Term(typed)), publications)
    ]


@given(st.lists(texts, max_size=4), st.sampled_from(FORMS), st.integers(2, 6))
def test_a_beginning_finds_the_forms_that_begin_so(
    publications: list[list[str | None]], form: str, length: int
) -> None:
    """Whatever their stems begin with."""
    (unit,) = units_of(Clause("prefix", form[:length], (Term(form[:length]),)))
    assert occurrences(unit, publications) == [
        (row, position, 1.0)
        for row, text in enumerate(publications)
        for position, here in enumerate(text)
        if here is not None and here.startswith(form[:length])
    ]


@given(st.lists(texts, max_size=4), st.lists(st.sampled_from(FORMS[:5]), min_size=1, max_size=4), st.integers(0, 2))
def test_a_phrase_begins_where_its_words_follow_each_other(
    publications: list[list[str | None]], typed: list[str], offset: int
) -> None:
    terms = [Term(form, offset + number) for number, form in enumerate(typed)]
    assert occurrences(phrase(terms), publications) == [
        (row, position, EXACT)
        for row, text in enumerate(publications)
        for position in range(len(text))
        if text[position : position + len(typed)] == typed
    ]


@pytest.mark.parametrize("form", [*FORMS, "mesdames", "emaux", "dying", "news"])
def test_every_stem_of_a_form_is_among_the_buckets_of_its_beginnings(form: str) -> None:
    for beginning, _ in names_of(form, ANALYSES):
        assert bucket_of(beginning.decode().rstrip(TERM_SEPARATOR)) in buckets_beginning(form[:2])


@pytest.mark.parametrize("form", ["depistage", "etudes", "travaux", "2024", "skies", "日本"])
def test_the_stems_of_a_word_share_a_bucket_as_a_rule(form: str) -> None:
    assert len({bucket_of(beginning.decode().rstrip(TERM_SEPARATOR)) for beginning, _ in names_of(form, ANALYSES)}) == 1


def test_words_further_than_a_position_can_say_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.engines.opensearch.positions.MOST_POSITIONS", BODY + 3)
    (document,) = prepare([Publication("a", "Titre", (Passage(1, "un deux trois quatre cinq"),))]).documents
    body = msgspec.json.decode(document.body)
    assert body["forms"] == ["titre", "un deux trois"]
    assert "quatre" not in body["words"]
    places = [
        position for name in body["at"] for position in Column([body["at"][name]]).of_forms(b"").positions.tolist()
    ]
    assert max(places) == BODY + 2


@pytest.mark.parametrize(("stem", "first"), [("depistag", "d"), ("en:studi", "s"), (":日本", "_"), ("2024", "2")])
def test_a_bucket_is_named_by_the_first_letter_of_the_stem(stem: str, first: str) -> None:
    assert bucket_of(stem)[0] == first
