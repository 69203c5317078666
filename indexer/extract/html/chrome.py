"""What surrounds the text of a page: menus, banners, share bars, newsletter boxes, teasers of other articles.

    find_chrome(body)  ->  {element: "menu", ...}   only the outermost ones

An element is chrome by its tag (nav, form, ...), its role, a word of its class or id, or because it stands
under a heading that announces other articles (announced.py). A word of a class is not believed when the element
holds the page's title or most of its text ("page-with-sidebar"), nor when microdata says that it is the article's.
Hidden text is out, unless it is only folded: an answer, a tab, the transcript of a video.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from lxml import etree

from indexer.extract.html.announced import Whole, announced_regions, holds_the_article
from indexer.extract.html.dom import (
    HEADINGS,
    Element,
    class_words,
    classes,
    has_ancestor,
    length_of,
    link_share,
    short_text,
)
from indexer.extract.html.tools import LONGEST_TOOL, is_advertisement, is_page_tool, is_reading_time

NEVER_TEXT = frozenset(
    {"script", "style", "noscript", "template", "svg", "iframe", "button", "select", "input", "textarea"}
    | {"title", "object", "embed", "canvas", "audio", "video", "dialog", "head", "map", "datalist", "math"}
)
_ROLES = frozenset(
    {"navigation", "search", "banner", "contentinfo", "complementary", "dialog", "alertdialog", "menu"}
    | {"menubar", "toolbar", "tooltip", "status", "tablist"}
)
_HIDDEN_CLASSES = frozenset(
    {"hidden", "sr-only", "visually-hidden", "screen-reader-text", "skip", "skip-link", "d-none", "invisible"}
)
_FOLDED = frozenset({"accordion", "accordeon", "collapse", "collapsible", "tab", "panel", "faq", "answer", "reponse"})
_TRANSCRIPT = frozenset({"transcript", "transcription"})
_NOTES = frozenset({"notes", "footnotes", "footnote", "endnotes", "ps", "postscriptum", "bibliographie"})
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_WORDS = {
    "share": "share sharing partage partager sharedaddy socialtags addtoany addthis sharethis shariff social socials",
    "cookies": "cookie cookies consent tarteaucitron axeptio didomi klaro rgpd gdpr",
    "newsletter": "newsletter newsletters infolettre mailpoet",
    "breadcrumb": "breadcrumb breadcrumbs crumbs ariane arbo",
    "teasers": "related yarpp teaser teasers similaires recommandations recommended suggestions",
    "comments": "comments commentaires respond disqus commentlist forum",
    "menu": "nav navbar navigation menu menus pagination pager toc sommaire",
    "sidebar": "sidebar widget widgets aside",
    "footer": "footer colophon",
    "banner": "popup modal overlay bandeau toast ads advert publicite",
    # "noprint" and "d-print-none" count too: what is left out on paper is the page's furniture.
    "tools": "print imprimer toolbar tipafriend feedback",
    "form": "formulaire",
}
_REASON = {word: reason for reason, words in _WORDS.items() for word in words.split()}
_STEMS = ("cookie", "related", "newsletter", "breadcrumb")
_WORD_PAIRS = (
    (frozenset({"lire", "aussi"}), "teasers"), (frozenset({"voir", "aussi"}), "teasers"),
    (frozenset({"meme", "theme"}), "teasers"), (frozenset({"articles", "lies"}), "teasers"),
    (frozenset({"articles", "associes"}), "teasers"), (frozenset({"reading", "time"}), "tools"),
    (frozenset({"acces", "rapide"}), "menu"), (frozenset({"reseaux", "sociaux"}), "share"),
    (frozenset({"more", "link"}), "teasers"), (frozenset({"read", "more"}), "teasers"),
    (frozenset({"author", "box"}), "author"), (frozenset({"author", "bio"}), "author"),
)  # fmt: skip
# Page builders call every block "elementor-widget"; only what is named a widget first stands beside the text.
_ONLY_FIRST = frozenset({"widget", "widgets"})
# Trails of systems whose templates name them by an id alone: eZ Publish, SPIP to version 3.
_IDS = {"path": "breadcrumb", "hierarchie": "breadcrumb"}
_YOU_ARE_HERE = re.compile(r"\s*vous\s+[êe]tes\s+ici\b", re.IGNORECASE)
_LONGEST_TRAIL = 300
_FILE_WORDS = frozenset({"files", "fichiers", "documents", "downloads", "telechargements", "attachments"})
_OWN_PROPERTIES = frozenset(
    {"headline", "alternativeHeadline", "description", "datePublished", "dateModified", "author", "articleBody"}
)
_LONGEST_OWN = 3_000
_MOSTLY_LINKS = 0.5
# A line of tools has a few; a list of thousands of links is none, and would be gone through for each of them.
_MOST_BESIDE = 20
_MOST_PARTS = 6
_TOOL_TAGS = frozenset({"p", "li", "a", "span", "div", "small", "strong", "em"})


def find_chrome(body: Element) -> dict[Element, str]:
    """Give the outermost elements of `body` that are no part of its text, each with the reason."""
    chrome: dict[Element, str] = {}
    whole = Whole.measure(body, NEVER_TEXT)
    transcripts: list[Element] = []
    folds: list[Element] = []
    quotations: list[Element] = []
    walker = etree.iterwalk(body, events=("start", "end"))
    for event, element in walker:
        if event == "end":
            for stack in (transcripts, folds, quotations):
                if stack and stack[-1] is element:
                    stack.pop()
            continue
        if element is body:
            continue
        words = class_words(element)
        if words & _TRANSCRIPT:
            transcripts.append(element)
        if words & _FOLDED:
            folds.append(element)
        inside = _Inside(bool(transcripts), bool(folds), bool(quotations))
        if element.tag in ("blockquote", "figure"):
            quotations.append(element)
        if reason := _reason(element, words, whole, inside):
            chrome[element] = reason
            walker.skip_subtree()
    chrome.update(announced_regions(body, chrome, whole))
    return chrome


class _Inside(NamedTuple):
    """What an element stands in; a transcript or an accordion may be the element itself."""

    transcript: bool
    folds: bool
    quotation: bool


def _reason(element: Element, words: frozenset[str], whole: Whole, inside: _Inside) -> str | None:
    tag = element.tag
    if tag in NEVER_TEXT:
        # The question of an accordion is a button in a heading; a transcript opens in a dialog.
        is_text = (tag == "button" and has_ancestor(element, *HEADINGS, "summary", "dt")) or (
            tag == "dialog" and inside.transcript
        )
        return None if is_text else "no text"
    if tag in ("html", "body", "main"):
        return None
    if _is_hidden(element, words, is_folded=inside.folds) and not inside.transcript:
        return "hidden"
    if inside.transcript:
        return None
    reason = _reason_of_tag(element, in_quotation=inside.quotation)
    if reason is None and tag not in HEADINGS and not inside.quotation:
        reason = _reason_of_words(element, words)
        if reason in ("teasers", "footer") and _is_articles_own(element):
            return None
    if reason == "comments":
        # They may be longer than what they are about.
        return None if next(element.iter("h1"), None) is not None else reason
    if reason is not None:
        return None if holds_the_article(element, whole) else reason
    return "tools" if tag in _TOOL_TAGS and _is_tool(element) else None


def _reason_of_tag(element: Element, *, in_quotation: bool) -> str | None:
    tag = element.tag
    if tag == "nav":
        return "menu"
    if tag == "footer" and not in_quotation:
        return None if _holds_notes(element) else "footer"
    if tag == "form":
        return "form"
    if tag == "aside" and _is_beside(element):
        return "sidebar"
    if element.get("role", "").lower() in _ROLES:
        return "role"
    if tag == "header" and not has_ancestor(element, "main", "article"):
        return "header"
    return None


def _is_hidden(element: Element, words: frozenset[str], *, is_folded: bool) -> bool:
    named = classes(element)
    if not _HIDDEN_CLASSES.isdisjoint(named):
        return True
    style = element.get("style")
    is_hidden = element.get("aria-hidden") == "true" or element.get("hidden") is not None
    if not is_hidden and not (style and _HIDDEN_STYLE.search(style)):
        return False
    # Folded answers and unselected tabs are text that a reader opens; a folded menu is a list of links.
    if is_folded or words & _FOLDED or element.get("role") == "tabpanel":
        return not length_of(element) or link_share(element) > _MOSTLY_LINKS
    return True


def _is_beside(aside: Element) -> bool:
    """Tell a box of links or a form from an author's own aside ("À retenir"), which is text."""
    if next(aside.iter("form"), None) is not None or not has_ancestor(aside, "article", "main"):
        return True
    return link_share(aside) > _MOSTLY_LINKS


