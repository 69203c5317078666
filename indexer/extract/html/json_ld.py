"""JSON-LD in pages, as it is found: lists, @graph, references, trailing commas, comments, nonsense.

    JsonLd.read(['{"@graph": [{"@type": "Report", "headline": "Bilan"}]}']).texts("headline")  ->  ["Bilan"]

Only top-level things and the members of @graph are looked at: an article inside an ItemList is a teaser.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

_MOST_CHARACTERS = 1_000_000
_MOST_NODES = 1_000
_WRAPPERS = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)"
                       r"|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*$")  # fmt: skip
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_ARTICLE_TYPE = re.compile(
    r"article|posting|report|pressrelease|interview|event$|faqpage|qapage|dataset|podcastepisode|jobposting"
    r"|creativework$|videoobject|^guide$|^course$|^book$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class JsonLd:
    """The page's own thing, its breadcrumb, and a sentence for each block that is broken."""

    article: dict[str, Any]
    breadcrumb: tuple[str, ...]
    warnings: tuple[str, ...]
    by_id: dict[str, dict[str, Any]]

    @classmethod
    def read(cls, blocks: Iterable[str], page_url: str = "") -> JsonLd:
        """Read the contents of a page's `script` elements."""
        nodes: list[dict[str, Any]] = []
        warnings: list[str] = []
        for block in blocks:
            try:
                nodes.extend(_nodes(_load(block)))
            except (ValueError, RecursionError):
                warnings.append("A JSON-LD block of the page is broken and was not used.")
        nodes = nodes[:_MOST_NODES]
        by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str)}
        article = _main_node(nodes, page_url)
        return cls(article, tuple(_breadcrumb(nodes)), tuple(warnings), by_id)

    def texts(self, key: str) -> list[str]:
        """Give the texts under `key` of the article: plain, listed, or the names of things."""
        return [text for item in _items(self.article.get(key)) if (text := self.text(item))]

    def text(self, item: object) -> str:
        """Give a text, or the name of a thing, followed through its reference."""
        if isinstance(item, dict):
            item = self.resolve(item)
            item = item.get("name") or item.get("@value") or item.get("headline") or item.get("url") or ""
            item = _first(item)
        return _unescaped(item).strip() if isinstance(item, str) else ""

    def things(self, key: str) -> list[dict[str, Any]]:
        """Give what stands under `key` as things: a text becomes {"name": text}."""
        items = _items(self.article.get(key))
        named = (item if isinstance(item, dict) else {"name": item} for item in items if item)
        return [self.resolve(item) for item in named]

    def resolve(self, item: dict[str, Any]) -> dict[str, Any]:
        """Follow {"@id": ...} to the thing of that name in the page."""
        reference = item.get("@id")
        return self.by_id.get(reference, item) if isinstance(reference, str) and "name" not in item else item

    @property
    def types(self) -> list[str]:
        """Give the article's types."""
        return types_of(self.article)


def types_of(node: dict[str, Any]) -> list[str]:
    """Give a thing's @type as a list."""
    return [name for name in _items(node.get("@type")) if isinstance(name, str)]


def _load(block: str) -> Any:
    text = _WRAPPERS.sub("", block[:_MOST_CHARACTERS]).strip().rstrip(";")
    try:
        # strict=False: line ends inside strings are the commonest mistake.
        return json.loads(text, strict=False)
    except ValueError:
        return json.loads(_TRAILING_COMMA.sub(r"\1", text), strict=False)


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    for item in _items(value):
        if isinstance(item, dict):
            yield item
            yield from (each for each in _items(item.get("@graph")) if isinstance(each, dict))
            yield from (each for each in _items(item.get("mainEntity")) if isinstance(each, dict))


def _items(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _unescaped(text: str) -> str:
    """Templates write "&amp;" into JSON too."""
    try:
        return html.unescape(text)
    except ValueError:  # "&#1111...": more digits than Python makes a number of
        return text


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _main_node(nodes: list[dict[str, Any]], page_url: str) -> dict[str, Any]:
    articles = [node for node in nodes if any(_ARTICLE_TYPE.search(name) for name in types_of(node))]
    pages = [node for node in nodes if any(name.endswith("Page") for name in types_of(node))]
    for node in articles if page_url else ():
        if any(_address(node.get(key)) == page_url for key in ("url", "mainEntityOfPage", "@id")):
            return node
    return next(iter([*articles, *pages]), {})


def _address(value: Any) -> str:
    value = _first(value)
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    return value.split("#")[0] if isinstance(value, str) else ""


def _breadcrumb(nodes: list[dict[str, Any]]) -> Iterator[str]:
    for node in nodes:
        trail = node if "BreadcrumbList" in types_of(node) else node.get("breadcrumb")
        if isinstance(trail, dict) and isinstance(trail.get("itemListElement"), list):
            for entry in trail["itemListElement"]:
                if isinstance(entry, dict):
                    item = entry.get("item")
                    name = entry.get("name") or (item.get("name") if isinstance(item, dict) else None)
                    if isinstance(name, str):
                        yield name
            return
