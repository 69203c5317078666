"""Tables of contents are Whoosh's, pickles and all; but nothing is made of them that has no place there."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest
from whoosh.filedb.filestore import RamStorage
from whoosh.index import TOC

from indexer.engines.whoosh import checksums, commits, toc
from indexer.engines.whoosh.codec import ArraySegment
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.engines.whoosh.schema import make_schema
from indexer.errors import IndexDamaged, IndexOfOtherVersion


class Harm:
    """Makes a folder when it is unpickled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return os.mkdir, (str(self.folder),)


def varint(number: int) -> bytes:
    return bytes([number]) if number < 128 else bytes([number & 127 | 128]) + varint(number >> 7)


def segment(count: int, *deleted: int) -> ArraySegment:
    made = ArraySegment("MAIN")
    made.set_doc_count(count)
    for number in deleted:
        made.delete_document(number)
    return made


def test_what_is_written_is_read() -> None:
    segments = [segment(5, 1, 4), segment(0)]
    found = toc.read_toc(toc.write_toc(make_schema(), segments, 7, "MAIN"), 7)
    assert found.schema.names() == ["id", "text"]
    assert [s.segment_id() for s in found.segments] == [s.segment_id() for s in segments]
    assert [(s.doc_count_all(), list(s.deleted_docs()), s.doc_count()) for s in found.segments] == [
        (5, [1, 4], 3),
        (0, [], 0),
    ]


def test_whoosh_reads_what_is_written() -> None:
    memory = RamStorage()
    memory.files["_MAIN_7.toc"] = toc.write_toc(make_schema(), [segment(5, 1)], 7, "MAIN")
    assert [s.doc_count() for s in TOC.read(memory, "MAIN").segments] == [4]


@pytest.mark.parametrize("place", ["schema", "segments"])
def test_pickle_of_something_else_is_refused_before_it_does_harm(tmp_path: Path, place: str) -> None:
    """Also when the checksum is right: whoever wrote the one could write the other."""
    victim = tmp_path / "made"
    harm = Harm(victim)
    memory = RamStorage()
    contents = TOC(make_schema(), [harm] if place == "segments" else [], 0)
    contents.write(memory, "MAIN")
    data = memory.files["_MAIN_0.toc"]
    if place == "schema":
        own = pickle.dumps(make_schema(), 2)
        other = pickle.dumps(harm, 2)
        begin = data.index(own)
        size = len(varint(len(own)))
        data = data[: begin - size] + varint(len(other)) + other + data[begin + len(own) :]
    folder = tmp_path / "index"
    folder.mkdir()
    (folder / "_MAIN_0.toc").write_bytes(data)
    sums, _ = checksums.make_sums(folder, 0, [], 0, {"_MAIN_0.toc": checksums.sum_of(data)})
    (folder / "_MAIN_0.sums").write_bytes(sums)
    with pytest.raises(IndexDamaged, match=r"_MAIN_0\.toc cannot be read"):
        commits.read_commit(folder, 0)
    with pytest.raises(IndexDamaged), WhooshEngine(folder).writer() as writer:
        writer.commit()
    assert not victim.exists()


@pytest.mark.parametrize(
    ("version", "sentence"), [(1, "older Glane: index the publications again"), (2, "older Glane"), (4, "newer Glane")]
)
def test_folder_of_another_format_is_refused_with_a_sentence(folder: Path, version: int, sentence: str) -> None:
    path = max(folder.glob("*.sums"))
    line = path.read_bytes().partition(b"\n")[0].replace(b'"format":%d' % checksums.FORMAT, b'"format":%d' % version)
    path.write_bytes(line + b"\n" + checksums._digest(line).encode())
    engine = WhooshEngine(folder)
    assert not engine.is_ready()
    with pytest.raises(IndexOfOtherVersion, match=sentence):
        engine.snapshot()
    with pytest.raises(IndexOfOtherVersion, match=sentence), engine.writer():
        pass