def _holds_notes(footer: Element) -> bool:
    """Tell whether an article's footer holds its notes or its postscript; the rest of it is then judged by itself."""
    if not has_ancestor(footer, "article", "main"):
        return False
    return any(
        (each.get("role") or "").startswith(("doc-endnote", "doc-footnote", "doc-biblio")) or class_words(each) & _NOTES
        for each in footer.iter("div", "section", "ol", "ul", "aside")
    )


def _reason_of_words(element: Element, words: frozenset[str]) -> str | None:
    if not words:
        return "breadcrumb" if _YOU_ARE_HERE.match(element.text or "") and _is_trail(element) else None
    if reason := _IDS.get(element.get("id", "")):
        return reason
    reason = _reason_of_names(element, words)
    return "downloads" if reason == "teasers" and words & _FILE_WORDS else reason


def _reason_of_names(element: Element, words: frozenset[str]) -> str | None:
    for word in words:
        if reason := _REASON.get(word):
            if word not in _ONLY_FIRST or any(name.startswith("widget") for name in _names(element)):
                return reason
        elif word.startswith(_STEMS):  # "cookiebot", "relatedposts", "breadcrumbs"
            return next(reason for stem, reason in _REASON.items() if word.startswith(stem))
    return next((reason for pair, reason in _WORD_PAIRS if pair <= words), None)


