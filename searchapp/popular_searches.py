"""What visitors searched for and found, to be suggested to others: texts and days, nothing of anybody.

    searches.remember("depistage cancer")        from the view: puts the text aside and returns
    searches.beginning(("dep",), 3)              ->   ["dépistage cancer"], once it was asked on enough different days

A thread of each worker does the rest: it brings a text into the spelling of the corpus, drops what holds anything but
its words, writes to a SQLite file that all workers share, and reads from there what is to be suggested. A view never
waits for it, and whatever goes wrong is logged once and costs these suggestions only.

    searches    key  text PRIMARY KEY   the words, folded
                text text               as the corpus writes them
                days integer            on how many different days it was asked
                last integer            the last of them (datetime.date.toordinal)

Not here: which searches are remembered (pages/results.py), what else is suggested (indexer/engines/suggestions.py).
"""

from __future__ import annotations

import datetime as dt
import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from hashlib import blake2b
from pathlib import Path

from flask import Flask, current_app

from indexer.engines.interface import Engine
from indexer.errors import GlaneError
from indexer.french import analyse
from indexer.query import parse
from indexer.settings import Settings

FILE_NAME = "searches.sqlite"
MAX_CHARACTERS = 60  # longer ones are pasted; nobody picks them from a list
MAX_WORDS = 6
MAX_ROWS = 5_000  # half a megabyte on disk
MAX_SUGGESTED = 2_000  # held by each worker, the most asked: half a megabyte
FORGOTTEN_AFTER_DAYS = 180
_MAX_WAITING = 500  # texts; what comes faster than it is written is dropped
_MAX_SEEN = 10_000  # texts that a worker knows to be written today
_READ_EVERY_S = 60.0
# A text takes 2 ms of a worker's time: so many at once, so often, leave nearly all of it to visitors.
_AT_ONCE = 20
_GATHERED_S = 0.5
_LOCK_TIMEOUT_S = 2.0
_TABLE = """
CREATE TABLE IF NOT EXISTS searches (key TEXT PRIMARY KEY, text TEXT NOT NULL, days INTEGER NOT NULL,
                                     last INTEGER NOT NULL) WITHOUT ROWID"""
# A day counts once, however often it is asked on it and by whomever.
_COUNT = """
INSERT INTO searches VALUES (?, ?, 1, ?)
ON CONFLICT (key) DO UPDATE SET text = excluded.text, days = days + (last < excluded.last), last = excluded.last"""
_KEEP = f"""
DELETE FROM searches WHERE key NOT IN (SELECT key FROM searches ORDER BY days DESC, last DESC LIMIT {MAX_ROWS})"""  # noqa: S608 - a number of ours
_SUGGESTED = "SELECT key, text FROM searches WHERE days >= ? ORDER BY days DESC, last DESC, key LIMIT ?"

_KEY = "glane-popular-searches"
_log = logging.getLogger(__name__)


