"""One writer at a time, one newest commit, and values by their names: on the real cluster."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest

from indexer.engines.opensearch import control as controlling
from indexer.engines.opensearch import lock as locking
from indexer.engines.opensearch.client import Client, open_client
from indexer.engines.opensearch.control import FORMAT, Commit, Control
from indexer.engines.opensearch.lock import DOCUMENT, Holder, Lock
from indexer.engines.opensearch.refusals import VersionConflict
from indexer.errors import EngineUnavailable, IndexDamaged, IndexLocked, IndexMissing, IndexOfOtherVersion
from indexer.settings import OpenSearchSettings
from tests.paths import REPOSITORY

NOW = dt.datetime(2026, 11, 28, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def control(cluster_client: Client, cluster_settings: OpenSearchSettings) -> Control:
    return Control(cluster_client, cluster_settings.prefix)


def commit(number: int, build: str = "b1") -> Commit:
    return Commit(number, NOW, build, publications=3, passages=40)


def put(client: Client, control: Control, name: str, document: object) -> None:
    client.request("PUT", f"/{control.index}/_doc/{name}", document)


# The commit


def test_before_the_first_commit_there_is_no_index(control: Control) -> None:
    for _ in range(2):
        assert control.find_commit() is None
        with pytest.raises(IndexMissing, match="run `indexer add`"):
            control.commit()
        control.create()
        control.create()


def test_the_newest_commit_is_read_back(control: Control) -> None:
    control.create()
    control.write_commit(commit(1))
    assert control.commit() == control.find_commit() == commit(1)
    control.write_commit(commit(2))
    assert control.commit() == commit(2)
    versions = {commit(1).version(), commit(2).version(), commit(2, "b2").version()}
    assert len(versions) == 3


def test_a_commit_never_takes_the_place_of_one_as_new(control: Control) -> None:
    """A writer that was taken for dead wakes up: what the other one has committed stays."""
    control.create()
    control.write_commit(commit(5))
    for number in (4, 5):
        with pytest.raises(VersionConflict):
            control.write_commit(commit(number, "other"))
    assert control.commit() == commit(5)
    control.write_commit(commit(5))  # its own, of which the answer was lost


def test_indices_of_another_format_are_refused(control: Control, cluster_client: Client) -> None:
    control.create()
    put(cluster_client, control, "commit", {"format": FORMAT + 1, "unknown": True})
    with pytest.raises(IndexOfOtherVersion, match=rf"A newer Glane .*format {FORMAT + 1}, this one knows {FORMAT}"):
        control.commit()
    put(cluster_client, control, "commit", {"format": FORMAT - 1})
    with pytest.raises(IndexOfOtherVersion, match=r"An older Glane .*`indexer add` again"):
        control.find_commit()
    put(cluster_client, control, "commit", {"format": FORMAT})
    with pytest.raises(IndexDamaged, match="“commit”"):
        control.commit()


# Values by a name


def test_values_are_kept_by_their_names(control: Control) -> None:
    control.create()
    many = {f"F. Maillard {n}": f"François Maillard {n}" for n in range(2000)}  # more than an index may have fields
    control.write_named("authors", many)
    control.write_named("é/?#", [1, 2])
    assert control.read_named("authors", dict[str, str]) == many
    assert control.read_named("é/?#", list[int]) == [1, 2]
    assert control.read_named("none", list[int]) is None
    control.write_named("authors", {})
    assert control.read_named("authors", dict[str, str]) == {}


def test_a_large_value_is_kept_in_pieces(
    control: Control, cluster_client: Client, cluster_settings: OpenSearchSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cluster takes 100 MB at once; the journal of a commit of a million publications is larger."""
    monkeypatch.setattr(controlling, "PIECE_CHARACTERS", 100)
    control.create()

    def documents() -> int:
        cluster_client.refresh(control.index)
        return cluster_client.count(control.index, {"match_all": {}})

    other = Control(cluster_client, cluster_settings.prefix)  # another process
    for value in (list(range(200)), ["é" * 150, "🎗"], list(range(90, 400)), [1]):
        control.write_named("journal", value)
        assert other.read_named("journal", list[Any]) == value
    assert documents() == 1, "pieces that nobody is led to are removed"
    control.write_named("journal", list(range(200)))
    other.write_named("journal", [2])  # by who has not read it
    assert documents() == 1
    control.write_named("journal", list(range(200)))
    cluster_client.request("DELETE", f"/{control.index}/_doc/name-journal-a-3")
    with pytest.raises(IndexDamaged, match="A part of “journal” is missing"):
        other.read_named("journal", list[Any])


# The writer's lock


def test_one_writer_at_a_time(control: Control, cluster_client: Client) -> None:
    with control.writing() as lock:
        lock.check()
        with (
            pytest.raises(IndexLocked, match=rf"being written by process {os.getpid()} of .* since 20\d\d-"),
            control.writing(),
        ):
            pass
        lock.check()
    assert not cluster_client.document(control.index, DOCUMENT).found
    with control.writing():
        pass


