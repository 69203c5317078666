"""Excerpts that are cut out where words are known to stand, against those from the whole text."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import french
from indexer.engines.interface import Marked
from indexer.engines.milestones import Milestones, Standing
from indexer.engines.snippets import SNIPPET_CHARACTERS, SNIPPET_WORDS, Snippet, WordFinder
from indexer.query import parse
from tests.indexer.engines.standing import milestones_of, standing_of

WORDS = ("cancer", "cancers", "dépistage", "sein", "plan", "cancérologie")
PLAIN = st.sampled_from((*WORDS, "fin.", "Mme", "un", "(mot)", "|", "| | |", ":", "\U0001f600"))
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


@pytest.mark.parametrize("sentence", [1, 7, 100])
@pytest.mark.parametrize("before", range(60))
def test_wherever_a_word_stands_the_excerpt_is_the_same(before: int, sentence: int) -> None:
    """On either side of a milestone, and near the text's beginning and end."""
    for behind in (200, 35, before):
        words = [f"mot{n}" + "." * (n % sentence == 0) for n in range(before)] + ["cancer"] + ["autre"] * behind
        for text in (" ".join(words), " ".join(reversed(words))):
            standing = standing_of("cancer", text)
            assert finder("cancer").snippet(text, standing=standing) == finder("cancer").snippet(text)


def test_the_end_of_a_phrase_is_shown_too() -> None:
    query = 'sein "plan national cancer"'
    text = " ".join(["sein", *["mot"] * 28, "plan national cancer", *["mot"] * 90])
    assert finder(query).snippet(text, standing=standing_of(query, text)).matches == 4


def test_a_long_phrase_elsewhere_takes_no_room() -> None:
    phrase = " ".join(f"mot{n}" for n in range(20))
    query, text = f'cancer sein "{phrase}"', " ".join(["cancer", *["un"] * 25, "sein", *["deux"] * 90, phrase])
    standing = standing_of("cancer sein", text)
    assert finder(query).snippet(text, standing=standing).matches == 2


wrong = st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 3)), min_size=1, max_size=5).map(sorted)


@given(QUERIES, long_texts(PIECES), wrong)
def test_wrong_positions_do_no_harm(query: str, text: str, occurrences: list[tuple[int, int]]) -> None:
    check_in_spite_of(query, text, text, occurrences)


@given(QUERIES, long_texts(PLAIN), wrong)
def test_another_texts_milestones_do_no_harm(query: str, text: str, occurrences: list[tuple[int, int]]) -> None:
    """Of one with as many chunks, so that it is not noticed."""
    check_in_spite_of(query, text, " ".join(reversed(text.split())), occurrences)


def check_in_spite_of(query: str, text: str, other: str, occurrences: list[tuple[int, int]]) -> None:
    milestones = milestones_of(other)
    assert milestones
    snippet = finder(query).snippet(text, standing=Standing(occurrences, milestones))
    check_excerpt(query, text, SNIPPET_WORDS, snippet)
    assert bool(snippet.matches) == bool(finder(query).snippet(text).matches)


@pytest.mark.parametrize("position", [0, 101, 102, 5000])
@pytest.mark.parametrize(
    "damaged",
    [Milestones("", ()), Milestones("1" * 102, ()), Milestones("é" * 102, (0,)), Milestones("1" * 102, (-9, 10**12))],
)
def test_damaged_milestones_do_no_harm(damaged: Milestones, position: int) -> None:
    text = " ".join(["mot"] * 100 + ["cancer", "fin."])
    assert finder("cancer").snippet(text, standing=Standing([(position, 0)], damaged)).matches == 1


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
    first = data.draw(st.integers(-5, len(chunks) - 1))
    end = data.draw(st.integers(max(first, 0) + 1, len(chunks) + 5))
    part = milestones.part(text, first, end)
    assert part
    assert part.chunks == chunks[part.first : part.first + len(part.chunks)]
    assert part.first <= max(first, 0)
    assert part.first + len(part.chunks) >= min(end, len(chunks))
    assert part.text in text


@pytest.mark.parametrize(
    "text",
    ["", " \n", pytest.param("a-" * 1_000, id="data without a space")],
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
