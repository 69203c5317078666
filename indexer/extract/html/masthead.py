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
from indexer.extract.dates import find_dates, parse_date
from indexer.extract.html.dom import (
    HEADINGS,
    Element,
    class_words,
    has_ancestor,
    is_inside,
    length_of,
    text_of,
    visible_text,
    walk,
)
from indexer.extract.tidy import tidy_line
from indexer.publication import PartialDate

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
_DATE_WORDS = frozenset(
    {
        "date",
        "dates",
        "datetime",
        "published",
        "updated",
        "publication",
        "publi",
        "posted",
        "maj",
        "pubdate",
        "meta",
    }
    | {"modified", "time"}
)
_KIND_CLASS = re.compile(
    r"field-(?:type|type-\w+|nature)\b(?<!field-type-entity)|\b(?:kicker|surtitre|sur-titre|eyebrow|overline|rubrique"
    r"|article-type|content-type|type-contenu|doc-type|post-type)\b",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"(?:publi[ée]e?s?|mis(?:e)?\s+en\s+ligne|paru(?:e|tion)?|post[ée]e?|diffus[ée]e?|date\s+de\s+publication"
    r"|published|posted)\b[^\d]{0,25}?(?:le|on|en)?\s*:?\s*(?=\S)",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"(?:mise?\s+[àa]\s+jour|modifi[ée]e?|actualis[ée]e?|r[ée]vis[ée]e?|updated|modified|reviewed)"
    r"\b[^\d]{0,25}?(?:le|on|en)?\s*:?\s*(?=\S)",
    re.IGNORECASE,
)
_DATED = re.compile(rf"(?:{_PUBLISHED.pattern}|{_UPDATED.pattern})|derni[èe]re\s", re.IGNORECASE)
# "Par ailleurs" and "par exemple" open sentences; a name has a capital.
_BY = re.compile(
    r"(?:Par|By|(?:Propos recueillis|R[ée]dig[ée]|[ÉE]crit|Un article) par|Auteure?s?\s*:)\s+(?=[A-ZÀ-Þ]|$)"
)
_REACH = 40  # characters from "Publié" to its date, a weekday between them
_MASTHEAD_CHARACTERS = 1_500
_FOOT_CHARACTERS = 400  # "Mis à jour le ..." also stands under the text
_MOST_CHARACTERS = 2_000_000
_LONGEST_LIST = 600
_LONGEST_LINE = 300
_LONGEST_LEAD = 1_500
_SHORTEST_LEAD = 40
_LONGEST_TOPIC = 80


@dataclass(slots=True)
class Masthead:
    """What was found, and the elements that are now metadata."""

    topics: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    lead: str = ""
    bylines: list[str] = field(default_factory=list)
    published: tuple[PartialDate, str] | None = None
    updated: tuple[PartialDate, str] | None = None
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
    _read_dates(scopes, chrome, found)
    return found


def _hero(title: Element, root: Element) -> Element:
    """Give the box around a title that stands above the article."""
    box = title
    for ancestor in title.iterancestors():
        if ancestor.tag in ("body", "html") or is_inside(root, {ancestor}) or length_of(ancestor) > 2_000:
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
            _take_byline(element, found)
        elif in_masthead and _takes_plain_line(element, before_title, found):
            continue
        elif words or element.get("itemprop"):
            if in_masthead:
                _take_in_masthead(element, words, before_title, title, found)
            elif _TAG_WORDS & words and not found.topics:
                _take_topics(element, title, found)
        if element.tag == "p" and not (before_title or first_paragraph_seen or is_inside(element, found.elements)):
            first_paragraph_seen = length_of(element) >= _SHORTEST_LEAD
            if first_paragraph_seen and not found.lead and _is_strong(element):
                found.lead = text_of(element)
                found.elements.add(element)


def _takes_plain_line(element: Element, before_title: bool, found: Masthead) -> bool:
    """Take a line that only its words tell: "Publié le ...", "Par ...", a bare list above the title."""
    if before_title and element.tag in ("ul", "ol") and not found.topics:
        return _take_bare_list(element, found)
    opening = (element.text or "").lstrip()[:40]
    if element.tag not in ("p", "div", "span", "small", "li") or not opening:
        return False
    by, dated = _BY.match(opening), _DATED.match(opening)
    if not (by or dated) or length_of(element) > _LONGEST_LINE // 2:
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


def _take_bare_list(element: Element, found: Masthead) -> bool:
    topics = [text_of(item) for item in element.iter("li")]
    if not 0 < len(topics) <= 10 or any(not 1 < len(topic) <= _LONGEST_TOPIC for topic in topics):
        return False
    if topics[0].lower() in ("accueil", "home"):  # a breadcrumb without a class
        return False
    found.topics = list(dict.fromkeys(topics))
    found.elements.add(element)
    return True


def _is_author(element: Element, words: frozenset[str]) -> bool:
    named = _AUTHOR_WORDS & words or element.get("itemprop") == "author" or "author" in (element.get("rel") or "")
    return bool(named) and not has_ancestor(element, "blockquote", "figure", "cite", "q")


def _take_byline(element: Element, found: Masthead) -> None:
    # A box around the whole article may be named "author-page"; a line of names is short.
    if length_of(element) <= _LONGEST_LINE and next(element.iter("h1", "h2"), None) is None:
        found.bylines.append(text_of(element))
        found.elements.add(element)


