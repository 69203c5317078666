"""What a page says about itself, each field from the first source that has it.

Order of trust, by field. What a reader of the page can see goes first where the two may differ by accident
(title, topics, lead); what a machine was given goes first where text is ambiguous (dates, names):

    title     h1, JSON-LD headline, og:title, DC.title / citation_title, <title> without the site's name
    lead      chapô beside the title, first paragraph if bold throughout, JSON-LD description, DC.description,
              og:description, meta description
    topics    list beside the title, JSON-LD keywords, article:tag, DC.subject / citation_keywords, microdata
              keywords, rel=tag, meta keywords, breadcrumb
    authors   JSON-LD author, citation_author / DC.creator, microdata author, article:author, visible byline,
              meta author
    date      JSON-LD datePublished, article:published_time, microdata, DC.date / DCTERMS.issued /
              citation_publication_date, time or hAtom beside the title, "Publié le ..." in the text,
              DC.date.created / DCTERMS.created, JSON-LD startDate
    updated   the same with dateModified, article:modified_time, DCTERMS.modified, "Mis à jour le ..."
    kind      JSON-LD type, label beside the title, section (JSON-LD, article:section), breadcrumb, opening of
              the title, DC.type, og:type; a source that only says "article" gives way to one that says more
    url       rel=canonical, og:url, JSON-LD url: only http and https
    language  html lang, JSON-LD inLanguage, og:locale, DC.language, else the words of the text
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from indexer.extract.bylines import split_people
from indexer.extract.dates import parse_date
from indexer.extract.html.dom import Element, is_inside, visible_text
from indexer.extract.html.json_ld import JsonLd
from indexer.extract.html.masthead import Masthead
from indexer.extract.kinds import DEFAULT_KIND, kind_of_title, kind_of_type, kind_of_word
from indexer.extract.language import language_code
from indexer.extract.links import is_web_address
from indexer.extract.tidy import shorten, tidy_line
from indexer.publication import PartialDate

Sourced = Iterator[tuple[str, str]]

_SITE_SUFFIX = re.compile(r"(.+\S)\s+[|–—·•»-]\s+([^|–—·•»]{2,60})$")
_NOBODY = frozenset(
    {"admin", "administrator", "administrateur", "webmaster", "root", "editor", "editeur", "éditeur", "user"}
    | {"rédaction", "redaction", "anonymous", "anonyme", "wordpress", "drupal", "contributeur", "utilisateur"}
)
_CRUMB_NOISE = frozenset(
    {
        "accueil",
        "home",
        "accueil du site",
        "actualités",
        "actualites",
        "actus",
        "news",
        "articles",
        "publications",
        "blog",
        "presse",
    }
)
# "Bilan 2024 - Actualités - Institut": the section goes with the site.
_SECTION_SUFFIX = re.compile(r"\s[|–—·•»-]\s(?:actualit[ée]s?|actus?|news|articles?|publications?)$", re.IGNORECASE)
_PATH_MARK = re.compile(r"\s+(?:>|›|»|→|/)\s+")
_LONGEST_TITLE = 500
_LONGEST_LEAD = 1_500
_LONGEST_TOPIC = 100
_MOST_TOPICS = 50
_LONGEST_VALUE = 1_000
_MOST_VALUES = 100


@dataclass(frozen=True, slots=True)
class Page:
    """All places where a page's metadata may stand."""

    meta: dict[str, list[str]]
    json_ld: JsonLd
    masthead: Masthead
    microdata: dict[str, list[str]]
    breadcrumb: tuple[str, ...]
    here: str
    h1: str
    title_tag: str
    language: str
    canonical: str


@dataclass(slots=True)
class Metadata:
    """The fields, and where each came from."""

    title: str = ""
    lead: str = ""
    topics: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    date: PartialDate | None = None
    updated: PartialDate | None = None
    kind: str = DEFAULT_KIND
    url: str = ""
    language: str = ""
    sources: dict[str, str] = field(default_factory=dict)


def read_metadata(page: Page) -> Metadata:
    """Choose each field."""
    found = Metadata()
    found.url = _first(found, "url", _urls(page), lambda value: value if is_web_address(value) else "")
    found.title = _first(found, "title", _titles(page), lambda value: shorten(value, _LONGEST_TITLE))
    found.lead = _first(found, "lead", _leads(page, found.title), lambda value: shorten(value, _LONGEST_LEAD))
    found.language = _first(found, "language", _languages(page), language_code)
    found.date = _first_date(found, "date", page)
    found.updated = _first_date(found, "updated", page)
    if found.updated == found.date:
        # CMSs write both on the first day; "updated the day it was published" tells nobody anything.
        found.updated = None
        found.sources.pop("updated", None)
    found.topics = _topics(found, page)
    found.authors = _authors(found, page)
    found.kind = _kind(found, page)
    return found


