"""What surrounds the text of a page: menus, banners, share bars, newsletter boxes, teasers of other articles.

    find_chrome(body)  ->  {element: "menu", ...}   only the outermost ones

An element is chrome by its tag (nav, form, ...), its role, a word of its class or id, or because it stands
under a heading that announces other articles. A word of a class is not believed when the element holds the
page's title or most of its text ("page-with-sidebar").
"""

from __future__ import annotations

import re

from indexer.extract.html.dom import (
    HEADINGS,
    Element,
    class_words,
    classes,
    has_ancestor,
    length_of,
    link_share,
    text_of,
    walk,
)
from indexer.extract.teasers import is_teaser_heading, is_teaser_label, teaser_rest

_NEVER_TEXT = frozenset(
    {"script", "style", "noscript", "template", "svg", "iframe", "button", "select", "input", "textarea"}
    | {"title", "object", "embed", "canvas", "audio", "video", "dialog", "head", "map", "datalist", "math"}
)
_ROLES = frozenset(
    {"navigation", "search", "banner", "contentinfo", "complementary", "dialog", "alertdialog", "menu"}
    | {"menubar", "toolbar", "tooltip", "status"}
)
_HIDDEN_CLASSES = frozenset(
    {"hidden", "sr-only", "visually-hidden", "screen-reader-text", "skip", "skip-link", "d-none", "invisible"}
)
_FOLDED = frozenset({"accordion", "accordeon", "collapse", "collapsible", "tab", "panel", "faq", "answer", "reponse"})
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_WORDS = {
    "share": "share sharing partage partager sharedaddy socialtags addtoany addthis sharethis social socials",
    "cookies": "cookie cookies consent tarteaucitron axeptio didomi rgpd",
    "newsletter": "newsletter newsletters infolettre mailpoet",
    "breadcrumb": "breadcrumb breadcrumbs crumbs ariane arbo",
    "teasers": "related yarpp teaser teasers similaires recommandations recommended suggestions",
    "comments": "comments commentaires respond disqus commentlist",
    "menu": "nav navbar navigation menu menus pagination pager toc sommaire",
    "sidebar": "sidebar widget widgets aside",
    "footer": "footer colophon",
    "banner": "popup modal overlay bandeau toast ads advert publicite",
    "tools": "print imprimer",
}
_REASON = {word: reason for reason, words in _WORDS.items() for word in words.split()}
_STEMS = ("cookie", "related", "newsletter", "breadcrumb")
_WORD_PAIRS = (
    (frozenset({"lire", "aussi"}), "teasers"), (frozenset({"voir", "aussi"}), "teasers"),
    (frozenset({"meme", "theme"}), "teasers"), (frozenset({"articles", "lies"}), "teasers"),
    (frozenset({"articles", "associes"}), "teasers"), (frozenset({"reading", "time"}), "tools"),
    (frozenset({"acces", "rapide"}), "menu"), (frozenset({"reseaux", "sociaux"}), "share"),
    (frozenset({"more", "link"}), "teasers"), (frozenset({"read", "more"}), "teasers"),
)  # fmt: skip
# Teasers are shorter than what they are beside.
_LARGEST_SHARE = 0.5
_MOSTLY_LINKS = 0.5
# A page has a handful; each costs a look at its surroundings, so that thousands would be quadratic.
_MOST_LABELS = 50


def find_chrome(body: Element) -> dict[Element, str]:
    """Give the outermost elements of `body` that are no part of its text, each with the reason."""
    chrome: dict[Element, str] = {}
    total = length_of(body)
    for event, element in walk(body, chrome):
        if event == "end" or element is body:
            continue
        if reason := _reason(element, total):
            chrome[element] = reason
    _add_teasers(body, chrome)
    return chrome


def _reason(element: Element, total: int) -> str | None:
    tag = element.tag
    if tag in _NEVER_TEXT:
        return "no text"
    if tag in ("html", "body", "main"):
        return None
    in_quotation = has_ancestor(element, "blockquote", "figure")
    reason: str | None = None
    if _is_hidden(element):
        reason = "hidden"
    elif tag == "nav":
        reason = "menu"
    elif tag == "footer" and not in_quotation:
        reason = "footer"
    elif tag == "form":
        reason = "form"
    elif tag == "aside" and _is_beside(element):
        reason = "sidebar"
    elif element.get("role", "").lower() in _ROLES:
        reason = "role"
    elif tag == "header" and not has_ancestor(element, "main", "article"):
        reason = "header"
    elif tag not in HEADINGS and not in_quotation:
        reason = _reason_of_words(class_words(element))
    if reason is None or reason in ("no text", "hidden"):
        return reason
    return None if _holds_the_article(element, total) else reason


