"""tantivy: a search for ten, and one terms aggregation for the five facets, over fast fields."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import tantivy

from tests.bench.corpus import Document
from tests.bench.peers import LISTED, TOP, Answer
from tests.bench.queries import Asked, facet_names


class Tantivy:
    """tantivy through its Python package, with our tokens."""

    name = "tantivy"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._schema = _schema()
        self._searcher: Any = None

    def build(self, documents: Sequence[Document]) -> None:
        """With one thread, so that it is one segment, as Glane's and Whoosh's are after a run of this size."""
        self._folder.mkdir(parents=True)
        index = tantivy.Index(self._schema, path=str(self._folder))
        writer = index.writer(heap_size=512_000_000, num_threads=1)
        for document in documents:
            fields = {name: list(document.values(name)) for name in facet_names()}
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

    def answer(self, asked: Asked) -> Answer:
        """The first ten by score or date, and counts over all matches."""
        found = self._query(asked)
        within = self._both(found, self._term("topic", asked.topic)) if asked.topic else found
        by = "day" if asked.sort == "newest" else None
        result = self._searcher.search(within, limit=TOP, count=True, order_by_field=by)
        others = [name for name in facet_names() if not (name == "topic" and asked.topic)]
        counts = self._counts(within, others)
        if asked.topic:  # a facet's counts leave its own choice out
            counts |= self._counts(found, ["topic"])
        titles = tuple(self._searcher.doc(address).get_first("title") for _, address in result.hits)
        return Answer(result.count, titles, counts)

    def _counts(self, found: Any, names: Iterable[str]) -> dict[str, list[tuple[str, int]]]:
        # segment_size as large as the largest facet: counts are exact then
        asked = {name: {"terms": {"field": name, "size": LISTED, "segment_size": 5_000}} for name in names}
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
                words = [(tantivy.Occur.Should, self._term("stems", word)) for word in asked.words]
                return tantivy.Query.boolean_query(words)
            case _:
                terms = [self._term("stems", word) for word in asked.words]
                return terms[0] if len(terms) == 1 else self._both(*terms)

    def _term(self, field: str, word: str) -> Any:
        return tantivy.Query.term_query(self._schema, field, word, index_option="freq" if field == "stems" else "basic")

    def _both(self, *queries: Any) -> Any:
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, each) for each in queries])


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("title", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("stems", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("forms", tokenizer_name="whitespace", index_option="position")
    builder.add_integer_field("day", fast=True)
    for name in facet_names():
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    return builder.build()
