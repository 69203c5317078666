"""What one chunk of French text says: the tokens of what white space cuts out.

    [token.form for token in analyse_chunk("L’e-cigarette")]   ->  e, ecigarette (an alternative), cigarette

Nothing depends on what stands around a chunk, so that its analysis may be kept. Not here: how texts are cut
(french.py).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from unidecode import unidecode

from indexer.stems import stem

# Between stem and form in the index's terms: below every letter, so a stem's forms are neighbours in its dictionary.
TERM_SEPARATOR = "\x1f"
MAX_FORM = 64  # longer "words" are data (base64, identifiers); only their beginning is kept

APOSTROPHES = "'’‘ʼ′`´＇‛"
_APOSTROPHE_LETTER = "ʼ"  # the one of them that Unicode takes for a letter
HYPHENS = "-‐‑‒–−﹣－"
_MIDDLE_DOTS = "·•‧⋅∙"
JOINER = "\u2060"  # word joiner: stands for a space inside a number or a reference
_INVISIBLE = f"\u00ad\u200b\u200c\u200d{JOINER}\ufeff"  # soft hyphen, zero-width space and joiners
SPACES = f" \u00a0\u2007\u2008\u2009\u202f{JOINER}"
_PUNCTUATION = '.,;:!?…()[]«»“”"'
_SUPERSCRIPTS = "¹²³⁰⁴⁵⁶⁷⁸⁹"

_LETTER = r"[^\W\d_]"
_INSIDE = rf"[^\W_]|[\u0300-\u036f{_INVISIBLE}]"  # what a word may hold: letters, digits, combining marks
ALONE = r"(?<![^\W_])"  # no letter or digit before
_END = r"(?![^\W_]|[\u0300-\u036f])"  # no letter, digit or combining accent after
_MAGNITUDES = {"k": "milliers", "m": "millions", "md": "milliards", "mds": "milliards"}
_MAGNITUDE = "(?i:k|mds?|m)"

# L. 1242-8, L1242-8, L.O. 1112-1, R.* 123-4; without a hyphen (L. 52) a dot is needed, and a year is none.
REFERENCE = (
    rf"(?:[LRDlrd]|L\.?O|l\.?o|A(?=[.0-9]))\.?[{SPACES}]?(?:\*[{SPACES}]?)?[0-9]{{1,4}}(?:[{HYPHENS}][0-9]{{1,4}})+{_END}"
    rf"|[LRDlrd]\.[{SPACES}]?\*?[0-9]{{1,3}}(?![^\W_]|[{HYPHENS}{SPACES}.,][0-9])"
)
SPACED_NUMBER = rf"[0-9]{{1,3}}(?:[{SPACES}][0-9]{{3}})+(?:,[0-9]+)?(?:{_END}|(?={_MAGNITUDE}€))"

# Within a chunk there is one apostrophe, one hyphen and one middle dot.
_PLAIN = str.maketrans(dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(HYPHENS, "-") | dict.fromkeys(_MIDDLE_DOTS, "·"))

# Inclusive writing: ending as written, folded -> (end of the masculine, end of the feminine).
_FEMININES: dict[str, tuple[tuple[str, str], ...]] = {
    "trice": (("teur", "trice"),),
    "drice": (("deur", "drice"),),
    "rice": (("eur", "rice"),),
    "ice": (("eur", "rice"),),
    "euse": (("eur", "euse"), ("eux", "euse")),
    "sse": (("e", "esse"),),
    "se": (("r", "se"), ("x", "se"), ("s", "sse")),
    "ive": (("if", "ive"),),
    "ve": (("f", "ve"),),
    "iere": (("ier", "iere"),),
    "ere": (("er", "ere"),),
    "enne": (("en", "enne"),),
    "nne": (("n", "nne"),),
    "ne": (("n", "nne"),),
    "elle": (("el", "elle"),),
    "le": (("l", "lle"),),
    "te": (("t", "tte"), ("tou", "toute")),
    "ale": (("aux", "ale"), ("al", "ale")),
    "que": (("c", "que"),),
    "e": (("", "e"),),
    "s": (("", "s"),),  # personne(s)
}
_ENDING = "(?i:" + "|".join(e.replace("ere", "(?:e\u0300?|è)re") + "s?" for e in _FEMININES if e != "s") + ")"
_NAME = rf"(?:{_LETTER}[\u0300-\u036f]*){{2,}}"
_NO_ADDRESS = rf"{_END}(?![@.-][^\W_])"  # www.e-cancer.fr, post-e-santé
_GENDERED = (
    rf"{_NAME}(?:·(?:{_ENDING}|[sS])(?:·[sS])?{_END}"
    rf"|\((?:{_ENDING}|[sS])\)[sS]?{_END}"
    rf"|[/-]{_ENDING}(?:[/-][sS])?{_NO_ADDRESS})"
    rf"|(?<![@./:]){_NAME}\.{_ENDING}(?:\.[sS])?{_NO_ADDRESS}"
)
_ELIDED = "(?i:[ldjmtsnç]|c\u0327?|qu|jusqu|lorsqu|puisqu|quoiqu)"
_ELISION = re.compile(rf"(?![NMD].){_ELIDED}[{APOSTROPHES}]")  # not that of N'Diaye
_PIECE = re.compile(
    rf"(?:{ALONE}(?P<elided>{_ELIDED})')?(?:"
    rf"(?P<reference>{ALONE}(?:{REFERENCE}))"
    rf"|(?P<acronym>{ALONE}(?:(?:{_LETTER}\.){{2,}}(?:{_LETTER}{_END})?|{_LETTER}\.{_LETTER}{_END}))"
    rf"|(?P<gendered>{ALONE}(?:{_GENDERED}))"
    rf"|(?P<money>(?:(?<!{_LETTER}){_MAGNITUDE})?€)"
    rf"|(?P<number>{ALONE}(?<![0-9][.,])(?:{SPACED_NUMBER}|[0-9]{{1,3}}(?:,[0-9]{{3}}){{2,}}{_END}"
    rf"|[0-9]+[.,][0-9]+(?![.,]?[0-9])|[0-9]+(?:{_END}|(?={_MAGNITUDE}€))))"
    rf"|(?P<word>(?:{_INSIDE})+(?:'(?:{_INSIDE})+)*'?)"
    rf")"
)
_WORD = re.compile(rf"(?:{_INSIDE})+")
_GENDERED_PARTS = re.compile(rf"({_NAME})([^\w])({_ENDING}|[sS])[^\w]?([sS]?)$")
_DIGITS = re.compile("[0-9]+")
_THOUSANDS = re.compile(r"[0-9]{1,3}\.[0-9]{3}")
_ORDINAL = re.compile(r"(\d+)(?:er|ers|ere|eres|re|res|nd|nds|nde|ndes|de|es?|i?emes?)$")
_ROMAN_ORDINAL = re.compile(r"(?!ieme)(x{0,3}(?:ix|iv|v?i{0,3}))i?eme$")
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_UNWANTED = re.compile(f"[{_INVISIBLE}\ud800-\udfff]")  # half characters too: Unidecode warns of them

ELIDED = frozenset("l d j m t s n c qu jusqu lorsqu puisqu quoiqu".split())


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
        return term_of(self.stem, self.form)


def term_of(stem: str, form: str) -> str:
    """The index's key for a form of a stem."""
    return f"{stem}{TERM_SEPARATOR}{form}"


