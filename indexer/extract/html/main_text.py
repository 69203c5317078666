"""Where in a page its article is: the element that holds the title and the text, and not the whole site.

Order: the article in main (or the largest article), main, the parts that microformats and microdata mark,
the container that a template names "content", else what trafilatura finds.
Not here: what is left out of that element (chrome.py).
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from indexer.extract.html.dom import Element, class_words, classes, is_inside, length_of, text_of
from indexer.extract.html.lengths import elements_holding

_CONTENT_WORDS = frozenset({"content", "contenu", "article", "post", "entry", "texte", "corps"})
# An article has most of the text of what surrounds it; in a list of teasers none of them has.
_MOST = 0.5
_LEAST_CHARACTERS = 200


def find_main(body: Element, chrome: Iterable[Element]) -> Element | None:
    """Give the element that holds the article; None when no part of the page says that it does."""
    main = _largest(_marked(body, "main"), chrome)
    scope = main if main is not None else body
    whole = length_of(scope)
    article = _largest(scope.iter("article"), chrome)
    if article is not None and (length_of(article) >= _MOST * whole or (main is None and _has_h1(article))):
        return article
    if main is not None:
        return main
    for candidates in (
        (each for each in body.iter("div", "section") if {"hentry", "h-entry"} & set(classes(each))),
        (each for each in body.iter("div", "section") if _is_article_body(each)),
    ):
        found = _largest(candidates, chrome)
        if found is not None:
            return _with_title(found, body)
    return _named_content(body, chrome)


def text_by_trafilatura(page: Element) -> Element | None:
    """Give trafilatura's tree of the main text, as HTML elements, with the anchors of the page's headings."""
    import trafilatura

    found = trafilatura.bare_extraction(
        etree.tostring(page, encoding="unicode", method="html"),
        include_comments=False,
        include_tables=True,
        with_metadata=False,
        favor_recall=True,
    )
    body = getattr(found, "body", None)
    if body is None or not length_of(body):
        return None
    return _as_html(body, page)


def _is_article_body(element: Element) -> bool:
    # Drupal's RDF module writes schema:text; others the property of an Article.
    return element.get("itemprop") == "articleBody" or element.get("property") in ("schema:text", "schema:articleBody")


def _marked(body: Element, role: str) -> Iterable[Element]:
    yield from (each for each in body.iter("main", "div", "section") if each.tag == role or each.get("role") == role)


def _largest(elements: Iterable[Element], chrome: Iterable[Element]) -> Element | None:
    best: Element | None = None
    most = 0
    seen: set[Element] = set()
    for element in elements:
        if is_inside(element, seen):  # what holds it is no shorter
            continue
        seen.add(element)
        length = length_of(element) if not is_inside(element, chrome) else 0
        if length > most:
            best, most = element, length
    return best


def _has_h1(element: Element) -> bool:
    return next(element.iter("h1"), None) is not None


def _with_title(element: Element, body: Element) -> Element:
    """Give the nearest ancestor that also holds the title, unless that is the page itself."""
    if _has_h1(element):
        return element
    return next((each for each in element.iterancestors() if each is not body and _has_h1(each)), element)


def _named_content(body: Element, chrome: Iterable[Element]) -> Element | None:
    holders = elements_holding(body, max(_LEAST_CHARACTERS, _MOST * length_of(body)))
    best: Element | None = None
    for element in body.iter("div", "section", "td"):
        if element not in holders or not _CONTENT_WORDS & class_words(element) or is_inside(element, chrome):
            continue
        # The smallest one that still has the title and most of the text.
        if _has_h1(element):
            best = element
    return best


_HTML_TAGS = {"p": "p", "list": "ul", "item": "li", "quote": "blockquote", "table": "table", "row": "tr",
              "cell": "td", "code": "pre", "lb": "br"}  # fmt: skip


def _as_html(body: Element, page: Element) -> Element:
    """Turn trafilatura's TEI-like tags back, so that one reader (sections.py) serves both."""
    anchors: dict[str, str] = {}
    for heading in page.iter("h2", "h3"):
        if anchor := heading.get("id"):
            anchors.setdefault(text_of(heading), anchor)
    for element in body.iter(etree.Element):
        if element.tag == "head":
            element.tag = element.get("rend") or "h2"
            if anchor := anchors.get(text_of(element)):
                element.set("id", anchor)
        else:
            element.tag = _HTML_TAGS.get(str(element.tag), "div" if element is body else "span")
    return body
