"""A real run over a folder of hostile files: each is read or has its sentence, the good page is found, all goes on."""

from __future__ import annotations

import http.server
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from indexer.engines import open_engine
from indexer.engines.interface import Query
from indexer.settings import Settings
from tests.indexer.hostile.folder import Fate, make
from tests.paths import REPOSITORY

# Nothing here takes a tenth of that on a machine that does nothing else.
TIMEOUT_S = 20.0
MEMORY_MB = 768
MAX_FILE_MB = 1024
LONGEST_RUN_S = 120.0
# What a terminal obeys; a tab and a line's end it may.
OBEYED = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\x8e\x8f\xaa-\xae]|\xe2\x81[\xa6-\xa9]")


@dataclass(frozen=True)
class Ran:
    """A run of `indexer add`: what it printed, what it cost, and what it should have done with each name."""

    folder: Path
    secret: Path
    index: str
    fates: dict[str, Fate]
    asked: list[str]
    took_s: float
    printed: bytes
    complained: bytes
    status: int

    @property
    def receipt(self) -> dict[str, list[dict[str, str]]]:
        found: dict[str, list[dict[str, str]]] = json.loads(self.printed)
        return found


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """An address, and what was asked of it: nothing, if all goes well."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        do_POST = do_GET  # noqa: N815 - the name is the library's

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def indexer(*arguments: str | Path, index: str) -> subprocess.CompletedProcess[bytes]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(REPOSITORY),
        "GLANE_INDEX": index,
        "GLANE_EXTRACTION_TIMEOUT_S": str(TIMEOUT_S),
        "GLANE_EXTRACTION_MEMORY_MB": str(MEMORY_MB),
        "GLANE_EXTRACTION_MAX_FILE_MB": str(MAX_FILE_MB),
        "GLANE_EXTRACTION_WORKERS": "2",
    }
    command = [sys.executable, "-m", "indexer", *map(str, arguments)]
    return subprocess.run(command, env=environment, cwd=index, capture_output=True, check=False)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    """One run for all of these tests."""
    base = tmp_path_factory.mktemp("hostile")
    folder, secret, index = base / "publications", base / "secret.html", base / "index"
    index.mkdir()
    with listening() as (address, asked):
        fates = make(folder, secret, address)
        begun = time.monotonic()
        done = indexer("add", "--json", folder, index=str(index))
        took_s = time.monotonic() - begun
    yield Ran(folder, secret, str(index), fates, asked, took_s, done.stdout, done.stderr, done.returncode)
    subprocess.run(["rm", "-rf", folder], check=True)  # Python's own way falls over folders as deep as these


def outcomes(ran: Ran) -> dict[str, str]:
    """By name: "" for a publication, or the sentence."""
    found = {entry["id"]: "" for entry in ran.receipt["publications"]}
    return found | {Path(failure["source"]).name: failure["sentence"] for failure in ran.receipt["failures"]}


def test_each_file_is_read_or_has_its_sentence(ran: Ran) -> None:
    found = outcomes(ran)
    wrong = {}
    for name, fate in ran.fates.items():
        shown = name.replace("\udce9", "\\xe9")
        sentence = found.pop(shown, None)
        is_right = {
            Fate.READ: sentence == "",
            Fate.REFUSED: bool(sentence),
            Fate.EITHER: sentence is not None,
            Fate.UNSEEN: sentence is None,
        }[fate]
        if not is_right:
            wrong[shown] = (fate.value, sentence)
    assert not wrong
    assert not found
    assert ran.status == 1


def test_sentences_are_for_people(ran: Ran) -> None:
    for name, sentence in outcomes(ran).items():
        if sentence:
            assert sentence.endswith("."), name
            assert "Traceback" not in sentence, name
            assert len(sentence) < 700, name
    assert "password" in outcomes(ran)["password.pdf"]
    assert "too large" in outcomes(ran)["gigabyte.pdf"]
    assert "memory" in outcomes(ran)["gigabyte.html"]


def test_the_good_page_is_found(ran: Ran) -> None:
    engine = open_engine(Settings(index=ran.index))
    assert [hit.id for hit in engine.search(Query('"doit toujours retrouver"')).hits] == ["bonne.html"]
    assert list(engine.verify())


def test_nothing_outside_of_the_folder_is_read_and_nobody_is_called(ran: Ran) -> None:
    engine = open_engine(Settings(index=ran.index))
    assert engine.count(Query("sésame")) == 0
    assert engine.count(Query("root")) == 0
    assert ran.asked == []
    assert sorted(path.name for path in ran.secret.parent.iterdir()) == ["index", "publications", "secret.html"]


def test_time_and_memory_stay_within_their_limits(ran: Ran) -> None:
    assert ran.took_s < LONGEST_RUN_S
    # Of any process that was waited for, in kilobytes. One begins with the largest size that this process ever had.
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss <= max(own, 1.5 * MEMORY_MB * 1024)


def test_another_run_reads_nothing_again(ran: Ran) -> None:
    """What failed is not tried again before it changes, or a bomb would cost its time with each publication."""
    again = indexer("add", "--json", ran.folder, index=ran.index)
    receipt = json.loads(again.stdout)
    assert (receipt["added"], receipt["changed"]) == (0, 0)
    assert receipt["took_s"] < ran.took_s / 2


def test_no_terminal_is_commanded(ran: Ran, tmp_path: Path) -> None:
    """By names of files or by what stands in them, on standard output or standard error."""
    folder = tmp_path / "some"
    folder.mkdir()
    for name in ("terminal.md", "a\nb\x1b[31m\x07.html", "\u202egpj.html", "caf\udce9.html", "password.pdf"):
        shutil.copyfile(ran.folder / name, folder / name)
    (folder / "\x1b]0;x\x07\u202e.pdf").write_bytes(b"\x1b]0;x\x07")
    for command in (["add", folder], ["status"], ["inspect", folder]):
        done = indexer(*command, index=str(tmp_path))
        assert not OBEYED.search(done.stdout), done.stdout
        assert not OBEYED.search(done.stderr), done.stderr
        assert done.stdout
