"""The file of a segment: byte by byte as its module says, and refused when it is not."""

from __future__ import annotations

import os
import struct
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from indexer.engines.whoosh import segment_file
from indexer.engines.whoosh.segment_file import SegmentFile, SegmentFileWriter
from indexer.errors import IndexDamaged, IndexOfOtherVersion


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with SegmentFileWriter(tmp_path / "MAIN_a.seg") as file:
        file.append("lengths", np.array([7, 8]))
        file.append("days", np.array([-1]))
        file.append("lengths", np.array([9]))
    return tmp_path / "MAIN_a.seg"


def test_bytes_are_the_documented_ones(path: Path) -> None:
    header = struct.pack("<8sII", b"GLANESEG", 1, 0)
    days = struct.pack("<i", -1)
    lengths = struct.pack("<3I", 7, 8, 9)
    before = header.ljust(64, b"\0") + days.ljust(64, b"\0") + lengths
    directory = struct.pack("<24s8sQQ", b"days", b"<i4", 64, 1) + struct.pack("<24s8sQQ", b"lengths", b"<u4", 128, 3)
    trailer = struct.pack("<QII8s", len(before), 2, 1, b"GLANESEG")
    assert path.read_bytes() == before + directory + trailer


def test_sections_come_back_and_absent_ones_are_empty(path: Path) -> None:
    file = SegmentFile(path)
    assert (file["lengths"].tolist(), file["days"].tolist()) == ([7, 8, 9], [-1])
    assert file["title_words"].tolist() == []
    assert sorted(file) == ["days", "lengths"]
    assert len(file) == 2


def test_large_sections_come_back(tmp_path: Path) -> None:
    """They are kept in a file until the end."""
    numbers = np.arange(600_000, dtype=np.uint32)
    with SegmentFileWriter(tmp_path / "MAIN_b.seg") as file:
        for part in np.split(numbers, 6):
            file.append("lengths", part)
            file.append("title_words", part[::-1])
    assert (SegmentFile(tmp_path / "MAIN_b.seg")["lengths"] == numbers).all()
    assert [path.name for path in tmp_path.iterdir()] == ["MAIN_b.seg"]


@pytest.fixture
def with_rows(tmp_path: Path) -> Path:
    """Summaries of the bytes "eau", nothing and "air"."""
    with SegmentFileWriter(tmp_path / "MAIN_r.seg") as file:
        file.append("lengths", np.array([7, 8]))
        file.append("summary_bytes", np.frombuffer(b"eauair", np.uint8))
        file.append("summary_starts", np.array([0, 3, 3, 6]))
    return tmp_path / "MAIN_r.seg"


def test_rows_are_read_one_by_one(with_rows: Path) -> None:
    rows = SegmentFile(with_rows).rows("summary")
    assert [rows[number] for number in range(3)] == [b"eau", b"", b"air"]
    with pytest.raises(IndexError):
        SegmentFile(with_rows).rows("passage")[0]


def test_all_rows_are_read_in_one_go(with_rows: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(SegmentFile(with_rows).rows("summary")) == [b"eau", b"", b"air"]
    assert list(SegmentFile(with_rows).rows("passage")) == []
    monkeypatch.setattr(segment_file, "_ROWS_AT_ONCE", 2)
    assert list(SegmentFile(with_rows).rows("summary")) == [b"eau", b"", b"air"]


def test_rows_can_be_read_after_the_file_was_deleted_and_in_a_forked_process(with_rows: Path) -> None:
    rows = SegmentFile(with_rows).rows("summary")
    with_rows.unlink()
    child = os.fork()
    if child == 0:
        os._exit(0 if rows[2] == b"air" else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert rows[0] == b"eau"


def test_file_that_nobody_reads_any_more_is_closed(with_rows: Path) -> None:
    file = SegmentFile(with_rows)
    rows = file.rows("summary")
    del file
    assert rows[0] == b"eau"
    del rows
    assert with_rows not in [each.resolve() for each in Path("/proc/self/fd").iterdir()]


@pytest.mark.parametrize("number", [-1, 2**32])
def test_number_that_does_not_fit_is_an_error_and_leaves_no_file(tmp_path: Path, number: int) -> None:
    with pytest.raises(OverflowError), SegmentFileWriter(tmp_path / "MAIN_c.seg") as file:
        file.append("lengths", np.array([number]))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", range(0, 260, 7))
def test_file_that_is_cut_short_is_refused(path: Path, size: int) -> None:
    data = path.read_bytes()
    assert len(data) == 260
    path.write_bytes(data[:size])
    with pytest.raises(IndexDamaged, match=r"MAIN_a\.seg .*verify"):
        SegmentFile(path)


@pytest.mark.parametrize("place", range(140, 260))
def test_wrong_directory_never_leads_outside(path: Path, place: int) -> None:
    """Whatever byte of it is wrong: refused, or the numbers are those of some place of the file."""
    data = bytearray(path.read_bytes())
    data[place] ^= 0xFF
    path.write_bytes(data)
    with suppress(IndexDamaged):
        file = SegmentFile(path)
        assert all(file[name].nbytes <= len(data) for name in file)
        assert [file[name].sum() for name in file]


def test_newer_version_is_refused_with_a_sentence(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[8] = data[-12] = 2
    path.write_bytes(data)
    with pytest.raises(
        IndexOfOtherVersion, match=r"newer Glane \(version 2, this one reads 1\).*index the publications"
    ):
        SegmentFile(path)


@pytest.mark.parametrize("starts", [[0, 3, 9], [0, 2**40, 3], [3, 1, 3]])
def test_rows_that_lead_nowhere_are_refused(tmp_path: Path, starts: list[int]) -> None:
    """Damage asks neither for bytes of other sections nor for more memory than there is."""
    path = tmp_path / "MAIN_a.seg"
    with SegmentFileWriter(path) as file:
        file.append("summary_bytes", np.frombuffer(b"abc", np.uint8))
        file.append("summary_starts", np.array(starts))
    rows = SegmentFile(path).rows("summary")
    with pytest.raises(ValueError, match="leads nowhere"):
        [rows[0], rows[1]]
    with pytest.raises(ValueError, match="leads nowhere"):
        list(rows)
