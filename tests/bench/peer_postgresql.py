"""PostgreSQL: one statement, in which the matches are one materialised CTE with the ids of their facets' values.

    publications    number, day, title, facets int[], stems tsvector, forms tsvector, GIN indexes over both

The vectors hold our tokens as they are: PostgreSQL's own parser would cut some of them otherwise. Stems stay in the
row, as ranking reads them of every match; forms lie apart, as only phrases read them.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg

from indexer.engines.interface import FACETS
from tests.bench.corpus import Document
from tests.bench.peers import TOP, Answer, most_frequent
from tests.bench.postgresql_cluster import USER, Cluster, find_program
from tests.bench.queries import Asked, Chosen

_SCHEMA = """
CREATE TABLE publications (number int, day int, title text, facets int[], stems tsvector, forms tsvector)
    WITH (toast_tuple_target = 128);
ALTER TABLE publications ALTER title SET STORAGE PLAIN, ALTER facets SET STORAGE PLAIN;
ALTER TABLE publications ALTER stems SET STORAGE PLAIN, ALTER forms SET STORAGE EXTERNAL;
CREATE TABLE facets (value int PRIMARY KEY, facet text, text text);
"""
_INDEXES = (
    "ALTER TABLE publications ADD PRIMARY KEY (number)",
    "CREATE INDEX ON publications USING gin (stems) WITH (fastupdate = off)",
    "CREATE INDEX ON publications USING gin (forms) WITH (fastupdate = off)",
    "CREATE INDEX ON publications (day)",
    "VACUUM (ANALYZE, FREEZE)",
)
_MOST_POSITIONS = 16_383  # a tsvector knows no more


class PostgreSQL:
    """A server of its own, asked over its socket by one connection."""

    name = "PostgreSQL"

    def __init__(self, folder: Path) -> None:
        self._cluster = Cluster(folder)
        self._connection: psycopg.Connection[Any]
        self._values: dict[tuple[str, str], int] = {}
        self._names: dict[int, tuple[str, str]] = {}

    @staticmethod
    def version() -> str | None:
        """Of the server, None where none is installed."""
        program = find_program("postgres")
        if program is None:
            return None
        return subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.split()[2]

    def build(self, documents: Iterable[Document]) -> None:
        """Copied in, then indexed."""
        self._cluster.create()
        self._cluster.start()
        try:
            with self._connect() as connection:
                connection.execute(_SCHEMA, prepare=False)
                values: dict[tuple[str, str], int] = {}
                with connection.cursor().copy("COPY publications FROM STDIN") as copy:
                    for number, document in enumerate(documents):
                        pairs = [(facet, text) for facet in FACETS for text in document.values(facet)]
                        ids = [values.setdefault(pair, len(values) + 1) for pair in pairs]
                        vectors = _vector(document.stems), _vector(document.forms)
                        copy.write_row((number, document.day, document.title, ids, *vectors))
                with connection.cursor().copy("COPY facets FROM STDIN") as copy:
                    for pair, value in values.items():
                        copy.write_row((value, *pair))
                for statement in _INDEXES:
                    connection.execute(statement)
        finally:
            self._cluster.stop()

    def open(self) -> None:
        """Start the server, connect, and read the names of the facets' values."""
        self._cluster.start()
        self._connection = self._connect()
        rows = self._connection.execute("SELECT value, facet, text FROM facets").fetchall()
        self._names = {value: (facet, text) for value, facet, text in rows}
        self._values = {pair: value for value, pair in self._names.items()}

    def close(self) -> None:
        """Stop the server."""
        self._connection.close()
        self._cluster.stop()

    def answer(self, asked: Asked) -> Answer:
        """Ten by score or date, and counts over all matches."""
        table = "forms" if asked.how in ("phrase", "prefix") else "stems"
        query = "%(query)s::tsquery"
        by = "day" if asked.sort == "newest" or asked.how == "everything" else f"ts_rank({table}, {query})"
        where = "" if asked.how == "everything" else f"WHERE {table} @@ {query}"
        counted = asked.facets_by_filters()
        first, count = (asked.page - 1) * TOP, TOP
        titles = f"SELECT number FROM found {self._filters(asked.chosen)} ORDER BY by DESC LIMIT {count} OFFSET {first}"
        parts = [f"SELECT 0 AS part, 0 AS value, 0 AS n, title FROM ({titles}) _ JOIN publications USING (number)"]
        for part, chosen in enumerate(counted, start=1):
            filters = self._filters(chosen)
            parts.append(f"SELECT {part}, 0, count(*), NULL FROM found {filters}")
            parts.append(
                f"SELECT {part}, v, count(*), NULL FROM found CROSS JOIN unnest(facets) v {filters} GROUP BY v"
            )
        matches = f"SELECT number, facets, {by} AS by FROM publications {where}"
        statement = f"WITH found AS MATERIALIZED ({matches}) {' UNION ALL '.join(parts)}"
        rows = self._connection.execute(statement, {"query": _expression(asked)}).fetchall()

        total = next(n for part, value, n, _ in rows if part == 1 and value == 0)
        counts: dict[str, list[tuple[str, int]]] = {}
        for part, names in enumerate(counted.values(), start=1):
            found: dict[str, dict[str, int]] = {name: {} for name in names}
            for of_part, value, n, _ in rows:
                if of_part == part and value:
                    facet, text = self._names[value]
                    if facet in found:
                        found[facet][text] = n
            counts |= {facet: most_frequent(of_facet) for facet, of_facet in found.items()}
        return Answer(total, tuple(title for part, _, _, title in rows if part == 0), counts)

    def _filters(self, chosen: Chosen) -> str:
        ids = [[self._values[facet, value] for value in values] for facet, values in chosen]
        conditions = [f"facets && ARRAY{of_facet}" for of_facet in ids]
        return f"WHERE {' AND '.join(conditions)}" if conditions else ""

    def _connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host=self._cluster.socket, user=USER, dbname="postgres", autocommit=True, prepare_threshold=0
        )


def _vector(text: str) -> str:
    """As the type tsvector reads it: 'word':1,7 'other':2; our tokens hold nothing that must be escaped."""
    positions: dict[str, list[str]] = {}
    for position, word in enumerate(text.split(), start=1):
        positions.setdefault(word, []).append(str(min(position, _MOST_POSITIONS)))
    return " ".join(f"'{word}':{','.join(places)}" for word, places in positions.items())


def _expression(asked: Asked) -> str:
    """As the type tsquery reads it."""
    words = [f"'{word}'" for word in asked.words]
    match asked.how:
        case "phrase":
            return " <-> ".join(words)
        case "prefix":
            return f"{words[0]}:*"
        case "any":
            return " | ".join(words)
        case _:
            return " & ".join(words)
