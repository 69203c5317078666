"""Runs over scanned files, with OCR and without: what waits, what is read again, what `status` and `inspect` say."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from indexer.cli import main
from indexer.engines import open_engine
from indexer.engines.interface import Query
from indexer.failures import Failures
from indexer.pipeline import run
from indexer.settings import Settings
from indexer.waiting import Waiting
from tests.indexer.extract.scans import NOTE_SIZE, blank, letter, nonsense, note, on_page, pictures, scanned
from tests.indexer.extract.test_pdf_made import make
from tests.indexer.extract.test_recognition import HOCR
from tests.indexer.files import pdf_bytes, write_page
from tests.indexer.runs import add, counts


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """An article, a report, and a scan of two pages and a blank one."""
    folder = tmp_path / "site"
    write_page(folder / "a.html", "Le tabac recule")
    (folder / "rapport.pdf").write_bytes(pdf_bytes("Le rapport annuel", "Une seconde page"))
    (folder / "scan.pdf").write_bytes(scanned([note, blank, note], size=NOTE_SIZE))
    return folder


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A machine on which no program is installed."""
    monkeypatch.setenv("PATH", "")
    return monkeypatch


def found(settings: Settings, text: str) -> list[tuple[str, list[int]]]:
    hits = open_engine(settings).search(Query(text)).hits
    return [(hit.id, [passage.number for passage in hit.passages]) for hit in hits]