def test_the_writers_place_is_left_when_a_run_fails(control: Control) -> None:
    with pytest.raises(ZeroDivisionError), control.writing():
        raise ZeroDivisionError
    with control.writing():
        pass


def test_of_many_that_begin_at_once_one_writes(control: Control) -> None:
    control.create()
    done = threading.Event()

    def write(_: int) -> bool:
        try:
            with control.writing():
                done.wait(20)
        except IndexLocked:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        runs = [pool.submit(write, number) for number in range(8)]
        until = time.monotonic() + 20
        while sum(run.done() for run in runs) < 7 and time.monotonic() < until:
            time.sleep(0.02)
        done.set()
    assert sorted(run.result() for run in runs) == [False] * 7 + [True]


KILLED = """
import sys, time
from indexer.engines.opensearch.client import open_client
from indexer.engines.opensearch.control import Control
from indexer.settings import OpenSearchSettings

settings = OpenSearchSettings(hosts=tuple(sys.argv[2:]), prefix=sys.argv[1])
with Control(open_client(settings), settings.prefix).writing():
    print("writing", flush=True)
    time.sleep(60)
"""


def test_a_killed_writer_of_this_machine_is_followed_at_once(
    control: Control, cluster_settings: OpenSearchSettings
) -> None:
    command = [sys.executable, "-c", KILLED, cluster_settings.prefix, *cluster_settings.hosts]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        with pytest.raises(IndexLocked, match=f"process {process.pid} of "), control.writing():
            pass
        process.kill()
        process.wait()
    begun = time.monotonic()
    with control.writing():
        assert time.monotonic() - begun < 5


def check_until_refused(lock: Lock) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        lock.check()
        time.sleep(0.02)


def other(age_s: float) -> Holder:
    """A writer of another machine, heard of so long ago."""
    beat = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=age_s)
    return Holder("elsewhere", 4711, "", "2026-11-28T10:00:00+01:00", "token", beat)


def test_a_writer_of_another_machine_is_followed_when_it_was_silent_for_a_minute(
    control: Control, cluster_client: Client
) -> None:
    control.create()
    put(cluster_client, control, DOCUMENT, other(55))
    with pytest.raises(IndexLocked, match=r"process 4711 of elsewhere since 2026-11-28T10:00:00"):
        Lock(cluster_client, control.index).take()
    put(cluster_client, control, DOCUMENT, other(3))
    lock = Lock(cluster_client, control.index, beat_s=0.3)
    lock.take()
    lock.check()
    lock.release()


@pytest.mark.parametrize("age_s", [3600, -3600])
def test_a_writer_whose_clock_is_wrong_is_not_taken_for_dead(
    control: Control, cluster_client: Client, age_s: float
) -> None:
    control.create()
    put(cluster_client, control, DOCUMENT, other(age_s))
    timer = threading.Timer(0.3, put, (cluster_client, control, DOCUMENT, other(age_s)))
    timer.start()
    with pytest.raises(IndexLocked, match="elsewhere"):
        Lock(cluster_client, control.index, beat_s=0.3).take()
    timer.join()


def test_a_writer_says_that_it_lives(control: Control, cluster_client: Client) -> None:
    control.create()
    lock = Lock(cluster_client, control.index, beat_s=0.1)
    lock.take()
    first = msgspec.json.decode(cluster_client.document(control.index, DOCUMENT).source, type=Holder)
    until = time.monotonic() + 20
    while time.monotonic() < until:
        now = msgspec.json.decode(cluster_client.document(control.index, DOCUMENT).source, type=Holder)
        if now.beat > first.beat:
            break
        time.sleep(0.02)
    assert now.beat > first.beat
    assert (now.token, now.since) == (first.token, first.since)
    lock.release()


@pytest.mark.parametrize("is_removed", [True, False])
def test_a_writer_that_lost_its_place_is_told(control: Control, cluster_client: Client, is_removed: bool) -> None:
    control.create()
    lock = Lock(cluster_client, control.index, beat_s=0.1)
    lock.take()
    if is_removed:
        cluster_client.request("DELETE", f"/{control.index}/_doc/{DOCUMENT}")
    else:
        put(cluster_client, control, DOCUMENT, other(0))
    who = "nobody" if is_removed else "process 4711 of elsewhere"
    with pytest.raises(IndexLocked, match=f"taken for dead and lost the index .* to {who}"):
        check_until_refused(lock)
    lock.release()
    assert cluster_client.document(control.index, DOCUMENT).found is not is_removed


def test_a_writer_that_the_cluster_does_not_hear_stops_by_itself(
    control: Control, cluster_settings: OpenSearchSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before another one may begin: four beats against six."""
    control.create()
    client = open_client(cluster_settings)
    lock = Lock(client, control.index, beat_s=0.3)
    lock.take()

    def silent(*_values: object, **_options: object) -> dict[str, object]:
        raise EngineUnavailable("gone")

    with monkeypatch.context() as patch:
        patch.setattr(client, "request", silent)
        with pytest.raises(EngineUnavailable, match=r"no sign of life .* another process may write now"):
            check_until_refused(lock)
        assert locking._GIVE_UP < locking._EXPIRED
    lock.release()
