"""The writer's lock of a cluster: a document that says who writes, and that it still lives.

    lock = Lock(client, "glane-control")
    lock.take()          IndexLocked when another process writes
    lock.check()         raises when the place was lost meanwhile
    lock.release()

A process that is killed cannot release it. On the same machine the next writer sees that it is gone; on another one it
waits until nothing has been heard of it for a minute by its own clock.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
import socket
import threading
import time
from pathlib import Path
from urllib.parse import quote

import msgspec

from indexer.engines.opensearch.client import Client, Document
from indexer.engines.opensearch.refusals import VersionConflict
from indexer.errors import EngineUnavailable, GlaneError, IndexLocked

# How often a writer says that it lives. All other times are multiples of it.
BEAT_S = 10.0
# After four beats that the cluster did not take, a writer stops by itself; after six, another one may begin.
_GIVE_UP, _EXPIRED = 4, 6

# Who reads looks at least as often whether a run is under way; a bit more, for those who have just looked.
LOOK_AGAIN_S = 1.0
_KNOWN_S = LOOK_AGAIN_S + 0.2

DOCUMENT = "writer"


class Holder(msgspec.Struct, frozen=True):
    """Who writes: one process of one machine, when it began and when it last said that it lives.

    place  the same text for all processes that see each other by their numbers; "" where that is not known
    """

    host: str
    pid: int
    place: str
    since: str
    token: str
    beat: dt.datetime


class Lock:
    """One run's hold of the writer's place."""

    def __init__(self, client: Client, index: str, beat_s: float = BEAT_S) -> None:
        self._client = client
        self._index = index
        self._path = f"/{quote(index)}/_doc/{DOCUMENT}"
        self._beat_s = beat_s
        self._token = secrets.token_hex(8)
        self._since = dt.datetime.now().astimezone().isoformat(timespec="seconds")
        self._version = (-1, -1)
        self._lived = self._taken = 0.0
        self._lost = ""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="writer-heartbeat", daemon=True)

    def take(self) -> None:
        """Take the writer's place. Raises IndexLocked with the process that has it, and since when."""
        document = self._client.document(self._index, DOCUMENT)
        holder = _holder(document)
        if holder is not None and not self._is_gone(holder, document):
            raise IndexLocked(
                f"The index in the cluster at {self._client.where} is being written by process {holder.pid} of "
                f"{holder.host} since {holder.since}; wait until it has ended, then run this again."
            )
        try:
            self._write((document.seq_no, document.primary_term) if document.found else None)
        except VersionConflict as error:
            if not self._is_ours():
                raise IndexLocked(
                    f"Another process has just begun to write the index in the cluster at {self._client.where}; wait "
                    "until it has ended, then run this again."
                ) from error
        self._taken = time.monotonic()
        self._thread.start()

    def check(self) -> None:
        """Raise unless this process still has the writer's place: to be asked before anything is made visible."""
        if self._lost:
            raise IndexLocked(self._lost)
        silent_s = time.monotonic() - self._lived
        if silent_s > _GIVE_UP * self._beat_s:
            raise EngineUnavailable(
                f"The cluster at {self._client.where} has taken no sign of life for {silent_s:.0f} s, and another "
                "process may write now: run this again; what was committed before stays."
            )

    def wait_until_known(self) -> None:
        """Wait until all who read know that a run is under way: nothing may change under them before."""
        time.sleep(max(0.0, self._taken + _KNOWN_S - time.monotonic()))

    def release(self) -> None:
        """Leave the writer's place to others."""
        self._stop.set()
        self._thread.join()
        if self._lost:
            return
        seq_no, term = map(str, self._version)
        try:
            condition = {"if_seq_no": seq_no, "if_primary_term": term}
            self._client.request("DELETE", self._path, accept=(404, 409), parameters=condition, timeout_s=self._beat_s)
        except GlaneError:
            return  # it expires by itself; what the run has to tell is more than that

    def _is_gone(self, holder: Holder, document: Document) -> bool:
        if holder.place and holder.place == _place() and not _runs(holder.pid):
            return True
        age_s = (dt.datetime.now(dt.UTC) - holder.beat).total_seconds()
        if abs(age_s) <= _EXPIRED * self._beat_s:
            return False
        # Clocks of two machines may differ: by our own, too, no beat comes for so long.
        for _ in range(_EXPIRED):
            time.sleep(self._beat_s)
            if self._client.document(self._index, DOCUMENT).seq_no != document.seq_no:
                return False
        return True

    def _write(self, version: tuple[int, int] | None) -> None:
        """Replace the document of this version; None makes it. Raises VersionConflict when another was quicker."""
        now = dt.datetime.now(dt.UTC)
        holder = Holder(socket.gethostname(), os.getpid(), _place(), self._since, self._token, now)
        if version is None:
            condition = {"op_type": "create"}
        else:
            condition = {"if_seq_no": str(version[0]), "if_primary_term": str(version[1])}
        begun = time.monotonic()
        answer = self._client.request("PUT", self._path, holder, parameters=condition, timeout_s=self._beat_s)
        self._version = (answer["_seq_no"], answer["_primary_term"])
        self._lived = begun

    def _beat(self) -> None:
        while not self._stop.wait(self._beat_s):
            try:
                self._write(self._version)
            except VersionConflict:
                if not self._is_ours():
                    return
            except GlaneError:
                continue  # `check` tells when it has lasted too long

    def _is_ours(self) -> bool:
        """After a conflict: our own write whose answer was lost, or another process's."""
        try:
            document = self._client.document(self._index, DOCUMENT)
        except GlaneError:
            return True  # not known: the next beat tells
        holder = _holder(document)
        if holder is not None and holder.token == self._token:
            self._version = (document.seq_no, document.primary_term)
            self._lived = time.monotonic()
            return True
        who = f"process {holder.pid} of {holder.host}" if holder else "nobody"
        self._lost = (
            f"This process was taken for dead and lost the index in the cluster at {self._client.where} to {who}: "
            "run this again; what was committed before stays."
        )
        return False


def _holder(document: Document) -> Holder | None:
    if not document.found:
        return None
    try:
        return msgspec.json.decode(document.source, type=Holder)
    except msgspec.DecodeError:
        return None  # nobody that Glane knows


def _place() -> str:
    """This boot of this machine, and the process numbers that are seen here: containers have their own."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return ""


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # of another user, and there
        pass
    return True
