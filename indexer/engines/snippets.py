"""Marked titles and snippets, for every engine: the words of a query found again in a text as it was written.

    finder = WordFinder(parse("dépistage du sein"))
    finder.mark("Le dépistage du cancer")          -> Le [dépistage] du cancer
    finder.snippet(page_text)                      -> the liveliest 40 words, cut at sentence or word ends

Only the words themselves are marked: of `l’Institut` the part `Institut`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer import french
from indexer.engines.interface import Marked
from indexer.publication import HEADING_SEPARATOR
from indexer.query import Clause

_CHUNK = re.compile(r"\S+")
_SENTENCE_END = re.compile(r"[.!?…]»?[\"”)]?$")
_ABBREVIATION = re.compile(r"(?:^|\W)(?:M|MM|Mme|Dr|Pr|St|Ste|n|art|al|cf|p|pp|fig|etc|ex|[A-Z])\.$")
SNIPPET_WORDS = 40
_LOOK_BACK = 12  # words before the first marked one that a sentence's beginning is looked for in
_SHOWN_WORDS = 8  # a longer run is no help to the search of a PDF reader


@dataclass(frozen=True, slots=True)
class Snippet:
    """A marked excerpt and, from within it, a run of words to search for in a PDF reader."""

    marked: Marked
    words: str
    matches: int  # marked words in it


class WordFinder:
    """Finds a query's words in texts. One finder serves all texts of a page of results."""

    def __init__(self, clauses: Iterable[Clause]) -> None:
        self._stems: set[str] = set()
        self._beginnings: tuple[str, ...] = ()
        self._phrases: list[tuple[str, ...]] = []
        for clause in clauses:
            if clause.is_excluded or clause.field in ("author", "topic"):
                continue
            if clause.kind == "phrase":
                self._phrases.append(tuple(term.form for term in clause.terms))
            elif clause.kind == "prefix":
                self._beginnings = (*self._beginnings, clause.terms[0].form)
            else:
                self._stems.update(term.stem for term in clause.terms)
                if clause.joined:
                    self._stems.add(clause.joined.stem)
        self._phrase_forms = {
            form for phrase in self._phrases for form in phrase if not french.is_stop_word(form)
        }
        self._seen: dict[str, bool] = {}

    def mark(self, text: str) -> Marked:
        """The whole text with the words marked."""
        spans = self._spans(text)
        return _marked(text, 0, len(text), spans)

    def best_heading(self, heading: str | None) -> str | None:
        """Of the sections that begin on a page, the one that holds most of the words, else the first."""
        if not heading or HEADING_SEPARATOR not in heading:
            return heading
        parts = heading.split(HEADING_SEPARATOR)
        return max(parts, key=lambda part: len({part[a:b].lower() for a, b in self._spans(part)}))

    def snippet(self, text: str, words: int = SNIPPET_WORDS) -> Snippet:
        """The excerpt that holds most of the different words, and most of them."""
        chunks = text.split()
        hits = [number for number, chunk in enumerate(chunks) if self._may_match(chunk)]
        first = self._best_window(chunks, hits, words) if hits else 0
        begin = self._beginning(chunks, first)
        end = self._ending(chunks, begin, words)
        spans = list(_CHUNK.finditer(text))
        if not spans:
            return Snippet(Marked(), "", 0)
        start, stop = spans[begin].start(), spans[end - 1].end()
        found = self._spans(text[start:stop])
        found = [(a + start, b + start) for a, b in found]
        marked = _marked(text, start, stop, found, before=begin > 0, after=end < len(chunks))
        return Snippet(marked, _shown_words(text, found), len(found))

    def _may_match(self, chunk: str) -> bool:
        """Whether a chunk may hold a marked word; remembered, as words repeat."""
        known = self._seen.get(chunk)
        if known is None:
            known = any(
                self._is_wanted(placed.token) or placed.token.form in self._phrase_forms
                for placed in french.analyse(chunk)
            )
            self._seen[chunk] = known
        return known

    def _is_wanted(self, token: french.Token) -> bool:
        return token.stem in self._stems or (
            bool(self._beginnings) and token.form.startswith(self._beginnings)
        )

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """Characters of every marked word, ascending, not overlapping."""
        placed = list(french.analyse(text))
        spans = {(p.start, p.end) for p in placed if self._is_wanted(p.token)}
        if self._phrases:
            main = [p for p in placed if not p.token.is_alternative]
            forms = [p.token.form for p in main]
            for phrase in self._phrases:
                for i in range(len(forms) - len(phrase) + 1):
                    if tuple(forms[i : i + len(phrase)]) == phrase:
                        spans.update((p.start, p.end) for p in main[i : i + len(phrase)])
        merged: list[tuple[int, int]] = []
        for start, end in sorted(spans):
            if merged and start < merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return merged

    def _best_window(self, chunks: Sequence[str], hits: Sequence[int], words: int) -> int:
        """The first chunk of the window with most different words, then most words, then the earliest."""
        best, best_value = hits[0], (-1, -1)
        left = 0
        window: dict[str, int] = {}
        names = [french.fold(chunks[number]).strip(".,;:!?()«»\"'’") for number in hits]
        for right, number in enumerate(hits):
            window[names[right]] = window.get(names[right], 0) + 1
            while number - hits[left] > words * 3 // 4:
                window[names[left]] -= 1
                if not window[names[left]]:
                    del window[names[left]]
                left += 1
            value = (len(window), right - left)
            if value > best_value:
                best, best_value = hits[left], value
        return best

    def _beginning(self, chunks: Sequence[str], first: int) -> int:
        """The sentence's beginning when it is near, else a few words before."""
        for number in range(first, max(first - _LOOK_BACK, 0), -1):
            if _ends_sentence(chunks[number - 1]):
                return number
        return max(first - _LOOK_BACK // 2, 0) if first > _LOOK_BACK else 0

    def _ending(self, chunks: Sequence[str], begin: int, words: int) -> int:
        """After the last sentence that ends in the last third of the excerpt, else where the words are used up."""
        limit = min(begin + words, len(chunks))
        for number in range(limit, begin + words * 2 // 3, -1):
            if _ends_sentence(chunks[number - 1]):
                return number
        return limit


def _ends_sentence(chunk: str) -> bool:
    return bool(_SENTENCE_END.search(chunk)) and not _ABBREVIATION.search(chunk)


def _marked(
    text: str,
    start: int,
    stop: int,
    spans: Iterable[tuple[int, int]],
    *,
    before: bool = False,
    after: bool = False,
) -> Marked:
    runs: list[tuple[str, bool]] = [("… ", False)] if before else []
    at = start
    for begin, end in spans:
        if begin > at:
            runs.append((_flat(text[at:begin]), False))
        runs.append((_flat(text[begin:end]), True))
        at = end
    if at < stop:
        runs.append((_flat(text[at:stop]), False))
    if after:
        runs.append((" …", False))
    return Marked(tuple(runs))


def _flat(text: str) -> str:
    """Line breaks are spaces in an excerpt; non-breaking spaces stay."""
    return re.sub(r"[\t\n\r\f\v ]+", " ", text)


def _shown_words(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text from one marked word to the next ones, as long as they stand on one line and close together."""
    best = ""
    best_count = 0
    for i in range(len(spans)):
        for j in range(i, len(spans)):
            run = text[spans[i][0] : spans[j][1]]
            if len(run.split()) > _SHOWN_WORDS or "\n" in run:
                break
            if j - i + 1 > best_count:
                best, best_count = run, j - i + 1
    return re.sub(r"\s+", " ", best)[:200]
