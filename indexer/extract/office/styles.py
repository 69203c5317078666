"""Styles of Word: which paragraphs are headings, titles, quotations or contents, through the chain of styles.

    styles.of_paragraph(element)     Style(rank=2, role="", size=13.0, bold=True, is_left_out=False)

A style is based on another, so a house style "Partie" based on "Titre 1" is a heading of the first rank. The names of
Word's own styles are English in the file whatever the language of Word, but other programs write what they show.

Not here: the walk (docx.py).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from indexer.extract.office.xml import Element

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_HEADING = re.compile(r"(?:heading|titre|[üu]berschrift|t[íi]tulo|titolo|kop)\s*([1-9])", re.IGNORECASE)
_ROLES = (
    ("title", re.compile(r"title|titre|titre (?:principal|du document|du rapport)|titel", re.IGNORECASE)),
    ("subtitle", re.compile(r"subtitle|sous-?\s?titre", re.IGNORECASE)),
    ("quotation", re.compile(r"(?:intense )?quot(?:e|ations?)|citation(?: (?:intense|[ée]lev[ée]e))?|block text",
                             re.IGNORECASE)),
    ("abstract", re.compile(r"abstract|chap(?:o|ô|eau)|accroche|r[ée]sum[ée]|summary", re.IGNORECASE)),
)  # fmt: skip
# Entries of tables of contents, of figures, and of an index; and the line above the first.
_CONTENTS = re.compile(
    r"(?:toc|tm|contents|table des mati[èe]res)\s*\d|toc heading|en-?t[êe]te de table des mati[èe]res"
    r"|table of (?:figures|authorities)|table des illustrations|index\s*\d|index heading",
    re.IGNORECASE,
)
# Longer chains are circles.
_LONGEST_CHAIN = 20
_DEEPEST_RANK = 9
_OFF = frozenset({"0", "false", "off"})


class Style(NamedTuple):
    """What a paragraph's style says of it; rank and role as in Block, size in points, 0 where it is unknown."""

    rank: int = 0
    role: str = ""
    size: float = 0.0
    bold: bool = False
    is_left_out: bool = False


class Styles:
    """The styles of a document, resolved as they are met."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._elements: dict[str, Element] = {}
        self._default = ""
        for element in root.iterchildren(f"{WORD}style"):
            identifier = element.get(f"{WORD}styleId") or ""
            self._elements[identifier] = element
            if element.get(f"{WORD}type") == "paragraph" and element.get(f"{WORD}default") in ("1", "true", "on"):
                self._default = identifier
        self._known: dict[str, Style] = {}
        usual = root.find(f"{WORD}docDefaults/{WORD}rPrDefault/{WORD}rPr")
        self._usual_size = _size(usual)

    def language(self) -> str:
        """The language of text that is marked with none; "" when the file does not say."""
        language = self._root.find(f"{WORD}docDefaults/{WORD}rPrDefault/{WORD}rPr/{WORD}lang")
        return (language.get(f"{WORD}val") or "") if language is not None else ""

    def of_paragraph(self, paragraph: Element) -> Style:
        """The style of a paragraph, with what the paragraph itself says of its rank."""
        properties = paragraph.find(f"{WORD}pPr")
        if properties is None:
            return self._of(self._default)
        named = properties.find(f"{WORD}pStyle")
        style = self._of((named.get(f"{WORD}val") or "") if named is not None else self._default)
        rank = _rank(properties)
        return style if rank is None else style._replace(rank=rank)

    def size_of_run(self, properties: Element) -> float:
        """The size of a run's letters, by itself or by its style; 0 where neither says."""
        size = _size(properties)
        named = properties.find(f"{WORD}rStyle")
        return size or (self._of(named.get(f"{WORD}val") or "").size if named is not None else 0.0)

    def _of(self, identifier: str) -> Style:
        style = self._known.get(identifier)
        if style is None:
            style = self._known[identifier] = self._resolve(identifier)
        return style

    def _resolve(self, identifier: str) -> Style:
        """What the style or the nearest of those that it is based on says."""
        rank: int | None = None
        size, bold, role, is_left_out = 0.0, None, "", False
        for _ in range(_LONGEST_CHAIN):
            element = self._elements.get(identifier)
            if element is None:
                # A document without styles still names those of the program that wrote it.
                rank = _named_rank(identifier) if rank is None else rank
                role, is_left_out = role or _role(identifier), is_left_out or _is_contents(identifier)
                break
            name = _value(element, "name")
            is_left_out = is_left_out or _is_contents(name)
            role = role or _role(name)
            if rank is None:
                rank = _rank(element.find(f"{WORD}pPr"))
            if rank is None:
                rank = _named_rank(name)
            run = element.find(f"{WORD}rPr")
            if run is not None:
                size = size or _size(run)
                thick = run.find(f"{WORD}b")
                bold = is_on(thick) if bold is None and thick is not None else bold
            identifier = _value(element, "basedOn")
            if not identifier:
                break
        role = "" if rank else role
        return Style(rank or 0, role, size or self._usual_size, bool(bold), is_left_out)


def is_on(element: Element | None) -> bool:
    """Whether a switch such as <w:vanish/> or <w:b w:val="0"/> is on."""
    return element is not None and (element.get(f"{WORD}val") or "").lower() not in _OFF


def _value(element: Element, name: str) -> str:
    child = element.find(f"{WORD}{name}")
    return (child.get(f"{WORD}val") or "") if child is not None else ""


def _rank(properties: Element | None) -> int | None:
    """The rank of an outline level; 0 for text, None where nothing is said."""
    level = properties.find(f"{WORD}outlineLvl") if properties is not None else None
    value = (level.get(f"{WORD}val") or "") if level is not None else ""
    if not (value.isascii() and value.isdigit() and len(value) < 3):
        return None
    return int(value) + 1 if int(value) < _DEEPEST_RANK else 0


def _named_rank(name: str) -> int | None:
    match = _HEADING.fullmatch(name.strip())
    return int(match[1]) if match else None


def _role(name: str) -> str:
    return next((role for role, pattern in _ROLES if pattern.fullmatch(name.strip())), "")


def _is_contents(name: str) -> bool:
    return _CONTENTS.match(name.strip()) is not None


def _size(properties: Element | None) -> float:
    size = properties.find(f"{WORD}sz") if properties is not None else None
    value = (size.get(f"{WORD}val") or "") if size is not None else ""
    return int(value) / 2 if value.isascii() and value.isdigit() and len(value) < 4 else 0.0
