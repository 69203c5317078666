"""What was meant, where what was typed is not found: the text with close words of the corpus, accents and all.

    corrected(words, "depistge du cancer", Filters())     ->  "dépistage du cancer"
    corrected(words, "santepublique", Filters())          ->  "santé publique"
    corrected(words, "tele travail", Filters())           ->  "télétravail"

`words` are those of an engine's index (near_words.py); everything else is the same for every engine.

Quotes, fields and all that is not corrected stay as typed. What it gives finds something, with the filters too.

Each unknown word is a *spot* with a few edits, the likeliest first. The text with the first edit of each spot is
tried, then with one edit exchanged at a time; so much is counted at most as MAX_COUNTED says, whatever was typed.
Where every word is known, mistakes are looked for that give another word: in phrases ("cancer du sien"), in words cut
in two, and in a function word at the end, which nobody means.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from indexer.chunks import ELIDED
from indexer.engines.interface import FacetName, Filters
from indexer.engines.near_words import NearWords, Words
from indexer.query import MAX_CLAUSES
from indexer.typed_words import TypedWord, is_odd_end, typed_words

MAX_CORRECTED = 6  # of one query: each costs a look at thousands of words
MAX_COUNTED = 60  # words, over all texts that are tried: counting one of eight words costs as eight
_MAX_TRIED = 12  # texts
_WORDS_BEFORE = 2  # of a function word at the end, which must follow each other with what is put in its place
_MIN_MISTAKEN = 4  # letters of a known word that may be meant as another


@dataclass(frozen=True, slots=True)
class _Edit:
    """Words, folded, for the characters from `start` to `end`; none where a word is left out.

    between    what stands between them
    is_quoted  whether they need quotes to stay together
    facet      of whose values they are
    """

    start: int
    end: int
    forms: tuple[str, ...]
    between: str = " "
    is_quoted: bool = False
    facet: FacetName | None = None

    def written(self, near: NearWords | None) -> str:
        """The words as the corpus writes them; without `near` as they are."""
        if near is None:
            words = self.forms
        elif self.facet is not None:
            words = tuple(near.name_as_written(self.facet, form) for form in self.forms)
        else:
            words = tuple(map(near.as_written, self.forms))
        text = self.between.join(words)
        return f'"{text}"' if self.is_quoted else text


def corrected(words: Words, text: str, filters: Filters) -> str | None:
    """The text as it was probably meant, if that finds something; None when there is nothing to correct."""
    typed = list(islice(typed_words(text), MAX_CLAUSES))
    near = NearWords(words)
    spots = list(_spots(near, text, typed))
    tries: Iterable[Sequence[_Edit]]
    if spots:
        tries = _combined(spots) if any(edit.forms for spot in spots for edit in spot) else ()
    elif typed and near.first_found([text], filters) is not None:
        tries = ([edit] for edit in _endings(near, typed))
    else:
        tries = ([edit] for edit in _mistaken(near, text, typed))
    most = min(_MAX_TRIED, max(MAX_COUNTED // max(len(typed), 1), 1))
    tried: list[Sequence[_Edit]] = []

    def texts() -> Iterator[str]:
        for edits in islice(tries, most):
            tried.append(edits)
            yield _applied(text, edits)

    found = near.first_found(texts(), filters)
    if found is None:
        return None
    meant = _applied(text, tried[found], near)
    return meant if meant != text else None


def _spots(near: NearWords, text: str, words: Sequence[TypedWord]) -> Iterator[list[_Edit]]:
    """The edits of each unknown word, the likeliest first; a word that resembles none may only be left out."""
    unknown = _unknown(near, words)
    corrected = unknown[:MAX_CORRECTED]
    neighbours = {place: words[max(place - 1, 0) : place + 2] for place in corrected}
    near.count((form,) for some in neighbours.values() for form, _, _ in _pairs(text, some))
    near.expect_cut(words[place].form for place in corrected if not _is_in_names(words[place]))
    near.expect(words[place].form for place in corrected if not _is_in_names(words[place]))
    for place in unknown:
        word = words[place]
        edits: list[_Edit] = []
        if place in neighbours:
            edits += _joined(near, text, neighbours[place])
            cuts = [] if _is_in_names(word) else list(_cut(near, word))
            edits += [edit for edit in cuts if edit.between != " "]
            edits += _close(near, word)
            edits += [edit for edit in cuts if edit.between == " "]
        if edits:
            yield edits
        elif word.place == "word":
            yield [_Edit(word.start, word.end, ())]


def _unknown(near: NearWords, words: Sequence[TypedWord]) -> list[int]:
    """The places of the words that stand nowhere, function words left out."""
    meaning = [(place, word) for place, word in enumerate(words) if not word.is_stop_word]
    near.count((word.form,) for _, word in meaning if word.place == "phrase")
    near.look_up(word.form for _, word in meaning if word.place != "phrase" and not _is_in_names(word))
    return [place for place, word in meaning if not _is_known(near, word)]


def _is_in_names(word: TypedWord) -> bool:
    return word.place in ("author", "topic")


def _is_known(near: NearWords, word: TypedWord) -> bool:
    match word.place:
        case "author" | "topic":
            return near.is_name(word.place, word.form)
        case "phrase":
            return near.frequency(word.form) > 0
        case _:
            return near.is_known(word.form)


def _close(near: NearWords, word: TypedWord) -> list[_Edit]:
    facet: FacetName | None = word.place if word.place in ("author", "topic") else None
    found = near.names(facet, word.form) if facet else near.closest(word.form)
    return [_Edit(word.start, word.end, (form,), facet=facet) for form in found]


def _joined(near: NearWords, text: str, words: Sequence[TypedWord]) -> Iterator[_Edit]:
    """Neighbours that are one word of the corpus: `dépis tage`."""
    pairs = list(_pairs(text, words))
    near.count((form,) for form, _, _ in pairs)
    for form, start, end in pairs:
        if near.frequency(form):
            yield _Edit(start, end, (form,))


def _pairs(text: str, words: Sequence[TypedWord]) -> Iterator[tuple[str, int, int]]:
    """What neighbours are as one word, and where they stand."""
    for before, after in pairwise(words):
        if before.part == after.part and text[before.end : after.start].isspace():
            yield before.form + after.form, before.start, after.end


def _cut(near: NearWords, word: TypedWord) -> Iterator[_Edit]:
    """A word that is two of the corpus: `santepublique`, `dactivite`."""
    for left, right in near.cut(word.form):
        between = "’" if left in ELIDED else " "
        # behind a field only what is quoted stays together
        needs_quotes = word.place == "title" and not word.is_quoted and between == " "
        yield _Edit(word.start, word.end, (left, right), between, needs_quotes)


def _mistaken(near: NearWords, text: str, words: Sequence[TypedWord]) -> Iterator[_Edit]:
    """Edits of known words, each to be tried alone: words cut in two, and of phrases the rarest words first."""
    yield from _joined(near, text, words)
    quoted = [word for word in words if word.is_quoted and len(word.form) >= _MIN_MISTAKEN]
    near.count((word.form,) for word in quoted)
    rarest = sorted(quoted, key=lambda word: near.frequency(word.form))[:MAX_CORRECTED]
    near.expect(word.form for word in rarest if not _is_in_names(word))
    for word in rarest:
        yield from _close(near, word)


def _endings(near: NearWords, words: Sequence[TypedWord]) -> Iterator[_Edit]:
    """What may be meant by a function word at the end, where it follows the words before it: `cancer du sien`."""
    last = words[-1]
    if not is_odd_end(words):
        return
    before = [word.form for word in words[:-1] if word.place == "word"][-_WORDS_BEFORE:]
    if not near.is_phrase([*before, last.form]):
        edits = _close(near, last)
        near.count((*before, *edit.forms) for edit in edits)
        yield from (edit for edit in edits if near.is_phrase([*before, *edit.forms]))


def _combined(spots: Sequence[Sequence[_Edit]]) -> Iterator[list[_Edit]]:
    """The first edit of each spot, then with one exchanged at a time."""
    first = [spot[0] for spot in spots]
    yield first
    for rank in range(1, max(map(len, spots))):
        for place, spot in enumerate(spots):
            if rank < len(spot):
                yield [*first[:place], spot[rank], *first[place + 1 :]]


def _applied(text: str, edits: Iterable[_Edit], near: NearWords | None = None) -> str:
    """The text with some edits, folded or as the corpus writes them; of two that overlap the first."""
    parts, at, is_shorter = [], 0, False
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if edit.start < at:
            continue
        parts += [text[at : edit.start], edit.written(near)]
        is_shorter |= not edit.forms
        at = edit.end
    whole = "".join([*parts, text[at:]])
    return " ".join(whole.split()) if is_shorter else whole