def status(settings: Settings, **variables: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(indexer("status", "--json", "--index", settings.index, **variables))["ocr"]
    return told


def indexer(*args: object, **variables: str) -> str:
    """What a command prints."""
    done = CliRunner().invoke(main, list(map(str, args)), env=variables)
    assert done.exit_code == 0, done.output
    return done.stdout


def with_ocr(settings: Settings, **changes: object) -> Settings:
    return msgspec.structs.replace(settings, ocr=msgspec.structs.replace(settings.ocr, **changes))


def test_pages_wait_until_there_is_ocr_and_then_their_file_alone_is_read_again(
    settings: Settings, site: Path, without: pytest.MonkeyPatch
) -> None:
    assert counts(add(settings, site)) == (3, 0, 0, 0, 0)
    assert found(settings, "infirmières") == []
    assert counts(add(settings, site)) == (0, 0, 3, 0, 0)
    waits = status(settings, PATH="")
    assert (waits["is_ready"], waits["pages_waiting"], waits["pages_given_up"]) == (False, 3, 0)
    assert "apt-get install tesseract-ocr tesseract-ocr-fra" in waits["missing"]
    shown = indexer("status", "--index", settings.index, PATH="")
    assert "3 scanned pages without text: waiting for OCR. Tesseract is not installed (on Debian: apt-get" in shown

    without.undo()
    assert "3 scanned pages without text" in indexer("status", "--index", settings.index)
    receipt = add(settings, site)
    assert counts(receipt) == (0, 1, 2, 0, 0)
    assert found(settings, "infirmières") == [("scan.pdf", [1, 3])]
    (entry,) = receipt.publications
    assert (entry.pages_waiting, entry.pages_without_text, entry.recognised.keys()) == ((), (2,), {1, 3})
    assert status(settings) == {"is_ready": True, "missing": None, "pages_waiting": 0, "pages_given_up": 0}
    assert "OCR" not in indexer("status", "--index", settings.index)
    assert counts(add(settings, site)) == (0, 0, 3, 0, 0)  # the blank page is not tried for ever


def test_what_is_removed_waits_no_more(settings: Settings, site: Path, without: pytest.MonkeyPatch) -> None:
    add(settings, site)
    indexer("remove", "--index", settings.index, "scan.pdf")
    assert status(settings)["pages_waiting"] == 0
    add(settings, site)
    assert status(settings)["pages_waiting"] == 3
    (site / "scan.pdf").write_bytes(scanned([note], size=NOTE_SIZE))
    add(settings, site)
    assert status(settings)["pages_waiting"] == 1
    (site / "scan.pdf").unlink()
    add(settings, site, sync=True)
    assert status(settings)["pages_waiting"] == 0


def test_pages_that_take_too_long_are_tried_again_when_they_may_take_longer(settings: Settings, site: Path) -> None:
    hasty = with_ocr(settings, timeout_s=0.1)
    receipt = add(hasty, site)
    assert counts(receipt) == (3, 0, 0, 0, 0)
    (entry,) = [entry for entry in receipt.publications if entry.id == "scan.pdf"]
    assert entry.warnings == ("Pages 1, 2, 3 took too long to recognise (the setting timeout_s of [ocr]).",)
    assert (status(hasty)["pages_waiting"], status(hasty)["pages_given_up"]) == (0, 3)
    assert counts(add(hasty, site)) == (0, 0, 3, 0, 0)
    assert counts(add(settings, site)) == (0, 1, 2, 0, 0)
    assert found(settings, "infirmières") == [("scan.pdf", [1, 3])]


def test_no_more_pages_of_a_file_are_recognised_than_the_settings_say(settings: Settings, site: Path) -> None:
    receipt = add(with_ocr(settings, max_pages=1), site / "scan.pdf")
    (entry,) = receipt.publications
    assert (entry.recognised.keys(), entry.pages_waiting) == ({1}, (2, 3))
    assert entry.warnings[1] == "Pages 2, 3 could not be recognised (the setting max_pages of [ocr])."


def test_ocr_that_is_switched_off_is_as_if_it_were_not_there(settings: Settings, site: Path) -> None:
    off = with_ocr(settings, enabled=False)
    add(off, site)
    assert found(off, "infirmières") == []
    waits = status(off, GLANE_OCR_ENABLED="false")
    assert (waits["missing"], waits["pages_waiting"]) == ("OCR is switched off (the setting enabled of [ocr]).", 3)


def test_a_file_of_nonsense_is_refused_until_there_is_ocr(
    settings: Settings, tmp_path: Path, without: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "site" / "illisible.pdf"
    path.parent.mkdir()
    (picture,) = pictures(make([letter]), dpi=150)
    path.write_bytes(make([on_page(picture, nonsense)]))
    refused = add(settings, path.parent)
    assert counts(refused) == (0, 0, 0, 0, 1)
    (failure,) = Failures(Path(settings.index))
    assert failure.sentence.endswith("(on Debian: apt-get install tesseract-ocr tesseract-ocr-fra).")
    assert failure.pages_waiting == 1
    assert status(settings)["pages_waiting"] == failure.pages_waiting
    without.undo()
    receipt = add(settings, path.parent)
    assert counts(receipt) == (1, 0, 0, 0, 0)
    assert list(Failures(Path(settings.index))) == []
    assert status(settings)["pages_waiting"] == 0
    assert found(settings, "infirmières") == [("illisible.pdf", [1])]


def test_a_line_of_a_manifest_may_name_a_scan(settings: Settings, site: Path, without: pytest.MonkeyPatch) -> None:
    manifest = site / "m.jsonl"
    manifest.write_text('{"id": "s", "title": "Un vieux bilan", "file": "scan.pdf"}\n', encoding="utf-8")
    assert counts(add(settings, manifest)) == (1, 0, 0, 0, 0)
    assert status(settings)["pages_waiting"] == 3
    without.undo()
    assert counts(add(settings, manifest)) == (0, 1, 0, 0, 0)
    assert found(settings, "infirmières") == [("s", [1, 3])]
    assert counts(add(settings, manifest)) == (0, 0, 1, 0, 0)


def test_text_is_found_while_a_scan_is_still_recognised(settings: Settings, site: Path) -> None:
    """The run is stopped as soon as it tells of a page: what had text is there, and the next run does the rest."""

    class StoppedError(Exception):
        pass

    def stop(_: int, name: str) -> None:
        if "page" in name:
            raise StoppedError

    with pytest.raises(StoppedError):
        run(open_engine(settings), settings, [site], progress=stop)
    assert [identifier for identifier, _ in found(settings, "tabac")] == ["a.html"]
    assert counts(add(settings, site)) == (1, 0, 2, 0, 0)


def test_a_long_scan_takes_longer_than_a_file_may(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file's limit is for reading it, each page has its own. Here a program stands in that takes its time."""
    program = tmp_path / "tesseract"
    program.write_text(
        '#!/bin/sh\nPATH=/usr/bin:/bin\n[ "$1" = --list-langs ] && echo fra && exit\n'
        f'cat > "$TMPDIR/picture.$$"; sleep 1.5; cat <<"END"\n{HOCR}\nEND\n',
        encoding="utf-8",
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    path = tmp_path / "scan.pdf"
    path.write_bytes(scanned([blank] * 6, size=NOTE_SIZE))
    limits = msgspec.structs.replace(settings.extraction, timeout_s=4.0, workers=2)
    begun = time.monotonic()
    receipt = add(msgspec.structs.replace(settings, extraction=limits), path)
    assert time.monotonic() - begun > limits.timeout_s
    assert counts(receipt) == (1, 0, 0, 0, 0)
    assert receipt.publications[0].recognised.keys() == set(range(1, 7))


def test_inspect_says_how_sure_each_page_is_and_marks_what_is_doubtful(site: Path) -> None:
    doubtful = indexer("inspect", site / "scan.pdf", GLANE_OCR_LOW_CONFIDENCE="1")
    assert doubtful.count("sure: LOW, compare it with the page]") == 2
    assert "it is low on pages 1, 3." in doubtful
    told = json.loads(indexer("inspect", "--json", site / "scan.pdf", GLANE_OCR_LOW_CONFIDENCE="0.5"))
    assert [(one["page"], one["is_low"], 0.7 < one["confidence"] < 1) for one in told["recognised"]] == [
        (1, False, True),
        (3, False, True),
    ]
    assert told["pages_waiting"] == []


def test_inspect_without_ocr_says_what_waits_and_what_to_install(site: Path) -> None:
    told = json.loads(indexer("inspect", "--json", site / "scan.pdf", PATH=""))
    assert told["pages_waiting"] == [1, 2, 3]
    assert told["warnings"][-1].startswith("Tesseract is not installed")


def test_a_file_that_another_program_wrote_waits_for_nothing(tmp_path: Path) -> None:
    (tmp_path / "waiting.json").write_text("{not json", encoding="utf-8")
    assert Waiting(tmp_path).pages() == (0, 0)
