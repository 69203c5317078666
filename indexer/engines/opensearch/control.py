"""The few documents of `<prefix>-control`: who writes, which commit is the newest, and what is kept by a name.

    control = Control(client, "glane")
    with control.writing() as lock:              IndexLocked when another process writes
        control.write_named("authors", {"F. Maillard": "François Maillard"})
        lock.check()
        control.write_commit(Commit(...))

    _id          content
    commit       Commit
    writer       lock.Holder, while a run of changes is under way
    showing      {"token": text}: "" but while a commit is being made visible, one shard after the other
    name-<name>  {"json": text}: values that a commit needs, each read and replaced whole; of a large one
                 {"pieces": [id, ...]}, documents that have its text one after the other

Documents are read by their id, which gives what was written last, refreshed or not. No field is indexed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar
from urllib.parse import quote

import msgspec

from indexer.engines.opensearch.client import Client, encode
from indexer.engines.opensearch.lock import DOCUMENT, Lock
from indexer.engines.opensearch.refusals import AlreadyThere, VersionConflict, check_format
from indexer.errors import IndexDamaged, IndexMissing

T = TypeVar("T")

# How the indices are laid out; another number where this Glane could not read what an older one wrote.
FORMAT = 2

_COMMIT, _SHOWING = "commit", "showing"
# A cluster takes 100 MB at once, and a character may be several bytes: what a commit of a million publications is about
# to do has as many.
PIECE_CHARACTERS = 10_000_000
_GENERATIONS = ("a", "b")  # of pieces: the new ones are not written over those that readers are led to
_READINGS = 2  # of a value whose pieces may be replaced meanwhile


class Commit(msgspec.Struct, frozen=True):
    """The newest commit.

    number        one more with every commit
    written       when
    build         the run that made the indices: `<prefix>-publications-<build>`
    publications  how many there are
    passages      how many they have
    format        how the indices are laid out
    """

    number: int
    written: dt.datetime
    build: str
    publications: int
    passages: int
    format: int = FORMAT

    def version(self) -> str:
        """Another text after every commit, and after indices were made again."""
        return f"{self.build}-{self.number}-{self.written.timestamp()}"


class _Showing(msgspec.Struct, frozen=True):
    token: str = ""


class State(msgspec.Struct, frozen=True):
    """What one who reads must know of those who write.

    showing     not "" while shards may show different commits; another text each time
    is_written  whether a run of changes is under way, or has died
    """

    commit: Commit
    showing: str
    is_written: bool

    def version(self) -> str:
        """Another text for everything that searches may find."""
        return f"{self.commit.version()}{self.showing}"


class _Named(msgspec.Struct, frozen=True, omit_defaults=True):
    json: str = ""
    pieces: tuple[str, ...] = ()


class Control:
    """The control index of one prefix."""

    def __init__(self, client: Client, prefix: str) -> None:
        self._client = client
        self._prefix = prefix
        self.index = f"{prefix}-control"

    def create(self) -> None:
        """Make the index when it is not there. Replicas follow the number of nodes: to lose it is to lose all."""
        if self._client.exists(f"/{self.index}"):
            return
        body = {
            "settings": {"index": {"number_of_shards": 1, "auto_expand_replicas": "0-2", "hidden": True}},
            "mappings": {"dynamic": "false", "properties": {}},
        }
        with suppress(AlreadyThere):  # another process was quicker
            self._client.request("PUT", f"/{self.index}", body)

    # The commit

    def commit(self) -> Commit:
        """The newest commit. Raises IndexMissing when there is none, IndexOfOtherVersion when it cannot be read."""
        found = self._find_commit()
        if found is None:
            raise self._missing()
        return found

    def state(self) -> State:
        """The newest commit and what is being done. Raises as `commit` does."""
        documents = self._client.mget(self.index, (_COMMIT, _SHOWING, DOCUMENT), msgspec.Raw)
        commit, showing, writer = documents
        if commit is None:
            raise self._missing()
        token = msgspec.json.decode(showing, type=_Showing).token if showing is not None else ""
        return State(self._read_commit(commit), token, writer is not None)

    def _missing(self) -> IndexMissing:
        return IndexMissing(
            f"There is no index “{self._prefix}-…” in the cluster at {self._client.where}: run `indexer add` "
            "first, or set GLANE_OPENSEARCH_PREFIX."
        )

    def find_commit(self) -> Commit | None:
        """The newest commit, or None before the first."""
        try:
            return self._find_commit()
        except IndexMissing:
            return None

    def _find_commit(self) -> Commit | None:
        document = self._client.document(self.index, _COMMIT)
        return self._read_commit(document.source) if document.found else None

    def _read_commit(self, source: msgspec.Raw) -> Commit:
        try:
            # The format first: of another one the rest may look otherwise.
            check_format(msgspec.json.decode(source, type=_Format).format, FORMAT, self._prefix)
            return msgspec.json.decode(source, type=Commit)
        except msgspec.DecodeError as error:
            raise IndexDamaged(
                f"The document “{_COMMIT}” of {self.index} is not what Glane wrote ({error}): restore a snapshot."
            ) from error

    def write_commit(self, commit: Commit) -> None:
        """Make this the newest commit. Raises VersionConflict when there is one with this number or a higher one."""
        numbered = {"version": str(commit.number), "version_type": "external"}
        try:
            self._client.request("PUT", self._path(_COMMIT), commit, parameters=numbered)
        except VersionConflict:
            if self._find_commit() != commit:  # ours may have been carried out, and its answer lost
                raise

    def write_showing(self, token: str) -> None:
        """Say that shards may show different commits from now on; with "" that they no longer do."""
        self._client.request("PUT", self._path(_SHOWING), _Showing(token))

    # Values by a name

    def read_named(self, name: str, kind: type[T]) -> T | None:
        """A value, or None when there is none of this name."""
        for _ in range(_READINGS):
            found = self._client.get(self.index, f"name-{name}", _Named)
            if found is None:
                return None
            pieces = [piece.json for piece in self._client.mget(self.index, found.pieces, _Named) if piece is not None]
            if len(pieces) == len(found.pieces):
                return msgspec.json.decode("".join([found.json, *pieces]), type=kind)
        raise IndexDamaged(f"A part of “{name}” is missing in {self.index}: restore a snapshot.")

    def write_named(self, name: str, value: object) -> None:
        """Keep a value in place of the one of this name."""
        # As a text: an object of a thousand keys would be as many fields to the cluster.
        text = encode(value).decode()
        old = self._pieces_of(name)
        if len(text) > PIECE_CHARACTERS:
            generation = next(one for one in _GENERATIONS if f"name-{name}-{one}-0" not in old)
            parts = [text[at : at + PIECE_CHARACTERS] for at in range(0, len(text), PIECE_CHARACTERS)]
            pieces = tuple(f"name-{name}-{generation}-{number}" for number in range(len(parts)))
            for piece, part in zip(pieces, parts, strict=True):
                self._put(piece, _Named(part))
            self._put(f"name-{name}", _Named(pieces=pieces))
        else:
            self._put(f"name-{name}", _Named(text))
        for piece in old:  # now that nobody is led to them
            self._client.request("DELETE", self._path(piece), accept=(404,))

    def _pieces_of(self, name: str) -> list[str]:
        """The documents that have the text of a value now, which itself is not read."""
        only = {"_source_includes": "pieces"}
        found = self._client.request("GET", self._path(f"name-{name}"), accept=(404,), parameters=only)
        return msgspec.convert(found.get("_source", {}).get("pieces", []), list[str])

    def _put(self, identifier: str, document: _Named) -> None:
        self._client.request("PUT", self._path(identifier), document)

    def _path(self, identifier: str) -> str:
        return f"/{self.index}/_doc/{quote(identifier, safe='')}"

    # The writer's lock

    @contextmanager
    def writing(self) -> Iterator[Lock]:
        """Hold the writer's place; makes the index when there is none. Raises IndexLocked when another has it."""
        self.create()
        lock = Lock(self._client, self.index)
        lock.take()
        try:
            yield lock
        finally:
            lock.release()


class _Format(msgspec.Struct):
    format: int