class PopularSearches:
    """The searches of all visitors, as one worker knows them."""

    def __init__(self, engine: Engine, folder: Path, after_days: int) -> None:
        self._engine = engine
        self._folder = folder
        self._after_days = after_days
        self._waiting: queue.Queue[str] = queue.Queue(_MAX_WAITING)
        self._suggested: tuple[tuple[str, str], ...] = ()
        self._version = _version_of(self._suggested)
        self._seen: set[str] = set()
        self._seen_on = 0
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._failed = False

    def remember(self, text: str) -> None:
        """Put a search that found something aside, to be counted soon."""
        if len(text) <= MAX_CHARACTERS:
            self._start()
            with suppress(queue.Full):  # it will be asked again
                self._waiting.put_nowait(text)

    def beginning(self, forms: Sequence[str], limit: int) -> list[str]:
        """Searches in which each of these begins a word, those of the most days first."""
        self._start()
        wanted = [f" {form}" for form in forms]
        found = []
        for key, text in self._suggested:
            if all(map(key.__contains__, wanted)):
                found.append(text)
                if len(found) == limit:
                    break
        return found

    def version(self) -> str:
        """Another text when other searches may be suggested; workers that know the same agree on it."""
        self._start()  # else whoever asks with the tag of an answer would never have it read
        return self._version

    def _start(self) -> None:
        """Begin the thread: in the worker, as none survives the fork."""
        if self._thread is None:
            with self._starting:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="popular-searches", daemon=True)
                    self._thread.start()

    def _run(self) -> None:
        read_again = 0.0
        while True:
            texts = self._take(max(read_again - time.monotonic(), 0.0))
            try:
                self.write(texts, dt.date.today())
                if time.monotonic() >= read_again:
                    read_again = time.monotonic() + _READ_EVERY_S
                    self.read()
            except Exception as error:  # noqa: BLE001 - searches go on without these suggestions, whatever it is
                self._tell(error)

    def _take(self, timeout_s: float) -> list[str]:
        """What waits, a moment after anything does."""
        texts: list[str] = []
        with suppress(queue.Empty):
            texts.append(self._waiting.get(timeout=timeout_s))
            time.sleep(_GATHERED_S)
            while len(texts) < _AT_ONCE:
                texts.append(self._waiting.get_nowait())
        return texts

    def _tell(self, error: Exception) -> None:
        if not self._failed:
            self._failed = True
            _log.warning("Searches are not remembered in %s: %s", self._folder, error)

    def write(self, texts: Iterable[str], day: dt.date) -> None:
        """Count searches as asked on a day."""
        today = day.toordinal()
        if today != self._seen_on or len(self._seen) > _MAX_SEEN:
            self._seen, self._seen_on = set(), today
        rows = {}
        for text in dict.fromkeys(texts):
            if text not in self._seen:
                self._seen.add(text)
                tidy = self._tidied(text)
                if tidy is not None:
                    rows[_key_of(tidy)] = tidy
        if not rows:
            return
        self._folder.mkdir(exist_ok=True)  # only itself: beside no index there is nothing to be asked
        with closing(self._connect()) as database:
            database.execute("BEGIN IMMEDIATE")
            database.execute(_TABLE)
            database.executemany(_COUNT, [(key, text, today) for key, text in rows.items()])
            database.execute("DELETE FROM searches WHERE last < ?", (today - FORGOTTEN_AFTER_DAYS,))
            database.execute(_KEEP)
            database.execute("COMMIT")

    def read(self) -> None:
        """Take over what is to be suggested now."""
        if not (self._folder / FILE_NAME).exists():
            return
        with closing(self._connect()) as database:
            database.execute(_TABLE)
            found = database.execute(_SUGGESTED, (self._after_days, MAX_SUGGESTED)).fetchall()
        self._suggested = tuple((str(key), str(text)) for key, text in found)
        self._version = _version_of(self._suggested)

    def _connect(self) -> sqlite3.Connection:
        """The file that all workers share; one that is damaged is begun anew, as nothing else depends on it."""
        path = self._folder / FILE_NAME
        database = sqlite3.connect(path, timeout=_LOCK_TIMEOUT_S, isolation_level=None)
        try:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = OFF")  # what a power cut costs is asked again
            database.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError:  # locked, read only, no space: not damaged
            database.close()
            raise
        except sqlite3.DatabaseError:
            database.close()
            _log.warning("%s was damaged and is begun anew.", path)
            for suffix in ("", "-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            database = sqlite3.connect(path, timeout=_LOCK_TIMEOUT_S, isolation_level=None)
        return database

    def _tidied(self, text: str) -> str | None:
        """A search as it may be shown to others; None for one that may not.

        Plain words of the corpus, in its own spelling; no operators, no numbers alone, which may be somebody's.
        """
        clauses = parse(text)
        if not 0 < len(clauses) <= MAX_WORDS or any(
            clause.kind != "word" or clause.field or clause.is_excluded for clause in clauses
        ):
            return None
        words = "".join(letter if letter.isalnum() or letter in "-’'" else " " for letter in text)
        try:
            tidy = self._engine.as_written(" ".join(words.split()))
        except GlaneError:  # no index just now
            return None
        if tidy is None or len(tidy) > MAX_CHARACTERS or not any(map(str.isalpha, tidy)):
            return None
        return tidy


def _version_of(suggested: tuple[tuple[str, str], ...]) -> str:
    return blake2b(repr(suggested).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _key_of(text: str) -> str:
    """The words as `beginning` finds them: a space before each."""
    return "".join(f" {placed.token.form}" for placed in analyse(text))


def init_popular_searches(app: Flask, settings: Settings, engine: Engine) -> None:
    """Give the app its memory of searches, if the settings want one."""
    if settings.suggestions.searches:
        app.extensions[_KEY] = PopularSearches(engine, searches_folder(settings), settings.suggestions.after_days)


def searches_folder(settings: Settings) -> Path:
    """Where searches are kept: never among the index's own files."""
    index = Path(settings.index).absolute()
    return Path(settings.suggestions.folder or index.with_name(f"{index.name}-searches"))


def current_popular_searches() -> PopularSearches | None:
    """The memory of searches of the app that answers this request; None when it is off."""
    searches = current_app.extensions.get(_KEY)
    return searches if isinstance(searches, PopularSearches) else None
