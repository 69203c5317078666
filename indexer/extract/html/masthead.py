"""What stands around an article's title: tags, kind, lead, dates, authors. It is metadata, and no text.

    read_masthead(root, title, chrome)  ->  Masthead(topics=..., lead=..., bylines=..., elements={...})

Found by the words of classes and ids ("field--name-field-auteurs", "entry-meta"), rel=tag, rel=author and
hAtom's published and updated. Not here: what the page's head says (metadata.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from indexer.extract.bylines import split_people
from indexer.extract.dates import find_dates
from indexer.extract.html.dom import (
    HEADINGS,
    Element,
    class_words,
    classes,
    has_ancestor,
    is_inside,
    length_of,
    link_share,
    short_text,
    text_of,
    walk,
)
from indexer.extract.html.tools import is_reading_time
from indexer.extract.html.visible_dates import (
    DATE_WORDS,
    Dates,
    foot_lines,
    is_dated,
    read_dates,
    take_marked_date,
    take_written_date,
)
from indexer.extract.kinds import kind_of_word

_TAG_WORDS = frozenset(
    {
        "tags",
        "topics",
        "topic",
        "thematiques",
        "thematique",
        "themes",
        "mots",
        "keywords",
        "categories",
        "category",
        "etiquettes",
    }
    | {"rubriques", "taxonomy", "taglist"}
)
_LEAD_WORDS = frozenset(
    {
        "chapo",
        "chapeau",
        "chapô",
        "lead",
        "lede",
        "intro",
        "introduction",
        "standfirst",
        "accroche",
        "excerpt",
    }
    | {"summary", "resume", "teaser", "dek"}
)
_AUTHOR_WORDS = frozenset(
    {"author", "authors", "auteur", "auteurs", "autrice", "autrices", "auteurice", "auteurices", "byline"}
    | {"signature", "vcard", "redacteur", "redacteurs", "contributors"}
)
# Leads of systems whose templates name them by no common word: eZ Publish, Plone.
_LEAD_CLASSES = frozenset({"attribute-short", "attribute-intro", "documentDescription"})
# What templates put between the date, the author and the section.
_MARKS = " ,;–—-•·|"
_CONNECTIVES = frozenset({"par", "by", "dans", "in", "le", "on", "sur", "—", "–", "-", "•", "·", "|", "/", ",", ":"})
_TAG_ADDRESS = re.compile(r"/(?:tags?|etiquettes?|mots?-?cles?|keywords?)/", re.IGNORECASE)
_KIND_CLASS = re.compile(
    r"field-(?:type|type-\w+|nature)\b(?<!field-type-entity)|\b(?:kicker|surtitre|sur-titre|eyebrow|overline|rubrique"
    r"|article-type|content-type|type-contenu|doc-type|post-type)\b",
    re.IGNORECASE,
)
# "Par ailleurs" and "par exemple" open sentences; a name has a capital.
_BY = re.compile(
    r"(?:Par|By|(?:Propos recueillis|R[ée]dig[ée]|[ÉE]crit|Un article) par|Auteure?s?\s*:)\s+(?=[A-ZÀ-Þ]|$)"
)
_LONGEST_LIST = 600
_LONGEST_LINE = 300
_LONGEST_LEAD = 1_500
_SHORTEST_LEAD = 40
_LONGEST_TOPIC = 80
_LONGEST_LABEL = 40
_MOSTLY_LINKS = 0.5


@dataclass(slots=True)
class Masthead:
    """What was found, and the elements that are now metadata."""

    topics: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    lead: str = ""
    bylines: list[str] = field(default_factory=list)
    dates: Dates = field(default_factory=Dates)
    elements: set[Element] = field(default_factory=set)


def read_masthead(root: Element, title: Element | None, chrome: dict[Element, str]) -> Masthead:
    """Read what stands around the title in `root`, or around the title where that stands elsewhere."""
    found = Masthead()
    scopes = [root]
    if title is not None:
        found.elements.add(title)
        if not is_inside(title, {root}):
            scopes.insert(0, _hero(title, root))
    for scope in scopes:
        _read_scope(scope, title, chrome, found)
    if not found.topics:
        found.topics = _tag_links(root, chrome)
    read_dates(scopes, chrome, found.elements, found.dates)
    found.elements.update(foot_lines(root, chrome.keys() | found.elements))
    return found


def _hero(title: Element, root: Element) -> Element:
    """Give the box around a title that stands above the article."""
    box = title
    for ancestor in title.iterancestors():
        if ancestor.tag in ("body", "html") or is_inside(root, {ancestor}) or length_of(ancestor, 2_000) > 2_000:
            break
        box = ancestor
    return box


def _read_scope(scope: Element, title: Element | None, chrome: Iterable[Element], found: Masthead) -> None:
    before_title = title is not None and is_inside(title, {scope})
    in_masthead = True
    first_paragraph_seen = False
    for event, element in walk(scope, chrome):
        if event == "end" or element is scope:
            continue
        if element is title:
            before_title = False
            continue
        if element.tag in ("h2", "h3"):
            in_masthead = False
        if element.tag in HEADINGS or is_inside(element, found.elements):
            continue
        words = class_words(element)
        if _is_author(element, words):
            _take_byline(element, found, is_beside_title=in_masthead)
        elif in_masthead and _takes_line(element, found, before_title=before_title, in_text=first_paragraph_seen):
            continue
        elif _is_tag_list(element):
            _take_topics(element, title, found, is_beside_title=in_masthead)
        elif words or element.get("itemprop"):
            if in_masthead:
                _take_in_masthead(element, words, before_title, title, found)
            elif _TAG_WORDS & words:
                _take_topics(element, title, found, is_beside_title=False)
        if element.tag == "p" and not (before_title or first_paragraph_seen or is_inside(element, found.elements)):
            first_paragraph_seen = _is_first_paragraph(element, found)


def _is_first_paragraph(element: Element, found: Masthead) -> bool:
    """Tell whether the text begins there; bold from end to end, it is the lead."""
    if length_of(element, _SHORTEST_LEAD) < _SHORTEST_LEAD:
        return False
    if not found.lead and _is_strong(element):
        found.lead = text_of(element)
        found.elements.add(element)
    return True


def _takes_line(element: Element, found: Masthead, *, before_title: bool, in_text: bool) -> bool:
    if _takes_plain_line(element, before_title, found):
        return True
    return not in_text and _takes_small_print(element, before_title, found)


def _takes_plain_line(element: Element, before_title: bool, found: Masthead) -> bool:
    """Take a line that only its words tell: "Publié le ...", "Par ...", a bare list above the title."""
    if before_title and element.tag in ("ul", "ol") and not found.topics:
        return _take_bare_list(element, found)
    opening = (element.text or "").lstrip()[:40]
    if element.tag not in ("p", "div", "span", "small", "li") or not opening:
        return False
    by, dated = _BY.match(opening.lstrip(_MARKS)), is_dated(opening)
    if not (by or dated) or length_of(element, _LONGEST_LINE) > _LONGEST_LINE // 2:
        return False
    text = text_of(element)
    if by and not text.endswith(".") and split_people(text, byline=True):
        found.bylines.append(text)
        found.elements.add(element)
        return True
    if dated and find_dates(text, limit=1):
        _take_date_line(element, found)
        return True
    return False


def _takes_small_print(element: Element, before_title: bool, found: Masthead) -> bool:
    """Take what templates set beside a title without a name: its date, its label, its length, "par", "dans"."""
    if element.tag == "time":
        _take_date_line(element, found)
        return True
    if element.tag not in ("p", "div", "span", "small", "aside", "strong") or len(element):
        return False
    text = short_text(element, _LONGEST_LABEL)
    if not text:
        return False
    is_alone = _has_no_text_beside(element)
    if before_title and is_alone and (has_ancestor(element, "header") or _stands_before_heading(element)):
        found.kinds.append(text)
    elif not (is_alone and (text.lower() in _CONNECTIVES or is_reading_time(text, beside_title=True))):
        return False
    found.elements.add(element)
    return True


def _has_no_text_beside(element: Element) -> bool:
    parent = element.getparent()
    before, after = element.getprevious(), element.tail or ""
    leading = before.tail if before is not None else (parent.text if parent is not None else "")
    return not (leading or "").strip() and not after.strip()


def _stands_before_heading(element: Element) -> bool:
    following = element.getnext()
    return following is not None and following.tag in ("h1", "h2")


def _take_bare_list(element: Element, found: Masthead) -> bool:
    items = [item for item in element.iter("li") if not _is_date(text_of(item))]
    topics = [text_of(item) for item in items]
    if not 0 < len(topics) <= 10 or any(not 1 < len(topic) <= _LONGEST_TOPIC for topic in topics):
        return False
    if topics[0].lower() in ("accueil", "home"):  # a breadcrumb without a class
        return False
    found.topics = list(dict.fromkeys(topics))
    found.elements.add(element)
    return True


def _is_date(text: str) -> bool:
    dates = find_dates(text[:_LONGEST_LABEL], limit=1)
    return bool(dates) and len(dates[0].text) > len(text) // 2


def _is_author(element: Element, words: frozenset[str]) -> bool:
    named = _AUTHOR_WORDS & words or element.get("itemprop") == "author" or "author" in (element.get("rel") or "")
    return bool(named) and not has_ancestor(element, "blockquote", "figure", "cite", "q")


def _take_byline(element: Element, found: Masthead, *, is_beside_title: bool) -> None:
    # A box around the whole article may be named "author-page"; a line of names is short.
    if length_of(element, _LONGEST_LINE) > _LONGEST_LINE or next(element.iter("h1", "h2"), None) is not None:
        return
    found.bylines.append(text_of(element))
    found.elements.add(element)
    if is_beside_title:  # "par Awa Diop, le 15 mars 2024"
        take_marked_date(element, found.dates)
        take_written_date(element, found.dates)


def _take_in_masthead(
    element: Element, words: frozenset[str], before_title: bool, title: Element | None, found: Masthead
) -> None:
    if _TAG_WORDS & words and _take_topics(element, title, found, is_beside_title=True):
        return
    kind = element.get("class") or ""
    if before_title and _KIND_CLASS.search(kind) and 0 < length_of(element, 40) <= 40:
        found.kinds.append(text_of(element))
        found.elements.add(element)
    elif not found.lead and not before_title and _is_lead(element, words):
        found.lead = text_of(element)
        found.elements.add(element)
    elif (
        DATE_WORDS & words
        and length_of(element, _LONGEST_LINE) <= _LONGEST_LINE
        and find_dates(text_of(element), limit=1)
    ):
        _take_date_line(element, found)
    elif {"reading", "lecture"} & words and {"time", "temps", "duree"} & words and length_of(element, 40) < 40:
        found.elements.add(element)


def _is_strong(paragraph: Element) -> bool:
    """Tell whether a paragraph is bold from end to end, which is how a chapô looks without a class."""
    bold = sum(length_of(each) for each in paragraph if each.tag in ("strong", "b"))
    return bold >= 0.95 * length_of(paragraph) and bold <= _LONGEST_LEAD


def _is_lead(element: Element, words: frozenset[str]) -> bool:
    named = _LEAD_WORDS & words or element.get("itemprop") in ("description", "alternativeHeadline")
    named = named or not _LEAD_CLASSES.isdisjoint(classes(element))
    if next(element.iter("h1", "h2"), None) is not None:
        return False
    return bool(named) and _SHORTEST_LEAD // 2 <= length_of(element, _LONGEST_LEAD) <= _LONGEST_LEAD


def _is_tag_list(element: Element) -> bool:
    """Tell whether it is a row of links to pages of tags and nothing else."""
    if element.tag not in ("ul", "ol", "p"):
        return False
    link = next(element.iter("a"), None)
    if (
        link is None
        or not _TAG_ADDRESS.search(link.get("href") or "")
        or length_of(element, _LONGEST_LIST) > _LONGEST_LIST
    ):
        return False
    addresses = (each.get("href") or "" for each in element.iter("a"))
    return all(_TAG_ADDRESS.search(address) for address in addresses) and link_share(element) > _MOSTLY_LINKS


def _take_topics(element: Element, title: Element | None, found: Masthead, *, is_beside_title: bool) -> bool:
    if length_of(element, _LONGEST_LIST) > _LONGEST_LIST or (title is not None and is_inside(title, {element})):
        return False
    items = element.iter("li", "a")
    texts = [text_of(item) for item in items if item.tag == "a" or next(item.iter("a"), None) is None]
    if not texts and element.tag in ("a", "span", "p", "div"):
        texts = re.split(r"\s*[,;|·•]\s*", re.sub(r"^[^:]{0,20}:\s*", "", text_of(element)))
    topics = [topic for text in texts if 1 < len(topic := text.strip(" #,;")) <= _LONGEST_TOPIC]
    if not topics:
        return False
    if all(kind_of_word(topic) for topic in topics) and len(topics) == 1:
        # "Communiqués de presse": a section of the site, not what the text is about.
        found.kinds.extend(topics)
    elif not found.topics or is_beside_title:
        found.topics = list(dict.fromkeys([*found.topics, *topics]))
    elif link_share(element) <= _MOSTLY_LINKS:
        return False
    found.elements.add(element)
    return True


def _tag_links(root: Element, chrome: dict[Element, str]) -> list[str]:
    # Tags often stand in the article's footer or in a menu of keywords, no text but still the article's own.
    others = {element for element, reason in chrome.items() if reason not in ("footer", "menu")}
    links = (link for link in root.iter("a") if "tag" in (link.get("rel") or "").split())
    texts = (text_of(link) for link in links if not is_inside(link, others))
    return list(dict.fromkeys(text for text in texts if 1 < len(text) <= _LONGEST_TOPIC))


def _take_date_line(element: Element, found: Masthead) -> None:
    """Take "Publié le ..." out of the text, with the names that may stand in the same line."""
    text = text_of(element)
    inner = (each for each in element.iter() if each is not element)
    authors = (each for each in inner if _is_author(each, class_words(each)))
    if names := next((text_of(each) for each in authors if text_of(each)), ""):
        found.bylines.append(names)
    elif match := re.search(r"\b[Pp]ar\s+(.{3,100})", text):
        found.bylines.append("Par " + match[1])
    found.elements.add(element)
    take_marked_date(element, found.dates)
