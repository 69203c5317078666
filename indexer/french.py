"""French analysis: text -> tokens. The one code path for what is indexed, what is asked and what is marked.

    [token.form for token in analyse("L’e-cigarette : 2ᵉ étude")]   ->  e, ecigarette*, cigarette, 2e, etude

Each token stands at a position and has a *form* (lower case, no accents: what a quoted phrase must equal) and a
*stem* (what a plain word must equal). Tokens marked * are *alternatives*: further spellings at a position that is
already taken, so that "ecigarette" finds "e-cigarette"; a query uses them only as a second way to match.

Text is cut into chunks, and the analysis of a chunk is cached: a word is analysed once, then looked up
(words follow Zipf's law, so nearly every chunk has been seen). Nothing depends on what stands around a chunk.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer
from unidecode import unidecode

# Between stem and form in the index's terms: below every letter, so a stem's forms are neighbours in its dictionary.
TERM_SEPARATOR = "\x1f"
MAX_FORM = 64  # longer "words" are data (base64, identifiers); only their beginning is kept
MAX_CACHED = 100_000  # about 30 MB; the 89,000 French sentences of our corpus hold 60,000 different chunks

APOSTROPHES = "'’‘ʼ′`´＇‛"
HYPHENS = "-‐‑‒–−"
_MIDDLE_DOTS = "·•‧⋅∙"
JOINER = "\u2060"  # word joiner: stands for a space inside a number or a reference
_INVISIBLE = f"\u00ad\u200b\u200c\u200d{JOINER}\ufeff"  # soft hyphen, zero-width space and joiners
_SPACES = f" \u00a0\u202f\u2009{JOINER}"

_LETTER = r"[^\W\d_]"
_INSIDE = rf"[^\W_]|[\u0300-\u036f{_INVISIBLE}]"  # what a word may hold: letters, digits, combining marks
_REFERENCE = rf"[LRDAlrd](?:\.[{_SPACES}]?\*?|[{_SPACES}])?\d{{1,4}}(?:[{HYPHENS}]\d{{1,4}})+(?![^\W_])"
_SPACED_NUMBER = rf"\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?:,\d+)?(?![^\W_])"

# A chunk is what white space cuts out, but for references and numbers that are written with spaces.
_CHUNK = re.compile(r"\S+")
_SPACED = re.compile(rf"(?<![^\W_])(?:{_REFERENCE}|{_SPACED_NUMBER})")
_MAY_GO_ON = re.compile(r"(?<![^\W_])(?:[LRDAlrd]\.?\*?|\d{1,3})$").search
_JOIN = str.maketrans(dict.fromkeys(_SPACES, JOINER))

# Endings of inclusive writing, with what must come before them; longest first.
_GENDERED_ENDING = r"(?:trices?|rices?|euses?|i[èe]res?|[èe]res?|nes?|les?|ves?|ses?|tes?|es?)"
_GENDERED = (
    rf"{_LETTER}{{2,}}(?:"
    rf"[{_MIDDLE_DOTS}]{_GENDERED_ENDING}(?:[{_MIDDLE_DOTS}]s)?"
    rf"|\.{_GENDERED_ENDING}(?:\.s)?"
    rf"|\({_GENDERED_ENDING}\)s?"
    rf"|[{HYPHENS}]es?(?:[{HYPHENS}]s)?"
    rf")(?![^\W_])"
)
_PIECE = re.compile(
    rf"(?P<reference>(?<![^\W_]){_REFERENCE})"
    rf"|(?P<acronym>(?<![^\W_])(?:{_LETTER}\.){{2,}}(?:{_LETTER}(?![^\W_]))?)"
    rf"|(?P<gendered>(?<![^\W_]){_GENDERED})"
    rf"|(?P<money>(?:(?<![^\W\d_])(?:M|Mds?|k))?€)"
    rf"|(?P<number>(?<![^\W_])(?:{_SPACED_NUMBER}|\d+[.,]\d+(?![.,]?\d)|\d+)(?![^\W_]))"
    rf"|(?P<word>(?:{_INSIDE})+(?:[{APOSTROPHES}](?:{_INSIDE})+)*[{APOSTROPHES}]?)"
)
_GENDERED_PARTS = re.compile(rf"({_LETTER}+)[^\w]({_GENDERED_ENDING})[^\w]?(s?)$")
_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
_REFERENCE_PARTS = re.compile(r"\d+")
_ORDINAL = re.compile(r"(\d+)(?:er|ers|ere|eres|re|nd|nds|nde|ndes|e|es|eme|emes|ieme|iemes)$")
_FOOTNOTE_MARK = re.compile(rf"(?<={_LETTER}{{4}})[¹²³⁰⁴-⁹]+$")
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_UNWANTED = re.compile(f"[{_INVISIBLE}]")

ELIDED = frozenset("l d j m t s n c qu jusqu lorsqu puisqu quoiqu".split())
_MILLIONS = {"M€": "millions", "Md€": "milliards", "Mds€": "milliards", "k€": "milliers"}

# Words that carry no subject of their own: left out of a query unless nothing else is in it. They are indexed.
STOP_WORDS = frozenset(
    """a afin ai aie aient ainsi alors apres as au aucun aucune aupres auquel aussi autre autres aux avaient avait
    avant avec avez avoir avons ayant bien c car ce ceci cela celle celles celui ces cet cette ceux chaque chez ci
    combien comme comment d dans de depuis des desquelles desquels deux dois doit donc dont du duquel elle elles
    en encore entre es est et etaient etait etant ete etes etre eu eux fait faire faut fera font furent fut il ils
    j je jusqu jusque l la laquelle le lequel les lesquelles lesquels leur leurs lors lorsque lui m ma mais me
    meme memes mes mien moi moins mon n ne ni nos notre nous on ont or ou par parce pas pendant peu peut peuvent peux
    plus pour pourquoi puis puisque qu quand que quel quelle quelles quels qui quoi rien s sa sans se sera serait
    seront ses si sien soi soient soit sommes son sont sous suis sur t ta te tes toi ton tous tout toute toutes tres
    tu un une vers via voici voila vos votre vous vu y the of and to in is for""".split()
)

# Snowball works on what precedes accents; on folded text these endings need a rule of their own first.
_EXCEPTIONS = {
    "travaux": "travail", "vitraux": "vitrail", "baux": "bail", "coraux": "corail", "emaux": "email",
    "soupiraux": "soupirail", "yeux": "oeil", "tuyaux": "tuyau", "noyaux": "noyau", "joyaux": "joyau",
    "cieux": "ciel", "mesdames": "madame", "messieurs": "monsieur", "jeux": "jeu", "feux": "feu", "lieux": "lieu",
    "deux": "deux", "leurs": "leur", "heures": "heure", "heure": "heure",
    "publique": "public", "publiques": "public", "publics": "public",
}  # fmt: skip
_FOLDED_ENDINGS = (
    (re.compile(r"ers$"), "er"),  # cancers -> cancer, which Snowball takes for a verb
    (re.compile(r"(?<=..[ts])ives?$"), "if"),  # active -> actif
    (re.compile(r"ees?$"), "e"),  # publiée, publiées -> publie
    (re.compile(r"ieres?$"), "ier"),  # infirmière -> infirmier
    (re.compile(r"(?<=[dt])erent$"), "er"),  # dépistèrent
    (re.compile(r"trices?$"), "teur"),  # directrice -> directeur
    (re.compile(r"(?<=.{3})(?:eures?|euses?|eurs?|eux)$"), "eu"),  # chercheur, chercheuse; heureux, heureuse
    (re.compile(r"(?<=[bgjln])oux$"), "ou"),  # bijoux -> bijou
)


class Token(NamedTuple):
    """A token of a chunk.

    offset          position within the chunk, from 0
    is_alternative  a further spelling at a position that a main token holds
    start, end      characters of the chunk it was written with
    """

    form: str
    stem: str
    offset: int
    is_alternative: bool
    start: int
    end: int

    @property
    def term(self) -> str:
        """The index's key for this form of this stem."""
        return f"{self.stem}{TERM_SEPARATOR}{self.form}"


