"""What a run will send, kept on this machine until it is committed: in memory while it is little, else in a file.

    spool = Spool()
    spool.add(document)          the last one of an id counts
    spool.remove(doc)
    for document in spool: ...

Of each publication only what deriving.py needs stays in memory.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

import msgspec

from indexer.engines.opensearch.preparing import Document, Own

# More goes to a file, without a name and gone with the process.
_IN_MEMORY_BYTES = 16 * 2**20

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Document).decode


class _Place(msgspec.Struct, frozen=True, gc=False):
    begin: int
    size: int


class Spool:
    """Additions and removals, by the documents' ids.

    changes   what will be there of each of them: None where nothing
    """

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES)  # noqa: SIM115 # closed by `close`
        self._end = 0
        self._places: dict[str, _Place] = {}
        self.changes: dict[str, Own | None] = {}

    def add(self, document: Document) -> None:
        """Add a publication in place of the one with its id."""
        data = _encode(document)
        self._file.seek(self._end)
        self._file.write(data)
        self._places[document.doc] = _Place(self._end, len(data))
        self._end += len(data)
        self.changes[document.doc] = document.own

    def remove(self, doc: str) -> None:
        """Have nothing be there."""
        self._places.pop(doc, None)
        self.changes[doc] = None

    def __iter__(self) -> Iterator[Document]:
        """The publications that are added, as they were given."""
        for place in self._places.values():
            self._file.seek(place.begin)
            yield _decode(self._file.read(place.size))

    def close(self) -> None:
        """Forget everything."""
        self._file.close()
