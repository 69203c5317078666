"""Covers: made by a run, gone with their publication, and no reason for a run to fail or to be slow."""

from __future__ import annotations

import itertools
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from pypdf import PdfWriter

from indexer import cover_tasks
from indexer.cli import main
from indexer.covers import LARGE_WIDTH, SMALL_WIDTH, Cover, Covers, size_of
from indexer.engines import open_engine
from indexer.engines.whoosh.writer import IndexWriter
from indexer.errors import IndexDamaged
from indexer.pipeline import run
from indexer.settings import PreviewSettings, Settings
from tests.indexer.hostile import pdfs
from tests.paths import SAMPLE

LEAFLET = SAMPLE / "reports" / "depliant-depistage-sein.pdf"


def holding(settings: Settings, *identifiers: str) -> list[bool]:
    covers = Covers(Path(settings.index))
    return [covers.path(one, SMALL_WIDTH).exists() and covers.path(one, LARGE_WIDTH).exists() for one in identifiers]


def add(settings: Settings, folder: Path, *, sync: bool = False) -> list[str]:
    """The sentences of what failed."""
    return [one.sentence for one in run(open_engine(settings), settings, [folder], sync=sync).failures]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "depliant.pdf").write_bytes(LEAFLET.read_bytes())
    (folder / "note.md").write_text("# Une note\n\nSur le dépistage.\n", encoding="utf-8")
    return folder


def test_a_cover_comes_changes_and_goes_with_its_pdf(settings: Settings, folder: Path) -> None:
    assert add(settings, folder) == []
    assert holding(settings, "depliant.pdf", "note.md") == [True, False]
    path = Covers(Path(settings.index)).path("depliant.pdf", SMALL_WIDTH)
    before = path.read_bytes()
    assert size_of(path) == (160, 113)
    (folder / "depliant.pdf").write_bytes((SAMPLE / "reports" / "etude-post-avc-2030.pdf").read_bytes())
    add(settings, folder)
    assert path.read_bytes() != before
    (folder / "depliant.pdf").unlink()
    (Path(settings.index) / "covers" / "half.tmp").touch()
    add(settings, folder, sync=True)
    assert list((Path(settings.index) / "covers").iterdir()) == []


def test_a_pdf_that_is_attached_has_a_cover_too(settings: Settings, folder: Path) -> None:
    writer = PdfWriter(folder / "depliant.pdf")
    writer.add_attachment("annexe.pdf", (SAMPLE / "reports" / "etude-post-avc-2030.pdf").read_bytes())
    writer.write(folder / "depliant.pdf")
    assert add(settings, folder) == []
    assert holding(settings, "depliant.pdf", "depliant.pdf/annexe.pdf") == [True, True]


def test_removing_by_id_takes_the_cover(settings: Settings, folder: Path) -> None:
    add(settings, folder)
    done = CliRunner().invoke(main, ["remove", "--index", settings.index, "depliant.pdf"])
    assert done.exit_code == 0
    assert holding(settings, "depliant.pdf") == [False]


def test_files_that_cannot_be_drawn_have_no_cover_and_are_stored_all_the_same(settings: Settings, folder: Path) -> None:
    encrypted = PdfWriter(clone_from=LEAFLET)
    encrypted.encrypt("", "owner")  # it opens without a password
    encrypted.write(folder / "open.pdf")
    (folder / "large.pdf").write_bytes(pdfs.picture_too_large())
    (folder / "actions.pdf").write_bytes(pdfs.with_actions("http://127.0.0.1:1", "/bin/false"))
    begun = time.monotonic()
    assert add(settings, folder) == []
    assert time.monotonic() - begun < 30
    assert holding(settings, "depliant.pdf", "open.pdf", "actions.pdf") == [True, True, True]


def test_drawing_that_takes_long_is_given_up(settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cover_tasks, "_TIMEOUT_S", 0.1)
    (folder / "endless.pdf").write_bytes(pdfs.drawing_without_end(levels=5))  # a second for each of its two pictures
    assert add(settings, folder) == []
    assert holding(settings, "endless.pdf") == [False]
    assert open_engine(settings).get("endless.pdf")


def test_no_covers_where_previews_are_off(settings: Settings, folder: Path) -> None:
    settings = msgspec.structs.replace(settings, preview=PreviewSettings(enabled=False))
    add(settings, folder)
    assert not (Path(settings.index) / "covers").exists()


