"""Which window of a text an excerpt shows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.windows import best_window


@given(st.lists(st.tuples(st.integers(0, 60), st.sampled_from("abc")), max_size=20).map(sorted), st.integers(0, 30))
def test_the_best_window_is_that_of_all_windows(hits: list[tuple[int, str]], width: int) -> None:
    def value(first: int, last: int) -> tuple[int, int]:
        inside = [name for number, name in hits if first <= number <= last]
        return len(set(inside)), len(inside)

    windows = [(a, b) for a, _ in hits for b, _ in hits if 0 <= b - a <= width]
    first, last = best_window(hits, width)
    assert not hits or last - first <= width
    assert value(first, last) == max((value(*window) for window in windows), default=(0, 0))
