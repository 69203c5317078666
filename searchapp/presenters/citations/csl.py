"""A citation as CSL-JSON, which citation processors and Zotero read: a list of one item.

as_csl_json(citation)   ->   b'[{"id":"rapports/bilan.pdf","type":"report","title":"Bilan du dépistage",...}]'
"""

from __future__ import annotations

from typing import Any

import msgspec

from indexer.people import split_name
from searchapp.presenters.citations.citation import Citation


def as_csl_json(citation: Citation) -> bytes:
    """The list; what is not known is left out."""
    return msgspec.json.encode([_item(citation)]) + b"\n"


def _item(citation: Citation) -> dict[str, Any]:
    date = citation.date
    item = {
        "id": citation.identifier,
        "type": citation.types.csl,
        "title": citation.title,
        "author": [_name(name) for name in citation.authors],
        "issued": {"date-parts": [[part for part in (date.year, date.month, date.day) if part]]} if date else None,
        "publisher": citation.institution,
        "genre": citation.kind,
        "number-of-pages": str(citation.pages) if citation.pages else "",
        "URL": citation.url,
        "language": citation.language,
        "abstract": citation.lead,
        "keyword": ", ".join(citation.topics),
    }
    return {name: value for name, value in item.items() if value}


def _name(name: str) -> dict[str, str]:
    person = split_name(name)
    return {"family": person.family, "given": person.given} if person else {"literal": name}
