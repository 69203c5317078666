"""Publications as they were stored, one by its id or all of them: what changes nothing and ranks nothing.

read_publication(reader, "rapports/bilan.pdf")

A publication and its texts are of one commit: the texts that a commit replaces stay until the next one.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping

import msgspec

from indexer.engines.arrays import documents
from indexer.engines.interface import Source, Stored
from indexer.engines.opensearch.client import Outcome
from indexer.engines.opensearch.known import NO_STORED_FIELDS
from indexer.engines.opensearch.preparing import Origin, doc_of
from indexer.engines.opensearch.reader import Reader
from indexer.engines.opensearch.texts import Texts
from indexer.engines.opensearch.walking import Held
from indexer.errors import IndexDamaged
from indexer.publication import Publication

_read_origin = msgspec.msgpack.Decoder(Origin).decode


class _Fields(msgspec.Struct, frozen=True):
    origin: tuple[str] = ("",)
    stamp: tuple[str] = ("",)
    passages: tuple[int] = (0,)


class _Hit(msgspec.Struct, frozen=True):
    fields: _Fields


class _Hits(msgspec.Struct, frozen=True):
    hits: tuple[_Hit, ...]


class _Found(Outcome, frozen=True):
    hits: _Hits


class Text(msgspec.Struct, frozen=True):
    """A document of the texts."""

    data: str

    @property
    def bytes(self) -> bytes:
        """What was packed."""
        return b64decode(f"{self.data}==")


def _find(reader: Reader, identifier: str, *fields: str) -> _Hit | None:
    body = {
        "query": reader.living({"ids": {"values": [doc_of(identifier)]}}),
        "stored_fields": NO_STORED_FIELDS,
        "docvalue_fields": fields,
        "size": 1,
    }
    hits = reader.client.search(reader.publications, body, _Found).hits.hits
    return hits[0] if hits else None


def read_publication(reader: Reader, identifier: str) -> Publication | None:
    """One publication, whole."""
    hit = _find(reader, identifier, "stamp", "passages")
    if hit is None:
        return None
    ids = Texts(doc_of(identifier), hit.fields.stamp[0], hit.fields.passages[0]).ids()
    summary, *passages = (text_bytes(text, identifier) for text in reader.client.mget(reader.texts, list(ids), Text))
    return documents.restore(documents.read_summary(summary), map(documents.read_passage, passages))


def text_bytes(text: Text | None, identifier: str) -> bytes:
    """What a text holds. Raises IndexDamaged where it is not there."""
    if text is None:
        raise IndexDamaged(f"A text of “{identifier}” is missing: run `indexer verify`.")
    return text.bytes


def read_source(reader: Reader, identifier: str) -> Source | None:
    """Where a publication can be read."""
    hit = _find(reader, identifier, "origin")
    if hit is None:
        return None
    origin = read_origin(hit.fields.origin[0])
    return Source(origin.file or None, origin.url, origin.attachment)


def read_origin(data: str) -> Origin:
    """The field `origin` of a publication."""
    return _read_origin(b64decode(f"{data}=="))  # a cluster gives no padding, and more than is needed is none


def read_stored(reader: Reader) -> Mapping[str, Stored]:
    """Every publication's id and where it came from."""
    found = {}
    with Held(reader.client, reader.publications, reader.living()) as held:
        for hit in held.walk(("origin",), _Hit):
            origin = read_origin(hit.fields.origin[0])
            found[origin.id] = Stored(origin.digest, origin.file or None, origin.manifest or None, origin.attachment)
    return found
