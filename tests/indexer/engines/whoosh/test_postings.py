"""Postings as sections: what was encoded is decoded, whole or a range of terms."""

from __future__ import annotations

import dataclasses

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.arrays.sections import POSTING_KINDS, WIDTHS
from indexer.engines.whoosh.postings import Postings, decode_postings, encode_postings

# term -> document -> (weight, positions)
Model = dict[bytes, dict[int, tuple[int, list[int]]]]

_values = st.one_of(st.integers(0, 300), st.integers(60_000, 70_000), st.integers(0, 2**32 - 1))
_rows = st.tuples(_values, st.lists(_values, min_size=1, max_size=5, unique=True).map(sorted))
_models = st.dictionaries(st.binary(max_size=6), st.dictionaries(_values, _rows, min_size=1, max_size=6), max_size=8)


def postings_of(model: Model) -> Postings:
    """The same as arrays."""
    terms = sorted(model)
    rows = [(number, *model[term][number]) for term in terms for number in sorted(model[term])]
    return Postings(
        terms=terms,
        frequencies=np.array([len(model[term]) for term in terms], np.int64),
        documents=np.array([number for number, _, _ in rows], np.uint32),
        weights=np.array([weight for _, weight, _ in rows], np.uint32),
        counts=np.array([len(positions) for _, _, positions in rows], np.uint32),
        positions=np.array([position for _, _, positions in rows for position in positions], np.uint32),
    )


def assert_equal(found: Postings, expected: Postings) -> None:
    for field in dataclasses.fields(Postings):
        one, other = (getattr(postings, field.name) for postings in (found, expected))
        assert list(one) == list(other), field.name
        if field.name != "terms":
            assert one.dtype == other.dtype, field.name


@given(_models, st.data())
def test_any_range_of_terms_is_decoded_as_it_was_encoded(model: Model, data: st.DataObject) -> None:
    sections = encode_postings(postings_of(model))
    terms = sorted(model)
    first = data.draw(st.integers(0, len(terms)))
    last = data.draw(st.integers(first, len(terms)))
    for begin, end in ((0, len(terms)), (first, last)):
        part = {term: model[term] for term in terms[begin:end]}
        assert_equal(decode_postings(sections, begin, end), postings_of(part))


def test_layout_of_the_sections_is_the_documented_one() -> None:
    """Two terms: one whose documents are far apart, one that stands 300 times in one document."""
    model: Model = {b"ab": {2: (5, [0, 1]), 70_000: (256, [65_535])}, b"c": {3: (300, list(range(300)))}}
    sections = encode_postings(postings_of(model))
    expected = {
        "term_bytes": (np.uint8, list(b"abc")),
        "term_starts": (np.uint64, [0, 2, 3]),
        "frequencies": (np.uint32, [2, 1]),
        "occurrences": (np.uint32, [3, 300]),
        "widths": (np.uint8, [2 | 1 << 2 | 0 << 4 | 1 << 6, 0 | 1 << 2 | 1 << 4 | 1 << 6]),
        "gap_starts": (np.uint64, [0, 0]),
        "weight_starts": (np.uint64, [0, 2]),
        "count_starts": (np.uint64, [0, 0]),
        "position_starts": (np.uint64, [0, 3]),
        "gaps_1": (np.uint8, [3]),
        "gaps_2": (np.uint16, []),
        "gaps_4": (np.uint32, [2, 69_998]),
        "weights_1": (np.uint8, []),
        "weights_2": (np.uint16, [5, 256, 300]),
        "weights_4": (np.uint32, []),
        "counts_1": (np.uint8, [2, 1]),
        "counts_2": (np.uint16, [300]),
        "counts_4": (np.uint32, []),
        "positions_1": (np.uint8, []),
        "positions_2": (np.uint16, [0, 1, 65_535, *range(300)]),
        "positions_4": (np.uint32, []),
    }
    assert {name: (array.dtype.type, array.tolist()) for name, array in sections.items()} == expected
    assert {f"{kind}s_{name}" for kind in POSTING_KINDS for name in WIDTHS} <= expected.keys()