def _take_in_masthead(
    element: Element, words: frozenset[str], before_title: bool, title: Element | None, found: Masthead
) -> None:
    if _TAG_WORDS & words and not found.topics and _take_topics(element, title, found):
        return
    kind = element.get("class") or ""
    if before_title and _KIND_CLASS.search(kind) and 0 < length_of(element) <= 40:
        found.kinds.append(text_of(element))
        found.elements.add(element)
    elif not found.lead and not before_title and _is_lead(element, words):
        found.lead = text_of(element)
        found.elements.add(element)
    elif _DATE_WORDS & words and length_of(element) <= _LONGEST_LINE and find_dates(text_of(element), limit=1):
        _take_date_line(element, found)
    elif {"reading", "lecture"} & words and {"time", "temps", "duree"} & words and length_of(element) < 40:
        found.elements.add(element)


def _is_strong(paragraph: Element) -> bool:
    """Tell whether a paragraph is bold from end to end, which is how a chapô looks without a class."""
    bold = sum(length_of(each) for each in paragraph if each.tag in ("strong", "b"))
    return bold >= 0.95 * length_of(paragraph) and bold <= _LONGEST_LEAD


def _is_lead(element: Element, words: frozenset[str]) -> bool:
    named = _LEAD_WORDS & words or element.get("itemprop") in ("description", "alternativeHeadline")
    if next(element.iter("h1", "h2"), None) is not None:
        return False
    return bool(named) and _SHORTEST_LEAD // 2 <= length_of(element) <= _LONGEST_LEAD


def _take_topics(element: Element, title: Element | None, found: Masthead) -> bool:
    if length_of(element) > _LONGEST_LIST or (title is not None and is_inside(title, {element})):
        return False
    items = element.iter("li", "a")
    texts = [text_of(item) for item in items if item.tag == "a" or next(item.iter("a"), None) is None]
    if not texts and element.tag in ("a", "span", "p", "div"):
        texts = re.split(r"\s*[,;|·•]\s*", re.sub(r"^[^:]{0,20}:\s*", "", text_of(element)))
    topics = [topic for text in texts if 1 < len(topic := text.strip(" #,;")) <= _LONGEST_TOPIC]
    if not topics:
        return False
    found.topics = list(dict.fromkeys(topics))
    found.elements.add(element)
    return True


def _tag_links(root: Element, chrome: dict[Element, str]) -> list[str]:
    # Tags often stand in the article's footer, which is no text but still the article's own.
    others = {element for element, reason in chrome.items() if reason != "footer"}
    links = (link for link in root.iter("a") if "tag" in (link.get("rel") or "").split())
    texts = (text_of(link) for link in links if not is_inside(link, others))
    return list(dict.fromkeys(text for text in texts if 1 < len(text) <= _LONGEST_TOPIC))


def _take_date_line(element: Element, found: Masthead) -> None:
    """Take "Publié le ..." out of the text, with the names that may stand in the same line."""
    text = text_of(element)
    inner = (each for each in element.iter() if each is not element)
    author = next((each for each in inner if _is_author(each, class_words(each))), None)
    if author is not None:
        found.bylines.append(text_of(author))
    elif names := re.search(r"\b[Pp]ar\s+(.{3,100})", text):
        found.bylines.append("Par " + names[1])
    found.elements.add(element)
    _take_marked_date(element, found)


def _take_marked_date(element: Element, found: Masthead) -> None:
    """Read time elements and hAtom's abbr: the machine's form of the date beside the reader's."""
    for each in element.iter("time", "abbr", "span"):
        value = each.get("datetime") or (each.get("title") if each.tag == "abbr" else None)
        date = parse_date(value) if value else None
        if date is None:
            continue
        context = tidy_line(f"{each.get('class', '')} {each.get('itemprop', '')} {_text_before(each)}").lower()
        source = f"{each.tag} {each.get('class', '')}".strip()
        if re.search(r"updated|modified|maj\b|mis[e]? à jour|modifi", context):
            found.updated = found.updated or (date, source)
        else:
            found.published = found.published or (date, source)


def _text_before(element: Element) -> str:
    before = element.getprevious()
    parent = element.getparent()
    return (before.tail if before is not None else parent.text if parent is not None else "") or ""


def _read_dates(scopes: list[Element], chrome: Iterable[Element], found: Masthead) -> None:
    texts = [visible_text(scope, chrome, _MASTHEAD_CHARACTERS) for scope in scopes]
    texts.extend(visible_text(scope, chrome, _MOST_CHARACTERS)[-_FOOT_CHARACTERS:] for scope in scopes)
    for text in texts:
        found.updated = found.updated or _date_after(_UPDATED, text)
        found.published = found.published or _date_after(_PUBLISHED, text)
    if found.published is None:
        for element in found.elements:
            dates = find_dates(text_of(element), limit=1) if _DATE_WORDS & class_words(element) else []
            if dates and not _UPDATED.search(text_of(element)):
                found.published = (dates[0].date, f"text: « {dates[0].text} »")
                break


def _date_after(words: re.Pattern[str], text: str) -> tuple[PartialDate, str] | None:
    for match in words.finditer(text):
        for date in find_dates(text[match.end() : match.end() + _REACH], limit=1):
            phrase = text[match.start() : match.end() + date.start + len(date.text)]
            return date.date, f"text: « {phrase} »"
    return None
