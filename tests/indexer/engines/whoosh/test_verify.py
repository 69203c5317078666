"""Damage is found, named and never a traceback."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.engines.interface import Query
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.errors import IndexDamaged, IndexMissing
from tests.contract.corpus import CORPUS, TABAC, store
from tests.paths import REPOSITORY

# Holds nothing that counts: the system keeps the lock, not the file.
LOCKS = {"writer.lock", "MAIN_WRITELOCK"}
QUESTIONS = ("", "cancer", '"cancer du sein"', "canc*", "dépistage xyzzy", "auteur:scotte", "titre:tabac", "budget")


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.name not in LOCKS)


def ask_everything(engine: WhooshEngine) -> None:
    for text in QUESTIONS:
        engine.search(Query(text, per_page=50))
        engine.count(Query(text))
    engine.corrected("depistaje scaner")
    for item in CORPUS:
        engine.get(item.id)
    engine.status()
    engine.stored()


def test_whole_index_passes(folder: Path) -> None:
    """Each file has its sentence."""
    sentences = list(WhooshEngine(folder).verify())
    names = [path.name for path in files_of(folder)]
    assert len(names) >= 5
    for name in names:
        assert sum(sentence.startswith(f"{name}: ") for sentence in sentences) == 1, name
    assert "7 publications, as written" in sentences
    assert all(line.isprintable() for line in sentences)


def test_flipped_bit_is_found_in_every_file(folder: Path) -> None:
    """At the beginning, the end and many places between, in the table of contents and the checksums as in segments."""
    rng = random.Random(11)
    for path in files_of(folder):
        data = path.read_bytes()
        offsets = {0, 1, len(data) - 1, *(rng.randrange(len(data)) for _ in range(12))}
        for offset in sorted(offsets):
            broken = bytearray(data)
            broken[offset] ^= 1 << rng.randrange(8)
            path.write_bytes(broken)
            with pytest.raises(IndexDamaged, match=path.name):
                list(WhooshEngine(folder).verify())
        path.write_bytes(data)
    assert list(WhooshEngine(folder).verify())


@pytest.mark.parametrize("change", ["missing", "empty", "cut", "longer"])
def test_file_that_is_missing_or_cut_is_named(folder: Path, change: str) -> None:
    for path in files_of(folder):
        data = path.read_bytes()
        if change == "missing":
            path.unlink()
        else:
            path.write_bytes({"empty": b"", "cut": data[: len(data) // 2], "longer": data + b"\0"}[change])
        with pytest.raises(IndexDamaged, match=path.name):
            list(WhooshEngine(folder).verify())
        path.write_bytes(data)
    assert list(WhooshEngine(folder).verify())


# Whoosh leaves a file that it cannot make sense of to be closed by the garbage collector.
@pytest.mark.filterwarnings("ignore:.*unclosed file.*:ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_questions_to_a_damaged_index_are_answered_or_refused_in_a_sentence(folder: Path) -> None:
    """Whatever byte is wrong: nothing but IndexDamaged reaches the visitor."""
    rng = random.Random(5)
    refused = 0
    for path in files_of(folder):
        data = path.read_bytes()
        for _ in range(40 if path.suffix == ".seg" else 20):
            broken = bytearray(data)
            for _ in range(rng.choice((1, 1, 8))):
                broken[rng.randrange(len(data))] = rng.randrange(256)
            path.write_bytes(broken)
            try:
                ask_everything(WhooshEngine(folder))
            except IndexDamaged as error:
                assert "verify" in str(error) or "not what was written" in str(error)  # noqa: PT017
                refused += 1
        path.write_bytes(data)
    assert refused > 20
    ask_everything(WhooshEngine(folder))


def test_lost_table_of_contents_is_damage_and_no_new_index_is_begun_over_it(folder: Path) -> None:
    """Otherwise the next run would delete every publication."""
    (toc,) = folder.glob("*.toc")
    toc.unlink()
    engine = WhooshEngine(folder)
    for ask in (lambda: engine.search(Query()), lambda: store(engine, [TABAC]), lambda: list(engine.verify())):
        with pytest.raises(IndexDamaged, match=toc.name):
            ask()
    assert not engine.is_ready()
    assert list(folder.glob("*.seg"))


def test_damage_of_an_old_segment_is_found_after_later_commits(folder: Path) -> None:
    """Its checksum is taken over, not made anew."""
    first = sorted(folder.glob("*.seg"), key=lambda path: path.stat().st_mtime)[0]
    data = bytearray(first.read_bytes())
    data[len(data) // 2] ^= 1
    first.write_bytes(data)
    engine = WhooshEngine(folder)
    with engine.writer() as writer:
        writer.add(engine.prepare([CORPUS[-1]]))
        writer.commit(final=False)
    with pytest.raises(IndexDamaged, match=first.name):
        list(engine.verify())


def test_folder_without_an_index(tmp_path: Path) -> None:
    """Empty, not there, or not a folder."""
    (tmp_path / "file").write_text("x")
    (tmp_path / "empty").mkdir()
    for name in ("empty", "none", "file", "file/below"):
        engine = WhooshEngine(tmp_path / name)
        for ask in (lambda: engine.search(Query()), lambda: list(engine.verify()), engine.status):  # noqa: B023
            with pytest.raises(IndexMissing, match="run `indexer add` first"):
                ask()
        assert not engine.is_ready()
    assert list((tmp_path / "empty").iterdir()) == []


def test_copied_folder_is_a_backup(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "copy")
    assert list(WhooshEngine(tmp_path / "copy").verify())[1:] == list(WhooshEngine(folder).verify())[1:]
    ask_everything(WhooshEngine(tmp_path / "copy"))


ASK = """
import os, sys
from pathlib import Path
from indexer.engines.interface import Query
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.errors import GlaneError
engine = WhooshEngine(Path(sys.argv[1]))
if os.geteuid() == 0:  # root may read everything: be nobody
    os.seteuid(65534)
print(engine.is_ready())
for ask in (lambda: engine.search(Query()), lambda: list(engine.verify())):
    try:
        print(ask())
    except GlaneError as error:
        print(error)
"""


def test_folder_that_may_not_be_read_is_a_sentence(folder: Path) -> None:
    """Not "there is no index"."""
    folder.chmod(0)
    done = subprocess.run(
        [sys.executable, "-c", ASK, folder], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    folder.chmod(0o700)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["False"] + [f"The index {folder} cannot be read: Permission denied."] * 2


def test_disk_that_is_full_loses_nothing(folder: Path) -> None:
    """A commit that cannot be written leaves the one before; the next one is as any other."""
    script = """
import resource, signal, sys
from pathlib import Path
from indexer.engines.whoosh.engine import WhooshEngine
from tests.contract.corpus import publication
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
engine = WhooshEngine(Path(sys.argv[1]))
try:
    with engine.writer() as writer:
        for n in range(500):
            writer.add(engine.prepare([publication(str(n), "Titre", *(f"mot{n}x{i}" for i in range(50)))]))
        writer.commit()
except OSError as error:
    print(error.strerror)
with engine.writer() as writer:
    writer.add(engine.prepare([publication("small", "Petit", "mot")]))
    writer.commit(final=False)
print(engine.status().publications)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, folder], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert done.stdout == "File too large\n8\n", done.stderr
    engine = WhooshEngine(folder)
    assert list(engine.verify())
    assert engine.status().publications == 8
