"""The title of a PDF: from its metadata when that is a title, else the largest text of its first page.

    find_title(structure.info, pages, path) -> ("Bilan 2024 beta.gouv.fr", "Info /Title")

Programs fill the title with what they have: "Microsoft Word - final_v3.doc", "Diapositive 1", the file's
name. A title whose words stand nowhere on the first pages was left there by the file this one was made from.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path

from indexer.extract.pdf.text import CUT, Line, PageText
from indexer.extract.text import readable_name

_LONGEST = 300
_JUNK = re.compile(
    r"""
      microsoft\ (?:word|powerpoint|excel|publisher)\b.*
    | .*\.(?:docx?|rtf|od[tps]|pptx?|xlsx?|pdf|tex|dvi|ps|html?|txt|md|indd|qx[pd]|ai|psd|pub|eps|svg|cdr)\W*
    | (?:powerpoint\ presentation|pr[ée]sentation\ powerpoint)\s*\d*
    | (?:diapositive|slide|page|feuille|sheet|layout)\s*\d*
    | (?:mise\ en\ page|document|classeur|pr[ée]sentation|brochure|maquette|fichier)\s*\d*(?:\ sans\ titre)?
    | (?:sans[\ -]titre|sans\ nom|untitled|no\ title|nouveau\ document|nouvelle\ pr[ée]sentation|title|titre
        |cover|couverture|test|print|impression|about:blank|null|none|undefined)(?:[\s_-]*\d+)?
    | (?:https?|file)://.*
    | \W*(?:[a-z]?\d+|\w{1,2})\W* | [\d\W_]+
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PROGRAM = re.compile(r"^microsoft \w+ -\s*", re.IGNORECASE)
_EXTENSION = re.compile(r"\s*\.\w{2,5}$")
_VERSION = re.compile(r"(?:^|[_\s-])(?:v\d+|vf|vdef|final|def|bat|hd|bd|web|\d{6,8})(?:[_\s.-]|$)", re.IGNORECASE)
_ANNUAL = re.compile(
    r"(?:rapport\s+(?:annuel|d[’']activit[ée]s?|moral|de gestion)"
    r"|bilan\s+(?:annuel|d[’']activit[ée]s?|\d{4}))\b.*",
    re.IGNORECASE,
)
_SITE = re.compile(r"(?:https?://|www\.)\S+|\S+\.(?:fr|com|org|eu|net|gouv\.fr)\W*", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{4,}")


def find_title(info: dict[str, str], pages: list[PageText], path: Path) -> tuple[str, str]:
    """The title and where it came from."""
    first_words = _words(" ".join(line.text for page in pages[:3] for line in page.lines))
    for key, source in (("Title", "Info /Title"), ("XMP title", "XMP dc:title")):
        value = info.get(key, "")
        if value and is_title(value, path.stem) and _stands_in(value, first_words):
            return value[:_LONGEST], source
    opening = _opening(pages)
    if opening:
        if title := _title_in_file_name(info.get("Title", ""), opening):
            return title, f"Info /Title, as it stands on page {opening.number}"
        if title := largest_text(opening, _body_size(pages)):
            return title, f"largest text of page {opening.number}"
        if title := _first_line(opening):
            return title, f"first line of page {opening.number}"
    return readable_name(path), "file name"


def _opening(pages: list[PageText]) -> PageText | None:
    """The first page with words on it, when it is one of the first three: pictures open many reports."""
    return next((page for page in pages[:3] if any(_may_be_title(line.text) for line in page.lines)), None)


def _title_in_file_name(value: str, page: PageText) -> str:
    """“Microsoft Word - 04_Monter son Open Lab.docx” where “Monter son Open Lab” stands on the page."""
    bare = _levelled(_EXTENSION.sub("", _PROGRAM.sub("", value)))
    wanted = {bare, bare.lstrip("0123456789")} - {""}
    words = ""
    for line in page.lines[:20]:
        # A title may run over two lines.
        for text in (line.text, f"{words} {line.text}"):
            # “1:2” in a file's name is “1/2” on the page; “SP0_” before it is a course's numbering.
            level = _levelled(text)
            same = any(name.endswith(level) and len(name) - len(level) <= 4 for name in wanted)
            longer = any(len(name) >= 12 and level.startswith(name) for name in wanted) and len(text) <= 120
            if len(level) >= 8 and (same or longer):
                return _finish(text)
        words = line.text
    return ""


def _first_line(page: PageText) -> str:
    """The first line where it stands by itself, for titles that are bold and no larger than the text."""
    if len(page.lines) < 2 or not _may_be_title(page.lines[0].text):
        return ""
    first, second = page.lines[:2]
    step = first.bottom - second.bottom
    text = first.text
    alone = step > 1.6 * first.size or (second.text[:1].isupper() and first.right < 0.8 * second.right)
    return _finish(text) if alone and len(text) <= 120 and text[-1] not in ".,;" else ""


def _body_size(pages: list[PageText]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages[:20]:
        for line in page.lines:
            sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def is_title(value: str, stem: str = "") -> bool:
    """Whether a metadata value reads as a title, and not as the name of a file, a program or a template."""
    value = value.strip()
    if _JUNK.fullmatch(value) or _levelled(value) == _levelled(stem):
        return False
    # "RA_2024_final-v3": no spaces, and the joints of a file name.
    if " " not in value and (("_" in value) or value.count("-") >= 2 or _VERSION.search(value)):
        return False
    return not ("_" in value and _VERSION.search(value))


def largest_text(page: PageText, body_size: float = 0.0) -> str:
    """The largest text of a page, over its lines; "" where nothing reads as a title.

    A reader takes the largest words for the title, with two exceptions: a site's address or a single word as
    large is a logo; and on the cover of an annual report the motto is larger than "Rapport d'activité 2017".
    """
    groups = _groups([line for line in page.lines if not line.aside])
    candidates = [group for group in groups if _may_be_title(_text_of(group))]
    if not candidates:
        return ""
    by_size = sorted(candidates, key=lambda group: -max(line.size for line in group))
    largest = max(line.size for line in by_size[0])
    cover = sum(len(line.text.split()) for line in page.lines) < 150
    # On a page of prose a title is larger than prose; a cover may have but one size.
    if not cover and largest < 1.12 * body_size:
        return ""
    if cover:
        for group in by_size:
            if _ANNUAL.fullmatch(text := _text_of(group)) and len(text) < 100:
                return _finish(text)
    text = _text_of(by_size[0])
    if _is_logo(text):
        # The next size, if it is a heading's: no smaller than half.
        others = [group for group in by_size[1:] if not _is_logo(_text_of(group))]
        if others and max(line.size for line in others[0]) >= 0.4 * largest:
            text = _text_of(others[0])
    return _finish(text)


def _groups(lines: list[Line]) -> list[list[Line]]:
    """Lines of one size that follow each other closely."""
    groups: list[list[Line]] = []
    for line in lines:
        above = groups[-1][-1] if groups else None
        if (
            above is not None
            and abs(line.size - above.size) < 0.15 * max(line.size, above.size)
            and -0.5 * above.size < above.bottom - line.bottom < 2.0 * above.size
            and len(groups[-1]) < 8
        ):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _text_of(group: list[Line]) -> str:
    text = " ".join(line.text for line in group)
    return re.sub(rf"{CUT}\s*", "", text)


def _may_be_title(text: str) -> bool:
    letters = sum(map(str.isalpha, text))
    return letters >= 4 and letters > len(text) / 2 and len(text) <= _LONGEST


def _is_logo(text: str) -> bool:
    return bool(_SITE.fullmatch(text)) or len(text.split()) == 1


def _finish(text: str) -> str:
    return " ".join(text.split()).strip(" -–—|•·:")[:_LONGEST]


def _stands_in(title: str, first_words: set[str]) -> bool:
    # Few words: a cover that is a picture, which says nothing against the metadata.
    words = _words(title)
    return len(first_words) < 30 or not words or bool(words & first_words)


def _words(text: str) -> set[str]:
    return {_levelled(word) for word in _WORD.findall(text)}


def _levelled(text: str) -> str:
    text = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in text if letter.isalnum())
