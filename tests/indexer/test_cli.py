"""The command `indexer` as a process of its own: exit codes, output for people and for scripts, interruption."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from indexer.cli import main
from indexer.engines import open_engine
from indexer.engines.interface import Query
from indexer.settings import Settings
from tests.indexer.files import pdf_bytes, write_page
from tests.paths import REPOSITORY

HOSTILE = "Titre\u009b31m\u001b]0;pwned\u0007 \u202egnorw"


def environment(**more: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GLANE_")}
    return {**clean, "PYTHONPATH": str(REPOSITORY), **more}


def indexer(*args: object, code: int = 0, cwd: Path | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command; its exit code must be `code`, and no traceback is ever shown."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "indexer", *map(str, args)],
        cwd=cwd or REPOSITORY, env=environment(**more), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == code, (done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    return done


def is_plain(text: str) -> bool:
    """Whether a terminal would obey nothing in it."""
    return all(char.isprintable() or char == "\n" for char in text)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """An article, a report and a file that cannot be read."""
    folder = tmp_path / "site"
    write_page(folder / "a.html", "Le tabac recule")
    (folder / "r.pdf").write_bytes(pdf_bytes("Le rapport annuel", "Seconde page"))
    (folder / "bad.pdf").write_bytes(b"nothing")
    return folder


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Where the index will be."""
    return tmp_path / "index"


def test_help_of_every_command_names_its_options() -> None:
    overview = indexer("--help").stdout
    for name, command in main.commands.items():
        assert f"  {name}" in overview
        shown = indexer(name, "--help").stdout
        assert indexer(name, "-h").stdout == shown
        for parameter in command.params:
            assert parameter.opts[0].lstrip("-") in shown.lower().replace("_", "-") or parameter.name in shown.lower()
        assert command.short_help
    assert "3 another process is writing" in overview
    assert indexer("--version").stdout.startswith("indexer, version ")


def test_add_says_what_was_understood_and_exits_with_1_when_a_file_failed(site: Path, index: Path) -> None:
    done = indexer("add", "--index", index, site, code=1)
    assert "✓ Le tabac recule" in done.stdout
    assert f"✗ {site}/bad.pdf" in done.stdout
    assert "2 added, 0 changed, 0 unchanged, 0 removed, 1 failed; 3 pages" in done.stdout
    assert is_plain(done.stdout)
    (site / "bad.pdf").unlink()
    done = indexer("add", "--index", index, site)
    assert "0 added, 0 changed, 2 unchanged, 0 removed, 0 failed" in done.stdout


def test_add_json(site: Path, index: Path) -> None:
    found: dict[str, Any] = json.loads(indexer("add", "--json", "--index", index, site, code=1).stdout)
    assert (found["added"], found["changed"], found["unchanged"], found["removed"], found["failed"]) == (2, 0, 0, 0, 1)
    assert set(found) == {
        "added", "changed", "unchanged", "removed", "failed", "pages", "took_s", "publications", "removed_ids",
        "failures", "is_cut",
    }  # fmt: skip
    entry = next(item for item in found["publications"] if item["id"] == "r.pdf")
    assert (entry["pages"], entry["pages_read"], entry["kind"]) == (2, 2, "rapport")
    assert entry["search"].startswith("/search?q=titre%3A")
    (failure,) = found["failures"]
    assert set(failure) == {"source", "name", "digest", "sentence", "since", "pages_waiting"}
    assert failure["source"] == str(site / "bad.pdf")


def test_sync_and_remove(site: Path, index: Path) -> None:
    indexer("add", "--index", index, site, code=1)
    (site / "bad.pdf").unlink()
    (site / "a.html").unlink()
    done = indexer("sync", "--index", index, site)
    assert "- removed a.html" in done.stdout
    assert indexer("remove", "--index", index, "r.pdf").stdout == "1 publication removed.\n"
    done = indexer("remove", "--index", index, "r.pdf", "\u009bx", code=1)
    assert done.stderr.splitlines()[0] == "indexer: there is no publication with the id r.pdf."
    assert is_plain(done.stderr)
    indexer("remove", "--index", index.parent / "none", "r.pdf", code=2)
    assert not (index.parent / "none").exists()


