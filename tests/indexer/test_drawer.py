"""The program that stands by to draw pages: quick, confined, and not to be hung by any file."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer import drawer as module
from indexer.drawer import Busy, Drawer, DrawnPage, PageWanted, read_drawn
from tests.indexer.hostile import pdfs
from tests.paths import SAMPLE

REPORT = SAMPLE / "reports" / "rapport-activite-2024.pdf"


def wanted(path: Path, number: int = 1, text: str = "") -> PageWanted:
    return PageWanted(str(path.resolve()), number, 640, text, "fr")


@pytest.fixture(scope="module")
def drawer() -> Iterator[Drawer]:
    drawer = Drawer(memory_mb=512, timeout_s=10)
    yield drawer
    drawer.close()


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_pages_are_drawn_by_one_program(drawer: Drawer) -> None:
    first = drawer.draw(wanted(REPORT, 12, "données"))
    assert first is not None
    assert (first.pages, first.marks) == (61, 3)
    program = drawer._running().pid
    assert drawer.draw(wanted(REPORT, 900)) == DrawnPage(b"", 61)
    assert drawer._running().pid == program


@pytest.mark.parametrize(
    "data",
    [
        b"", b"no PDF", pdfs.one_page()[:300], pdfs.picture_too_large(), pdfs.stream_bomb(1024),
    ],
    ids=["empty", "text", "cut", "picture", "bomb"],
)  # fmt: skip
def test_what_cannot_be_drawn_is_none_or_blank_and_the_next_page_is_drawn(
    drawer: Drawer, tmp_path: Path, data: bytes
) -> None:
    path = written(tmp_path / "a.pdf", data)
    begun = time.monotonic()
    found = drawer.draw(wanted(path))
    assert found is None or len(found.image) < 5_000
    assert time.monotonic() - begun < 15
    assert drawer.draw(wanted(REPORT))


@pytest.mark.parametrize(
    "data",
    [
        pdfs.page_tree_that_holds_itself(), pdfs.content_that_draws_itself(), pdfs.tables_in_circles(),
        pdfs.pages_that_are_not_there(), pdfs.with_actions("http://127.0.0.1:1", "/bin/false"), pdfs.lists_in_lists(),
    ],
    ids=["tree", "itself", "tables", "missing", "actions", "lists"],
)  # fmt: skip
def test_odd_files_are_drawn_or_none(drawer: Drawer, tmp_path: Path, data: bytes) -> None:
    found = drawer.draw(wanted(written(tmp_path / "a.pdf", data), text="texte"))
    assert found is None or (found.pages and len(found.image) < 20_000)


def test_a_page_that_takes_for_ever_is_given_up(tmp_path: Path) -> None:
    drawer = Drawer(memory_mb=512, timeout_s=0.7)
    try:
        assert drawer.draw(wanted(REPORT)) or drawer.draw(wanted(REPORT))  # it has started
        program = drawer._running().pid
        path = written(tmp_path / "a.pdf", pdfs.drawing_without_end())
        begun = time.monotonic()
        assert drawer.draw(wanted(path)) is None
        assert 0.6 < time.monotonic() - begun < 5
        assert drawer._running().pid == program
        assert Path(f"/proc/{program}/task/{program}/children").read_text().split() == []
    finally:
        drawer.close()


def test_a_program_that_hangs_or_ends_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    drawer = Drawer(memory_mb=512, timeout_s=10)
    try:
        first = drawer._running()
        os.kill(first.pid, signal.SIGKILL)
        assert drawer.draw(wanted(REPORT))
        hanging = drawer._running()
        os.kill(hanging.pid, signal.SIGSTOP)
        monkeypatch.setattr(module, "_GRACE_S", -9.5)
        assert drawer.draw(wanted(REPORT)) is None
        assert hanging.poll() is not None
    finally:
        drawer.close()


def test_one_page_at_a_time_and_who_waits_long_is_told(drawer: Drawer) -> None:
    with drawer._drawing, pytest.raises(Busy):
        drawer.draw(wanted(REPORT), wait_s=0.01)
    found: list[DrawnPage | None] = []
    threads = [threading.Thread(target=lambda: found.append(drawer.draw(wanted(REPORT), wait_s=30))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert all(one and one.image for one in found)


def test_the_copy_may_open_its_file_and_no_other(drawer: Drawer, tmp_path: Path) -> None:
    """A link that leads elsewhere is another file."""
    (tmp_path / "a").mkdir()
    link = tmp_path / "a" / "link.pdf"
    link.symlink_to(REPORT.resolve())
    assert drawer.draw(PageWanted(str(link), 1, 640)) is not None  # opened as what it leads to
    outside = PageWanted("/proc/self/environ", 1, 640)
    assert drawer.draw(outside) is None


@pytest.mark.parametrize("data", [b"", b"\x00", b"\xc1", b"\x93\xc4\x03abc\x01\x00", b"\x93\xa3abc\x01\x00"])
def test_an_answer_that_is_no_picture_is_none(data: bytes) -> None:
    assert read_drawn(data) is None


def test_the_program_ends_with_the_drawer() -> None:
    drawer = Drawer(memory_mb=512, timeout_s=10)
    process = drawer._running()
    del drawer
    assert process.wait(timeout=10) == -signal.SIGKILL
