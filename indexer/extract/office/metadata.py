"""Title, date, authors, topics, kind, language and lead of an office document, each with where it came from.

    describe(Document(path, "a.docx", passages, blocks, properties))  ->  Extraction

Every document has properties, and few people ever fill them in: what the text says of itself is compared with them.

    title     the property, unless it is a template's or stands nowhere in the text; the paragraph in the style
              "Title"; the largest letters of the beginning; the first heading; the first line; the file's name
    date      printed at the beginning; the year of the title, with the day from the properties; when the file was
              made; when it was last saved
    authors   the property when it names persons; who signs at the beginning
    topics    the keywords
    language  that of the words; what the file declares when there are too few of them

The judgement is that of PDFs (pdf/title.py, pdf/cover.py): the same report is published in both.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from indexer.extract.bylines import split_people
from indexer.extract.dates import parse_date
from indexer.extract.kinds import kind_of_title
from indexer.extract.office.blocks import DEEPEST_CUT, Block, passages_of_blocks
from indexer.extract.pdf.cover import find_authors, find_date, find_kind, find_language, find_lead, persons
from indexer.extract.pdf.text import Line, PageText
from indexer.extract.pdf.title import is_title, largest_text
from indexer.extract.tables import ROW_MARK
from indexer.extract.text import readable_name
from indexer.extract.tidy import shorten, tidy_line
from indexer.french import fold
from indexer.publication import Extraction, PartialDate, Passage, Publication

_LONGEST_TITLE = 300
_LONGEST_FIRST_LINE = 120
_LONGEST_TOPIC = 80
_MOST_TOPICS = 50
_FEWEST_LEAD, _LONGEST_LEAD = 40, 700
_TOPIC_LIST = re.compile(r"\s*[;,|]\s*")
_TAG = re.compile(r"<[^<>]{0,1000}>")
# Headings that begin a document without naming it.
_GENERIC = re.compile(
    r"(?:[\divx]{1,5}[.)\s-]{1,4}){0,4}(?:introduction|sommaire|table des mati[èe]res|contents|contexte|abstract"
    r"|r[ée]sum[ée]|avant[- ]propos|pr[ée]face|pr[ée]ambule|[ée]dito(?:rial)?|remerciements|synth[èe]se|objet"
    r"|ordre du jour|annexes?)\W*",
    re.IGNORECASE,
)
# What the templates of python-docx, python-pptx and of programs built on them say of every document made from them.
_TEMPLATES = frozenset({"python-docx", "steve canny"})
# PowerPoint's own title for what has none, in any language: "PowerPoint-presentatie", "Présentation PowerPoint".
_TEMPLATE_TITLE = re.compile(r"word document|powerpoint[\s-]+\w+|\w+ powerpoint", re.IGNORECASE)
# The beginning, for dates, signatures and large letters; a cover is shorter.
_COVER_BLOCKS = 60
_MOST_PASSAGES = 20_000
_USUAL_SIZE = 11.0
_LARGE = 1.3  # times the text
_BEGINNING_BLOCKS, _BEGINNING_CHARACTERS = 200, 10_000
_WORD = re.compile(r"[^\W\d_]{4,}")
_FEWEST_WORDS = 30


class Stated(NamedTuple):
    """A value that the file states about itself, and under which name."""

    value: str = ""
    source: str = ""


_NOTHING = Stated()


@dataclass(frozen=True, slots=True)
class Properties:
    """What a file states about itself, as it is written there.

    published      a date that somebody gave as the date of publication; not when the file was made
    is_catalogued  whether a publisher filled it in (EPUB), and not a program
    """

    title: Stated = _NOTHING
    authors: tuple[str, ...] = ()
    authors_source: str = ""
    keywords: tuple[str, ...] = ()
    keywords_source: str = ""
    description: Stated = _NOTHING
    published: Stated = _NOTHING
    created: Stated = _NOTHING
    modified: Stated = _NOTHING
    language: Stated = _NOTHING
    is_catalogued: bool = False


@dataclass(slots=True)
class Document:
    """What a reader found in a file.

    passages  where they are no sections under headings: slides, chapters
    blocks    its text, or at least the beginning of it
    kind      what it is unless its title says more, and why: ("présentation", "slides")
    pages     as in Extraction
    """

    path: Path
    identifier: str
    passages: tuple[Passage, ...]
    blocks: Sequence[Block]
    properties: Properties
    kind: tuple[str, str] = ("rapport", "default")
    pages: int = 0
    pages_without_text: tuple[int, ...] = ()
    warnings: list[str] = field(default_factory=list)


def describe(document: Document) -> Extraction:
    """Make the publication, with what its properties and its text say of it."""
    properties = _without_template(document.properties)
    cover = _cover(document.blocks)
    sources: dict[str, str] = {}
    warnings = document.warnings
    title, sources["title"] = _title(document, properties, cover)
    if sources["title"] == "file name":
        warnings.append("No title was found: the file's name is used. Fill in the title in the document's properties.")
    passages = document.passages or passages_of_blocks(document.blocks, title)
    if len(passages) > _MOST_PASSAGES:
        warnings.append(f"The file has {len(passages):,} sections: the first {_MOST_PASSAGES:,} are indexed.")
        passages = passages[:_MOST_PASSAGES]
    text = "\n".join(passage.text for passage in passages)
    date, sources["date"] = _date(properties, cover, title)
    if date is None:
        warnings.append("No date was found.")
    authors, sources["authors"] = _authors(properties, cover)
    kind, sources["kind"] = _kind(document, title)
    language, sources["language"] = find_language(text, [properties.language])
    lead, sources["lead"] = _lead(document, properties)
    topics = _topics(properties)
    if topics:
        sources["topics"] = properties.keywords_source
    publication = Publication(
        id=document.identifier, title=title, passages=passages, lead=lead, kind=kind, language=language,
        date=date, authors=authors, topics=topics, date_is_of_file=_is_of_file(sources["date"], properties),
    )  # fmt: skip
    return Extraction(
        publication,
        {name: source for name, source in sources.items() if source},
        tuple(warnings),
        pages=document.pages or len(passages),
        pages_without_text=document.pages_without_text,
    )


def _without_template(properties: Properties) -> Properties:
    """Nothing of properties that are a template's: its date is that of the template too."""
    is_template = any(name.strip().lower() in _TEMPLATES for name in properties.authors)
    if not is_template:
        return properties
    return Properties(
        title=properties.title, keywords=properties.keywords, keywords_source=properties.keywords_source,
        language=properties.language,
    )  # fmt: skip


