"""Markdown files with YAML front matter: metadata from its keys, passages at headings, no Markdown syntax.

Keys, first one present wins (also with capitals and hyphens):

    title      title, titre                            else the first heading, else the file's name
    lead       lead, chapo, chapeau, mission, description, summary, resume, excerpt, accroche
    topics     topics, thematiques, themes, tags, mots_cles, keywords, categories, categorie, category,
               rubrique
    authors    authors, author, auteurs, auteur, auteurice, auteurices, redacteur
    date       date, published, date_publication, published_at, publication_date, publie_le, pubdate
               else the start of the latest of `phases` that has begun, else the latest of `events`
    updated    updated, updated_at, date_maj, maj, last_modified, lastmod, modified
               else, when the date came from `phases`, the latest of `events` if that is later
    kind       kind, type, layout when it names one (kinds.py)
    language   lang, language, langue, locale
    url        url, permalink, canonical, canonical_url: only http and https

`phases` and `events` are what a programme's pages have instead of a date: a visitor who sorts by date wants
what moved last, and a phase that is only planned has not happened. `link` there is the product's site and not
the page's own address, so it is no `url`.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.errors import BadDocument
from indexer.extract.bylines import split_people
from indexer.extract.dates import parse_date
from indexer.extract.front_matter import FrontMatterError, read_front_matter, split_front_matter, texts_of
from indexer.extract.kinds import kind_of_title, kind_of_type, kind_of_word
from indexer.extract.language import detect_language, language_code
from indexer.extract.links import MOST_LINKS, is_web_address, resolve_document
from indexer.extract.passages import Section, passages_of
from indexer.extract.tables import row_text
from indexer.extract.text import readable_name
from indexer.extract.tidy import tidy_line, tidy_lines
from indexer.publication import Extraction, PartialDate, Publication

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_TITLE = "title titre"
_LEAD = "lead chapo chapeau mission description summary resume résumé excerpt accroche"
_TOPICS = (
    "topics thematiques thématiques themes thèmes tags mots_cles keywords categories catégories categorie "
    "category rubrique"
)
_AUTHORS = "authors author auteurs auteur auteurice auteurices redacteur"
_DATE = "date published date_publication published_at publication_date publie_le pubdate"
_UPDATED = "updated updated_at date_maj maj last_modified lastmod modified"
_KIND = "kind type layout"
_LANGUAGE = "lang language langue locale"
_URL = "url permalink canonical canonical_url"

# GitHub's anchors: lower case, spaces to hyphens, only letters, digits, hyphens and underscores.
_NOT_IN_ANCHOR = re.compile(r"[^\w\- ]+")
_EXPLICIT_ANCHOR = re.compile(r"\s*\{#([\w:.-]+)\}\s*$")
_TAG = re.compile(r"<[^<>]{0,1000}>")
_INLINE_SYNTAX = re.compile(r"[\\`*\[<_]|~~|&[#\w]")
# Of one paragraph: the parser looks for the end of each, which takes the square of their number if there is none.
_MOST_BRACKETS = 1_000
_TOPIC_LIST = re.compile(r"\s*[,;]\s*")
# Sections are cut here; deeper headings stay in the text of their section.
_DEEPEST_CUT = 3


def extract_markdown(text: str, path: Path, identifier: str) -> Extraction:
    """Read one Markdown file; raises BadDocument when it holds neither text nor a title."""
    block, body = split_front_matter(text.replace("\r\n", "\n").replace("\r", "\n"))
    warnings: list[str] = []
    fields: dict[str, Any] = {}
    if block is not None:
        try:
            fields = read_front_matter(block)
        except FrontMatterError as error:
            warnings.append(f"{error} Only the text is indexed: correct the block between the “---” lines.")
    front = _FrontMatter(fields)
    content = _Body(body, path)
    if not content.sections and not fields:
        raise BadDocument(f"{path.name} holds no text.")
    title = _title(front, content, path, warnings)
    lead = tidy_line(" ".join(front.texts("lead", _LEAD)))
    date, updated = _dates(front)
    warnings += [f"“{value}” in the front matter is not a date: it was left out." for value in front.bad_dates]
    if date is None:
        warnings.append("No date was found: add a “date:” to its front matter.")
    passages = passages_of(content.sections, title)
    url = next((value for value in front.texts("url", _URL) if is_web_address(value)), "")
    if not url:
        front.sources.pop("url", None)
    authors = (name for value in front.texts("authors", _AUTHORS) for name in split_people(value))
    publication = Publication(
        id=identifier,
        title=title,
        passages=passages,
        url=url,
        lead=lead,
        kind=_kind(front, title),
        language=_language(front, f"{title} {lead} {' '.join(p.text for p in passages)}"),
        date=date,
        updated=updated,
        authors=tuple(dict.fromkeys(authors)),
        topics=_topics(front),
        links=tuple(dict.fromkeys(content.links)),
    )
    return Extraction(publication, front.sources, tuple(warnings), pages=len(passages))


class _FrontMatter:
    """The block's values, and for each field that was asked for the key that gave it."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self.fields = fields
        self.sources: dict[str, str] = {}
        self.bad_dates: list[str] = []

    def texts(self, field: str, keys: str) -> list[str]:
        """Give the texts of the first of `keys` that has any, and note it as the source of `field`."""
        for key in keys.split():
            if texts := texts_of(self.fields.get(key)):
                self.sources[field] = f"front matter {key}"
                return texts
        return []

    def date(self, field: str, keys: str) -> PartialDate | None:
        """Give the first date among the values of `keys`."""
        for key in keys.split():
            for value in texts_of(self.fields.get(key)):
                if date := parse_date(value):
                    self.sources[field] = f"front matter {key}"
                    return date
                self.bad_dates.append(value[:40])
        return None

    def milestones(self, key: str, within: str) -> list[PartialDate]:
        """Give the dates of `[{within: date}]` under `key`, without those to come, in order."""
        items = self.fields.get(key)
        today = dt.datetime.now(tz=dt.UTC).date()
        entries = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
        dates = (parse_date(text) for item in entries for text in texts_of(item.get(within)))
        return sorted(date for date in dates if date and date.first_day <= today)


