"""Publications by their documents, as ranking and showing take them; those that editors hide are not there.

hit(reader, "rapports/2024.pdf").title
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from indexer.engines.arrays.showing import show_alone
from indexer.engines.interface import Hit
from indexer.engines.opensearch.candidates import FIELDS, Candidates, FoundHit
from indexer.engines.opensearch.known import NO_STORED_FIELDS
from indexer.engines.opensearch.preparing import doc_of
from indexer.engines.opensearch.reader import Reader
from indexer.engines.opensearch.searching import Found, bucket_fields
from indexer.engines.opensearch.units import Sought


def hit(reader: Reader, identifier: str) -> Hit | None:
    """One publication as a search shows it; None when there is none with this id."""
    hits = find(reader, [doc_of(identifier)])
    return show_alone(Candidates(reader, hits, total=0, average_length=0), 0) if hits else None


def find(
    reader: Reader, docs: Sequence[str], sought: Iterable[Sought] = (), fields: Sequence[str] = FIELDS
) -> list[FoundHit]:
    """Those of some documents that are there, in their order, with where some units stand in them."""
    if not docs:
        return []
    found = reader.client.search(reader.publications, body_of(reader, docs, sought, fields), Found)
    order = {doc: place for place, doc in enumerate(docs)}
    return sorted(found.hits.hits, key=lambda hit: order[hit.doc])


def body_of(
    reader: Reader, docs: Sequence[str], sought: Iterable[Sought], fields: Sequence[str] = FIELDS
) -> dict[str, Any]:
    """The search for some documents."""
    return {
        "query": reader.living({"ids": {"values": list(docs)}}),
        "size": len(docs),
        "stored_fields": NO_STORED_FIELDS,
        "docvalue_fields": [*fields, *bucket_fields(sought)],
    }