def test_a_disk_that_takes_no_cover_costs_no_run(settings: Settings, folder: Path) -> None:
    Path(settings.index).mkdir()
    (Path(settings.index) / "covers").write_text("in the way")
    assert add(settings, folder) == []
    assert open_engine(settings).get("depliant.pdf")


def test_an_index_made_before_is_given_covers_by_a_command(settings: Settings, folder: Path) -> None:
    off = msgspec.structs.replace(settings, preview=PreviewSettings(enabled=False))
    add(off, folder)
    (folder / "gone.pdf").write_bytes(LEAFLET.read_bytes())
    add(off, folder)
    (folder / "gone.pdf").unlink()
    done = CliRunner().invoke(main, ["covers", "--index", settings.index])
    assert (done.exit_code, done.output) == (0, "1 cover drawn; 1 PDF has none.\n")
    assert holding(settings, "depliant.pdf", "gone.pdf") == [True, False]
    again = CliRunner().invoke(main, ["covers", "--index", settings.index])
    assert again.output == "0 covers drawn; 1 PDF has none.\n"


@pytest.mark.parametrize("at", ["the first cover", "the second cover", "the last commit"])
def test_a_killed_run_leaves_no_cover_undone(
    settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    """Neither of what is new nor of what has changed: the next run draws them, though nothing is to be read."""
    add(settings, folder)
    path = Covers(Path(settings.index)).path("depliant.pdf", SMALL_WIDTH)
    before = path.read_bytes()
    (folder / "depliant.pdf").write_bytes((SAMPLE / "reports" / "etude-post-avc-2030.pdf").read_bytes())
    (folder / "new.pdf").write_bytes(LEAFLET.read_bytes())
    with monkeypatch.context() as killing:
        kill_at(killing, at)
        with pytest.raises(Killed):
            add(settings, folder)
    (Path(settings.index) / "covers" / "half.tmp").touch()
    receipt = run(open_engine(settings), settings, [folder])
    assert (receipt.added + receipt.changed == 0) is (at != "the last commit")
    assert path.read_bytes() != before
    assert holding(settings, "depliant.pdf", "new.pdf") == [True, True]
    assert {each.suffix for each in (Path(settings.index) / "covers").iterdir()} == {".webp"}
    drawn = path.stat().st_mtime_ns
    run(open_engine(settings), settings, [folder])
    assert path.stat().st_mtime_ns == drawn, "drawn once"


class Killed(BaseException):
    """What nothing handles, as nothing handles a signal."""


def kill_at(killing: pytest.MonkeyPatch, at: str) -> None:
    """End a run there."""

    def kill(*_: object, **__: object) -> None:
        raise Killed

    save, calls = Covers.save, itertools.count(1)

    def save_or_kill(*arguments: Any) -> None:
        if next(calls) == (1 if at == "the first cover" else 2):
            kill()
        save(*arguments)

    if at == "the last commit":
        killing.setattr(IndexWriter, "commit", kill)
    else:
        killing.setattr(Covers, "save", save_or_kill)


def test_what_a_killed_run_owes_is_not_drawn_where_it_is_gone(settings: Settings, folder: Path) -> None:
    add(settings, folder)
    covers = Covers(Path(settings.index))
    covers.owe(["depliant.pdf", "never.pdf", "note.md"])
    with (Path(settings.index) / "covers" / "owed.jsonl").open("ab") as file:
        file.write(b'"half of a na')
    assert covers.owed() == {"depliant.pdf", "never.pdf", "note.md"}
    (folder / "depliant.pdf").unlink()
    add(settings, folder, sync=True)
    assert list((Path(settings.index) / "covers").iterdir()) == []


def test_status_and_verify_know_covers(settings: Settings, folder: Path) -> None:
    add(settings, folder)
    status = CliRunner().invoke(main, ["status", "--index", settings.index, "--json"])
    assert msgspec.json.decode(status.output)["covers"] == 1
    assert "2 pictures of covers, each whole" in CliRunner().invoke(main, ["verify", "--index", settings.index]).output
    path = Covers(Path(settings.index)).path("depliant.pdf", LARGE_WIDTH)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(IndexDamaged, match=r"-320\.webp is not what was written"):
        list(Covers(Path(settings.index)).check())
    assert CliRunner().invoke(main, ["verify", "--index", settings.index]).exit_code == 1


def test_what_is_no_picture_is_not_kept(settings: Settings) -> None:
    Path(settings.index).mkdir()
    covers = Covers(Path(settings.index))
    covers.save("x", Cover(b"<svg>", b"<svg>"))
    assert covers.size() == (0, 0)
