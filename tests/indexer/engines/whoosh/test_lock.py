"""One writer at a time, and none that is dead."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.engines.whoosh.engine import WhooshEngine
from indexer.errors import IndexLocked
from tests.contract.corpus import TABAC, store
from tests.paths import REPOSITORY

HOLD = """
import sys, time
from pathlib import Path
from indexer.engines.whoosh.engine import WhooshEngine
from tests.contract.corpus import SEIN
engine = WhooshEngine(Path(sys.argv[1]))
with engine.writer() as writer:
    writer.add(engine.prepare([SEIN]))
    print("writing", flush=True)
    time.sleep(60)
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    """A process that has begun to write."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, folder], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    return process


def test_second_writer_is_told_who_writes_and_since_when_until_that_process_is_gone(folder: Path) -> None:
    """kill -9 releases the lock; nothing of the dead run stays."""
    process = holder(folder)
    engine = WhooshEngine(folder)
    try:
        with pytest.raises(IndexLocked) as caught, engine.writer():
            pass
        since = re.search(rf"process {process.pid} since (\S+);", str(caught.value))
        assert since
        age = dt.datetime.now().astimezone() - dt.datetime.fromisoformat(since[1])
        assert dt.timedelta(0) <= age < dt.timedelta(minutes=1)
        assert engine.get(TABAC.id)  # reading needs no lock
    finally:
        process.kill()
        process.communicate()
    store(engine, [TABAC])
    assert engine.status().publications == 7
    assert list(engine.verify())


def test_second_writer_of_one_process_is_refused_too(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    with engine.writer() as writer:
        with pytest.raises(IndexLocked, match=f"process {os.getpid()} since"), WhooshEngine(tmp_path).writer():
            pass
        writer.add(engine.prepare([TABAC]))
        writer.commit()
    store(engine, [])
    assert engine.status().publications == 1


def test_lock_is_free_after_an_error(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    for _ in range(2):
        with pytest.raises(TypeError, match="prepared by another engine"), engine.writer() as writer:
            writer.add(TABAC)
    store(engine, [TABAC])


def test_program_that_uses_whoosh_itself_is_waited_for_then_named(folder: Path) -> None:
    """Whoosh's own lock is respected."""
    from whoosh.index import open_dir

    lock = open_dir(folder, "MAIN").lock("WRITELOCK")
    assert lock.acquire()
    engine = WhooshEngine(folder)
    try:
        with pytest.raises(IndexLocked, match="another program"):
            store(engine, [TABAC])
    finally:
        lock.release()
    store(engine, [TABAC])
