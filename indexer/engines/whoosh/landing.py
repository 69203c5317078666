"""Which page announces which report: pages name the addresses of reports, in whatever order the two were indexed.

A document that is attached to another is such a report too, and the other one its page.

Segments are compared pair by pair, and never again as long as both live: a commit of one publication looks up its few
links and addresses among those of all others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from indexer.engines.arrays import sets
from indexer.engines.arrays.sets import Mask, Numbers
from indexer.engines.whoosh.segments import SegmentView
from indexer.pieces import spread

Keys = npt.NDArray[np.uint64]
Days = npt.NDArray[np.int32]
_FAR = dt.date.max.toordinal()


class _Addresses(NamedTuple):
    """Keys of addresses, ascending, and the publication that each is of."""

    keys: Keys
    documents: Numbers

    @classmethod
    def sort(cls, keys: Keys, documents: npt.NDArray[np.uint32]) -> _Addresses:
        order = keys.argsort(kind="stable")
        return cls(keys[order], documents[order].astype(np.intp))


class _Links(NamedTuple):
    """A report in one segment and a page in another that names it, by the key of the address."""

    keys: Keys
    reports: Numbers
    pages: Numbers


@dataclass(frozen=True)
class Linked:
    """What one segment holds of reports' addresses and of pages' links, and what was found with other segments."""

    addresses: _Addresses
    links: _Addresses
    found: dict[str, _Links]

    @classmethod
    def read(cls, view: SegmentView) -> Linked:
        """Of one segment."""
        columns = view.columns
        return cls(
            _Addresses.sort(columns.address_keys, columns.address_documents),
            _Addresses.sort(columns.link_keys, columns.link_documents),
            {},
        )

    def links_from(self, name: str, other: Linked) -> _Links:
        """The reports of this segment that pages of the other one name."""
        known = self.found.get(name)
        if known is None:
            known = self.found[name] = _meet(self.addresses, other.links)
        return known


def _meet(addresses: _Addresses, links: _Addresses) -> _Links:
    few, many = (addresses, links) if len(addresses.keys) < len(links.keys) else (links, addresses)
    firsts = many.keys.searchsorted(few.keys)
    sizes = many.keys.searchsorted(few.keys, side="right") - firsts
    own = np.repeat(few.documents, sizes)
    others = many.documents[spread(firsts, sizes)]
    keys = np.repeat(few.keys, sizes)
    return _Links(keys, own, others) if few is addresses else _Links(keys, others, own)


class Landing:
    """Reports and the pages that announce them.

    reports  ascending
    pages    the page of each
    """

    def __init__(self, reports: Numbers = sets.NONE, pages: Numbers = sets.NONE) -> None:
        self.reports = reports
        self.pages = pages

    @classmethod
    def find(
        cls,
        segments: Mapping[str, Linked],
        bases: Sequence[int],
        live: Mask,
        id_keys: Keys,
        days: npt.NDArray[np.int32],
    ) -> Landing:
        """Of the pages that link to a report, the one published closest to it.

        A report without a date of its own is announced by the first page that links to it, and a page without a date
        is the farthest; ties go by the keys of the ids.
        """
        every = []
        for linked in segments.values():
            for name in linked.found.keys() - segments.keys():
                del linked.found[name]
        for base, linked in zip(bases, segments.values(), strict=True):
            if len(linked.addresses.keys) == 0:
                continue
            for other_base, (name, other) in zip(bases, segments.items(), strict=True):
                links = linked.links_from(name, other)
                if len(links.keys):
                    every.append(_Links(links.keys, links.reports + base, links.pages + other_base))
        if not every:
            return cls()
        keys, reports, pages = (np.concatenate(column) for column in zip(*every, strict=True))
        kept = live[reports] & live[pages]
        keys, reports, pages = keys[kept], reports[kept], pages[kept]
        # of several reports with one address, that with the smallest key has it
        order = np.lexsort((id_keys[reports], keys))
        keys, reports, pages = keys[order], reports[order], pages[order]
        owner = reports[keys.searchsorted(keys)]
        reports, pages = reports[reports == owner], pages[reports == owner]
        distance = np.where(days[pages] > 0, abs(days[pages] - days[reports]), _FAR)
        order = np.lexsort((id_keys[pages], distance, reports))
        reports, firsts = np.unique(reports[order], return_index=True)
        return cls(reports, pages[order][firsts])

    def in_order(self) -> Iterator[tuple[Numbers, Numbers]]:
        """Reports and their pages, some at a time: a page that is a report itself, with attachments, comes before them.

        What a report takes from its page the page has then taken before.
        """
        reports, pages = self.reports, self.pages
        while len(reports):
            is_waiting = np.zeros(max(reports.max(), pages.max()) + 1, np.bool_)
            is_waiting[reports] = True
            waits = is_waiting[pages]
            if waits.all():  # round in circles: no engine makes such links
                return
            yield reports[~waits], pages[~waits]
            reports, pages = reports[waits], pages[waits]

    def page_of(self, report: int) -> int | None:
        """The page that announces a report."""
        place = int(self.reports.searchsorted(report))
        return int(self.pages[place]) if place < len(self.reports) and self.reports[place] == report else None

    def reports_of(self, page: int) -> Numbers:
        """The reports that a page announces, ascending."""
        pages, reports = self._by_page
        first, last = pages.searchsorted((page, page + 1)).tolist()
        found: Numbers = reports[first:last]
        return found

    @cached_property
    def _by_page(self) -> tuple[Numbers, Numbers]:
        """The pages, ascending, and the report of each."""
        order = self.pages.argsort(kind="stable")
        return self.pages[order], self.reports[order]
