"""Changes to the index of a cluster: spooled here, sent by a commit, seen all at once.

What a commit sends waits in the cluster for one refresh, but for the control documents. It begins with a *journal* that
says what it is about to send. A run that died leaves it: the next commit takes what is in it for changes of its own, so
that all of it ends right, whatever had arrived.

    journal     what this commit sends, and which texts it takes the place of
    old texts   those that the newest commit has replaced: a reader may still show them, so the next one deletes them

What others depend on is derived from what was committed before, what the journal of a dead run had sent, and the spool
(deriving.py): nothing has to be seen for that, so that one refresh is enough.
"""

from __future__ import annotations

import datetime as dt
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

import msgspec

from indexer.engines.interface import Prepared
from indexer.engines.opensearch.bulk import create_operation, delete_operation, index_operation, send, update_operation
from indexer.engines.opensearch.client import Client
from indexer.engines.opensearch.control import Commit, Control
from indexer.engines.opensearch.deriving import Deriving
from indexer.engines.opensearch.indices import Build, Builds
from indexer.engines.opensearch.known import Index, batched, read_own
from indexer.engines.opensearch.lock import Lock
from indexer.engines.opensearch.names import NO_NAMES, read_names, write_names
from indexer.engines.opensearch.preparing import Own, PreparedBatch, doc_of, encoded
from indexer.engines.opensearch.spool import Spool
from indexer.engines.opensearch.texts import Texts
from indexer.errors import GlaneError, IndexDamaged

_JOURNAL, _OLD_TEXTS = "journal", "old-texts"
# Whole documents that are read at once: of a run that died.
_AT_ONCE = 100
# After a switch, answers that were begun with the old indices are still being shown.
_STILL_READ_S = 2.0


class Journal(msgspec.Struct, frozen=True):
    """What a commit is about to do.

    docs   publications that it sends, changes or deletes
    texts  what it writes, and what it takes the place of
    """

    docs: tuple[str, ...] = ()
    texts: tuple[Texts, ...] = ()


class _Sent(msgspec.Struct, frozen=True):
    """What is read of a publication that was sent and is not seen yet."""

    own: str
    stamp: str
    passages: int