def _title(front: _FrontMatter, content: _Body, path: Path, warnings: list[str]) -> str:
    if title := tidy_line(" ".join(front.texts("title", _TITLE)[:1])):
        return title
    if content.first_heading:
        front.sources["title"] = "first heading"
        return content.first_heading
    warnings.append("No title was found: the file's name is used. Add a “title:” to its front matter.")
    front.sources["title"] = "file name"
    return readable_name(path)


def _dates(front: _FrontMatter) -> tuple[PartialDate | None, PartialDate | None]:
    date, updated = front.date("date", _DATE), front.date("updated", _UPDATED)
    if date is None:
        phases, events = front.milestones("phases", "start"), front.milestones("events", "date")
        if phases or events:
            date = phases[-1] if phases else events[-1]
            front.sources["date"] = (
                "front matter phases, latest start" if phases else "front matter events, latest date"
            )
            if updated is None and phases and events and events[-1] > date:
                updated = events[-1]
                front.sources["updated"] = "front matter events, latest date"
    return date, updated


def _kind(front: _FrontMatter, title: str) -> str:
    for value in front.texts("kind", _KIND):
        if kind := kind_of_type(value) or kind_of_word(value):
            return kind
        # `kind: enquête` is the editor's own word; a layout is a template's name.
        if front.sources["kind"] != "front matter layout" and len(value) <= 40:
            return tidy_line(value).lower()
    kind, front.sources["kind"] = kind_of_title(title)
    return kind


def _language(front: _FrontMatter, text: str) -> str:
    if code := next((code for value in front.texts("language", _LANGUAGE) if (code := language_code(value))), ""):
        return code
    code = detect_language(text)
    front.sources["language"] = "words of the text" if code else "default"
    return code or "fr"


