"""What a question needs of the cluster: where to ask, what of it editors hide, and what was looked up already.

    reader = Reader(client, "glane-publications", "glane-texts", editing, version="b1-7-1764369022.0")
    reader.living({"term": {"forms": "eau"}})        the same query without hidden publications

A reader is of one commit and one state of the editors' file: what it keeps of answers is never out of date.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import msgspec

from indexer.editing import NOTHING, Editing
from indexer.engines.interface import FacetName, Suggestion
from indexer.engines.opensearch.client import Client, Outcome
from indexer.engines.opensearch.control import Control
from indexer.engines.opensearch.counted_names import CountedNames, read_counted_names
from indexer.engines.opensearch.known import NO_STORED_FIELDS
from indexer.engines.opensearch.names import AllNames, read_names
from indexer.engines.opensearch.preparing import doc_of


class _Value(msgspec.Struct, frozen=True):
    value: float


class _Total(msgspec.Struct, frozen=True):
    value: int


class _Hits(msgspec.Struct, frozen=True):
    total: _Total


class _Sums(msgspec.Struct, frozen=True):
    length: _Value


class _Counted(Outcome, frozen=True):
    hits: _Hits
    aggregations: _Sums


@dataclass(frozen=True, slots=True)
class Statistics:
    """What BM25 needs of all publications."""

    total: int
    average_length: float


@dataclass(frozen=True)
class Reader:
    """One commit, as questions read it.

    publications  the alias of the publications' index
    texts         that of what is shown of them
    version       of the commit
    spellings     how words are written, as far as it was looked up (surface_forms.py)
    """

    client: Client
    publications: str
    texts: str
    editing: Editing = NOTHING
    version: str = ""
    spellings: dict[str, Counter[str]] = field(default_factory=dict, compare=False, repr=False)
    suggestions: dict[tuple[str, int], tuple[Suggestion, ...]] = field(default_factory=dict, compare=False, repr=False)
    frequencies: dict[bytes, int] = field(default_factory=dict, compare=False, repr=False)
    prefixes: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def statistics(self) -> Statistics:
        """How many publications there are, hidden ones left out, and how long they are."""
        body = {
            "size": 0,
            "track_total_hits": True,
            "query": self.living(),
            "aggs": {"length": {"sum": {"field": "length"}}},
        }
        found = self.client.search(self.publications, body, _Counted)
        total = found.hits.total.value
        return Statistics(total, found.aggregations.length.value / max(total, 1))

    @cached_property
    def names(self) -> AllNames:
        """The values of the facets that have names of people or things."""
        return read_names(Control(self.client, self.publications.removesuffix("-publications")))

    @cached_property
    def counted_names(self) -> dict[FacetName, CountedNames]:
        """Topics and authors by the beginnings of their words."""
        return read_counted_names(self.client, self.publications, self.living(), self.names)

    @cached_property
    def hidden(self) -> dict[str, Any] | None:
        """The query for the publications that editors hide, and what is attached to them; None when they hide none."""
        return {"ids": {"values": sorted(self._hidden_docs)}} if self.editing.hidden else None

    @cached_property
    def _hidden_docs(self) -> set[str]:
        holders = {doc_of(identifier): identifier for identifier in self.editing.hidden}
        found = set(holders)
        while holders:
            holders = {doc: name for doc, name in _attached_to(self, holders) if doc not in found}
            found |= holders.keys()
        return found

    def is_hidden(self, identifier: str) -> bool:
        """Whether editors hide a publication, or what it is attached to."""
        return bool(self.editing.hidden) and doc_of(identifier) in self._hidden_docs

    @cached_property
    def ended_series(self) -> tuple[str, ...]:
        """The series of yearly reports that are none without what editors hide: one year is left."""
        return _ended_series(self) if self.hidden is not None else ()

    def living(self, *queries: dict[str, Any]) -> dict[str, Any]:
        """The query for the publications that all of these find, without those that editors hide; nothing is scored."""
        body: dict[str, Any] = {"filter": list(queries)} if queries else {"must": [{"match_all": {}}]}
        if self.hidden is not None:
            body["must_not"] = [self.hidden]
        return {"bool": body}


class _Announced(msgspec.Struct, frozen=True):
    id: tuple[str]
    page: tuple[str]


class _AnnouncedHit(msgspec.Struct, frozen=True):
    fields: _Announced


class _AnnouncedHits(msgspec.Struct, frozen=True):
    hits: tuple[_AnnouncedHit, ...]


class _AnnouncedFound(Outcome, frozen=True):
    hits: _AnnouncedHits


def _attached_to(reader: Reader, holders: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The documents that are attached to some others, with their ids; what a page merely announces is not attached."""
    body = {
        "query": {"bool": {"filter": [{"terms": {"page": list(holders)}}]}},
        "stored_fields": NO_STORED_FIELDS,
        "docvalue_fields": ["id", "page"],
        "size": 10_000,
    }
    for hit in reader.client.search(reader.publications, body, _AnnouncedFound).hits.hits:
        (identifier,), (page,) = hit.fields.id, hit.fields.page
        if identifier.startswith(f"{holders[page]}/"):  # the id of what is attached is that of its file, and its name
            yield doc_of(identifier), identifier


class _Years(msgspec.Struct, frozen=True):
    value: int


class _Bucket(msgspec.Struct, frozen=True):
    key: str
    years: _Years = _Years(0)


class _Values(msgspec.Struct, frozen=True):
    buckets: tuple[_Bucket, ...]


class _Listed(Outcome, frozen=True):
    aggregations: dict[str, _Values]


def _ended_series(reader: Reader) -> tuple[str, ...]:
    """Those of which something is hidden, unless issues of two years are left."""

    def series_in(query: dict[str, Any] | None) -> tuple[_Bucket, ...]:
        counted = {"years": {"cardinality": {"field": "series_year"}}}
        aggs = {"series": {"terms": {"field": "series", "size": 10_000}, "aggs": counted}}
        body = {"size": 0, "query": query, "aggs": aggs}
        return reader.client.search(reader.publications, body, _Listed).aggregations["series"].buckets

    touched = sorted(bucket.key for bucket in series_in(reader.hidden))
    if not touched:
        return ()
    left = {bucket.key for bucket in series_in(reader.living({"terms": {"series": touched}})) if bucket.years.value > 1}
    return tuple(key for key in touched if key not in left)