def test_status(site: Path, index: Path) -> None:
    indexer("add", "--index", index, site, code=1)
    found: dict[str, Any] = json.loads(indexer("status", "--json", "--index", index).stdout)
    assert set(found) == {
        "index", "folder", "engine", "publications", "passages", "kinds", "size_bytes", "stored_bytes",
        "segments", "covers", "covers_bytes", "last_commit", "failures", "ocr", "sandbox",
    }  # fmt: skip
    assert (found["publications"], found["kinds"], found["engine"]) == (2, {"article": 1, "rapport": 1}, "whoosh")
    assert [failure["name"] for failure in found["failures"]] == ["bad.pdf"]
    assert set(found["sandbox"]) == {
        "seccomp", "landlock", "network", "files", "timeout_s", "memory_mb", "max_file_mb", "workers",
    }  # fmt: skip
    shown = indexer("status", "--index", index).stdout
    assert "2 publications, 3 passages" in shown
    assert "bad.pdf" in shown
    assert "Reading processes " in shown
    assert is_plain(shown)


def test_inspect(site: Path) -> None:
    """One object for a file; one a line for a folder or a manifest, whose bad ones go to standard error."""
    found: dict[str, Any] = json.loads(indexer("inspect", "--json", site / "r.pdf").stdout)
    assert set("id url title lead topics authors date updated kind language file".split()) < set(found)
    assert [passage["number"] for passage in found["passages"]] == [1, 2]
    assert isinstance(found["sources"], dict)
    assert isinstance(found["warnings"], list)
    done = indexer("inspect", "--json", site, code=1)
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["a.html", "r.pdf"]
    assert done.stderr.startswith("indexer: bad.pdf is not a PDF")
    manifest = site / "m.jsonl"
    manifest.write_text('{"id": "m1", "title": "Ligne", "text": "x"}\nbad\n', encoding="utf-8")
    done = indexer("inspect", "--json", manifest, code=1)
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["m1"]
    assert done.stderr.startswith("indexer: m.jsonl, line 2 cannot be read")
    shown = indexer("inspect", site / "a.html").stdout
    assert "Le tabac recule" in shown
    assert is_plain(shown)


