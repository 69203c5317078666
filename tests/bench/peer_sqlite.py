"""SQLite FTS5: one statement for ten, one for the numbers of all matches, whose values are counted from lists.

    stems, forms    FTS5 without content, two tables, so that words are read without the positions of forms
    publications    number, day, title
    tagged          (number, value): what the filters ask
    facets          value -> facet and text

A filter is `+rowid IN (...)`: without the plus SQLite asks the full-text table for one publication after the other,
for 42 seconds. The facets' values are read into lists at opening, as for stock Whoosh: counted in SQL, with a join of
the matches and `tagged`, an answer takes two to three times as long.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from indexer.engines.interface import FACETS
from tests.bench.corpus import Document
from tests.bench.peers import TOP, Answer, ValueLists
from tests.bench.queries import Asked, Chosen

_SCHEMA = """
CREATE VIRTUAL TABLE stems USING fts5(text, content='', tokenize="ascii tokenchars '.-'");
CREATE VIRTUAL TABLE forms USING fts5(text, content='', tokenize="ascii tokenchars '.-'");
CREATE TABLE publications (number INTEGER PRIMARY KEY, day INTEGER, title TEXT);
CREATE TABLE tagged (number INTEGER, value INTEGER, PRIMARY KEY (number, value)) WITHOUT ROWID;
CREATE TABLE facets (value INTEGER PRIMARY KEY, facet TEXT, text TEXT);
"""
_INDEXES = """
CREATE INDEX tagged_value ON tagged (value, number);
CREATE INDEX publications_day ON publications (day);
INSERT INTO stems (stems) VALUES ('optimize');
INSERT INTO forms (forms) VALUES ('optimize');
ANALYZE;
"""


class SQLite:
    """The sqlite3 of this Python, its whole file in its cache."""

    name = "SQLite FTS5"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._connection: sqlite3.Connection
        self._ids: dict[tuple[str, str], int] = {}
        self._lists: ValueLists

    @staticmethod
    def version() -> str | None:
        """Of the library, None where it is without FTS5."""
        with sqlite3.connect(":memory:") as connection:
            options = {row[0] for row in connection.execute("PRAGMA compile_options")}
        return sqlite3.sqlite_version if "ENABLE_FTS5" in options else None

    def build(self, documents: Iterable[Document]) -> None:
        """In one transaction, the full-text tables merged into one segment each."""
        self._folder.mkdir(parents=True)
        connection = self._connect()
        connection.executescript(_SCHEMA)
        values: dict[tuple[str, str], int] = {}
        with connection:
            for number, document in enumerate(documents, start=1):
                connection.execute("INSERT INTO stems (rowid, text) VALUES (?, ?)", (number, document.stems))
                connection.execute("INSERT INTO forms (rowid, text) VALUES (?, ?)", (number, document.forms))
                row = (number, document.day, document.title)
                connection.execute("INSERT INTO publications VALUES (?, ?, ?)", row)
                pairs = [(facet, text) for facet in FACETS for text in document.values(facet)]
                ids = sorted(values.setdefault(pair, len(values) + 1) for pair in pairs)
                connection.executemany("INSERT INTO tagged VALUES (?, ?)", [(number, value) for value in ids])
            connection.executemany("INSERT INTO facets VALUES (?, ?, ?)", [(n, *pair) for pair, n in values.items()])
        connection.executescript(_INDEXES)
        connection.close()

    def open(self) -> None:
        """Open the file, and read the facets' values."""
        self._connection = self._connect()
        found = self._connection.execute("SELECT value, facet, text FROM facets").fetchall()
        self._ids = {(facet, text): value for value, facet, text in found}
        names = {value: (facet, text) for value, facet, text in found}
        (size,) = self._connection.execute("SELECT max(number) FROM publications").fetchone()
        rows: dict[str, list[tuple[str, ...]]] = {facet: [()] * (size + 1) for facet in FACETS}
        for number, value in self._connection.execute("SELECT number, value FROM tagged"):
            facet, text = names[value]
            rows[facet][number] += (text,)
        self._lists = ValueLists(rows)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def answer(self, asked: Asked) -> Answer:
        """Ten by score or date, and counts over all matches."""
        statement, parameters = self._matches(asked, ())
        numbers = [number for (number,) in self._connection.execute(statement, parameters)]
        counts: dict[str, list[tuple[str, int]]] = {}
        total = len(self._lists.having(asked.chosen, numbers))
        for chosen, names in asked.facets_by_filters().items():
            counts |= self._lists.count(names, self._lists.having(chosen, numbers))
        return Answer(total, tuple(self._titles(asked)), counts)

    def _titles(self, asked: Asked) -> Iterator[str]:
        numbers, parameters = self._matches(asked, asked.chosen)
        page = f"LIMIT {TOP} OFFSET {(asked.page - 1) * TOP}"
        if asked.sort == "newest":
            if asked.how == "everything":
                statement = f"SELECT title FROM publications ORDER BY day DESC {page}"
            else:
                found = (
                    f"SELECT number FROM ({numbers}) CROSS JOIN publications USING (number) ORDER BY day DESC {page}"
                )
                statement = f"SELECT title FROM publications WHERE number IN ({found}) ORDER BY day DESC"
        else:
            statement = f"SELECT title FROM ({numbers} ORDER BY rank {page}) CROSS JOIN publications USING (number)"
        return (title for (title,) in self._connection.execute(statement, parameters))

    def _matches(self, asked: Asked, chosen: Chosen) -> tuple[str, list[str | int]]:
        """A statement of the numbers of what is found, and its parameters."""
        conditions, parameters = [], list[str | int]()
        if asked.how == "everything":
            statement, column = "SELECT number FROM publications", "number"
        else:
            table = "forms" if asked.how in ("phrase", "prefix") else "stems"
            statement, column = f"SELECT rowid AS number FROM {table}", f"+{table}.rowid"
            conditions.append(f"{table} MATCH ?")
            parameters.append(_expression(asked))
        for facet, values in chosen:
            ids = [self._ids[facet, value] for value in values]
            conditions.append(f"{column} IN (SELECT number FROM tagged WHERE value IN ({', '.join('?' * len(ids))}))")
            parameters += ids
        return (f"{statement} WHERE {' AND '.join(conditions)}" if conditions else statement), parameters

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._folder / "index.sqlite")
        connection.execute("PRAGMA mmap_size = 4000000000")
        connection.execute("PRAGMA cache_size = -2000000")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        return connection


def _expression(asked: Asked) -> str:
    """In the query language of FTS5."""
    words = [f'"{word}"' for word in asked.words]
    match asked.how:
        case "phrase":
            return f'"{" ".join(asked.words)}"'
        case "prefix":
            return f"{words[0]}*"
        case "any":
            return " OR ".join(words)
        case _:
            return " AND ".join(words)
