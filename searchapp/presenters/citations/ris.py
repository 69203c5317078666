r"""A citation as a record of RIS: a tag of two letters, two spaces, a hyphen, a space, and a value to the line's end.

    as_ris(citation)   ->   "TY  - RPRT\r\nAU  - Vasseur, Claire\r\n ..."

RIS has no escapes: a value is safe because it is one line. In a name a comma parts surname and given name, so that of
an institution has none.
"""

from __future__ import annotations

from collections.abc import Iterator

from indexer.people import split_name
from searchapp.presenters.citations.citation import Citation


def as_ris(citation: Citation) -> str:
    """The record."""
    return "".join(f"{tag}  - {value}\r\n" for tag, value in _lines(citation))


def _lines(citation: Citation) -> Iterator[tuple[str, str]]:
    yield "TY", citation.types.ris
    for name in citation.authors:
        person = split_name(name)
        yield "AU", f"{person.family}, {person.given}" if person else name.replace(", ", " – ").replace(",", " ")
    yield "TI", citation.title
    if citation.date:
        date = citation.date
        yield "PY", f"{date.year:04d}"
        yield "DA", "/".join((f"{date.year:04d}", _two(date.month), _two(date.day), ""))
    if citation.institution:
        yield "PB", citation.institution
    if citation.kind:
        yield "M3", citation.kind
    if citation.pages:
        yield "SP", str(citation.pages)
    if citation.language:
        yield "LA", citation.language
    if citation.lead:
        yield "AB", citation.lead
    for topic in citation.topics:
        yield "KW", topic
    if citation.url:
        yield "UR", citation.url
    yield "ER", ""


def _two(number: int) -> str:
    return f"{number:02d}" if number else ""
