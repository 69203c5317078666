"""Postings as flat arrays inside an ordinary Whoosh segment.

Whoosh's own codec pickles postings in blocks of 128 and hands them out one Python call at a time. Here a term's
postings are one run of bytes that NumPy reads at once:

    count    u32            publications in which the term stands
    ids      u32[count]     numbers of the publications within the segment, ascending
    weights  f32[count]
    sizes    u32[count]     bytes of each value
    values   bytes          for the text field: positions, u32 each (documents.py)

Arrays are little-endian, the count is big-endian like Whoosh's own numbers. The term dictionary, columns, locks and
table of contents are Whoosh's. `ArrayTermsReader.matcher` serves Whoosh's own machinery (merging, deletion by term)
from the same bytes.
"""

from __future__ import annotations

import struct
from array import array
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3Segment, W3TermInfo, W3TermsReader
from whoosh.matching import ListMatcher

from indexer.engines.whoosh.mapped import MappedStorage

_COUNT = struct.Struct("!I")  # as Whoosh's files read integers
IDS = np.dtype("<u4")
WEIGHTS = np.dtype("<f4")
SIZES = np.dtype("<u4")


class Postings(NamedTuple):
    """A term's postings in one segment: arrays of equal length, and the values end to end."""

    ids: npt.NDArray[np.uint32]
    weights: npt.NDArray[np.float32]
    sizes: npt.NDArray[np.uint32]
    values: bytes


class Growing(Protocol):
    """A term's postings on their way to disk."""

    ids: array[int]
    weights: array[float]
    sizes: array[int]
    values: bytearray


class ArrayFieldWriter(W3FieldWriter):
    """Writes each term's postings as arrays."""

    def write(self, name: str, field: Any, term: bytes, postings: Growing) -> None:
        """Write a term's postings; fields and terms must come in ascending order."""
        if name != self._fieldname:
            if self._fieldname is not None:
                self.finish_field()
            self.start_field(name, field)
        count = len(postings.ids)
        info = W3TermInfo()
        info._df = count
        info._weight = sum(postings.weights)
        info._minid, info._maxid = postings.ids[0], postings.ids[-1]
        data = b"".join(
            (
                _COUNT.pack(count),
                np.array(postings.ids, IDS).tobytes(),
                np.array(postings.weights, WEIGHTS).tobytes(),
                np.array(postings.sizes, SIZES).tobytes(),
                postings.values,
            )
        )
        info.set_extent(self._postfile.tell(), len(data))
        self._postfile.write(data)
        self._tindex.add(struct.pack("!H", self._fieldid) + term, info.to_bytes())


class ArrayTermsReader(W3TermsReader):
    """Reads a term's postings as arrays."""

    def arrays(self, field: str, term: bytes) -> Postings:
        """A term's postings. Raises TermNotFound when the segment does not have the term."""
        offset = self.term_info(field, term).extent()[0] + _COUNT.size
        count = self._postfile.get_uint(offset - _COUNT.size)
        data = self._postfile.get(offset, 12 * count)
        ids = np.frombuffer(data, IDS, count)
        weights = np.frombuffer(data, WEIGHTS, count, 4 * count)
        sizes = np.frombuffer(data, SIZES, count, 8 * count)
        return Postings(ids, weights, sizes, self._postfile.get(offset + 12 * count, int(sizes.sum())))

    def matcher(self, field: str, term: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        """The same postings for Whoosh's own machinery."""
        postings = self.arrays(field, term)
        ends = np.cumsum(postings.sizes).tolist()
        values = [postings.values[end - size : end] for end, size in zip(ends, postings.sizes.tolist(), strict=True)]
        return ListMatcher(
            postings.ids.tolist(),
            postings.weights.tolist(),
            values,
            format_,
            scorer=scorer,
            term=(field, term),
        )


class ArraySegment(W3Segment):
    """A segment whose files are read where they lie. Commits name this class: a table of contents is a pickle."""

    def open_compound_file(self, storage: Any) -> MappedStorage:
        """The segment's files."""
        file = storage.open_file(self.make_filename(self.COMPOUND_EXT))
        return MappedStorage(file, use_mmap=storage.supports_mmap)


class ArrayCodec(W3Codec):
    """Whoosh's codec with array postings."""

    # Whoosh would read every field length back for statistics that nothing here uses.
    length_stats = False

    def field_writer(self, storage: Any, segment: Any) -> ArrayFieldWriter:
        """The writer of terms and postings."""
        return ArrayFieldWriter(self, storage, segment)

    def terms_reader(self, storage: Any, segment: Any) -> ArrayTermsReader:
        """The reader of terms and postings."""
        name = segment.make_filename(self.TERMS_EXT)
        postings = segment.open_file(storage, self.POSTS_EXT)
        return ArrayTermsReader(self, storage.open_file(name), storage.file_length(name), postings)

    def new_segment(self, storage: Any, indexname: str) -> ArraySegment:
        """A segment that remembers this codec."""
        return ArraySegment(self, indexname)
