"""Web pages: the article without its site, cut at its headings, and what the page says about itself.

    extract_html(text, Path("articles/fiac.html"), "articles/fiac.html")  ->  Extraction

The steps, one module each: dom.py parses, chrome.py finds what is no text, main_text.py finds the article,
masthead.py and metadata.py read the metadata (and state the order of trust), sections.py cuts the text.
"""

from __future__ import annotations

from pathlib import Path

from indexer.errors import BadDocument
from indexer.extract.html.anchors import heading_text
from indexer.extract.html.chrome import NEVER_TEXT, find_chrome
from indexer.extract.html.dom import Element, class_words, has_ancestor, is_inside, parse_html, text_of
from indexer.extract.html.json_ld import JsonLd
from indexer.extract.html.link_lists import find_link_lists
from indexer.extract.html.main_text import find_main, text_by_trafilatura
from indexer.extract.html.masthead import Masthead, read_masthead
from indexer.extract.html.metadata import Metadata, Page, read_meta, read_metadata, read_microdata
from indexer.extract.html.sections import read_sections
from indexer.extract.language import detect_language
from indexer.extract.links import MOST_LINKS, is_web_address, resolve_document
from indexer.extract.passages import Section, passages_of
from indexer.extract.text import readable_name
from indexer.extract.tidy import tidy_line, tidy_lines
from indexer.publication import Extraction, Passage, Publication

_BREADCRUMB_WORDS = frozenset({"breadcrumb", "breadcrumbs", "crumbs", "ariane", "arbo"})
# eZ Publish, SPIP to version 3
_BREADCRUMB_IDS = frozenset({"path", "hierarchie"})
# A page of a careless template has an h1 for each of its boxes.
_MOST_TITLES = 20
# Shorter than this, what was found is a caption and not an article.
_LEAST_CHARACTERS = 100

# Boxes beside a text in which its documents stand.
_REASONS_WITH_DOCUMENTS = frozenset({"sidebar", "footer", "form", "downloads", "tools", "links"})

_Contents = tuple[tuple[Passage, ...], tuple[str, ...]]


def extract_html(text: str, path: Path, identifier: str) -> Extraction:
    """Read one page; raises BadDocument when it cannot be parsed or holds neither text nor title."""
    tree = parse_html(text, path.name)
    body = tree.find("body")
    if body is None:
        body = tree
    chrome = find_chrome(body)
    found = find_main(body, chrome)
    root = found if found is not None else body
    meta = read_meta(tree)
    title_tag = next((text_of(each) for each in tree.iter("title")), "")
    title = _title_element((title_tag, *meta.get("og:title", ())), root, body, chrome)
    masthead = read_masthead(root, title, chrome)
    chrome.update(find_link_lists(root, chrome.keys() | masthead.elements))
    canonical = _canonical(tree)
    json_ld = JsonLd.read((_script_text(each) for each in tree.iter("script") if _is_json_ld(each)), canonical)
    trail, here = _breadcrumb(body)
    page = Page(
        meta=meta,
        json_ld=json_ld,
        masthead=masthead,
        microdata=read_microdata(root, chrome),
        breadcrumb=json_ld.breadcrumb or trail,
        here=here,
        h1=heading_text(title, chrome) if title is not None else "",
        title_tag=title_tag,
        language=tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "",
        canonical=canonical,
    )
    metadata = read_metadata(page)
    warnings = list(json_ld.warnings)
    links = _links(root, chrome, path, metadata.url)
    sections = _sections(tree, found, root, chrome, masthead.elements)
    if body_text := _told_by_json_ld(json_ld, sections):
        sections = [Section(lines=tidy_lines(body_text))]
        warnings.append("The page holds no text of its own: what its JSON-LD gives as articleBody was read.")
    _drop_repeated(metadata, masthead, sections)
    passages = passages_of(sections, metadata.title)
    return _extraction(path, identifier, metadata, (passages, links), warnings)


def _extraction(
    path: Path, identifier: str, metadata: Metadata, contents: _Contents, warnings: list[str]
) -> Extraction:
    sources = metadata.sources
    passages, links = contents
    if not passages and metadata.lead:
        passages = (Passage(number=1, text=metadata.lead),)
    if not passages:
        if not metadata.title:
            raise BadDocument(f"{path.name} holds no text: a page that a browser fills by script cannot be read.")
        warnings.append("No text was found in the page: it may be filled by script.")
    if not metadata.title:
        metadata.title = readable_name(path)
        sources["title"] = "file name"
        warnings.append("No title was found: the file's name is used. Give the page an h1 and a <title>.")
    if metadata.date is None:
        warnings.append("No date was found.")
    publication = Publication(
        id=identifier,
        title=metadata.title,
        passages=passages,
        url=metadata.url,
        lead=metadata.lead,
        kind=metadata.kind,
        language=_language(metadata, passages, warnings),
        date=metadata.date,
        updated=metadata.updated,
        authors=metadata.authors,
        topics=metadata.topics,
        links=links,
    )
    return Extraction(publication, sources, tuple(warnings), pages=len(passages))


