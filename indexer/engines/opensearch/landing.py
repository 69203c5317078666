"""Which page announces which report, when some publications change: what whoosh/landing.py finds for all at once.

    landing = Landing(index, changes)
    landing.page_of(doc)

Of the pages that link to a report, it is the one published closest to it; of several reports with one address, that
with the smallest key has it. A report of the same day, whose page is still there and links to it, and whose addresses
belong to those to whom they did belong, has its page still, unless a page that changed is closer: of a report to which
every page links, not all pages are read again with each commit.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from indexer.engines.arrays.documents import key_of
from indexer.engines.opensearch.known import Field, Index, Known
from indexer.engines.opensearch.preparing import Own

_FAR = dt.date.max.toordinal()


class Landing:
    """Publications as they will be, as far as they were asked for.

    owns    of each that was read or changed
    moved   reports that have another page now, with the one before ("" without one)
    old     what was there of those that change; of `unsure` ones nothing is concluded from that
    """

    def __init__(self, index: Index, changes: Mapping[str, Own | None], unsure: Collection[str] = ()) -> None:
        self._index = index
        self.is_empty = index.totals().publications == 0
        self._changes = changes
        self._unsure = unsure
        self.old: dict[str, Known] = {} if self.is_empty else index.read(changes)
        self.owns: dict[str, Own] = {}
        self._pages: dict[str, str] = {}
        self._holders: dict[str, set[str]] = defaultdict(set)
        self._linkers: dict[str, set[str]] = defaultdict(set)
        for doc, own in changes.items():
            if own is not None:
                self._learn(doc, own)
                self._pages[doc] = self.old[doc].page if doc in self.old else ""
        self.moved: dict[str, str] = {}
        self._find()

    def page_of(self, doc: str) -> str | None:
        """The page of a publication that was read."""
        return self._pages.get(doc) or None

    def having(self, field: Field, values: Iterable[str]) -> set[str]:
        """Publications that do not change and have any of these values."""
        found = set()
        if not self.is_empty:
            for doc, known in self._index.having(field, values):
                if doc not in self._changes:
                    found.add(doc)
                    if doc not in self.owns:
                        self._learn(doc, known.own)
                        self._pages[doc] = known.page
        return found

    def read_chains(self, docs: Iterable[str]) -> None:
        """Read the pages of publications, the pages of these, and so on."""
        level, seen = set(docs), set[str]()
        while level:
            seen |= level
            above = {self._pages.get(doc, "") for doc in level} - {""}
            missing = above - self.owns.keys()
            lost = missing - self.having("_id", missing)
            for doc in level:
                if self._pages.get(doc) in lost:  # no such publication: nobody's page
                    self._pages[doc] = ""
            level = above - lost - seen

    def _learn(self, doc: str, own: Own) -> None:
        self.owns[doc] = own
        for key in own.addresses:
            self._holders[key].add(doc)
        for key in own.links:
            self._linkers[key].add(doc)

    def _find(self) -> None:
        changed = {doc for doc, own in self._changes.items() if own is not None}
        versions = [*(known.own for known in self.old.values()), *(self.owns[doc] for doc in changed)]
        new_links = {key: frozenset(linkers) for key, linkers in self._linkers.items()}
        contested = set[str]().union(*map(self._contested_by, self._changes))
        lost = {doc for doc in self._changes if self._is_lost(doc)}
        near = self.having("addresses", {key for own in versions for key in (*own.addresses, *own.links)})
        near.update(doc for doc in changed if self.owns[doc].addresses)
        again = {
            doc
            for doc in near
            if doc in lost or self._pages.get(doc) in lost or not contested.isdisjoint(self.owns[doc].addresses)
        }
        addresses = {key for doc in near for key in self.owns[doc].addresses}
        self.having("addresses", addresses)
        self.having("links", {key for doc in again for key in self.owns[doc].addresses})
        self.having("_id", {self._pages.get(doc, "") for doc in near - again} - self.owns.keys() - {""})
        for doc in near:
            page = self._pages.get(doc, "")
            closest = self._closest(doc, self._linkers if doc in again else new_links, () if doc in again else (page,))
            if closest != page:
                self._pages[doc] = closest
                self.moved[doc] = page
        for doc in changed - near:
            self._pages.pop(doc, None)  # nobody announces it any more

    def _contested_by(self, doc: str) -> set[str]:
        """The addresses that a publication had or has, where that is not the same."""
        own, known = self._changes[doc], self.old.get(doc)
        new = set(own.addresses) if own else set[str]()
        old = set(known.own.addresses) if known else set[str]()
        return new | old if doc in self._unsure else new ^ old

    def _is_lost(self, doc: str) -> bool:
        """Whether what links to a publication, or what it links to, must be looked for again."""
        own, known = self._changes[doc], self.old.get(doc)
        if doc in self._unsure or own is None or known is None:
            return True
        return abs(own.day) != abs(known.own.day) or not set(own.links).issuperset(known.own.links)

    def _closest(self, doc: str, linkers: Mapping[str, Iterable[str]], others: Iterable[str]) -> str:
        """The page of a report among those that link to it and some others; "" where there is none."""
        candidates = {page for page in others if page in self.owns}
        for key in self.owns[doc].addresses:
            if self._owner_of(key) == doc:
                candidates.update(linkers.get(key, ()))
        return min(candidates, key=lambda page: self._distance(doc, page), default="")

    def _owner_of(self, key: str) -> str:
        return min(self._holders[key], key=lambda doc: key_of(self.owns[doc].id))

    def _distance(self, report: str, page: str) -> tuple[int, int]:
        day = abs(self.owns[page].day)
        apart = abs(day - abs(self.owns[report].day)) if day else _FAR
        return apart, key_of(self.owns[page].id)
