"""Pictures that are kept: within the quota, oldest first out, by several workers, and never half a file."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from searchapp.documents import picture_cache as kept_module
from searchapp.documents.picture_cache import PictureCache, folder_for


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def test_what_was_put_is_got(tmp_path: Path) -> None:
    kept = PictureCache(tmp_path / "k", 10_000)
    assert kept.get("a") is None
    kept.put("a", b"one")
    assert kept.get("a") == b"one"
    kept.put("a", b"two")
    assert kept.get("a") == b"two"
    assert PictureCache(tmp_path / "k", 10_000).get("a") == b"two"


def test_the_quota_holds_and_what_was_asked_for_last_stays(tmp_path: Path) -> None:
    kept = PictureCache(tmp_path, 100_000)
    for number in range(300):
        kept.put(f"p{number}", bytes(1_000))
        os.utime(tmp_path / f"p{number}.kept", (number, number))
        if number == 20:
            kept.put("loved", b"x" * 100)
        if number > 20:
            os.utime(tmp_path / "loved.kept", (1, 1))
            assert kept.get("loved"), number  # which says that it was asked for just now
        assert size_of(tmp_path) <= 100_000
    assert kept.get("p299")
    assert kept.get("p0") is None


def test_several_workers_stay_within_the_quota_together(tmp_path: Path) -> None:
    workers = [PictureCache(tmp_path, 200_000) for _ in range(4)]

    def write(worker: PictureCache, name: str) -> None:
        for number in range(100):
            worker.put(f"{name}{number}", bytes(2_000))

    threads = [threading.Thread(target=write, args=(worker, f"w{n}-")) for n, worker in enumerate(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 50_000 < size_of(tmp_path) <= 200_000


def test_what_is_larger_than_it_is_worth_is_not_kept(tmp_path: Path) -> None:
    kept = PictureCache(tmp_path, 10_000)
    kept.put("a", bytes(5_000))
    assert kept.get("a") is None


def test_only_what_is_new_enough(tmp_path: Path) -> None:
    kept = PictureCache(tmp_path, 10_000)
    kept.put("a", b"x")
    assert kept.get("a", newest_s=60) == b"x"
    os.utime(tmp_path / "a.kept", (time.time() - 61,) * 2)
    assert kept.get("a", newest_s=60) is None


def test_a_folder_that_cannot_be_used_costs_no_answer(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    kept = PictureCache(tmp_path / "file", 10_000)
    kept.put("a", b"x")
    assert kept.get("a") is None


def test_what_a_killed_worker_left_is_tidied_up(tmp_path: Path) -> None:
    old, new = tmp_path / "old.tmp", tmp_path / "new.tmp"
    old.touch()
    new.touch()
    os.utime(old, (0, 0))
    PictureCache(tmp_path, 10_000).put("a", b"x")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.kept", "new.tmp"]


def test_a_folder_that_somebody_else_may_write_to_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_module.tempfile, "gettempdir", lambda: str(tmp_path))
    folder = folder_for("")
    assert folder is not None
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.chmod(0o777)
    assert folder_for("") is None
    folder.rmdir()
    folder.symlink_to(tmp_path)
    assert folder_for("") is None
    assert folder_for("/var/cache/x") == Path("/var/cache/x")