def _title_element(titles: tuple[str, ...], root: Element, body: Element, chrome: dict[Element, str]) -> Element | None:
    """Give the article's h1: of several, the one that the page's head names; the site's name is often one too."""
    headings: list[Element] = []
    for scope in (root, body):
        headings.extend(each for each in scope.iter("h1") if not is_inside(each, chrome) and text_of(each))
        if len(headings) >= _MOST_TITLES:
            break
    headings = headings[:_MOST_TITLES]
    named = (each for each in headings if any(title.startswith(text_of(each)) for title in titles))
    best = next(named, None)
    return best if best is not None else next(iter(headings), None)


def _canonical(tree: Element) -> str:
    for link in tree.iter("link"):
        href = (link.get("href") or "").strip()
        if "canonical" in (link.get("rel") or "").lower().split() and is_web_address(href):
            return href.split("#")[0]
    return ""


def _is_json_ld(script: Element) -> bool:
    return "ld+json" in (script.get("type") or "").lower()


def _script_text(script: Element) -> str:
    return script.text or ""


def _breadcrumb(body: Element) -> tuple[tuple[str, ...], str]:
    """Give the trail, and the last step of it when that is no link: most templates name the page itself there."""
    for element in body.iter("nav", "div", "ol", "ul", "p"):
        label = (element.get("aria-label") or "").lower()
        named = _BREADCRUMB_WORDS & class_words(element) or element.get("id") in _BREADCRUMB_IDS
        if not (named or "ariane" in label or "êtes ici" in label):
            continue
        items = [item for item in element.iter("li", "a", "span") if not len(item) and text_of(item)]
        steps = [(item, text) for item in items if (text := text_of(item).strip(" >›»/"))]
        if len(steps) > 1:
            last, text = steps[-1]
            is_link = last.tag == "a" or has_ancestor(last, "a")
            return tuple(text for _, text in steps), "" if is_link else text
    return (), ""


def _sections(
    tree: Element, found: Element | None, root: Element, chrome: dict[Element, str], masthead: set[Element]
) -> list[Section]:
    sections = read_sections(root, chrome.keys() | masthead)
    if found is None:
        article = text_by_trafilatura(_without(tree, chrome))
        theirs = read_sections(article, ()) if article is not None else []
        # On some pages (Texinfo's) it loses every heading, and with them all places to link to.
        return theirs if len(theirs) > len(sections) // 2 else sections
    if sum(len(line) for section in sections for line in section.lines) < _LEAST_CHARACTERS:
        # What was taken for chrome was the page: better too much text than none.
        return read_sections(
            root, {*root.iter(*NEVER_TEXT), *(e for e, why in chrome.items() if why == "menu")} | masthead
        )
    return sections


def _told_by_json_ld(json_ld: JsonLd, sections: list[Section]) -> str:
    """Give the text that a page filled by script gives to machines, when there is none for readers."""
    if sum(len(line) for section in sections for line in section.lines) >= _LEAST_CHARACTERS:
        return ""
    text = next(iter(json_ld.texts("articleBody")), "")
    return text if len(text) >= _LEAST_CHARACTERS else ""


def _without(tree: Element, chrome: dict[Element, str]) -> Element:
    """Empty what is chrome: trafilatura keeps teasers that stand inside an article."""
    for element in chrome:
        element.clear(keep_tail=True)  # type: ignore[call-arg]  # the stubs are older
    return tree


def _drop_repeated(metadata: Metadata, masthead: Masthead, sections: list[Section]) -> None:
    """Take what became metadata out of the first lines of the text, where it would weigh twice."""
    known = {metadata.title, metadata.lead, *map(text_of, masthead.elements)}
    sections[0].lines[:] = [line for line in sections[0].lines if line not in known]
    for section in sections:
        if section.heading and section.heading == metadata.lead:
            section.heading = None  # a subtitle, which the page's description repeats


def _language(metadata: Metadata, passages: tuple[Passage, ...], warnings: list[str]) -> str:
    text = f"{metadata.title} {metadata.lead} {' '.join(passage.text for passage in passages[:5])}"
    heard = detect_language(text)
    if not metadata.language:
        metadata.sources["language"] = "words of the text" if heard else "default"
        return heard or "fr"
    if heard and heard != metadata.language and len(text) > 1_000:
        warnings.append(f"The page says that it is in “{metadata.language}”; its words are “{heard}”.")
        metadata.sources["language"] = "words of the text"
        return heard
    return metadata.language


def _links(root: Element, chrome: dict[Element, str], path: Path, page_url: str) -> tuple[str, ...]:
    """Give the documents that the article links to; boxes of downloads beside its text count too."""
    skip = {element for element, reason in chrome.items() if reason not in _REASONS_WITH_DOCUMENTS}
    links: list[str] = []
    for link in root.iter("a"):
        href = link.get("href")
        if href and not is_inside(link, skip):
            is_document = (link.get("type") or "").lower().startswith("application/pdf")
            links.extend(resolve_document(tidy_line(href), path, page_url=page_url, is_document=is_document))
        if len(links) >= MOST_LINKS:
            break
    return tuple(dict.fromkeys(links))
