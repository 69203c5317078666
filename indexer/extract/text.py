"""Plain text, as a page is read or pasted: topics in bullets, title, lead, body.

    • Épidémiologie            topics: bullets before the title
    Filière IA & Cancers ...   title:  the first other line
    Comment l'IA ...           lead:   the first paragraph, when others follow
    ...                        body:   one passage, to the teasers ("A lire aussi") or the end

No authors are looked for: nothing in plain text tells a signature from a quotation.
"""

from __future__ import annotations

import re
from pathlib import Path

from indexer.errors import BadDocument
from indexer.extract.dates import find_dates
from indexer.extract.kinds import kind_of_title
from indexer.extract.language import detect_language
from indexer.extract.teasers import is_teaser_label
from indexer.extract.tidy import shorten, tidy_line, tidy_lines
from indexer.publication import Extraction, Passage, Publication

_BULLET = re.compile(r"^\s*(?:[•‣◦▪●·*–-]|\d+[.)])\s+(?=\S)")
_SPEAKER = re.compile(r"^\s*[-–—]\s*(?=[A-ZÀ-Þ])")
_QUOTED = re.compile(r"[»”\"]\s*$")
_BLANK = re.compile(r"\n[ \t]*\n")
# A title is a line; a paragraph of this length at the top is the beginning of the body.
_LONGEST_TITLE = 250
# Longer than any tag of a site; a bulleted sentence is a list of the text.
_LONGEST_TOPIC = 80
_LONGEST_LEAD = 600


def extract_text(text: str, path: Path, identifier: str) -> Extraction:
    """Read one plain text; raises BadDocument when it holds nothing but spaces."""
    blocks = [lines for block in _BLANK.split(text.replace("\r\n", "\n").replace("\r", "\n"))
              if (lines := _lines_of(block))]  # fmt: skip
    blocks = _without_teasers(blocks)
    if not blocks:
        raise BadDocument(f"{path.name} holds no text.")
    sources: dict[str, str] = {}
    warnings: list[str] = []
    topics, blocks = _take_topics(blocks)
    title, blocks = _take_title(blocks)
    if title:
        sources["title"] = "first line"
    else:
        title = readable_name(path)
        sources["title"] = "file name"
        warnings.append("No title was found: the file's name is used.")
    paragraphs = [" ".join(lines) for lines in _with_speakers(blocks)]
    lead = ""
    if len(paragraphs) > 1 and 40 <= len(paragraphs[0]) <= _LONGEST_LEAD:
        lead = paragraphs.pop(0)
        sources["lead"] = "first paragraph"
    if topics:
        sources["topics"] = "list above the title"
    body = "\n".join(paragraphs)
    dates = [found for found in find_dates(f"{lead}\n{body}") if found.date.day]
    if dates:
        sources["date"] = f"text, first date in it: « {dates[0].text} »"
    language = detect_language(f"{title} {lead} {body}")
    sources["language"] = "words of the text" if language else "default"
    kind, sources["kind"] = kind_of_title(title)
    passages = (Passage(number=1, text=body),) if body else ()
    publication = Publication(
        id=identifier, title=title, lead=lead, passages=passages, kind=kind, language=language or "fr",
        topics=tuple(topics), date=dates[0].date if dates else None,
    )  # fmt: skip
    return Extraction(publication, sources, tuple(warnings), pages=len(passages))


def readable_name(path: Path) -> str:
    """Make a title of a file name: "2024-bilan_annuel.md" -> "2024 bilan annuel"."""
    name = tidy_line(re.sub(r"[-_.+\s]+", " ", path.stem)) or tidy_line(path.name) or "Sans titre"
    return name[:1].upper() + name[1:]


def _lines_of(block: str) -> list[str]:
    return [line for part in block.split("\n") for line in tidy_lines(part)]


def _without_teasers(blocks: list[list[str]]) -> list[list[str]]:
    for place, lines in enumerate(blocks):
        # Not at the very top: a text that is a list of readings has a title before it.
        if place and len(lines) == 1 and is_teaser_label(lines[0]):
            return blocks[:place]
    return blocks


def _take_topics(blocks: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    topics: list[str] = []
    for place, lines in enumerate(blocks):
        if not all(_BULLET.match(line) and len(line) <= _LONGEST_TOPIC for line in lines):
            return topics, blocks[place:]
        topics.extend(_BULLET.sub("", line) for line in lines)
    # Nothing but bullets: a list, not topics of something.
    return [], blocks


def _take_title(blocks: list[list[str]]) -> tuple[str, list[list[str]]]:
    first = blocks[0]
    if len(first[0]) > _LONGEST_TITLE:
        return "", blocks
    rest = first[1:]
    return shorten(_BULLET.sub("", first[0]), _LONGEST_TITLE), ([rest] if rest else []) + blocks[1:]


def _with_speakers(blocks: list[list[str]]) -> list[list[str]]:
    """Keep "- Nicolas Scotté" in the paragraph of the quotation above it; other line ends are new paragraphs.

    A block of short lines is kept line by line; wrapped prose is joined by the caller.
    """
    result: list[list[str]] = []
    for lines in blocks:
        current: list[str] = []
        for line in lines:
            previous = current[-1] if current else (result[-1][-1] if result else "")
            if _SPEAKER.match(line) and _QUOTED.search(previous):
                target = current or result[-1]
                target.append("— " + _SPEAKER.sub("", line))
            elif _BULLET.match(line) and current:
                result.append(current)
                current = [_BULLET.sub("", line)]
            else:
                current.append(_BULLET.sub("", line))
        if current:
            result.append(current)
    return result