def _names(element: Element) -> Iterable[str]:
    return [*classes(element), element.get("id") or ""]


def _is_trail(element: Element) -> bool:
    return element.tag in ("p", "div", "nav") and length_of(element, _LONGEST_TRAIL) <= _LONGEST_TRAIL


def _is_articles_own(element: Element) -> bool:
    """Tell whether something in it is a property of the thing around it; a teaser without a link is a lead."""
    if length_of(element, _LONGEST_OWN) > _LONGEST_OWN:
        return False
    if "teaser" in class_words(element) and next(element.iter("a", "img", *HEADINGS), None) is None:
        return True
    for each in element.iter():
        if each.get("itemprop") in _OWN_PROPERTIES:
            inside = each is not element
            scope = each.getparent() if inside else None
            while scope is not None and scope is not element and scope.get("itemscope") is None:
                scope = scope.getparent()
            # A comment or a card in it is a thing of its own, with its own author and date.
            if not inside or (scope is element and element.get("itemscope") is None):
                return True
    return False


def _is_tool(element: Element) -> bool:
    tag, parts = element.tag, len(element)
    # Most elements are not worth a look at their words: they have too many, or neither a link nor a word alone.
    if parts > _MOST_PARTS or len(element.text or "") > 4 * LONGEST_TOOL:
        return False
    has_link = tag == "a" or (parts > 0 and next(element.iter("a"), None) is not None)
    if parts and not has_link:
        return False
    text = short_text(element, LONGEST_TOOL)
    if not text or (tag not in ("p", "li", "div") and not _stands_alone(element)):
        return False
    if not has_link:
        return is_reading_time(text) or is_advertisement(text)
    # A link that is drawn as a button asks for an action; one that opens an answer says what of.
    is_action = tag == "a" and element.get("role") == "button" and element.get("href") is not None
    return is_page_tool(text) or (is_action and element.get("aria-controls") is None)


def _stands_alone(element: Element) -> bool:
    """Tell whether no text stands beside it in its parent: "imprimez-le" in a sentence is no tool."""
    parent = element.getparent()
    if parent is None or (parent.text or "").strip() or (element.tail or "").strip():
        return False
    beside = [
        *islice(element.itersiblings(preceding=True), _MOST_BESIDE),
        *islice(element.itersiblings(), _MOST_BESIDE),
    ]
    return len(beside) < _MOST_BESIDE and not any((each.tail or "").strip() for each in beside)