class Placed(NamedTuple):
    """A token at its position in a text, with the characters it was written with."""

    token: Token
    position: int
    start: int
    end: int


class _Chunk(NamedTuple):
    only_term: str | None  # the term of a chunk that is one word, as nearly all are
    terms: tuple[tuple[str, int], ...]  # (term, offset) of every token
    length: int  # positions it takes
    may_go_on: bool  # a number or a reference that the next chunk may continue
    tokens: tuple[Token, ...]


class _Chunks(dict[str, _Chunk]):
    """Analysed chunks by their text."""

    def __missing__(self, chunk: str) -> _Chunk:
        tokens = tuple(_analyse_chunk(chunk))
        length = max((token.offset for token in tokens), default=-1) + 1
        terms = tuple((token.term, token.offset) for token in tokens)
        only_term = terms[0][0] if len(terms) == 1 else None
        value = _Chunk(only_term, terms, length, bool(_MAY_GO_ON(chunk)), tokens)
        if len(chunk) <= MAX_FORM:
            if len(self) >= MAX_CACHED:
                self.clear()
            self[chunk] = value
        return value


_chunks = _Chunks()
_stem_word = Stemmer.Stemmer("french", 0).stemWord  # its own cache is off: stems are cached with their chunks


def fold(text: str) -> str:
    """Lower case without accents, ligatures or compatibility forms: `Œuvre` -> `oeuvre`, `ﬁn` -> `fin`."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", _UNWANTED.sub("", text))
    return text.lower() if text.isascii() else unidecode(text, errors="ignore").lower()


@lru_cache(maxsize=50_000)
def stem(form: str) -> str:
    """The stem of a folded form. Forms with digits are their own stem.

    Snowball's French algorithm (https://snowballstem.org/algorithms/french/stemmer.html) after rules for what its
    accents would have told it, and for feminine job titles.
    """
    if len(form) < 3 or not form.isalpha():
        return form
    if form in _EXCEPTIONS:
        return _EXCEPTIONS[form]
    if len(form) > 4:
        for ending, replacement in _FOLDED_ENDINGS:
            form = ending.sub(replacement, form)
        if form.endswith("eu"):
            return form
    stemmed: str = _stem_word(form)
    return stemmed.removesuffix("i") if len(stemmed) > 4 else stemmed  # publi(er) as publ(ie)


def analyse(text: str) -> Iterator[Placed]:
    """Every token of a text, with its position and the characters it was written with."""
    position = 0
    chunks = _chunks
    for match in _CHUNK.finditer(join_spaced(text)):
        chunk = chunks[match.group()]
        begin = match.start()
        for token in chunk.tokens:
            yield Placed(token, position + token.offset, begin + token.start, begin + token.end)
        position += chunk.length


def add_terms(text: str, position: int, postings: dict[str, list[int]]) -> int:
    """Add a text's terms to `postings` (term -> positions, ascending), from `position` on.

    Returns the first free position after the text. `postings` makes missing lists (a defaultdict).
    """
    chunks = [_chunks[written] for written in text.split()]
    if any(
        [chunk[3] for chunk in chunks]
    ):  # may_go_on: else the text need not be searched for spaced numbers
        chunks = [_chunks[written] for written in join_spaced(text).split()]
    for only_term, terms, length, _, _ in chunks:
        if only_term is not None:
            postings[only_term].append(position)
        else:
            for term, offset in terms:
                postings[term].append(position + offset)
        position += length
    return position


def join_spaced(text: str) -> str:
    """The same text and length, with joiners for the spaces inside references and numbers: `1 234 567` is one chunk."""
    return _SPACED.sub(lambda match: match.group().translate(_JOIN), text)


def is_stop_word(form: str) -> bool:
    """Whether a form carries no subject of its own."""
    return form in STOP_WORDS


def _analyse_chunk(chunk: str) -> Iterator[Token]:
    if chunk.isalpha() and chunk.isascii():  # most chunks
        yield _token(chunk.lower(), 0, 0, len(chunk))
        return
    offset = 0
    compound: list[Token] = []  # first tokens of the pieces that single hyphens have joined so far
    compound_end = -2
    for match in _PIECE.finditer(chunk):
        start, end = match.span()
        pieces = list(_analyse_piece(str(match.lastgroup), match.group(), start))
        if not pieces:
            continue
        if not (start == compound_end + 1 and chunk[compound_end] in HYPHENS):
            yield from _joined(compound)
            compound = []
        compound.append(pieces[0]._replace(offset=offset))
        for piece in pieces:
            yield piece._replace(offset=offset + piece.offset)
        offset += 1 + max(piece.offset for piece in pieces)
        compound_end = end
    yield from _joined(compound)


def _joined(parts: list[Token]) -> Iterator[Token]:
    """`e-cigarette` is found as `ecigarette` too; `2023-2027` is not `20232027`."""
    if len(parts) > 1 and not all(part.form[0].isdigit() for part in parts):
        form = "".join(part.form for part in parts)[:MAX_FORM]
        yield Token(form, stem(form), parts[0].offset, True, parts[0].start, parts[-1].end)


def _token(form: str, start: int, offset: int, end: int, *, alternative: bool = False) -> Token:
    form = form[:MAX_FORM]
    return Token(form, stem(form), offset, alternative, start, end)


def _analyse_piece(kind: str, piece: str, start: int) -> Iterator[Token]:
    end = start + len(piece)
    match kind:
        case "word":
            yield from _word(piece, start)
        case "number":
            yield from _number(piece, start)
        case "acronym":
            yield _token(_letters(piece), start, 0, end)
        case "reference":
            numbers = _REFERENCE_PARTS.findall(piece)
            yield _token(piece[0].lower() + "-".join(numbers), start, 0, end)
            # the numbers alone find it too: 1242-8
            for offset, number in enumerate(numbers):
                yield _token(number, start, offset, end, alternative=True)
        case "money":
            if piece in _MILLIONS:
                yield _token(_MILLIONS[piece], start, 0, end)
            yield _token("euros", start, int(piece in _MILLIONS), end)
        case "gendered":
            yield from _gendered(piece, start)


def _letters(text: str) -> str:
    return _NOT_A_WORD.sub("", fold(text))


def _number(piece: str, start: int) -> Iterator[Token]:
    """`1 234,5` -> 1234.5, and its groups as alternatives: `le 3 200 personnes` may be two numbers."""
    end = start + len(piece)
    groups = re.split(f"[{_SPACES}]", piece.replace(",", "."))
    yield _token("".join(groups), start, 0, end)
    if len(groups) > 1:
        for group in groups:
            yield _token(group, start, 0, end, alternative=True)


def _word(piece: str, start: int) -> Iterator[Token]:
    end = start + len(piece)
    parts = _APOSTROPHE.split(piece)
    if parts[-1] == "":  # a closing quote that looks like an apostrophe, or an elision cut from its word
        parts.pop()
        end -= 1
        if len(parts) == 1 and fold(parts[0]) in ELIDED:
            return
    elided = ""
    while len(parts) > 1 and fold(parts[0]) in ELIDED:
        elided = parts.pop(0)
        start += len(elided) + 1
    form = _letters("".join((*parts[:-1], _FOOTNOTE_MARK.sub("", parts[-1]))))
    if not form:
        return
    ordinal = _ORDINAL.match(form)
    yield _token(f"{ordinal[1]}e" if ordinal else form, start, 0, end)
    if len(parts) > 1 and parts[1][0].isupper():  # O'Brien is found as Brien
        yield _token(_letters(parts[1]), start, 0, end, alternative=True)
    if elided in ("N", "M", "D") and parts[0].istitle():  # N'Diaye is found as NDiaye
        yield _token(elided.lower() + form, start, 0, end, alternative=True)


def _gendered(piece: str, start: int) -> Iterator[Token]:
    """`directeur·rice` -> directeur, and directrice as an alternative."""
    end = start + len(piece)
    match = _GENDERED_PARTS.match(piece)
    base, ending = (match[1], fold(match[2])) if match else (piece, "")
    folded = _letters(base)
    feminine = feminine_of(folded, ending.removesuffix("s")) if ending else None
    if match is None or feminine is None:  # "fin.les" is two words that lack a space
        for offset, word in enumerate(re.finditer(rf"{_LETTER}+", piece)):
            yield _token(_letters(word.group()), start + word.start(), offset, start + word.end())
        return
    plural = "s" if match[3] or ending.endswith("s") or piece.endswith("s") else ""
    masculine = folded if folded.endswith(("s", "x")) else folded + plural
    yield _token(masculine, start, 0, end)
    yield _token(feminine + plural, start, 0, end, alternative=True)


def feminine_of(masculine: str, ending: str) -> str | None:
    """Join a folded masculine form and an ending of inclusive writing; None where they do not belong together.

    >>> feminine_of("directeur", "rice"), feminine_of("sportif", "ve"), feminine_of("fin", "le")
    ('directrice', 'sportive', None)
    """
    replaced = {
        "trice": ("teur",),
        "rice": ("eur",),
        "euse": ("eur", "eux"),
        "se": ("r", "x"),
        "ve": ("f",),
        "iere": ("ier",),
        "ere": ("er",),
    }
    if ending in replaced:
        for tail in replaced[ending]:
            if masculine.endswith(tail):
                return masculine.removesuffix(tail) + ending
        return None
    doubled = {"ne": "n", "le": "l", "te": "t"}
    if ending in doubled:
        return masculine + ending if masculine.endswith(doubled[ending]) else None
    return masculine + ending if ending == "e" else None