def _cover(blocks: Sequence[Block]) -> PageText:
    """The beginning as a page: to its second heading, since a document may begin with its title as a heading."""
    page = PageText(1, 100.0, 0.0)
    below = 0.0
    for place, block in enumerate(blocks[:_COVER_BLOCKS]):
        if place and 0 < block.rank <= DEEPEST_CUT:
            break
        size = block.size or _USUAL_SIZE
        below -= 1.2 * size
        page.lines.append(Line(block.text, 0.0, below, float(len(block.text)), size))
    return page


def _title(document: Document, properties: Properties, cover: PageText) -> tuple[str, str]:
    path = document.path
    stated = tidy_line(properties.title.value)
    is_template = _TEMPLATE_TITLE.fullmatch(stated) is not None
    if (
        stated
        and not is_template
        and (properties.is_catalogued or (is_title(stated, path.stem) and _stands_in(stated, document.blocks)))
    ):
        return stated[:_LONGEST_TITLE], properties.title.source
    if document.kind[1] == "slides":
        if heading := next((passage.heading for passage in document.passages if passage.heading), ""):
            return shorten(heading, _LONGEST_TITLE), "title of the first slide that has one"
    elif styled := _styled_title(document.blocks):
        return styled, "paragraph in the style “Title”"
    largest = max((line.size for line in cover.lines), default=0.0)
    usual = _usual_size(document.blocks)
    if largest >= _LARGE * usual and (title := largest_text(cover, usual)):
        return shorten(title, _LONGEST_TITLE), "largest text of the beginning"
    headings = (block.text for block in document.blocks if block.rank)
    if (heading := next(headings, "")) and not _GENERIC.fullmatch(heading):
        return shorten(heading, _LONGEST_TITLE), "first heading"
    first = document.blocks[0].text if document.blocks else ""
    is_line = 3 <= len(first) <= _LONGEST_FIRST_LINE and first[-1] not in ".,;" and ROW_MARK not in first
    if is_line and not _GENERIC.fullmatch(first):
        return first, "first line"
    return readable_name(path), "file name"


