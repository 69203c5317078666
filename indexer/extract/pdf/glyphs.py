"""Characters of PDF text made into characters one can search and show.

    clean("pr´esen\\x00t\\uf0b7 eﬃcace")  ->  "présent efficace"

Not here: words cut at line ends (paragraphs.py), which need the whole document.
"""

from __future__ import annotations

import re
import unicodedata

from indexer.extract.tidy import composed

# Deleted: zero-width characters, soft hyphens, byte order marks, direction marks, noncharacters. Google Docs
# puts U+200B at every change of style, and a word with one inside is never found.
_DELETED = [
    0xAD,
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    0xFEFF,
    0xFFFE,
    0xFFFF,
    *range(0xFFF9, 0xFFFC),
]
# Blanked: controls, lone surrogates (UTF-8 cannot hold them), and private-use glyphs, which are nearly always
# the bullets and arrows of Symbol and Wingdings.
_BLANKED = [*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000), *range(0xE000, 0xF900)]
_LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
_TABLE: dict[int, str | None] = {
    **dict.fromkeys(_DELETED),
    **dict.fromkeys(_BLANKED, " "),
    **_LIGATURES,
}
_NEEDS_TABLE = re.compile("[" + "".join(map(re.escape, map(chr, _TABLE))) + "\U000f0000-\U0010ffff]")
_FIRST_ASTRAL_PRIVATE = 0xF0000
_ASTRAL_PRIVATE = re.compile("[\U000f0000-\U0010ffff]")

# Old TeX fonts draw "é" as an accent, then a letter. A grave accent is also the backtick of program listings:
# it counts only inside a word.
_COMBINING = {"´": "\u0301", "ˆ": "\u0302", "¨": "\u0308", "¸": "\u0327", "`": "\u0300"}
_WIDE_GAP = re.compile(r"\s{2,}")
_SPACING_ACCENT = re.compile(r"([´ˆ¨¸]|(?<=[a-zA-Z])`)([aeiouycAEIOUYCı])")


def clean(text: str) -> str:
    """Text without control, private-use and invisible characters, ligatures spelled out, accents composed."""
    if text.isascii() and text.isprintable():
        return text
    if _NEEDS_TABLE.search(text):
        text = _ASTRAL_PRIVATE.sub(" ", text.translate(_TABLE))
    if _SPACING_ACCENT.search(text):
        text = _SPACING_ACCENT.sub(_compose, text)
    return composed(text)


def clean_in_place(text: str) -> tuple[str, list[int]]:
    """The same, and of each character of what is given the place of the one in `text` that it comes from.

    An accent drawn before its letter stands behind it here.
    """
    # A letter and a combining accent are as many characters as the accent and the letter that they are made of.
    text = _SPACING_ACCENT.sub(lambda match: ("i" if match[2] == "ı" else match[2]) + _COMBINING[match[1]], text)
    if not _NEEDS_TABLE.search(text):
        return text, list(range(len(text)))
    pieces: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        code = ord(character)
        piece = _TABLE.get(code, character) if code < _FIRST_ASTRAL_PRIVATE else " "
        if piece:
            pieces.append(piece)
            places += [place] * len(piece)
    return "".join(pieces), places


def clean_lines(text: str) -> str:
    """The same for text of several lines, which stay lines."""
    return "\n".join(map(clean, text.splitlines()))


def close_letterspacing(line: str) -> str:
    """“R A P P O R T” made “RAPPORT”; wider gaps stay as the spaces between its words."""
    if not is_spaced_out(line):
        return line
    return " ".join(part.replace(" ", "") for part in _WIDE_GAP.split(line.strip()))


def is_spaced_out(line: str) -> bool:
    """Whether a line is letters with a space behind each of them."""
    # One comparison settles nearly all lines.
    if len(line) < 7 or line[1] != " ":
        return False
    tokens = line.split()
    letters = sum(map(str.isalpha, tokens))
    # Four letters: shorter runs are initials ("J. R. R."), list marks and formulas.
    return all(len(token) == 1 for token in tokens) and letters >= max(4, len(tokens) / 2)


def _compose(match: re.Match[str]) -> str:
    letter = "i" if match[2] == "ı" else match[2]
    composed = unicodedata.normalize("NFC", letter + _COMBINING[match[1]])
    return composed if len(composed) == 1 else match[0]
