"""Excerpts from the part of a text in which the words are known to stand, against those from the whole text."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import french
from indexer.engines.interface import Marked
from indexer.engines.snippets import SNIPPET_CHARACTERS, SNIPPET_WORDS, Snippet, WordFinder
from indexer.engines.windows import Standing, best_window, parts_around
from indexer.query import parse
from tests.indexer.engines.standing import standing_of

WORDS = ("cancer", "cancers", "dépistage", "sein", "plan", "cancérologie")
PLAIN = st.sampled_from((*WORDS, "fin.", "Mme", "un", "(mot)"))
PIECES = st.sampled_from(
    (*WORDS, "plan cancer", "l’e-cigarette", "le cancer du sein", "L. 1242-8", "1 234 567", "12 100", "-", "»", "«")
)
PLAIN_QUERIES = st.sampled_from(("cancer", "cancer sein", "dépistage plan sein", "mme"))
QUERIES = PLAIN_QUERIES | st.sampled_from(
    ("canc*", '"plan cancer"', '"cancer du sein" sein', "e-cigarette", "1242-8", "1234567 cancer", "canc* sein")
)


def finder(query: str) -> WordFinder:
    return WordFinder(parse(query))


def long_texts(pieces: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Pieces far and near from each other, among words that are all different."""
    gaps = st.sampled_from((0, 0, 1, 3, 12, 40, 150))

    def text(parts: list[tuple[str, int]]) -> str:
        words = (f"mot{number}" for number in range(100, 10_000))
        return " ".join(" ".join((piece, *islice(words, gap))) for piece, gap in parts)

    return st.lists(st.tuples(pieces, gaps), min_size=1, max_size=14).map(text)


def written(marked: Marked) -> str:
    runs = "".join(f"[{text}]" if is_matched else text for text, is_matched in marked.runs)
    return runs.removeprefix("… ").removesuffix(" …")


@given(PLAIN_QUERIES, long_texts(PLAIN))
def test_of_plain_words_the_same_excerpt_is_found(query: str, text: str) -> None:
    known = standing_of(finder(query), text)
    assert finder(query).snippet(text, standing=known) == finder(query).snippet(text)


@given(QUERIES, long_texts(PIECES), st.integers(8, 50))
def test_an_excerpt_is_marked_as_the_whole_text_is(query: str, text: str, words: int) -> None:
    snippet = finder(query).snippet(text, words, standing_of(finder(query), text))
    check_excerpt(query, text, words, snippet)
    assert bool(snippet.matches) == bool(finder(query).snippet(text, words).matches)


@given(
    QUERIES,
    long_texts(PIECES),
    st.integers(1, 3000),
    st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 0)), min_size=1, max_size=5).map(sorted),
)
def test_wrong_positions_do_no_harm(query: str, text: str, size: int, occurrences: list[tuple[int, int]]) -> None:
    snippet = finder(query).snippet(text, standing=Standing(size, occurrences))
    check_excerpt(query, text, SNIPPET_WORDS, snippet)
    assert bool(snippet.matches) == bool(finder(query).snippet(text).matches)


def check_excerpt(query: str, text: str, words: int, snippet: Snippet) -> None:
    """Whether an excerpt is a run of whole words of the text, says so, and is marked as the present way marks it."""
    shown = str(snippet.marked)
    body = shown.removeprefix("… ").removesuffix(" …")
    assert f" {body} " in f" {text} "
    assert shown.startswith("… ") or text.startswith(body)
    assert shown.endswith(" …") or text.endswith(body)
    assert len(french.join_spaced(body).split()) <= words
    assert len(body) <= SNIPPET_CHARACTERS
    assert written(snippet.marked) == written(finder(query).mark(body))
    assert snippet.matches == sum(is_matched for _, is_matched in snippet.marked.runs)
    assert snippet.words in body


@given(
    st.text("0123 L.*-ab\n\u00a0", max_size=300) | long_texts(PIECES),
    st.integers(1, 100),
    st.tuples(st.integers(0, 99), st.integers(0, 99)).map(sorted),
)
def test_parts_are_cut_between_chunks(text: str, size: int, span: list[int]) -> None:
    """Where a number or a reference is written with spaces, too."""
    whole = french.join_spaced(text)
    for part in parts_around(text, size, span[0], span[1], 5):
        joined = french.join_spaced(part.text)
        assert joined in whole
        assert part.is_begun or whole.startswith(joined)
        assert part.is_broken or whole.endswith(joined)
        cut = (joined[: part.first], joined[part.first : part.last], joined[part.last :])
        assert [chunk for piece in cut for chunk in piece.split()] == joined.split()
        assert is_run_of(joined.split(), whole.split())


def is_run_of(some: list[str], every: list[str]) -> bool:
    return any(every[at : at + len(some)] == some for at in range(len(every) + 1))


def test_of_a_long_text_only_a_part_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    text = " ".join(["mot", "autre"] * 1500 + ["cancer"] + ["autre", "mot"] * 1500)
    known = standing_of(finder("cancer"), text)
    read: list[int] = []
    join = french.join_spaced
    monkeypatch.setattr(french, "join_spaced", lambda text: read.append(len(text)) or join(text))
    assert finder("cancer").snippet(text, standing=known).matches == 1
    assert sum(read) < len(text) / 8


@given(st.lists(st.tuples(st.integers(0, 60), st.sampled_from("abc")), max_size=20).map(sorted), st.integers(0, 30))
def test_the_best_window_is_that_of_all_windows(hits: list[tuple[int, str]], width: int) -> None:
    def value(first: int, last: int) -> tuple[int, int]:
        inside = [name for number, name in hits if first <= number <= last]
        return len(set(inside)), len(inside)

    windows = [(a, b) for a, _ in hits for b, _ in hits if 0 <= b - a <= width]
    first, last = best_window(hits, width)
    assert not hits or last - first <= width
    assert value(first, last) == max((value(*window) for window in windows), default=(0, 0))
