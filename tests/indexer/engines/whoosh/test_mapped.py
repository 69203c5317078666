"""A segment's files as parts of one memory map: what Whoosh's own class reads, and not the whole file copied."""

from __future__ import annotations

from pathlib import Path

from whoosh.filedb.compound import CompoundStorage
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile

from indexer.engines import open_engine
from indexer.engines.whoosh.mapped import MappedFile, MappedStorage
from indexer.settings import Settings


def segment_name(index: Path) -> str:
    return next(path.name for path in sorted(index.glob("*.seg")))


def test_every_file_reads_the_same_as_by_whoosh(sample_index: Path) -> None:
    storage = FileStorage(str(sample_index))
    ours = MappedStorage(storage.open_file(segment_name(sample_index)))
    theirs = CompoundStorage(storage.open_file(segment_name(sample_index)))
    assert ours.list() == theirs.list()
    for name in ours.list():
        file, other = ours.open_file(name), theirs.open_file(name)
        assert isinstance(file, MappedFile)
        assert isinstance(other, BufferFile)
        length = ours.file_length(name)
        assert file.get(0, length) == other.get(0, length)
        assert file.get(length // 3, 10) == other.get(length // 3, 10)
        for start, whence in ((0, 0), (length // 2, 0), (-min(5, length), 2)):
            assert file.seek(start, whence) == other.seek(start, whence)
            assert file.read(7) == other.read(7)
            assert file.tell() == other.tell()
        file.seek(0)
        other.seek(0)
        assert file.read() == other.read()
        assert file.read(1) == b""
        file.close()
        other.close()
    ours.close()
    theirs.close()


def test_an_open_index_reads_its_files_where_they_lie(sample_settings: Settings, sample_index: Path) -> None:
    engine = open_engine(sample_settings)
    (view,) = engine.snapshot().views  # type: ignore[attr-defined]
    assert isinstance(view._terms._postfile, MappedFile)
    assert isinstance(view._terms._dbfile, MappedFile)