def _is_hidden(element: Element) -> bool:
    if not _HIDDEN_CLASSES.isdisjoint(classes(element)) or element.get("aria-hidden") == "true":
        return True
    style = element.get("style")
    if element.get("hidden") is None and not (style and _HIDDEN_STYLE.search(style)):
        return False
    # Folded answers and unselected tabs are text that a reader opens.
    return not (_FOLDED & class_words(element) or element.get("role") == "tabpanel")


def _is_beside(aside: Element) -> bool:
    """Tell a box of links or a form from an author's own aside ("À retenir"), which is text."""
    if next(aside.iter("form"), None) is not None or not has_ancestor(aside, "article", "main"):
        return True
    return link_share(aside) > _MOSTLY_LINKS


def _reason_of_words(words: frozenset[str]) -> str | None:
    for word in words:
        if reason := _REASON.get(word):
            return reason
        if word.startswith(_STEMS):  # "cookiebot", "relatedposts", "breadcrumbs"
            return next(reason for stem, reason in _REASON.items() if word.startswith(stem))
    return next((reason for pair, reason in _WORD_PAIRS if pair <= words), None)


def _holds_the_article(element: Element, total: int) -> bool:
    return next(element.iter("h1"), None) is not None or length_of(element) > _LARGEST_SHARE * total


def _add_teasers(body: Element, chrome: dict[Element, str]) -> None:
    started = (element for event, element in walk(body, chrome) if event == "start")
    labels = [element for element in started if element.tag in _LABEL_TAGS and _is_label(element)]
    if not labels:
        return
    total = length_of(body)
    for label in labels[:_MOST_LABELS]:
        if label not in chrome and not any(ancestor in chrome for ancestor in label.iterancestors()):
            chrome.update(dict.fromkeys(_region(label, body, total), "teasers"))


_LABEL_TAGS = (HEADINGS - {"h1"}) | {"p", "strong", "b", "span", "div", "dt", "summary", "li"}


def _is_label(element: Element) -> bool:
    if element.tag in ("span", "div", "li", "strong", "b") and len(element):
        return False
    # Cheap test first: labels begin with their own text or with one inline element.
    if len(element) > 3 or len(element.text or "") > 100:
        return False
    text = text_of(element)
    if element.tag in HEADINGS:
        return is_teaser_heading(text)
    if is_teaser_label(text):
        # A bold word at the beginning of a paragraph is judged with its paragraph.
        return not (element.tail or "").strip()
    # "À lire aussi : Le dépistage en dix questions": one line, nearly all of it a link.
    return element.tag == "p" and bool(teaser_rest(text)) and link_share(element) > _MOSTLY_LINKS


def _rank(element: Element) -> int:
    return int(element.tag[1]) if element.tag in HEADINGS else 7


def _region(label: Element, body: Element, total: int) -> list[Element]:
    """Give the elements that the label announces, itself among them: its box, or what follows it."""
    rank = _rank(label)
    box = label
    while (parent := box.getparent()) is not None and parent is not body:
        if _has_text_before(box, parent) or _holds_the_article(parent, total):
            break
        if any(_rank(other) <= rank for other in parent.iter(*HEADINGS) if other is not label):
            break
        box = parent
    if length_of(box) > length_of(label):
        return [box]
    region = [box]
    for sibling in box.itersiblings():
        if any(_rank(heading) <= rank for heading in sibling.iter(*HEADINGS)) and rank < 7:
            break
        if rank == 7 and link_share(sibling) <= _MOSTLY_LINKS:
            break
        region.append(sibling)
    return region


def _has_text_before(element: Element, parent: Element) -> bool:
    if (parent.text or "").strip():
        return True
    return any((before.tail or "").strip() or length_of(before) for before in element.itersiblings(preceding=True))
