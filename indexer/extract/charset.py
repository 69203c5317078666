"""Bytes to text: which character encoding a file is in, and what to say when it is in none.

    decode("déjà".encode("cp1252"))  ->  Decoded("déjà", "cp1252", None)

Order of trust: byte order mark, valid UTF-8, the encoding declared by the document, the code page in which French
accents make sense, then detection.
Not here: what the text is (files.py).
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from indexer.errors import BadDocument

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What browsers do: "latin-1" on the web is Windows' superset of it, with œ, € and ’.
_AS_BROWSERS_DO = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254"}
# What French files are written in. Left free, detection reads short French as Czech or Vietnamese code pages.
_LIKELY = ["cp1252", "iso8859_15", "mac_roman", "cp850", "utf_16", "utf_16_le", "utf_16_be"]
# Detection needs some hundred words to be sure; a press release in French has less, but it has accents. What each
# character says for the code page that makes it: letters by how frequent they are, signs of typography a little.
_WEIGHTS = {
    **dict.fromkeys("é", 5), **dict.fromkeys("àè", 3), **dict.fromkeys("êç’", 2),
    **dict.fromkeys("ùâîôûëïüœæáíóúñãõäößÉÈÊÀÇÔÎŒ«»“”…–—€°\xa0", 1),
    **dict.fromkeys("²³½‘·•ÂÄÖÜÓÁÍÑ", 0),
}  # fmt: skip
_STRANGE = -4
_WESTERN = ("cp1252", "iso8859-15", "mac-roman", "cp850")
_ACCENTED = re.compile(r"(.?)([^\x00-\x7f])(?=(.?))")
_SAMPLE_BYTES = 200_000
# A file cut in the middle of a character, or one bad byte pasted in, is still UTF-8.
_MOST_BAD_SHARE = 0.001


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was in, and a sentence when something about it was wrong."""

    text: str
    encoding: str
    warning: str | None = None


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Read `data` as text; raises BadDocument when no encoding fits.

    Valid UTF-8 wins over a declaration: text in another encoding is practically never valid UTF-8,
    and pages saved as UTF-8 under an old "ISO-8859-1" header are common.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return Decoded(data.decode(encoding, "replace"), encoding)
    declared = _known_codec(declared)
    looks_binary = b"\0" in data[:_SAMPLE_BYTES]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if not looks_binary:
            wrong = declared and declared != "utf-8" and not text.isascii()
            return Decoded(text, "utf-8", f"The file says {declared} but is in UTF-8." if wrong else None)
    if declared and declared != "utf-8" and not looks_binary:
        try:
            return Decoded(data.decode(declared), declared)
        except UnicodeDecodeError:
            pass
    return _detect(data, looks_binary)


def _known_codec(name: str | None) -> str | None:
    try:
        found = codecs.lookup(name or "")
        # Codecs such as "zip" and "rot13" are no character encodings.
        b"".decode(found.name)
    except LookupError:
        return None
    return _AS_BROWSERS_DO.get(found.name, found.name)


def _detect(data: bytes, looks_binary: bool) -> Decoded:
    if not looks_binary:
        text = data.decode("utf-8", "replace")
        bad = text.count("\ufffd")
        if bad <= max(1, len(text) * _MOST_BAD_SHARE) and not text.replace("\ufffd", "").isascii():
            warning = f"{bad} damaged character(s) were left out: save the file again as UTF-8."
            return Decoded(text, "utf-8", warning)
    name = _wide_encoding(data) if looks_binary else _western_encoding(data)
    if name:
        return Decoded(data.decode(name, "replace"), name, f"No encoding is declared; it was read as {name}.")
    import charset_normalizer

    likely = [name for name in _LIKELY if name.startswith("utf")] if looks_binary else _LIKELY
    best = charset_normalizer.from_bytes(data[:_SAMPLE_BYTES], cp_isolation=likely).best()
    if best is None:
        raise BadDocument("Its characters are in no encoding known here: save the file as UTF-8.")
    text = data.decode(best.encoding, "replace")
    return Decoded(text, best.encoding, f"No encoding is declared; it was read as {best.encoding}.")


def _wide_encoding(data: bytes) -> str:
    """UTF-16 without a mark, of Latin letters: every second byte is nothing. "" for anything else."""
    sample = data[: _SAMPLE_BYTES // 2 * 2]
    half = max(1, len(sample) // 2)
    first, second = sample[::2].count(0) / half, sample[1::2].count(0) / half
    if min(first, second) > 0.05 or max(first, second) < 0.7:
        return ""
    return "utf-16-le" if second > first else "utf-16-be"


def _western_encoding(data: bytes) -> str:
    """The code page of western Europe in which the accents make sense; "" when they do in none."""
    best, name = 0, ""
    for candidate in _WESTERN:
        try:
            text = data[:_SAMPLE_BYTES].decode(candidate)
        except UnicodeDecodeError:
            continue
        score = sum(_plausibility(*found) for found in _ACCENTED.findall(text))
        if score > best:
            best, name = score, candidate
    return name


def _plausibility(before: str, char: str, after: str) -> int:
    # "dÈj‡": no capital stands behind a small letter, œ stands before one, ½ does not.
    if (
        (char.isupper() and before.islower())
        or (char == "œ" and not after.islower())
        or (char == "½" and after.islower() and not before.isdigit())
    ):
        return _STRANGE
    return _WEIGHTS.get(char, _STRANGE)
