"""Marked titles and snippets, for every engine: the words of a query found again in a text as it was written.

    finder = WordFinder(parse("dépistage du sein"))
    finder.mark("Le dépistage du cancer")          -> Le [dépistage] du cancer
    finder.snippet(page_text)                      -> the liveliest 40 words, cut at sentence or word ends

Only the words themselves are marked: of `l’Institut` the part `Institut`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from indexer import french
from indexer.engines.interface import Marked
from indexer.engines.milestones import Part, Standing
from indexer.engines.phrases import Phrases
from indexer.engines.prints import BEGINNING, choice_of, ones_in, prints_of
from indexer.engines.windows import LOOK_BACK, beginning, best_window, ending
from indexer.languages import FRENCH, Analysis
from indexer.publication import HEADING_SEPARATOR
from indexer.query import Clause, Term

# A title or a row that the next one follows without punctuation; a wrapped line goes on in lower case.
_UNSTOPPED_LINE = re.compile(r"(^|[^\s.!?…:;,|·–-])[ \t]*\n\s*(?=[A-ZÀ-ÖØ-Þ0-9«])")
_BROKEN = ("\n", "  ", "\t", "\r", "\f", "\v")
_BROKEN_SPACE = re.compile(r"[\t\n\r\f\v][\t\n\r\f\v ]*| [\t\n\r\f\v ]+")
SNIPPET_WORDS = 40
SNIPPET_CHARACTERS = 600  # forty words of prose have about 250; tables of figures and addresses can have many more
_SHOWN_WORDS = 8  # a longer run is no help to the search of a PDF reader
_SHOWN_CHARACTERS = 200


class Snippet(NamedTuple):
    """A marked excerpt and, from within it, a run of words to search for in a PDF reader."""

    marked: Marked
    words: str
    matches: int  # marked words in it


class WordFinder:
    """Finds a query's words in texts of one analysis. One finder serves all such texts of a page of results."""

    def __init__(self, clauses: Iterable[Clause], analysis: Analysis = FRENCH) -> None:
        phrases: list[tuple[Term, ...]] = []
        stems: set[str] = set()
        beginnings: list[str] = []
        for clause in clauses:
            if clause.is_excluded or clause.field in ("author", "topic"):
                continue
            if clause.kind == "phrase":
                phrases.append(clause.terms)
            elif clause.kind == "prefix":
                beginnings.append(clause.terms[0].form)
            else:
                phrases += [words for words in clause.synonyms if len(words) > 1]
                others = [words[0] for words in clause.synonyms if len(words) == 1]
                joined = [clause.joined] if clause.joined else []
                stems.update(analysis.stem(term.form) for term in (*clause.terms, *joined, *others))
        self._reach = max((words[-1].offset for words in phrases), default=0)  # of a phrase its beginning is known
        self._stems = choice_of(stems) if stems else None
        self._beginnings = choice_of(one[:BEGINNING] for one in beginnings) if beginnings else None
        self._prints = prints_of(analysis)
        self._wanted = _Wanted(stems, tuple(beginnings), self._prints.tokens_of)
        self._phrase_places = Phrases(phrases, analysis).places

    def best_heading(self, heading: str | None) -> str | None:
        """Of the sections that begin on a page, the one that holds most of the words, else the first."""
        if not heading or HEADING_SEPARATOR not in heading:
            return heading
        parts = heading.split(HEADING_SEPARATOR)
        return max(parts, key=lambda part: len({part[a:b].lower() for a, b in self.spans(part)}))

    def mark(self, text: str) -> Marked:
        """The whole text with the words marked."""
        return _marked(text, self.spans(text), _on_one_line)

    def snippet(self, text: str, words: int = SNIPPET_WORDS, standing: Standing | None = None) -> Snippet:
        """The excerpt that holds most of the different words, and most of them.

        Where it is known where they stand, only the part of the text around the best of them is read.
        """
        near = self._near(text, standing, words) if standing else None
        if near:
            return near
        joined = french.join_spaced(text)
        chunks = joined.split()
        if not chunks:
            return Snippet(Marked(), "", 0)
        window = best_window(self._hits(chunks), _window(words))
        return self._excerpt(Part(text, joined, chunks, 0), window, words, len(chunks))

    def _near(self, text: str, standing: Standing, words: int) -> Snippet | None:
        """The excerpt around the best of the known occurrences; None where no word is found again in it."""
        milestones = standing.milestones
        positions, units = zip(*standing.occurrences, strict=True)
        numbers = milestones.chunks_at(positions)
        first, last = best_window(list(zip(numbers, units, strict=True)), _window(words))
        # what stands around it decides where the excerpt begins and ends; one more says that the text has begun before
        part = milestones.part(text, min(first - LOOK_BACK, milestones.count - words) - 1, first + words)
        if part is None or first >= milestones.count:
            return None
        last = min(last + self._reach, first + words - 1, milestones.count - 1)
        excerpt = self._excerpt(part, (first - part.first, last - part.first), words, milestones.count)
        return excerpt if excerpt.matches else None

    def _excerpt(self, part: Part, window: tuple[int, int], words: int, count: int) -> Snippet:
        """The excerpt around a window of chunks of a part; the whole text has `count` chunks."""
        chunks, (first, last) = part.chunks, window
        begin = beginning(chunks, first, last, words)
        end = ending(chunks, begin, last, words)
        start, stop = part.where(begin, end)
        is_cut = False
        if stop - start > SNIPPET_CHARACTERS:
            begin, start, stop, is_cut = _shortened(part, begin, start, first)
            end = begin + len(part.joined[start:stop].split())
        text = part.text[start:stop]
        if is_cut:  # within a word: half a word is not the word
            found = [(a, b) for a, b in self.spans(text) if b < len(text)]
        else:
            found = self._spans(part.joined[start:stop], chunks[begin:end])
        after = is_cut or part.first + end < count
        marked = _marked(text, found, _lines_apart, before=part.first + begin > 0, after=after)
        return Snippet(marked, _shown_words(text, found), len(found))

    def _hits(self, chunks: Sequence[str]) -> list[tuple[int, str]]:
        """The (number of the chunk, name of the word) of all that is found, ascending."""
        hits = [(number, self._wanted[chunks[number]][0].stem) for number in self._places(chunks)]
        if phrases := self._phrase_places(chunks):
            hits = sorted({*hits, *((number, token.form) for phrase in phrases for number, token in phrase)})
        return hits

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where the characters of each marked word of a text begin and end: ascending, apart."""
        joined = french.join_spaced(text)
        return self._spans(joined, joined.split())

    def _spans(self, joined: str, chunks: Sequence[str]) -> list[tuple[int, int]]:
        """The same of a text that is cut into its chunks."""
        words = [(number, token) for number in self._places(chunks) for token in self._wanted[chunks[number]]]
        for phrase in self._phrase_places(chunks):
            words += phrase
        if not words:
            return []
        starts = _starts(joined, chunks, sorted({number for number, _ in words}))
        merged: list[tuple[int, int]] = []
        for a, b in sorted({(starts[number] + token.start, starts[number] + token.end) for number, token in words}):
            if merged and a < merged[-1][1]:
                merged[-1] = (merged[-1][0], max(b, merged[-1][1]))
            else:
                merged.append((a, b))
        return merged

    def _places(self, chunks: Sequence[str]) -> list[int]:
        """Numbers of the chunks that hold a word, or begin as a word, that is looked for outside phrases."""
        numbers: Iterable[int] = ()
        if self._stems:
            numbers = ones_in(self._prints.stems_in(chunks).translate(self._stems))
        if self._beginnings:
            numbers = sorted({*numbers, *ones_in(self._prints.beginnings_in(chunks).translate(self._beginnings))})
        wanted = self._wanted
        return [number for number in numbers if wanted[chunks[number]]]


class _Wanted(dict[str, tuple[french.Token, ...]]):
    """Chunk -> its tokens that are words, or begin as words, that are looked for outside phrases.

    Remembered, as words repeat.
    """

    def __init__(self, stems: Collection[str], beginnings: tuple[str, ...], tokens_of: french.TokensOf) -> None:
        super().__init__()
        self._stems = stems
        self._beginnings = beginnings
        self._tokens_of = tokens_of

    def __missing__(self, chunk: str) -> tuple[french.Token, ...]:
        found = self[chunk] = tuple(
            token
            for token in self._tokens_of(chunk)
            if token.stem in self._stems or token.form.startswith(self._beginnings)
        )
        return found


def _starts(text: str, chunks: Sequence[str], numbers: Sequence[int]) -> dict[int, int]:
    """Where some of the chunks of a text begin; `numbers` ascend."""
    at = len(text) - len(text.lstrip())
    ends = list(accumulate(map(len, chunks)))  # characters of all chunks up to each
    if ends[-1] + len(chunks) - 1 == len(text.strip()):  # one space between two chunks: nearly always
        return {number: at + ends[number] - len(chunks[number]) + number for number in numbers}
    starts: dict[int, int] = {}
    for number, chunk in enumerate(chunks[: numbers[-1] + 1]):
        at = text.index(chunk, at)
        starts[number] = at
        at += len(chunk)
    return starts


def _window(words: int) -> int:
    """How far the marked words of an excerpt may stand apart."""
    return words * 3 // 4


def _shortened(part: Part, begin: int, start: int, first: int) -> tuple[int, int, int, bool]:
    """Begin, start and stop of an excerpt that is too long; and whether it has to end within a word."""
    hit, _ = part.where(first, first + 1)
    if hit - start > SNIPPET_CHARACTERS // 2:
        begin, start = first, hit
    excerpt = part.joined[start : start + SNIPPET_CHARACTERS]
    cut = excerpt.rsplit(None, 1)[0]
    is_cut = len(cut) <= hit - start or len(cut) == len(excerpt)  # the marked word itself, or any, does not fit
    return begin, start, start + (SNIPPET_CHARACTERS if is_cut else len(cut)), is_cut


def _marked(
    text: str,
    spans: Iterable[tuple[int, int]],
    flat: Callable[[str], str],
    *,
    before: bool = False,
    after: bool = False,
) -> Marked:
    flat_word: Callable[[str], str] = _on_one_line
    if not any(map(text.__contains__, _BROKEN)):
        flat = flat_word = str  # as it is
    runs: list[tuple[str, bool]] = [("… ", False)] if before else []
    at = 0
    for begin, end in spans:
        if begin > at:
            runs.append((flat(text[at:begin]), False))
        runs.append((flat_word(text[begin:end]), True))
        at = end
    if at < len(text):
        runs.append((flat(text[at:]), False))
    if after:
        runs.append((" …", False))
    return Marked(tuple(runs))


def _on_one_line(text: str) -> str:
    """Line breaks are spaces; non-breaking spaces stay."""
    return _BROKEN_SPACE.sub(" ", text)


def _lines_apart(text: str) -> str:
    """The same, with a dot where a line ends without punctuation: a title, a row of a table."""
    return _on_one_line(_UNSTOPPED_LINE.sub(r"\1 · ", text) if "\n" in text else text)


def _shown_words(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text from one marked word to the next ones, as long as they stand on one line and close together."""
    best = ""
    best_count = 0
    for i, (start, _) in enumerate(spans):
        for j in range(i, len(spans)):
            run = text[start : spans[j][1]]
            if len(run) > _SHOWN_CHARACTERS or len(run.split()) > _SHOWN_WORDS or len(run.splitlines()) > 1:
                break
            if j - i + 1 > best_count:
                best, best_count = run, j - i + 1
    return best
