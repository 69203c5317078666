"""What publications have of each other, worked out run by run, is what the embedded engine finds in all at once."""

from __future__ import annotations

import dataclasses
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import cast

from hypothesis import example, given, settings

from indexer.engines.interface import FacetName
from indexer.engines.opensearch.deriving import Deriving
from indexer.engines.opensearch.known import Derived, Field, Index, Known, Totals
from indexer.engines.opensearch.names import NO_NAMES, values_of
from indexer.engines.opensearch.preparing import Own, doc_of, prepare
from indexer.publication import Publication
from tests.contract.corpus import ANNONCE, ANNUEL, publication
from tests.indexer.engines.opensearch.changing import Run, as_seen, runs, seen_by_the_embedded_engine


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
                "yearly": (own.yearly.key,) if own.yearly else (),
            }
            if wanted.intersection(has[field]):
                yield doc, Known(own, "", 0, page)

    def derived(self, docs: Sequence[str]) -> dict[str, Derived]:
        return {doc: self.fields[doc] for doc in docs}

    def counts(self, field: str) -> dict[str, int]:
        facets: dict[str, FacetName] = {"raw_topic": "topic", "raw_author": "author"}
        facet = facets.get(field, cast("FacetName", field))
        return dict(Counter(value for own in self.owns.values() for value in values_of(own, facet)))


CHAIN = dataclasses.replace(ANNUEL, id="r0.pdf", documents=("r0.pdf/x",))
ATTACHED = publication("r0.pdf/x", "Annexe", attachment=("x.pdf",))


@settings(max_examples=200)
@given(runs)
@example([Run((), (CHAIN, ATTACHED)), Run((), (ANNONCE,)), Run((ANNONCE.id,), ())])
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
    ids = {doc: own.id for doc, own in committed.owns.items()}
    found = {ids[doc]: as_seen(derived, ids) for doc, derived in committed.fields.items()}
    with tempfile.TemporaryDirectory() as folder:
        assert found == seen_by_the_embedded_engine(Path(folder), items.values())
