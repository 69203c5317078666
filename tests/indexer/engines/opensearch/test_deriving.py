"""What publications have of each other, worked out run by run, is what the embedded engine finds in all at once."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import cast

from hypothesis import given, settings

from indexer.engines.opensearch.deriving import Deriving
from indexer.engines.opensearch.known import Derived, Field, Index, Known, Totals
from indexer.engines.opensearch.names import NO_NAMES
from indexer.engines.opensearch.preparing import Own, doc_of, prepare
from indexer.engines.opensearch.shown import read_shown
from indexer.publication import Publication
from tests.indexer.engines.opensearch.changing import Run, Seen, runs, seen_by_the_embedded_engine


class Committed:
    """What known.Index reads of a cluster, in memory."""

    def __init__(self) -> None:
        self.owns: dict[str, Own] = {}
        self.fields: dict[str, Derived] = {}

    def totals(self) -> Totals:
        return Totals(len(self.owns), 0)

    def read(self, docs: Iterable[str]) -> dict[str, Known]:
        return dict(self.having("_id", docs))

    def having(self, field: Field, values: Iterable[str]) -> Iterator[tuple[str, Known]]:
        wanted = set(values)
        for doc, own in self.owns.items():
            page = self.fields[doc].page or ""
            has = {
                "_id": (doc,),
                "addresses": own.addresses,
                "links": own.links,
                "page": (page,),
                "raw_topic": own.topics,
                "raw_author": own.authors,
            }
            if wanted.intersection(has[field]):
                yield doc, Known(own, "", 0, page)

    def derived(self, docs: Sequence[str]) -> dict[str, Derived]:
        return {doc: self.fields[doc] for doc in docs}

    def counts(self, field: str) -> dict[str, int]:
        of = {
            "raw_topic": lambda own: own.topics,
            "raw_author": lambda own: own.authors,
            "kind": lambda own: (own.kind,),
            "language": lambda own: (own.language,),
        }[field]
        return dict(Counter(value for own in self.owns.values() for value in set(of(own))))


def seen(own: Own, derived: Derived, owns: dict[str, Own]) -> Seen:
    return Seen(
        frozenset(derived.topic),
        frozenset(derived.author),
        frozenset(derived.year),
        derived.day,
        owns[derived.page].id if derived.page else None,
        read_shown(derived.shown),
    )


@settings(max_examples=200)
@given(runs)
def test_run_by_run_is_as_all_at_once(changing: list[Run]) -> None:
    committed, items, names = Committed(), dict[str, Publication](), NO_NAMES
    for run in changing:
        items = {name: item for name, item in items.items() if name not in run.removed}
        items |= {item.id: item for item in run.added}
        changes: dict[str, Own | None] = {doc_of(name): None for name in run.removed}
        changes |= {document.doc: document.own for document in prepare(run.added).documents}
        deriving = Deriving(cast("Index", committed), changes, names)
        fields = {doc: deriving.derive(doc) for doc, own in changes.items() if own is not None}
        fields |= dict(deriving.others())
        names = deriving.names
        for doc, own in changes.items():
            committed.owns.pop(doc, None)
            if own is not None:
                committed.owns[doc] = own
        committed.fields = {
            doc: derived for doc, derived in (committed.fields | fields).items() if doc in committed.owns
        }
    found = {own.id: seen(own, committed.fields[doc], committed.owns) for doc, own in committed.owns.items()}
    with tempfile.TemporaryDirectory() as folder:
        assert found == seen_by_the_embedded_engine(Path(folder), items.values())