def fold(text: str) -> str:
    """Lower case without accents, ligatures or compatibility forms: `Œuvre` -> `oeuvre`, `ﬁn` -> `fin`."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", _UNWANTED.sub("", text))
    return text.lower() if text.isascii() else unidecode(text, errors="ignore").lower()


def length_of(tokens: Iterable[Token]) -> int:
    """Positions that the tokens of a chunk take."""
    length = 0
    for token in tokens:
        if token.offset >= length:
            length = token.offset + 1
    return length


def lone_word(chunk: str) -> str | None:
    """The word that is all a chunk says: `(l’eau),` -> eau. None where it may say more."""
    core = chunk.strip(_PUNCTUATION)
    if not _is_word(core):
        match = _ELISION.match(core)
        core = core[match.end() :] if match else ""
    return core if _is_word(core) else None


def _is_word(text: str) -> bool:
    return text.isalpha() and _APOSTROPHE_LETTER not in text


def analyse_chunk(chunk: str) -> Iterator[Token]:
    """The tokens of a chunk, in the order in which they are written; alternatives follow what they are written for."""
    word = lone_word(chunk)
    if word is not None:
        yield from _word(word, chunk.rindex(word), "")
        return
    chunk = chunk.translate(_PLAIN)
    offset = 0
    compound: list[Token] = []  # first tokens of the pieces that single hyphens have joined so far
    compound_end = -2
    for match in _PIECE.finditer(chunk):
        pieces = [piece for piece in _analyse_piece(match) if piece.form]
        if not pieces:
            continue
        if not (match.start() == compound_end + 1 and chunk[compound_end] == "-"):
            yield from _joined(compound)
            compound = []
        if offset:
            pieces = [piece._replace(offset=offset + piece.offset) for piece in pieces]
        yield from pieces
        compound.append(pieces[0])
        offset = length_of(pieces)
        compound_end = match.end()
    yield from _joined(compound)


def _joined(parts: list[Token]) -> Iterator[Token]:
    """`e-cigarette` is found as `ecigarette` too; `2023-2027` is not `20232027`."""
    if len(parts) > 1 and not all(part.form[0].isdigit() for part in parts):
        form = "".join(part.form for part in parts)
        yield _token(form, parts[0].start, parts[0].offset, parts[-1].end, alternative=True)


def _token(form: str, start: int, offset: int, end: int, *, alternative: bool = False) -> Token:
    form = form[:MAX_FORM]
    return Token(form, stem(form), offset, alternative, start, end)


def _analyse_piece(match: re.Match[str]) -> Iterator[Token]:
    kind = str(match.lastgroup)
    piece = match[kind]
    start, end = match.span(kind)
    match kind:
        case "word":
            yield from _word(piece, start, match["elided"] or "")
        case "number":
            yield from _number(piece, start)
        case "acronym":
            yield _token(_letters(piece), start, 0, end)
        case "reference":
            numbers = _DIGITS.findall(piece)
            letters = _letters(_DIGITS.split(piece, maxsplit=1)[0])
            yield _token(letters + "-".join(numbers), start, 0, end)
            # the numbers alone find it too: 1242-8
            for offset, number in enumerate(numbers):
                yield _token(number, start, offset, end, alternative=True)
        case "money":
            magnitude = _MAGNITUDES.get(piece[:-1].lower())
            if magnitude:
                yield _token(magnitude, start, 0, end)
            yield _token("euros", start, int(magnitude is not None), end)
        case "gendered":
            yield from _gendered(piece, start)


def _letters(text: str) -> str:
    """The folded letters and digits of a word; of a script that has no Latin letters, the word itself."""
    return _NOT_A_WORD.sub("", fold(text)) or "".join(filter(str.isalnum, text.lower()))


def _number(piece: str, start: int) -> Iterator[Token]:
    """`1 234,5` -> 1234.5, and its groups as alternatives: `le 3 200 personnes` may be two numbers."""
    end = start + len(piece)
    groups = piece.split(",") if piece.count(",") > 1 else piece.replace(",", ".").split(JOINER)
    yield _token("".join(groups), start, 0, end)
    if len(groups) > 1:
        for group in groups:
            yield _token(group, start, 0, end, alternative=True)
    elif _THOUSANDS.fullmatch(piece):  # 12.000 is 12 000, as newspapers write it
        yield _token(piece.replace(".", ""), start, 0, end, alternative=True)


def _word(piece: str, start: int, elided: str) -> Iterator[Token]:
    end = start + len(piece)
    parts = piece.split("'")
    if parts[-1] == "":  # a closing quote that looks like an apostrophe, or an elision cut from its word
        parts.pop()
        end -= 1
        if len(parts) == 1 and fold(parts[0]) in ELIDED:
            return
    written = "".join(parts)
    if written[-1] in _SUPERSCRIPTS:
        text = written.rstrip(_SUPERSCRIPTS)
        if len(text) > 2 or text[:1].isdigit():  # the mark of a footnote; m² and CO² keep theirs
            end -= len(written) - len(text)
            written = text
    form = _letters(written)
    ordinal = _ORDINAL.match(form) or _ROMAN_ORDINAL.match(form)
    yield _token(f"{ordinal[1]}e" if ordinal and ordinal[1] else form, start, 0, end)
    if len(parts) > 1 and len(parts[0]) == 1 and parts[1][0].isupper():  # O'Brien is found as Brien
        yield _token(_letters(parts[1]), start, 0, end, alternative=True)
    if elided in ("N", "M", "D") and piece[0].isupper():  # N'Diaye is found as NDiaye
        yield _token(elided.lower() + form, start - 2, 0, end, alternative=True)


def _gendered(piece: str, start: int) -> Iterator[Token]:
    """`directeur·rice` -> directeur, and directrice as an alternative."""
    end = start + len(piece)
    match = _GENDERED_PARTS.match(piece)
    feminine = _feminine(*match.groups()) if match else None
    if match is None or feminine is None:  # "fin.les" lacks a space, "dit-elle" is a compound
        words = [
            _token(_letters(word.group()), start + word.start(), offset, start + word.end())
            for offset, word in enumerate(_WORD.finditer(piece))
        ]
        yield from words
        if "-" in piece:
            yield from _joined(words)
        return
    masculine = _letters(match[1])
    if feminine.endswith("s") and not masculine.endswith(("s", "x")) and fold(match[3]) != "s":
        masculine += "s"
    yield _token(masculine, start, 0, end)
    yield _token(feminine, start, 0, end, alternative=True)


def _feminine(name: str, separator: str, ending: str, plural: str) -> str | None:
    """The feminine of a word in inclusive writing, in its number: `agriculteurs`, `·`, `rices` -> agricultrices."""
    masculine, ending, is_capitals = _letters(name), fold(ending), ending.isupper()
    if ending == "s":  # personne(s)
        return masculine + ending
    is_plural = bool(plural) or ending.endswith("s")
    ending = ending.removesuffix("s")
    if separator != "·" and (name.isupper() != is_capitals or (ending == "e" and name[-1] in "eE")):
        return None  # bloc-E, hépatite-e
    singulars = [masculine]
    if is_plural and masculine.endswith("s") and not masculine.endswith("is"):
        singulars.insert(0, masculine[:-1])
    feminines = filter(None, (feminine_of(singular, ending) for singular in singulars))
    feminine = next(feminines, None)
    return feminine + "s" * is_plural if feminine else None


def feminine_of(masculine: str, ending: str) -> str | None:
    """Join a folded masculine form and an ending of inclusive writing; None where they do not belong together.

    >>> feminine_of("directeur", "rice"), feminine_of("sportif", "ve"), feminine_of("fin", "le")
    ('directrice', 'sportive', None)
    """
    for tail, feminine_tail in _FEMININES[ending]:
        if masculine.endswith(tail):
            return masculine.removesuffix(tail) + feminine_tail
    return None