def _topics(front: _FrontMatter) -> tuple[str, ...]:
    values = front.texts("topics", _TOPICS)
    if len(values) == 1:  # `tags: santé, prévention`
        values = _TOPIC_LIST.split(values[0])
    return tuple(dict.fromkeys(topic for value in values if (topic := tidy_line(value).strip("#"))))


@functools.cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": 40}).enable(["table", "strikethrough"])
    # Inline syntax is parsed where there is some (_inline_text): half of all lines have none.
    return parser.disable("inline")


@functools.cache
def _inline_parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"maxNesting": 40}).enable("strikethrough")


class _Body:
    """What the text holds: its sections, its first heading, its links to documents.

    The parser's tokens are a flat list; each inline token is one line of text.
    """

    def __init__(self, body: str, path: Path) -> None:
        self.sections: list[Section] = [Section()]
        self.first_heading: str | None = None
        self.links: list[str] = []
        self._path = path
        self._anchors: dict[str, int] = {}
        self._heading_rank = 0
        self._cells: list[str] | None = None
        self._references: dict[str, Any] = {}
        for token in _parser().parse(body, self._references):
            self._read(token)
        self.sections = [section for section in self.sections if section.lines or section.heading]

    def _read(self, token: Token) -> None:
        if token.type == "inline":
            self._take_line(_inline_text(token.content, self._references, self._path, self.links))
        elif token.type in ("fence", "code_block"):
            self._take_lines(token.content)
        elif token.type == "html_block":
            self._take_lines(_without_tags(token.content))
        elif token.type == "tr_open":
            self._cells = []
        elif token.type == "tr_close":
            self._take_lines(row_text(self._cells or []))
            self._cells = None
        elif token.type == "heading_open":
            self._heading_rank = int(token.tag[1])
        elif token.type == "heading_close":
            self._heading_rank = 0

    def _take_lines(self, text: str) -> None:
        self.sections[-1].lines.extend(tidy_lines(text))

    def _take_line(self, line: str) -> None:
        if self._cells is not None:
            self._cells.append(line)
        elif line and self._heading_rank:
            heading, anchor = _heading(line, self._anchors)
            self.first_heading = self.first_heading or heading
            if self._heading_rank <= _DEEPEST_CUT:
                self.sections.append(Section(heading, anchor))
            else:
                self.sections[-1].lines.append(heading)
        elif line:
            self.sections[-1].lines.append(line)


def _heading(line: str, anchors: dict[str, int]) -> tuple[str, str]:
    if explicit := _EXPLICIT_ANCHOR.search(line):
        return line[: explicit.start()], explicit[1]
    slug = _NOT_IN_ANCHOR.sub("", unicodedata.normalize("NFC", line.lower())).replace(" ", "-")
    count = anchors.get(slug, 0)
    anchors[slug] = count + 1
    return line, f"{slug}-{count}" if count else slug


def _inline_text(content: str, references: dict[str, Any], path: Path, links: list[str]) -> str:
    if not _INLINE_SYNTAX.search(content) or content.count("[") > _MOST_BRACKETS:
        return tidy_line(content)
    parts: list[str] = []
    tokens: list[Token] = []
    # The inline parser itself: parseInline() runs the whole chain of block rules around it.
    _inline_parser().inline.parse(content, _inline_parser(), references, tokens)
    for child in tokens:
        if child.type in ("text", "text_special", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif child.type == "image":
            parts.append(f" {child.content} ")
        elif child.type == "link_open" and len(links) < MOST_LINKS:
            links.extend(resolve_document(str(child.attrGet("href") or ""), path))
        elif child.type == "html_inline" and child.content.startswith("<br"):
            parts.append(" ")
    return tidy_line("".join(parts))


def _without_tags(html: str) -> str:
    return _TAG.sub(" ", re.sub(r"<!--.*?(?:-->|$)|<(script|style)\b.*?(?:</\1>|$)", "", html, flags=re.DOTALL))
