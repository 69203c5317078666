"""Columns of a publication's document: what is packed is what is read, whatever the cluster does to it between."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.arrays.units import EXACT
from indexer.engines.opensearch.positions import (
    BUCKETS,
    MOST_POSITIONS,
    Column,
    bucket_of,
    buckets_beginning,
    encode,
    line_of,
    pack,
)
from indexer.engines.opensearch.rows import Head, Rows, doc_in, pack_row
from indexer.engines.opensearch.units import phrase, word
from indexer.french import TERM_SEPARATOR
from indexer.languages import ANALYSES, names_of
from indexer.query import Term

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
        (bucket_of(term.partition(TERM_SEPARATOR)[0]), line_of(term.encode()), encode(np.array(where, np.int64)))
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


@given(st.lists(st.dictionaries(terms, positions, max_size=6), min_size=1, max_size=4), words)
def test_a_beginning_finds_the_forms_that_begin_so_and_no_other(publications: list[Terms], beginning: str) -> None:
    def forms(standing: Terms) -> set[str]:
        # every form begins with the letter that its stem begins with
        return {term for term in standing if bucket_of(term.partition(TERM_SEPARATOR)[0]) in buckets}

    buckets = buckets_beginning(beginning)
    found = [column(publications, bucket).of_forms(beginning.encode()) for bucket in buckets]
    having = {(row, term.decode()) for each in found for row, term in zip(each.rows.tolist(), each.terms, strict=True)}
    assert having == {
        (row, term)
        for row, standing in enumerate(publications)
        for term in forms(standing)
        if term.partition(TERM_SEPARATOR)[2].startswith(beginning)
    }


@pytest.mark.parametrize("form", ["depistage", "etudes", "travaux", "2024", "skies", "日本"])
def test_the_stems_of_a_word_share_a_bucket_as_a_rule(form: str) -> None:
    assert len({bucket_of(beginning.decode().rstrip(TERM_SEPARATOR)) for beginning, _ in names_of(form, ANALYSES)}) == 1


def test_the_form_that_was_typed_counts_more() -> None:
    standing = {"depistag\x1fdepistage": [7, 3], "en:depistag\x1fdepistages": [5], "dep\x1fdep": [1]}
    unit = word(Term("depistage"))
    found = unit.find({bucket: column([{}, standing], bucket) for bucket in unit.buckets})
    assert found.document.tolist() == [1, 1, 1]
    assert found.position.tolist() == [3, 5, 7]
    assert found.factor.tolist() == [EXACT, 1.0, EXACT]


def test_a_phrase_begins_where_its_words_follow_each_other() -> None:
    publications = [{"canc\x1fcancer": [4, 9], "sein\x1fsein": [6, 12]}, {"canc\x1fcancer": [4], "sein\x1fsein": [5]}]
    unit = phrase([Term("cancer"), Term("sein", 2)])
    found = unit.find({bucket: column(publications, bucket) for bucket in unit.buckets})
    assert (found.document.tolist(), found.position.tolist()) == ([0], [4])


@pytest.mark.parametrize(("stem", "first"), [("depistag", "d"), ("en:studi", "s"), (":日本", "_"), ("2024", "2")])
def test_a_bucket_is_named_by_the_first_letter_of_the_stem(stem: str, first: str) -> None:
    assert bucket_of(stem)[0] == first
