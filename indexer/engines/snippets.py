"""Marked titles and snippets, for every engine: the words of a query found again in a text as it was written.

    finder = WordFinder(parse("dépistage du sein"))
    finder.mark("Le dépistage du cancer")          -> Le [dépistage] du cancer
    finder.snippet(page_text)                      -> the liveliest 40 words, cut at sentence or word ends

Only the words themselves are marked: of `l’Institut` the part `Institut`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, count
from typing import TypeAlias

from indexer import french
from indexer.engines.chunks import BEGINNING, beginnings_in, choice_of, stems_in, tokens_of
from indexer.engines.interface import Marked
from indexer.publication import HEADING_SEPARATOR
from indexer.query import Clause, Term

_Occurrence: TypeAlias = tuple[tuple[int, french.Token], ...]  # of a phrase: (number of the chunk, token) of its words

_MAY_END_SENTENCE = tuple('.!?…»"”)')
_SENTENCE_END = re.compile(r"[.!?…]»?[\"”)]?$")
_ABBREVIATION = re.compile(r"(?:^|\W)(?:M|MM|Mme|Dr|Pr|St|Ste|n|art|al|cf|p|pp|fig|etc|ex|[A-Z])\.$")
# A title or a row that the next one follows without punctuation; a wrapped line goes on in lower case.
_UNSTOPPED_LINE = re.compile(r"(^|[^\s.!?…:;,|·–-])[ \t]*\n\s*(?=[A-ZÀ-ÖØ-Þ0-9«])")
_BROKEN_SPACE = re.compile(r"[\t\n\r\f\v][\t\n\r\f\v ]*| [\t\n\r\f\v ]+")
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
        self._phrases: list[_Phrase] = []
        stems: set[str] = set()
        beginnings: list[str] = []
        for clause in clauses:
            if clause.is_excluded or clause.field in ("author", "topic"):
                continue
            if clause.kind == "phrase":
                self._phrases.append(_Phrase(clause.terms))
            elif clause.kind == "prefix":
                beginnings.append(clause.terms[0].form)
            else:
                stems.update(term.stem for term in clause.terms)
                if clause.joined:
                    stems.add(clause.joined.stem)
        self._stems = choice_of(stems) if stems else None
        self._beginnings = choice_of(one[:BEGINNING] for one in beginnings) if beginnings else None
        self._wanted = _Wanted(stems, tuple(beginnings))
        self._phrase_words = _PhraseWords(form for phrase in self._phrases for form, _ in phrase.words)

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
        places, phrases = self._places(chunks), self._phrase_places(chunks)
        hits = [(number, self._wanted[chunks[number]]) for number in places]
        if phrases:
            hits = sorted({*hits, *((number, token.form) for phrase in phrases for number, token in phrase)})
        first, last = _best_window(hits, words * 3 // 4)
        begin = _beginning(chunks, first, last, words)
        end = _ending(chunks, begin, last, words)
        start = _offset(joined, begin)
        starts = _starts(joined, chunks, start, begin, end)
        stop = starts[-1] + len(chunks[end - 1])
        if stop - start > SNIPPET_CHARACTERS:
            begin, start, stop, is_cut = _shortened(joined, begin, start, first)
            if is_cut:
                return self._cut(text, start, stop, before=begin > 0)
            end = begin + len(joined[start:stop].split())
            starts = _starts(joined, chunks, start, begin, end)
        found = self._found(chunks, starts, begin, places, phrases)
        marked = _marked(text, start, stop, found, _lines_apart, before=begin > 0, after=end < len(chunks))
        return Snippet(marked, _shown_words(text, found), len(found))

    def _cut(self, text: str, start: int, stop: int, *, before: bool) -> Snippet:
        """An excerpt that ends within a word; half a word is not the word."""
        found = [(a + start, b + start) for a, b in self._spans(text[start:stop]) if b + start < stop]
        marked = _marked(text, start, stop, found, _lines_apart, before=before, after=True)
        return Snippet(marked, _shown_words(text, found), len(found))

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """Characters of every marked word of a text."""
        joined = french.join_spaced(text)
        chunks = joined.split()
        places, phrases = self._places(chunks), self._phrase_places(chunks)
        if not places and not phrases:
            return []
        return self._found(chunks, _starts(joined, chunks, 0, 0, len(chunks)), 0, places, phrases)

    def _found(
        self,
        chunks: Sequence[str],
        starts: Sequence[int],
        begin: int,
        places: Iterable[int],
        phrases: Iterable[_Occurrence],
    ) -> list[tuple[int, int]]:
        """Characters of every marked word of the chunks from `begin` on that begin at `starts`: ascending, apart."""
        end = begin + len(starts)
        spans = {
            (starts[number - begin] + token.start, starts[number - begin] + token.end)
            for number in places
            if begin <= number < end
            for token in tokens_of(chunks[number])
            if self._wanted.has(token)
        }
        for phrase in phrases:
            if all(begin <= number < end for number, _ in phrase):
                spans.update((starts[n - begin] + token.start, starts[n - begin] + token.end) for n, token in phrase)
        merged: list[tuple[int, int]] = []
        for a, b in sorted(spans):
            if merged and a < merged[-1][1]:
                merged[-1] = (merged[-1][0], max(b, merged[-1][1]))
            else:
                merged.append((a, b))
        return merged

    def _places(self, chunks: Sequence[str]) -> list[int]:
        """Numbers of the chunks that hold a word, or begin as a word, that is looked for outside phrases."""
        numbers: Iterable[int] = ()
        if self._stems:
            numbers = _ones(stems_in(chunks).translate(self._stems))
        if self._beginnings:
            numbers = sorted({*numbers, *_ones(beginnings_in(chunks).translate(self._beginnings))})
        wanted = self._wanted
        return [number for number in numbers if wanted[chunks[number]]]

    def _phrase_places(self, chunks: Sequence[str]) -> list[_Occurrence]:
        """Where the phrases stand, each as the (number of the chunk, token) of its words."""
        if not self._phrases:
            return []
        stems = stems_in(chunks)
        numbers = list(compress(count(), stems))  # of the chunks that hold a word at all
        stems = stems.replace(b"\0", b"")
        return [
            occurrence
            for phrase in self._phrases
            for first, last in _runs(_ones(stems.translate(phrase.rarest)), phrase.before, phrase.after, len(numbers))
            for occurrence in phrase.within(self._numbered(chunks, numbers[first:last]))
        ]

    def _numbered(self, chunks: Sequence[str], numbers: Iterable[int]) -> Iterator[tuple[int, int, french.Token]]:
        """The (position, number of the chunk, token) of words of phrases in neighbouring chunks."""
        position = 0
        words = self._phrase_words
        for number in numbers:
            length, tokens = words[chunks[number]]
            for token in tokens:
                yield position + token.offset, number, token
            position += length


class _Phrase:
    """The words of a phrase, and how to find it: by its longest word, which is seldom a frequent one.

    words          (form, offset) of each
    rarest         which chunks may hold its longest word
    before, after  positions that it takes on either side of its longest word
    """

    def __init__(self, terms: Sequence[Term]) -> None:
        self.words = tuple((term.form, term.offset) for term in terms)
        longest = max(terms, key=lambda term: len(term.form))
        self.rarest = choice_of([longest.stem])
        self.before = longest.offset
        self.after = terms[-1].offset - longest.offset

    def within(self, tokens: Iterable[tuple[int, int, french.Token]]) -> Iterator[_Occurrence]:
        """Where it stands among tokens given as (position, number of the chunk, token)."""
        found: dict[str, dict[int, tuple[int, french.Token]]] = {form: {} for form, _ in self.words}
        for position, number, token in tokens:
            if token.form in found:
                found[token.form][position] = number, token
        for begin in found[self.words[0][0]]:
            if all(begin + offset in found[form] for form, offset in self.words):
                yield tuple(found[form][begin + offset] for form, offset in self.words)


class _Wanted(dict[str, str]):
    """Chunk -> the stem of its first wanted word, "" when it has none; remembered, as words repeat."""

    def __init__(self, stems: Collection[str], beginnings: tuple[str, ...]) -> None:
        super().__init__()
        self._stems = stems
        self._beginnings = beginnings

    def __missing__(self, chunk: str) -> str:
        name = next((token.stem for token in tokens_of(chunk) if self.has(token)), "")
        self[chunk] = name
        return name

    def has(self, token: french.Token) -> bool:
        """Whether a token is a word, or begins as a word, that is looked for outside phrases."""
        return token.stem in self._stems or token.form.startswith(self._beginnings)


class _PhraseWords(dict[str, tuple[int, tuple[french.Token, ...]]]):
    """Chunk -> the positions it takes, and those of its tokens that phrases are made of."""

    def __init__(self, forms: Iterable[str]) -> None:
        super().__init__()
        self._forms = frozenset(forms)

    def __missing__(self, chunk: str) -> tuple[int, tuple[french.Token, ...]]:
        tokens = tokens_of(chunk)
        value = french.length_of(tokens), tuple(token for token in tokens if token.form in self._forms)
        self[chunk] = value
        return value


def _ones(flags: bytes) -> Iterator[int]:
    """Where the ones stand among zeros."""
    at = flags.find(1)
    while at >= 0:
        yield at
        at = flags.find(1, at + 1)


def _runs(candidates: Iterable[int], before: int, after: int, size: int) -> Iterator[tuple[int, int]]:
    """The neighbourhoods of candidates as (first, after the last), those that meet made one: each is read once."""
    first = last = 0
    for candidate in candidates:
        if candidate - before > last:
            if last > first:
                yield first, last
            first = candidate - before
        last = min(candidate + after + 1, size)
    if last > first:
        yield first, last


def _best_window(hits: Sequence[tuple[int, str]], width: int) -> tuple[int, int]:
    """First and last chunk of the window with most different words, then most words, then the earliest."""
    best, best_value = (0, 0), (0, 0)
    left = 0
    window: dict[str, int] = {}
    for right, (number, name) in enumerate(hits):
        window[name] = window.get(name, 0) + 1
        while number - hits[left][0] > width:
            gone = hits[left][1]
            left += 1
            if window[gone] > 1:
                window[gone] -= 1
            else:
                del window[gone]
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


def _starts(text: str, chunks: Sequence[str], at: int, begin: int, end: int) -> list[int]:
    """Where each of some neighbouring chunks begins; the first of them at `at` or after it."""
    starts: list[int] = []
    for chunk in chunks[begin:end]:
        at = text.index(chunk, at)
        starts.append(at)
        at += len(chunk)
    return starts


def _shortened(text: str, begin: int, start: int, first: int) -> tuple[int, int, int, bool]:
    """Begin, start and stop of an excerpt that is too long; and whether it has to end within a word."""
    hit = _offset(text, first)
    if hit - start > SNIPPET_CHARACTERS // 2:
        begin, start = first, hit
    excerpt = text[start : start + SNIPPET_CHARACTERS]
    cut = excerpt.rsplit(None, 1)[0]
    is_cut = len(cut) <= hit - start or len(cut) == len(excerpt)  # the marked word itself, or any, does not fit
    return begin, start, start + (SNIPPET_CHARACTERS if is_cut else len(cut)), is_cut


def _ends_sentence(chunk: str) -> bool:
    return chunk.endswith(_MAY_END_SENTENCE) and bool(_SENTENCE_END.search(chunk)) and not _ABBREVIATION.search(chunk)


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
