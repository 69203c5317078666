"""tantivy: a search for ten, and one terms aggregation for the facets under the same filters, over fast fields."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import tantivy

from indexer.engines.interface import FACETS
from tests.bench.corpus import Document
from tests.bench.peers import LISTED, TOP, Answer
from tests.bench.queries import Asked, Chosen


class Tantivy:
    """tantivy through its Python package, with our tokens."""

    name = "tantivy"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._schema = _schema()
        self._searcher: Any = None

    @staticmethod
    def version() -> str:
        """Of the Python package."""
        return version("tantivy")

    def build(self, documents: Iterable[Document]) -> None:
        """With one thread and memory enough, so that it is one segment."""
        self._folder.mkdir(parents=True)
        index = tantivy.Index(self._schema, path=str(self._folder))
        writer = index.writer(heap_size=2_000_000_000, num_threads=1)
        for document in documents:
            fields = {name: list(document.values(name)) for name in FACETS}
            writer.add_document(
                tantivy.Document(
                    title=document.title, stems=document.stems, forms=document.forms, day=document.day, **fields
                )
            )
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        """Open a searcher."""
        self._searcher = tantivy.Index.open(str(self._folder)).searcher()

    def close(self) -> None:
        """Nothing to end."""
        self._searcher = None

    def answer(self, asked: Asked) -> Answer:
        """Ten by score or date, and counts over all matches."""
        found = self._query(asked)
        within = self._filtered(found, asked.chosen)
        by = "day" if asked.sort == "newest" else None
        offset = (asked.page - 1) * TOP
        result = self._searcher.search(within, limit=TOP, offset=offset, count=True, order_by_field=by)
        counts: dict[str, list[tuple[str, int]]] = {}
        for chosen, names in asked.facets_by_filters().items():
            if names:
                counts |= self._counts(self._filtered(found, chosen), names)
        titles = tuple(self._searcher.doc(address).get_first("title") for _, address in result.hits)
        return Answer(result.count, titles, counts)

    def _counts(self, found: Any, names: Iterable[str]) -> dict[str, list[tuple[str, int]]]:
        # exact with so few values of a segment, as there is one segment
        asked = {name: {"terms": {"field": name, "size": LISTED, "segment_size": LISTED}} for name in names}
        answered = self._searcher.aggregate(found, asked)
        return {name: [(b["key"], b["doc_count"]) for b in answered[name]["buckets"]] for name in asked}

    def _query(self, asked: Asked) -> Any:
        match asked.how:
            case "everything":
                return tantivy.Query.all_query()
            case "phrase":
                return tantivy.Query.phrase_query(self._schema, "forms", list(asked.words))
            case "prefix":
                return tantivy.Query.regex_query(self._schema, "forms", f"{asked.words[0]}.*")
            case "any":
                words = [(tantivy.Occur.Should, self._word(word)) for word in asked.words]
                return tantivy.Query.boolean_query(words)
            case _:
                words = [self._word(word) for word in asked.words]
                return words[0] if len(words) == 1 else self._all(words)

    def _filtered(self, found: Any, chosen: Chosen) -> Any:
        return self._all([found, *(self._having(name, values) for name, values in chosen)]) if chosen else found

    def _having(self, facet: str, values: Sequence[str]) -> Any:
        """Any of the values, without a score: takes two thirds of the time of `term_set_query`."""
        terms = [tantivy.Query.term_query(self._schema, facet, value, index_option="basic") for value in values]
        some = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        return tantivy.Query.const_score_query(terms[0] if len(terms) == 1 else some, 0.0)

    def _word(self, stem: str) -> Any:
        return tantivy.Query.term_query(self._schema, "stems", stem, index_option="freq")

    def _all(self, queries: Sequence[Any]) -> Any:
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, each) for each in queries])


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("title", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("stems", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("forms", tokenizer_name="whitespace", index_option="position")
    builder.add_integer_field("day", fast=True)
    for name in FACETS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    return builder.build()
