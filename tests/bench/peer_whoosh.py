"""Stock Whoosh: its own codec, matchers and BM25F, as well as they can be used for a page of results with facets.

The first ten come from its collector, which skips what cannot be among them. Facets need every match, so the query's
documents are walked once more, and values that were read into lists at opening are counted: on 10,000 publications that
takes less time than Whoosh's own `groupedby`, which keeps lists of documents for each value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

from whoosh import fields, query
from whoosh.analysis import RegexTokenizer, SpaceSeparatedTokenizer
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.searching import Searcher
from whoosh.sorting import FieldFacet

from tests.bench.corpus import Document
from tests.bench.peers import TOP, Answer, most_frequent
from tests.bench.queries import Asked, facet_names

_SEPARATOR = "\x1f"


class StockWhoosh:
    """Whoosh without anything of ours but the tokens."""

    name = "stock Whoosh"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._searcher: Searcher
        self._values: dict[str, list[tuple[str, ...]]] = {}

    def build(self, documents: Sequence[Document]) -> None:
        """One segment, as one process writes it with memory enough."""
        self._folder.mkdir(parents=True)
        index = FileIndex.create(FileStorage(str(self._folder)), _schema(), "MAIN")
        writer = index.writer(limitmb=512)
        for document in documents:
            facets = {name: _SEPARATOR.join(document.values(name)) for name in facet_names()}
            writer.add_document(
                title=document.title, stems=document.stems, forms=document.forms, day=document.day, **facets
            )
        writer.commit(optimize=True)
        index.close()

    def open(self) -> None:
        """Open a searcher, and read the facets' values."""
        self._searcher = FileIndex(FileStorage(str(self._folder)), indexname="MAIN").searcher()
        for name in facet_names():
            stored = (row.get(name, "") for row in self._searcher.reader().all_stored_fields())
            self._values[name] = [tuple(text.split(_SEPARATOR)) if text else () for text in stored]

    def answer(self, asked: Asked) -> Answer:
        """The first ten by score or date, and counts over all matches."""
        found = _query(asked)
        within = query.And([found, query.Term("topic", asked.topic)]) if asked.topic else found
        by = FieldFacet("day", reverse=True) if asked.sort == "newest" else None
        hits = self._searcher.search(within, limit=TOP, sortedby=by)
        matching = list(self._searcher.docs_for_query(within))
        counts = {name: self._counts(name, matching) for name in facet_names()}
        if asked.topic:  # a facet's counts leave its own choice out
            counts["topic"] = self._counts("topic", self._searcher.docs_for_query(found))
        return Answer(len(matching), tuple(hit["title"] for hit in hits), counts)

    def _counts(self, facet: str, matching: Iterable[int]) -> list[tuple[str, int]]:
        values = self._values[facet]
        return most_frequent(Counter(chain.from_iterable(map(values.__getitem__, matching))))


def _schema() -> fields.Schema:
    words = SpaceSeparatedTokenizer()
    values = RegexTokenizer(f"[^{_SEPARATOR}]+")
    facets = {name: fields.TEXT(analyzer=values, phrase=False, stored=True) for name in facet_names()}
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
