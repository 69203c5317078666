"""Sets of documents as arrays, against Python's own sets; every way of looking up is met, as sizes differ widely."""

from __future__ import annotations

import threading

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.arrays import sets
from indexer.pieces import spread

numbers = st.one_of(
    st.sets(st.integers(0, 40), max_size=12),
    st.sets(st.integers(0, 3_000), max_size=4),
    st.builds(lambda step, first: set(range(first, 2_000, step)), st.integers(1, 9), st.integers(0, 30)),
)


def ascending(found: set[int]) -> sets.Numbers:
    return np.array(sorted(found), np.intp)


@given(numbers, numbers)
def test_sets_are_those_of_python(one: set[int], other: set[int]) -> None:
    a, b = ascending(one), ascending(other)
    assert sets.both(a, b).tolist() == sorted(one & other)
    assert sets.without(a, b).tolist() == sorted(one - other)
    assert sets.is_in(a, b).tolist() == [number in other for number in sorted(one)]
    expected = [number in other for number in sorted(one, reverse=True)]
    assert sets.is_any_of(a[::-1], b, 3_001).tolist() == expected
    found, different = sets.is_any_of_counted(a[::-1], np.concatenate((b, b)), 3_001)
    assert (found.tolist(), different) == (expected, len(other))
    own, theirs = sets.meeting(a, b)
    assert a[own].tolist() == b[theirs].tolist() == sorted(one & other)


@given(st.lists(numbers, max_size=4))
def test_either_is_the_union(every: list[set[int]]) -> None:
    assert sets.either([ascending(one) for one in every]).tolist() == sorted(set().union(*every))


@given(numbers, numbers)
def test_amounts_of_documents_that_are_not_there_are_0(wanted: set[int], having: set[int]) -> None:
    amounts = np.array([number % 7 + 1 for number in sorted(having)], np.float32)
    found = sets.amounts_at(ascending(wanted), ascending(having), amounts)
    assert found.tolist() == [number % 7 + 1 if number in having else 0 for number in sorted(wanted)]


@given(st.lists(numbers, max_size=4), numbers)
def test_rows_of_several_terms_add_up(terms: list[set[int]], wanted: set[int]) -> None:
    listed = [number for term in terms for number in sorted(term)]
    rows, amounts = np.array(listed, np.intp), np.array([number % 5 + 0.5 for number in listed], np.float32)
    expected = [listed.count(number) * (number % 5 + 0.5) for number in sorted(wanted)]
    assert sets.sums_at(ascending(wanted), rows, amounts, 3_001).tolist() == expected
    assert sets.distinct(rows, 3_001, len(terms)).tolist() == sorted(set(listed))
    assert sets.count_distinct(rows, 3_001) == len(set(listed))


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 4)), max_size=9))
def test_pieces_are_spread(pieces: list[tuple[int, int]]) -> None:
    begins, sizes = (np.array([piece[i] for piece in pieces], np.intp) for i in (0, 1))
    expected = [number for begin, size in pieces for number in range(begin, begin + size)]
    assert spread(begins, sizes).tolist() == expected


@given(st.integers(0, 2**32 - 1), st.integers(1, 6_000), st.integers(0, 700), st.sampled_from([2, 40, 10**6]))
def test_smallest_and_those_equal_to_the_last(seed: int, size: int, count: int, different: int) -> None:
    """Of few different keys and of many; sorted ones too, from which a sample says little."""
    keys = np.random.default_rng(seed).integers(0, different, size)
    for each in (keys, np.sort(keys), -keys):
        found = sets.smallest(each, count).tolist()
        edge = sorted(each.tolist())[min(count, size) - 1] if count else -np.inf
        expected = [place for place, key in enumerate(each.tolist()) if key <= edge]
        assert found == (expected if count < size else list(range(size)))


def test_threads_do_not_share_what_is_laid_out() -> None:
    errors: list[int] = []

    def work(seed: int) -> None:
        rng = np.random.default_rng(seed)
        for _ in range(200):
            one, other = (np.flatnonzero(rng.random(5_000) < 0.4) for _ in range(2))
            if sets.both(one, other).tolist() != sorted(set(one.tolist()) & set(other.tolist())):
                errors.append(seed)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