def _styled_title(blocks: Sequence[Block]) -> str:
    """The paragraph in the style “Title”, with those that go on with it."""
    lines: list[str] = []
    for block in blocks[:_COVER_BLOCKS]:
        if block.role == "title":
            lines.append(block.text)
        elif lines:
            break
    return shorten(" ".join(lines), _LONGEST_TITLE)


def _usual_size(blocks: Sequence[Block]) -> float:
    letters: dict[float, int] = {}
    for block in blocks[:500]:
        size = block.size or _USUAL_SIZE
        letters[size] = letters.get(size, 0) + len(block.text)
    return max(letters, key=lambda size: letters[size], default=_USUAL_SIZE)


def _stands_in(title: str, blocks: Sequence[Block]) -> bool:
    """Whether words of the title stand at the beginning: else it is that of the file this one was made from."""
    beginning = " ".join(block.text for block in blocks[:_BEGINNING_BLOCKS])[:_BEGINNING_CHARACTERS]
    first = set(_WORD.findall(fold(beginning)))
    words = set(_WORD.findall(fold(title)))
    return len(first) < _FEWEST_WORDS or not words or bool(words & first)


def _date(properties: Properties, cover: PageText, title: str) -> tuple[PartialDate | None, str]:
    if published := parse_date(properties.published.value):
        return published, properties.published.source
    info = {"CreationDate": properties.created.value, "ModDate": properties.modified.value}
    date, source = find_date(info, [cover], title)
    source = source.replace("Info /CreationDate", properties.created.source)
    source = source.replace("Info /ModDate", properties.modified.source)
    return date, source.replace("cover:", "beginning of the text:")


def _is_of_file(source: str, properties: Properties) -> bool:
    """Whether a date says only when the file was made or saved, and nothing in the text that it is right."""
    return bool(source) and source in (properties.created.source, properties.modified.source)


def _authors(properties: Properties, cover: PageText) -> tuple[tuple[str, ...], str]:
    if properties.is_catalogued:
        names = tuple(dict.fromkeys(name for value in properties.authors for name in split_people(value)))
    else:
        names = tuple(dict.fromkeys(name for value in properties.authors for name in persons(value)))
    if names:
        return names, properties.authors_source
    names, source = find_authors({}, [cover])
    return names, source.replace("cover:", "beginning of the text:")


def _kind(document: Document, title: str) -> tuple[str, str]:
    kind, source = kind_of_title(title)
    if source != "default":
        return kind, source
    kind, source = find_kind(title, {}, [], document.path.stem)
    return document.kind if source == "default" else (kind, source)


def _lead(document: Document, properties: Properties) -> tuple[str, str]:
    styled = " ".join(block.text for block in document.blocks[:_COVER_BLOCKS] if block.role == "abstract")
    if len(styled) >= _FEWEST_LEAD:
        return shorten(styled, _LONGEST_LEAD), "paragraph in the style of an abstract"
    first = "\n".join(block.text for block in document.blocks[:_BEGINNING_BLOCKS])
    lead, source = find_lead([PageText(1, 100.0, 100.0)], {1: first})
    if lead:
        return lead, source.removesuffix(" on page 1")
    description = tidy_line(html.unescape(_TAG.sub(" ", properties.description.value)))
    if len(description) >= _FEWEST_LEAD:
        return shorten(description, _LONGEST_LEAD), properties.description.source
    return "", ""


def _topics(properties: Properties) -> tuple[str, ...]:
    topics = (tidy_line(topic).strip(" .#") for value in properties.keywords for topic in _TOPIC_LIST.split(value))
    return tuple(dict.fromkeys(topic for topic in topics if 1 < len(topic) <= _LONGEST_TOPIC))[:_MOST_TOPICS]
