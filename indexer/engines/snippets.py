"""Marked titles and snippets, for every engine: the words of a query found again in a text as it was written.

    finder = WordFinder(parse("dépistage du sein"))
    finder.mark("Le dépistage du cancer")          -> Le [dépistage] du cancer
    finder.snippet(page_text)                      -> the liveliest 40 words, cut at sentence or word ends

Only the words themselves are marked: of `l’Institut` the part `Institut`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from indexer import french
from indexer.engines.interface import Marked
from indexer.publication import HEADING_SEPARATOR
from indexer.query import Clause

_T = TypeVar("_T")

_CHUNK = re.compile(r"\S+")
_SENTENCE_END = re.compile(r"[.!?…]»?[\"”)]?$")
_ABBREVIATION = re.compile(r"(?:^|\W)(?:M|MM|Mme|Dr|Pr|St|Ste|n|art|al|cf|p|pp|fig|etc|ex|[A-Z])\.$")
# A title or a row that the next one follows without punctuation; a wrapped line goes on in lower case.
_UNSTOPPED_LINE = re.compile(r"(^|[^\s.!?…:;,|·–-])[ \t]*\n\s*(?=[A-ZÀ-ÖØ-Þ0-9«])")
SNIPPET_WORDS = 40
SNIPPET_CHARACTERS = 600  # forty words of prose have about 250; tables of figures and addresses can have many more
_LOOK_BACK = 12  # words before the first marked one that a sentence's beginning is looked for in
_SHOWN_WORDS = 8  # a longer run is no help to the search of a PDF reader
_SHOWN_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Snippet:
    """A marked excerpt and, from within it, a run of words to search for in a PDF reader."""

    marked: Marked
    words: str
    matches: int  # marked words in it


class WordFinder:
    """Finds a query's words in texts. One finder serves all texts of a page of results."""

    def __init__(self, clauses: Iterable[Clause]) -> None:
        self._phrases: list[tuple[tuple[str, int], ...]] = []  # (form, offset) of each word
        stems: set[str] = set()
        beginnings: list[str] = []
        for clause in clauses:
            if clause.is_excluded or clause.field in ("author", "topic"):
                continue
            if clause.kind == "phrase":
                self._phrases.append(tuple((term.form, term.offset) for term in clause.terms))
            elif clause.kind == "prefix":
                beginnings.append(clause.terms[0].form)
            else:
                stems.update(term.stem for term in clause.terms)
                if clause.joined:
                    stems.add(clause.joined.stem)
        self._wanted = _Wanted(stems, tuple(beginnings))
        self._phrase_words = _PhraseWords(form for phrase in self._phrases for form, _ in phrase)

    def best_heading(self, heading: str | None) -> str | None:
        """Of the sections that begin on a page, the one that holds most of the words, else the first."""
        if not heading or HEADING_SEPARATOR not in heading:
            return heading
        parts = heading.split(HEADING_SEPARATOR)
        return max(parts, key=lambda part: len({part[a:b].lower() for a, b in self._spans(part)}))

    def mark(self, text: str) -> Marked:
        """The whole text with the words marked."""
        return _marked(text, 0, len(text), self._spans(text), _on_one_line)

    def snippet(self, text: str, words: int = SNIPPET_WORDS) -> Snippet:
        """The excerpt that holds most of the different words, and most of them."""
        joined = french.join_spaced(text)
        chunks = joined.split()
        if not chunks:
            return Snippet(Marked(), "", 0)
        first, last = _best_window(self._hits(chunks), words * 3 // 4)
        begin = _beginning(chunks, first, last, words)
        end = _ending(chunks, begin, last, words)
        start = _offset(joined, begin)
        stop = start + _offset(joined[start:], end - 1 - begin) + len(chunks[end - 1])
        is_cut = False
        if stop - start > SNIPPET_CHARACTERS:
            begin, start, stop, is_cut = _shortened(joined, begin, start, first)
        found = [(a + start, b + start) for a, b in self._spans(text[start:stop])]
        if is_cut and found and found[-1][1] == stop:  # half a word is not the word
            found.pop()
        marked = _marked(text, start, stop, found, _lines_apart, before=begin > 0, after=bool(text[stop:].strip()))
        return Snippet(marked, _shown_words(text, found), len(found))

    def _hits(self, chunks: Sequence[str]) -> list[tuple[int, str]]:
        """The chunks that hold a wanted word: (number, the word's name)."""
        hits = [(number, name) for number, name in enumerate(map(self._wanted.__getitem__, chunks)) if name]
        if self._phrases:
            hits = sorted({*hits, *self._phrase_places(self._numbered(chunks))})
        return hits

    def _numbered(self, chunks: Iterable[str]) -> Iterator[tuple[str, int, int]]:
        """The (form, position, number of the chunk) of the phrases' words."""
        position = 0
        for number, (length, words) in enumerate(map(self._phrase_words.__getitem__, chunks)):
            for form, offset in words:
                yield form, position + offset, number
            position += length

    def _phrase_places(self, tokens: Iterable[tuple[str, int, _T]]) -> Iterator[tuple[_T, str]]:
        """The (place, form) of every word of a phrase, of tokens given as (form, position, place)."""
        found: dict[str, dict[int, _T]] = {form: {} for phrase in self._phrases for form, _ in phrase}
        for form, position, place in tokens:
            if form in found:
                found[form][position] = place
        for phrase in self._phrases:
            for begin in found[phrase[0][0]]:
                if all(begin + offset in found[form] for form, offset in phrase):
                    for form, offset in phrase:
                        yield found[form][begin + offset], form

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """Characters of every marked word, ascending, not overlapping."""
        spans = {
            (chunk.start() + token.start, chunk.start() + token.end)
            for chunk in _CHUNK.finditer(french.join_spaced(text))
            if self._wanted[chunk.group()]
            for token in french.tokens_of(chunk.group())
            if self._wanted.has(token)
        }
        if self._phrases:
            tokens = ((p.token.form, p.position, (p.start, p.end)) for p in french.analyse(text))
            spans.update(span for span, _ in self._phrase_places(tokens))
        merged: list[tuple[int, int]] = []
        for start, end in sorted(spans):
            if merged and start < merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return merged


class _Wanted(dict[str, str]):
    """Chunk -> the stem of its first wanted word, "" when it has none; remembered, as words repeat."""

    def __init__(self, stems: Collection[str], beginnings: tuple[str, ...]) -> None:
        super().__init__()
        self._stems = stems
        self._beginnings = beginnings

    def __missing__(self, chunk: str) -> str:
        name = ""
        stems, beginnings = self._stems, self._beginnings
        for form, stem, _, _, _, _ in french.tokens_of(chunk):
            if stem in stems or (beginnings and form.startswith(beginnings)):
                name = stem
                break
        self[chunk] = name
        return name

    def has(self, token: french.Token) -> bool:
        """Whether a token is a word, or begins as a word, that is looked for outside phrases."""
        return token.stem in self._stems or token.form.startswith(self._beginnings)


class _PhraseWords(dict[str, tuple[int, tuple[tuple[str, int], ...]]]):
    """Chunk -> the positions it takes, and the (form, offset) of those of its words that phrases are made of."""

    def __init__(self, forms: Iterable[str]) -> None:
        super().__init__()
        self._forms = frozenset(forms)

    def __missing__(self, chunk: str) -> tuple[int, tuple[tuple[str, int], ...]]:
        tokens = french.tokens_of(chunk)
        words = tuple((token.form, token.offset) for token in tokens if token.form in self._forms)
        value = self[chunk] = french.length_of(tokens), words
        return value


def _best_window(hits: Sequence[tuple[int, str]], width: int) -> tuple[int, int]:
    """First and last chunk of the window with most different words, then most words, then the earliest."""
    best, best_value = (0, 0), (0, 0)
    left = 0
    window: Counter[str] = Counter()
    for right, (number, name) in enumerate(hits):
        window[name] += 1
        while number - hits[left][0] > width:
            gone = hits[left][1]
            window[gone] -= 1
            if not window[gone]:
                del window[gone]
            left += 1
        value = (len(window), right - left)
        if value > best_value:
            best, best_value = (hits[left][0], number), value
    return best


def _beginning(chunks: Sequence[str], first: int, last: int, words: int) -> int:
    """The sentence's beginning when it is near, else a few words before; the end of a text is shown at full length."""
    rest = len(chunks) - words
    is_at_end = rest < first - _LOOK_BACK
    earliest = max(rest if is_at_end else first - _LOOK_BACK, last + 1 - words)
    if earliest <= 0:
        return 0
    sentences = [number for number in range(earliest, first + 1) if _ends_sentence(chunks[number - 1])]
    if is_at_end:
        return sentences[0] if sentences else earliest
    return sentences[-1] if sentences else max(first - _LOOK_BACK // 2, earliest)


def _ending(chunks: Sequence[str], begin: int, last: int, words: int) -> int:
    """After the last sentence that ends in the last third of the excerpt, else where the words are used up."""
    limit = min(begin + words, len(chunks))
    for number in range(limit, max(begin + words * 2 // 3, last), -1):
        if _ends_sentence(chunks[number - 1]):
            return number
    return limit


def _offset(text: str, number: int) -> int:
    """Where the chunk of this number begins."""
    return len(text) - len(text.split(None, number)[number])


def _shortened(text: str, begin: int, start: int, first: int) -> tuple[int, int, int, bool]:
    """Begin, start and stop of an excerpt that is too long; and whether it has to end within a word."""
    hit = _offset(text, first)
    if hit - start > SNIPPET_CHARACTERS // 2:
        begin, start = first, hit
    excerpt = text[start : start + SNIPPET_CHARACTERS]
    cut = excerpt.rsplit(None, 1)[0]
    is_cut = len(cut) <= hit - start  # the marked word itself does not fit
    return begin, start, start + (SNIPPET_CHARACTERS if is_cut else len(cut)), is_cut


def _ends_sentence(chunk: str) -> bool:
    return bool(_SENTENCE_END.search(chunk)) and not _ABBREVIATION.search(chunk)


def _marked(
    text: str,
    start: int,
    stop: int,
    spans: Iterable[tuple[int, int]],
    flat: Callable[[str], str],
    *,
    before: bool = False,
    after: bool = False,
) -> Marked:
    runs: list[tuple[str, bool]] = [("… ", False)] if before else []
    at = start
    for begin, end in spans:
        if begin > at:
            runs.append((flat(text[at:begin]), False))
        runs.append((_on_one_line(text[begin:end]), True))
        at = end
    if at < stop:
        runs.append((flat(text[at:stop]), False))
    if after:
        runs.append((" …", False))
    return Marked(tuple(runs))


def _on_one_line(text: str) -> str:
    """Line breaks are spaces; non-breaking spaces stay."""
    return re.sub(r"[\t\n\r\f\v ]+", " ", text)


def _lines_apart(text: str) -> str:
    """The same, with a dot where a line ends without punctuation: a title, a row of a table."""
    return _on_one_line(_UNSTOPPED_LINE.sub(r"\1 · ", text))


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