def read_meta(head: Element) -> dict[str, list[str]]:
    """Give the content of the meta elements by name, property or itemprop, in lower case."""
    result: dict[str, list[str]] = {}
    for element in head.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = tidy_line(element.get("content") or "")
        if name and content:
            result.setdefault(name.strip().lower(), []).append(content)
    return result


def read_microdata(root: Element, skip: Iterable[Element]) -> dict[str, list[str]]:
    """Give the values of itemprop, and of RDFa's property in schema.org's terms, in `root`."""
    result: dict[str, list[str]] = {}
    for element in root.iter():
        name = element.get("itemprop") or _rdfa_name(element.get("property"))
        if not name or is_inside(element, skip):
            continue
        value = element.get("content") or element.get("datetime")
        if value is None and name not in ("articleBody", "text"):
            person = element.find(".//*[@itemprop='name']") if element.get("itemscope") is not None else None
            value = visible_text(person if person is not None else element, (), _LONGEST_VALUE)
        if value and len(found := result.setdefault(name, [])) < _MOST_VALUES:
            found.append(tidy_line(value))
    return result


def _rdfa_name(name: str | None) -> str | None:
    return name.removeprefix("schema:") if name and name.startswith("schema:") else None


def _first(found: Metadata, name: str, candidates: Sourced, clean: Callable[[str], str]) -> str:
    for value, source in candidates:
        if cleaned := clean(tidy_line(value)):
            found.sources[name] = source
            return cleaned
    return ""


def _of_meta(page: Page, *names: str) -> Sourced:
    for name in names:
        for value in page.meta.get(name.lower(), ()):
            yield value, f"meta {name}"


def _of_json_ld(page: Page, *keys: str) -> Sourced:
    for key in keys:
        for value in page.json_ld.texts(key):
            yield value, f"JSON-LD {key}"


def _of_microdata(page: Page, name: str) -> Sourced:
    for value in page.microdata.get(name, ()):
        yield value, f"microdata {name}"


def _urls(page: Page) -> Sourced:
    if page.canonical:
        yield page.canonical, "link canonical"
    yield from _of_meta(page, "og:url")
    yield from _of_json_ld(page, "url", "mainEntityOfPage")


def _titles(page: Page) -> Sourced:
    if page.h1:
        yield page.h1, "h1"
    yield from _of_json_ld(page, "headline", "name")
    yield from _of_meta(page, "og:title", "DC.title", "DCTERMS.title", "citation_title", "twitter:title")
    yield _without_site(page), "title"


def _without_site(page: Page) -> str:
    title = tidy_line(page.title_tag)
    while match := _SITE_SUFFIX.match(title[:_LONGEST_TITLE]):
        # "AVC - les signes": what is longer than the rest is no site's name.
        if len(match[2]) > len(match[1]):
            break
        title = match[1]
        if not _SECTION_SUFFIX.search(title):
            break
    return title


def _leads(page: Page, title: str) -> Sourced:
    candidates = _lead_candidates(page)
    return ((value, source) for value, source in candidates if value != title)


def _lead_candidates(page: Page) -> Sourced:
    if page.masthead.lead:
        yield page.masthead.lead, "lead beside the title"
    yield from _of_json_ld(page, "description", "abstract")
    yield from _of_meta(page, "DC.description", "DCTERMS.abstract", "citation_abstract")
    yield from _of_meta(page, "og:description", "description")


def _languages(page: Page) -> Sourced:
    if page.language:
        yield page.language, "html lang"
    yield from _of_json_ld(page, "inLanguage")
    yield from _of_meta(page, "og:locale", "DC.language", "DCTERMS.language", "citation_language", "language")


_DATE_KEYS = {
    "date": (
        ("datePublished", "datePosted", "dateCreated"),
        ("article:published_time", "og:published_time"),
        ("DC.date.issued", "DCTERMS.issued", "DC.date", "DCTERMS.date", "DC.date.valid_range",
         "citation_publication_date", "citation_online_date", "citation_date", "date", "pubdate"),
    ),
    "updated": (
        ("dateModified",),
        ("article:modified_time", "og:updated_time"),
        ("DCTERMS.modified", "DC.date.modified", "last-modified", "revised"),
    ),
}  # fmt: skip


def _first_date(found: Metadata, name: str, page: Page) -> PartialDate | None:
    json_ld, open_graph, others = _DATE_KEYS[name]
    candidates = [*_of_json_ld(page, *json_ld), *_of_meta(page, *open_graph)]
    candidates.extend(_of_microdata(page, json_ld[0]))
    candidates.extend(_of_meta(page, *others))
    for value, source in candidates:
        if date := parse_date(value):
            found.sources[name] = source
            return date
    # The day on which a text was begun: for want of a better one.
    begun = ((d, s) for v, s in _of_meta(page, "DC.date.created", "DCTERMS.created") if (d := parse_date(v)))
    visible = page.masthead.dates.published if name == "date" else page.masthead.dates.updated
    if visible is None and name == "date":
        visible = next(begun, None)
    if visible is None and name == "date":
        # An event without a date of publication is looked for by the day it takes place.
        visible = next(((d, s) for v, s in _of_json_ld(page, "startDate") if (d := parse_date(v))), None)
    if visible is None:
        return None
    found.sources[name] = visible[1]
    return visible[0]