def test_verify_exits_with_1_on_damage_and_names_the_file(site: Path, index: Path) -> None:
    indexer("add", "--index", index, site, code=1)
    assert "2 publications, as written" in indexer("verify", "--index", index).stdout
    (segment,) = index.glob("*.seg")
    data = bytearray(segment.read_bytes())
    data[len(data) // 2] ^= 4
    segment.write_bytes(data)
    done = indexer("verify", "--index", index, code=1)
    assert done.stderr.startswith(f"indexer: {segment.name} is not what was written")


WRONG = {
    "no command": ((), 2, "Usage"),
    "unknown command": (("frobnicate",), 2, "No such command"),
    "unknown option": (("status", "--jsn"), 2, "No such option"),
    "no path": (("add",), 2, "Missing argument"),
    "path that is not there": (("add", "/nonexistent/x"), 2, "does not exist"),
    "no index": (("status", "--index", "/nonexistent/index"), 2, "There is no index in /nonexistent/index"),
    "verify without index": (("verify", "--index", "/nonexistent/index"), 2, "There is no index"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_command_line_is_a_sentence(case: str) -> None:
    args, code, why = WRONG[case]
    done = indexer(*args, code=code)
    assert why in done.stderr + done.stdout


def test_wrong_setting_is_a_sentence(site: Path) -> None:
    done = indexer("add", site, code=2, GLANE_EXTRACTION_WORKERS="many")
    assert done.stderr.startswith("indexer: The variable GLANE_EXTRACTION_WORKERS is “many”: ")


def test_index_folder_is_the_option_then_the_variable_then_the_file(tmp_path: Path, site: Path) -> None:
    (tmp_path / "glane.toml").write_text('index = "from-file"', encoding="utf-8")
    indexer("add", site / "a.html", cwd=tmp_path)
    indexer("add", site / "a.html", cwd=tmp_path, GLANE_INDEX="from-variable")
    indexer("add", site / "a.html", "--index", "from-option", cwd=tmp_path, GLANE_INDEX="from-nowhere")
    for name in ("from-file", "from-variable", "from-option"):
        assert list((tmp_path / name).glob("*.toc"))
    assert not (tmp_path / "from-nowhere").exists()


def test_folder_that_cannot_be_written_is_a_sentence(site: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for folder in (tmp_path / "file", tmp_path / "file/index", Path("/proc/index")):
        done = indexer("add", "--index", folder, site, code=2)
        assert done.stderr.startswith("indexer: ")
        assert str(folder) in done.stderr
        assert done.stderr.count("\n") == 1


def test_control_characters_of_a_title_never_reach_the_terminal(tmp_path: Path, index: Path) -> None:
    """Nor those of a file's name; in JSON they are escaped."""
    manifest = tmp_path / "evil\u009b31m\u202e.jsonl"
    line = {
        "id": f"id{HOSTILE}",
        "title": HOSTILE,
        "text": "x",
        "authors": [HOSTILE],
        "url": f"https://e.example/{HOSTILE}",
    }
    manifest.write_text(json.dumps(line) + "\nbad\n", encoding="utf-8")
    page = write_page(tmp_path / "a\u001b[2J.html", "Le tabac &#x9b;31m &#x202e;recule")
    runs = [
        indexer("add", "--index", index, manifest, page, code=1),
        indexer("add", "--json", "--index", tmp_path / "other", manifest, page, code=1),
        indexer("inspect", manifest, code=1),
        indexer("inspect", "--json", page),
        indexer("status", "--index", index),
        indexer("status", "--json", "--index", index),
        indexer("search", "--index", index, "titre"),
        indexer("search", "--json", "--index", index, "titre"),
        indexer("verify", "--index", index),
    ]
    for done in runs:
        assert is_plain(done.stdout.replace("\u00a0", " ")), done.args
        assert is_plain(done.stderr), done.args


def test_second_run_is_told_who_is_writing(site: Path, index: Path) -> None:
    engine = open_engine(Settings(index=str(index)))
    with engine.writer():
        done = indexer("add", "--index", index, site, code=3)
    assert f"is being written by process {os.getpid()} since" in done.stderr


def test_interrupted_run_says_so_and_leaves_a_whole_index(tmp_path: Path, index: Path) -> None:
    """Ctrl-C is for the whole process group, as in a terminal."""
    manifest = tmp_path / "m.jsonl"
    with manifest.open("w", encoding="utf-8") as file:
        for n in range(20_000):
            file.write(json.dumps({"id": f"{n}", "title": f"Titre {n}", "text": f"Texte {n} " * 100}) + "\n")
    indexer("add", "--index", index, write_page(tmp_path / "a.html", "Avant"))
    default = ["env", "--default-signal=INT"]  # which is ignored where tests run in the background
    process = subprocess.Popen(
        [*default, sys.executable, "-m", "indexer", "add", "--index", index, manifest],
        cwd=REPOSITORY, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    assert process.stderr is not None
    assert " publications done" in process.stderr.readline()
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert errors.splitlines()[-1] == "indexer: stopped; what was committed before stays."
    assert "Traceback" not in errors
    engine = open_engine(Settings(index=str(index)))
    assert list(engine.verify())
    assert engine.count(Query("avant")) == 1
    assert indexer("verify", "--index", index)


def test_reader_that_has_seen_enough_is_no_error(site: Path, index: Path) -> None:
    """`indexer status | head -1`"""
    indexer("add", "--index", index, site, code=1)
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "indexer", "verify", "--index", index],
        cwd=REPOSITORY, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    errors = process.stderr.read()
    process.wait()
    process.stderr.close()
    assert errors == ""
