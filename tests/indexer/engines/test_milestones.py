"""Excerpts that are cut out where words are known to stand, against those from the whole text."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import french
from indexer.engines.interface import Marked
from indexer.engines.milestones import Standing
from indexer.engines.snippets import SNIPPET_CHARACTERS, SNIPPET_WORDS, Snippet, WordFinder
from indexer.query import parse
from tests.indexer.engines.standing import milestones_of, standing_of

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
    known = standing_of(query, text)
    assert finder(query).snippet(text, standing=known) == finder(query).snippet(text)


@given(QUERIES, long_texts(PIECES), st.integers(8, 50))
def test_an_excerpt_is_marked_as_the_whole_text_is(query: str, text: str, words: int) -> None:
    snippet = finder(query).snippet(text, words, standing_of(query, text))
    check_excerpt(query, text, words, snippet)
    assert bool(snippet.matches) == bool(finder(query).snippet(text, words).matches)


@given(
    QUERIES,
    long_texts(PIECES),
    long_texts(PIECES),
    st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 3)), min_size=1, max_size=5).map(sorted),
)
def test_wrong_positions_and_another_texts_milestones_do_no_harm(
    query: str, text: str, other: str, occurrences: list[tuple[int, int]]
) -> None:
    milestones = milestones_of(other)
    assert milestones
    snippet = finder(query).snippet(text, standing=Standing(occurrences, milestones))
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


@given(st.text("0123 L.*-ab\n\u00a0’é", max_size=400) | long_texts(PIECES), st.data())
def test_each_position_is_in_its_chunk(text: str, data: st.DataObject) -> None:
    """Where a number or a reference is written with spaces, too."""
    chunks = french.join_spaced(text).split()
    milestones = milestones_of(text)
    if milestones is None:
        assert not chunks
        return
    assert milestones.count == len(chunks)
    held = [number for number, chunk in enumerate(chunks) for _ in range(french.length_of(french.tokens_of(chunk)))]
    assert milestones.chunks_at(range(len(held) + 2)) == [*held, *[len(chunks)] * 2]
    first, end = sorted(data.draw(st.tuples(st.integers(-5, len(chunks) + 5), st.integers(0, len(chunks) + 5))))
    part = milestones.part(text, min(first, len(chunks)), end)
    assert part
    assert part.chunks == chunks[part.first : part.first + len(part.chunks)]
    assert part.first <= max(first, 0)
    assert part.first + len(part.chunks) >= min(end, len(chunks))
    assert part.text in text


@pytest.mark.parametrize(
    "text",
    ["", " \n", "\U0001f600 cancer", pytest.param("a-" * 1_000, id="data without a space")],
)
def test_text_without_milestones_is_looked_through(text: str) -> None:
    assert milestones_of(text) is None


def test_of_a_long_text_only_a_part_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    text = " ".join(["mot", "autre"] * 1500 + ["cancer"] + ["autre", "mot"] * 1500)
    known = standing_of("cancer", text)
    read: list[int] = []
    join = french.join_spaced

    def joined(text: str) -> str:
        read.append(len(text))
        return join(text)

    monkeypatch.setattr(french, "join_spaced", joined)
    monkeypatch.setattr("indexer.engines.milestones.join_spaced", joined)
    assert finder("cancer").snippet(text, standing=known).matches == 1
    assert sum(read) < len(text) / 20