def _topics(found: Metadata, page: Page) -> tuple[str, ...]:
    crumbs = (
        crumb
        for crumb in page.breadcrumb
        if crumb.lower() not in _CRUMB_NOISE and crumb not in (found.title, page.here) and not kind_of_word(crumb)
    )
    lists: Iterable[tuple[Iterable[str], str]] = (
        (page.masthead.topics, "list beside the title"),
        (page.json_ld.texts("keywords"), "JSON-LD keywords"),
        (page.meta.get("article:tag", ()), "meta article:tag"),
        (_values(page, "DC.subject", "DCTERMS.subject", "citation_keywords"), "meta DC.subject"),
        (page.microdata.get("keywords", ()), "microdata keywords"),
        (page.meta.get("keywords", ()), "meta keywords"),
        (page.json_ld.texts("about"), "JSON-LD about"),
        (crumbs, "breadcrumb"),
    )
    for values, source in lists:
        split = (topic for value in values for topic in _split_topics(value))
        if topics := list(dict.fromkeys(topic for topic in split if 1 < len(topic) <= _LONGEST_TOPIC)):
            found.sources["topics"] = source
            return tuple(topics[:_MOST_TOPICS])
    return ()


def _values(page: Page, *names: str) -> list[str]:
    return [value for value, _ in _of_meta(page, *names)]


def _split_topics(value: str) -> list[str]:
    mark = ";" if ";" in value else ","
    return [_PATH_MARK.sub(" > ", tidy_line(part).strip("#")) for part in value.split(mark)]


def _authors(found: Metadata, page: Page) -> tuple[str, ...]:
    sites = {name.lower() for name in (*page.meta.get("og:site_name", ()), *page.json_ld.texts("publisher"))}
    for names, source in _author_lists(page):
        authors = [name for name in dict.fromkeys(names) if name.lower() not in _NOBODY | sites and not _is_login(name)]
        if authors:
            found.sources["authors"] = source
            return tuple(authors)
    return ()


def _is_login(name: str) -> bool:
    """Tell an account of the CMS ("s.kervella", "a@b.fr") from a name."""
    return "@" in name or (" " not in name and name == name.lower())


def _author_lists(page: Page) -> Iterator[tuple[list[str], str]]:
    yield _json_ld_authors(page), "JSON-LD author"
    for name in ("citation_author", "DC.creator", "DCTERMS.creator", "DC.creator.personalName"):
        yield _people(page.meta.get(name.lower(), ())), f"meta {name}"
    yield _people(page.microdata.get("author", ())), "microdata author"
    named = [value for value in page.meta.get("article:author", ()) if not is_web_address(value)]
    yield _people(named), "meta article:author"
    yield [name for line in page.masthead.bylines for name in split_people(line, byline=True)], "byline"
    yield _people(page.meta.get("author", ())), "meta author"


def _people(values: Iterable[str]) -> list[str]:
    return [name for value in values for name in split_people(value)]


def _json_ld_authors(page: Page) -> list[str]:
    names: list[str] = []
    for key in ("author", "creator"):
        for thing in page.json_ld.things(key):
            name = page.json_ld.text(thing)
            if is_web_address(name):
                continue
            organisation = "Organization" in str(thing.get("@type"))
            names.extend([tidy_line(name)] if organisation and name else split_people(name))
        if names:
            break
    return names


def _kind(found: Metadata, page: Page) -> str:
    generic = ""
    for kind, source in _kinds(found, page):
        if kind and kind != DEFAULT_KIND:
            found.sources["kind"] = source
            return kind
        generic = generic or (source if kind else "")
    found.sources["kind"] = generic or "default"
    return DEFAULT_KIND


def _kinds(found: Metadata, page: Page) -> Iterator[tuple[str | None, str]]:
    for name in page.json_ld.types:
        yield kind_of_type(name), f"JSON-LD @type {name}"
    for label in page.masthead.kinds:
        yield kind_of_word(label), "label above the title"
    for value, source in (*_of_json_ld(page, "articleSection"), *_of_meta(page, "article:section")):
        yield kind_of_word(value), source
    for crumb in reversed(page.breadcrumb):
        if crumb != found.title:
            yield kind_of_word(crumb), "breadcrumb"
    kind, source = kind_of_title(found.title)
    yield kind if source == "title" else None, source
    for value, source in (*_of_meta(page, "DC.type", "DCTERMS.type"), *_of_meta(page, "og:type")):
        yield kind_of_type(value) or kind_of_word(value), source
