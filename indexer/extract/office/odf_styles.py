"""Styles of OpenDocument: what a paragraph's style, or one that it is derived from, says of it.

    styles.of("P12")     Style(rank=0, role="title", size=28.0, bold=True)

A paragraph that was changed by hand has an automatic style ("P12") whose parent is the one that was chosen
("Title", "Heading_20_1": spaces are written as _20_).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from indexer.extract.office.xml import Element

_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_STYLE = f"{{{_NAMESPACE}style:1.0}}"
_FORMAT = f"{{{_NAMESPACE}xsl-fo-compatible:1.0}}"
_SLIDES = f"{{{_NAMESPACE}presentation:1.0}}"
_ROLES = (
    ("title", re.compile(r"title|titre(?: principal)?", re.IGNORECASE)),
    ("subtitle", re.compile(r"subtitle|sous-?\s?titre", re.IGNORECASE)),
    ("quotation", re.compile(r"quotations?|quote|citations?", re.IGNORECASE)),
    ("abstract", re.compile(r"abstract|chap(?:o|ô|eau)|accroche|r[ée]sum[ée]", re.IGNORECASE)),
)
_SPACE = re.compile(r"_20_")
_POINTS = re.compile(r"(\d{1,3}(?:\.\d{1,3})?)pt")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
# Longer chains are circles.
_LONGEST_CHAIN = 20
_BOLD = frozenset({"bold", "600", "700", "800", "900"})


class Style(NamedTuple):
    """As in Block; rank is that of a style which is always a heading, size 0 where it is unknown."""

    rank: int = 0
    role: str = ""
    size: float = 0.0
    bold: bool = False


class Styles:
    """The styles of styles.xml and the automatic ones of content.xml, which come first."""

    def __init__(self, named: Element | None, content: Element) -> None:
        self._elements: dict[str, Element] = {}
        self._slides: dict[str, Element] = {}
        self._language = ""
        self._usual_size = 0.0
        for root in (named, content):
            if root is None:
                continue
            for default in root.iter(f"{_STYLE}default-style"):
                if default.get(f"{_STYLE}family") == "paragraph":
                    self._take_default(default)
            for element in root.iter(f"{_STYLE}style"):
                is_slide = element.get(f"{_STYLE}family") == "drawing-page"
                (self._slides if is_slide else self._elements)[element.get(f"{_STYLE}name") or ""] = element
        self._known: dict[str, Style] = {}

    def _take_default(self, default: Element) -> None:
        properties = default.find(f"{_STYLE}text-properties")
        if properties is not None:
            language = properties.get(f"{_FORMAT}language") or ""
            self._language = language if _LANGUAGE.fullmatch(language) and language != "zxx" else ""
            self._usual_size = _points(properties.get(f"{_FORMAT}font-size"))

    def language(self) -> str:
        """The language of text that is marked with none; "" when the file does not say."""
        return self._language

    def of(self, name: str) -> Style:
        """The style of that name."""
        style = self._known.get(name)
        if style is None:
            style = self._known[name] = self._resolve(name)
        return style

    def is_hidden_slide(self, name: str) -> bool:
        """Whether a slide's style hides it."""
        element = self._slides.get(name)
        properties = element.find(f"{_STYLE}drawing-page-properties") if element is not None else None
        return properties is not None and properties.get(f"{_SLIDES}visibility") == "hidden"

    def _resolve(self, name: str) -> Style:
        rank, role, size = 0, "", 0.0
        bold: bool | None = None
        for _ in range(_LONGEST_CHAIN):
            role = role or _role(name)
            element = self._elements.get(name)
            if element is None:
                break
            level = element.get(f"{_STYLE}default-outline-level") or ""
            if not rank and level.isascii() and level.isdigit() and len(level) == 1:
                rank = int(level)
            properties = element.find(f"{_STYLE}text-properties")
            if properties is not None:
                size = size or _points(properties.get(f"{_FORMAT}font-size"))
                weight = properties.get(f"{_FORMAT}font-weight")
                bold = weight in _BOLD if bold is None and weight else bold
            name = element.get(f"{_STYLE}parent-style-name") or ""
        return Style(rank, role, size or self._usual_size, bool(bold))


def _role(name: str) -> str:
    name = _SPACE.sub(" ", name)
    return next((role for role, pattern in _ROLES if pattern.fullmatch(name)), "")


def _points(size: str | None) -> float:
    match = _POINTS.fullmatch(size or "")
    return float(match[1]) if match else 0.0
