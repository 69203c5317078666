"""Whoosh's tables of contents, without trusting them: what a commit consists of, as `_MAIN_<generation>.toc`.

Whoosh writes the schema and the list of segments as pickles, and a pickle may run anything when it is read. Here only
the few types that such a table needs are let through (`_ALLOWED`); any other is refused before it is made.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Sequence
from typing import Any

from whoosh.fields import Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import TOC

from indexer.engines.whoosh.codec import ArraySegment

_ALLOWED = frozenset(
    {
        ("whoosh.fields", "Schema"),
        ("whoosh.formats", "Existence"),
        ("indexer.engines.whoosh.schema", "ReadyPostings"),
        ("indexer.engines.whoosh.schema", "PositionsFormat"),
        ("indexer.engines.whoosh.codec", "ArraySegment"),
        ("copyreg", "_reconstructor"),  # how objects without anything special are made
        ("copy_reg", "_reconstructor"),
        ("builtins", "object"),
        ("__builtin__", "object"),
        ("_codecs", "encode"),  # how bytes are written in the pickles that Whoosh asks for
    }
)
_BYTE_ORDER_MARK = -12345


class _Unpickler(pickle.Unpickler):
    def find_class(self, module_name: str, global_name: str, /) -> Any:
        if (module_name, global_name) not in _ALLOWED:
            raise pickle.UnpicklingError(f"{module_name}.{global_name} has no place in a table of contents")
        return super().find_class(module_name, global_name)


class WrongTableOfContents(Exception):
    """What cannot be one of ours."""


def read_toc(data: bytes, generation: int) -> TOC:
    """A table of contents. Raises WrongTableOfContents, or what reading damaged bytes happens to raise."""
    stream = StructFile(io.BytesIO(data))
    for _ in range(3):  # sizes of C's numbers on the machine that wrote it
        stream.read_varint()
    if stream.read_int() != _BYTE_ORDER_MARK:
        raise WrongTableOfContents("it does not begin as one")
    version = stream.read_int()
    release = tuple(stream.read_varint() for _ in range(3))
    schema = _Unpickler(io.BytesIO(stream.read_string())).load()
    numbered = stream.read_int()
    stream.read_int()
    segments = _Unpickler(stream.file).load()
    if numbered != generation or not isinstance(schema, Schema) or not isinstance(segments, list):
        raise WrongTableOfContents("it is of another commit")
    if not all(isinstance(segment, ArraySegment) for segment in segments):
        raise WrongTableOfContents("it names segments of another kind")
    return TOC(schema, segments, generation, version=version, release=release)


def write_toc(schema: Schema, segments: Sequence[ArraySegment], generation: int, index_name: str) -> bytes:
    """The bytes of a table of contents, as Whoosh writes it."""
    memory = RamStorage()
    toc = TOC(schema, list(segments), generation)
    toc.write(memory, index_name)
    data: bytes = memory.files[TOC._filename(index_name, generation)]
    return data
