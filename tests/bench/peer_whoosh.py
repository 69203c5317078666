"""Stock Whoosh: its own codec, matchers and BM25F, as well as they can be used for a page of results with facets.

The first ten come from its collector, which skips what cannot be among them. Facets need every match, so the query's
documents are walked once more, and values that were read into lists at opening are counted: on 10,000 publications that
takes less time than Whoosh's own `groupedby`, which keeps lists of documents for each value.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from whoosh import fields, query
from whoosh.analysis import RegexTokenizer, SpaceSeparatedTokenizer
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.searching import Searcher
from whoosh.sorting import FieldFacet

from indexer.engines.interface import FACETS
from tests.bench.corpus import Document
from tests.bench.peers import TOP, Answer, ValueLists
from tests.bench.queries import Asked

_SEPARATOR = "\x1f"


class StockWhoosh:
    """Whoosh without anything of ours but the tokens."""

    name = "stock Whoosh"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._searcher: Searcher
        self._lists: ValueLists

    @staticmethod
    def version() -> str:
        """Of the package, with its name: there are several."""
        return f"whoosh3-{version('whoosh3')}"

    def build(self, documents: Iterable[Document]) -> None:
        """One segment, as one process writes it with memory enough."""
        self._folder.mkdir(parents=True)
        index = FileIndex.create(FileStorage(str(self._folder)), _schema(), "MAIN")
        writer = index.writer(limitmb=512)
        for document in documents:
            facets = {name: _SEPARATOR.join(document.values(name)) for name in FACETS}
            writer.add_document(
                title=document.title, stems=document.stems, forms=document.forms, day=document.day, **facets
            )
        writer.commit(optimize=True)
        index.close()

    def open(self) -> None:
        """Open a searcher, and read the facets' values."""
        self._searcher = FileIndex(FileStorage(str(self._folder)), indexname="MAIN").searcher()
        rows: dict[str, list[tuple[str, ...]]] = {name: [] for name in FACETS}
        shared: dict[str, tuple[str, ...]] = {"": ()}  # the same values make the same text
        for stored in self._searcher.reader().all_stored_fields():
            for name in FACETS:
                text = stored.get(name, "")
                rows[name].append(shared.setdefault(text, tuple(text.split(_SEPARATOR)) if text else ()))
        self._lists = ValueLists(rows)

    def close(self) -> None:
        """Close the searcher."""
        self._searcher.close()

    def answer(self, asked: Asked) -> Answer:
        """Ten by score or date, and counts over all matches."""
        found = _query(asked)
        numbers = list(self._searcher.docs_for_query(found))
        within = self._lists.having(asked.chosen, numbers)
        allowed = set(within) if asked.chosen else None
        by = FieldFacet("day", reverse=True) if asked.sort == "newest" else None
        hits = self._searcher.search(found, limit=asked.page * TOP, sortedby=by, filter=allowed)
        titles = tuple(hit["title"] for hit in hits[(asked.page - 1) * TOP :])
        counts: dict[str, list[tuple[str, int]]] = {}
        for chosen, names in asked.facets_by_filters().items():
            matching = within if chosen == asked.chosen else self._lists.having(chosen, numbers)
            counts |= self._lists.count(names, matching)
        return Answer(len(within), titles, counts)


def _schema() -> fields.Schema:
    words = SpaceSeparatedTokenizer()
    values = RegexTokenizer(f"[^{_SEPARATOR}]+")
    facets = {name: fields.TEXT(analyzer=values, phrase=False, stored=True) for name in FACETS}
    return fields.Schema(
        title=fields.STORED,
        stems=fields.TEXT(analyzer=words, phrase=False),
        forms=fields.TEXT(analyzer=words, phrase=True),
        day=fields.NUMERIC(int, sortable=True),
        **facets,
    )


def _query(asked: Asked) -> query.Query:
    match asked.how:
        case "everything":
            return query.Every()
        case "phrase":
            return query.Phrase("forms", list(asked.words))
        case "prefix":
            return query.Prefix("forms", asked.words[0])
        case "any":
            return query.Or([query.Term("stems", word) for word in asked.words])
        case _:
            words = [query.Term("stems", word) for word in asked.words]
            return words[0] if len(words) == 1 else query.And(words)