class ClusterWriter:
    """The Writer of a cluster (interface.Writer). Its lock is held by the caller.

    `aside` writes a new build that nobody reads before the final commit.
    """

    def __init__(self, client: Client, control: Control, builds: Builds, lock: Lock, *, aside: bool = False) -> None:
        self._client = client
        self._control = control
        self._builds = builds
        self._lock = lock
        self._newest = control.find_commit()  # one of another format is refused before anything is done
        self._is_aside = aside
        current = builds.named(self._newest.build) if self._newest else None
        if current and not builds.is_whole(current):
            raise IndexDamaged(
                f"An index of “{current.name}” is missing in the cluster at {client.where}: restore a snapshot of "
                f"{current.publications} and {current.texts}, or remove `{control.index}` and index everything again."
            )
        builds.delete_all_but(current)
        if current:
            builds.fit_replicas(current)
            if not builds.is_shown(current):
                builds.show(current)
        self._shown = current
        self._build = None if aside else current
        self._spool = Spool()
        self._kept_names = self._names = read_names(control) if current and not aside else NO_NAMES

    # What is to be changed

    def add(self, prepared: Prepared, wanted: Sequence[int] | None = None) -> None:
        """Add publications, or the `wanted` ones of them; each replaces the one with the same id."""
        if not isinstance(prepared, PreparedBatch):
            raise TypeError("prepared by another engine")
        for number in range(len(prepared.documents)) if wanted is None else wanted:
            self._spool.add(prepared.documents[number])

    def remove(self, identifier: str) -> bool:
        """Remove a publication; False when there is none with this id."""
        doc = doc_of(identifier)
        if doc in self._spool.changes:
            was_there = self._spool.changes[doc] is not None
        else:
            was_there = self._build is not None and self._client.exists(f"/{self._build.publications}/_doc/{doc}")
        if was_there:
            self._spool.remove(doc)
        return was_there

    def commit(self, *, final: bool = True) -> None:
        """Make all changes so far visible at once; of a build aside, only with the final one."""
        if self._build is None:
            self._build = self._builds.create()
        is_live = self._build == self._shown
        dead = self._journal() if is_live else Journal()
        if self._spool.changes or dead.docs:
            self._send(self._build, dead, is_live)
        elif is_live:
            return  # nothing has changed
        if is_live or final or not self._is_aside:
            self._finish(self._build)

    def abandon(self) -> None:
        """Forget what was not committed."""
        self._spool.close()
        if self._build and self._build != self._shown:
            self._drop(self._build)

    def _drop(self, build: Build) -> None:
        """Delete a build that nobody reads; where that fails now, the next run does it."""
        with suppress(GlaneError):
            self._builds.delete(build)

    # Sending

    def _journal(self) -> Journal:
        return self._control.read_named(_JOURNAL, Journal) or Journal()

    def _send(self, build: Build, dead: Journal, is_live: bool) -> None:
        """Send all changes to a build, and what is derived of them; refreshed unless visitors read it."""
        index = Index(self._client, build.publications)
        found = self._sent(build, [doc for doc in dead.docs if doc not in self._spool.changes])
        changes: dict[str, Own | None] = {doc: read_own(sent.own) if sent else None for doc, sent in found.items()}
        changes |= self._spool.changes
        deriving = Deriving(index, changes, self._names, unsure=frozenset(dead.docs))
        self._names = deriving.names
        if is_live:
            self._lock.wait_until_known()
            self._write_journal(deriving, dead)
        send(self._client, self._texts_of_spool(build))
        send(self._client, self._operations(build, deriving, found))
        self._lock.check()
        if is_live:
            # From now on each copy of a shard may show the commit, one after the other: readers wait, or begin again.
            self._control.write_showing(secrets.token_hex(4))
        self._client.refresh(build.texts)
        if not is_live:
            self._client.refresh(build.publications)
        self._spool.close()
        self._spool = Spool()

    def _sent(self, build: Build, docs: Iterable[str]) -> dict[str, _Sent | None]:
        """What a run that died has left of these publications, seen or not."""
        found: dict[str, _Sent | None] = {}
        for some in batched(docs, _AT_ONCE):
            found |= zip(some, self._client.mget(build.publications, some, _Sent), strict=True)
        return found

    def _write_journal(self, deriving: Deriving, dead: Journal) -> None:
        written = [Texts(document.doc, document.stamp, len(document.texts) - 1) for document in self._spool]
        replaced = [Texts(doc, known.stamp, known.passages) for doc, known in deriving.replaced.items()]
        texts = dict.fromkeys((*dead.texts, *replaced, *written))
        self._control.write_named(_JOURNAL, Journal(tuple(deriving.docs), tuple(texts)))

    def _texts_of_spool(self, build: Build) -> Iterator[bytes]:
        for document in self._spool:
            ids = Texts(document.doc, document.stamp, len(document.texts) - 1).ids()
            for identifier, data in zip(ids, document.texts, strict=True):
                fields = {"doc": document.doc, "stamp": document.stamp, "data": encoded(data)}
                yield create_operation(build.texts, identifier, fields)

    def _operations(self, build: Build, deriving: Deriving, found: Mapping[str, _Sent | None]) -> Iterator[bytes]:
        """Of all publications that change: those of the spool whole, of others what is derived."""
        for document in self._spool:
            fields = msgspec.json.encode(deriving.derive(document.doc))
            whole = msgspec.Raw(document.body[:-1] + b"," + fields[1:])
            yield index_operation(build.publications, document.doc, whole)
        for doc, own in self._spool.changes.items():
            if own is None:
                yield delete_operation(build.publications, doc)
        left = (doc for doc, sent in found.items() if sent is not None)
        for doc in left:
            yield update_operation(build.publications, doc, deriving.derive(doc))
        yield from self._updates(build, deriving)

    def _updates(self, build: Build, deriving: Deriving) -> Iterator[bytes]:
        for doc, derived in deriving.others():
            yield update_operation(build.publications, doc, derived)

    # Showing

    def _finish(self, build: Build) -> None:
        """Have readers see what was sent."""
        is_live = build == self._shown
        write_names(self._control, self._names, self._kept_names)
        self._kept_names = self._names
        self._lock.check()
        if is_live:
            self._client.refresh(build.publications)
        else:
            self._builds.show(build)
        totals = Index(self._client, build.publications).totals()
        number = self._newest.number + 1 if self._newest else 1
        self._newest = Commit(number, dt.datetime.now(dt.UTC), build.name, *totals)
        self._control.write_commit(self._newest)
        self._control.write_showing("")
        if is_live:
            self._replace_old_texts(build)
            return
        self._control.write_named(_OLD_TEXTS, ())
        self._control.write_named(_JOURNAL, Journal())
        if self._shown:
            time.sleep(_STILL_READ_S)
            self._drop(self._shown)
        self._shown = build

    def _replace_old_texts(self, build: Build) -> None:
        """Delete the texts that the commit before had replaced, and keep in mind those that this one has."""
        journal = self._journal()
        old = self._control.read_named(_OLD_TEXTS, tuple[Texts, ...]) or ()
        known = Index(self._client, build.publications).read({texts.doc for texts in (*old, *journal.texts)})

        def is_old(texts: Texts) -> bool:
            return texts.doc not in known or known[texts.doc].stamp != texts.stamp

        replaced = tuple(filter(is_old, journal.texts))
        gone = {*filter(is_old, old)}.difference(replaced)
        send(self._client, (delete_operation(build.texts, name) for texts in gone for name in texts.ids()))
        self._control.write_named(_OLD_TEXTS, replaced)
        self._control.write_named(_JOURNAL, Journal())
