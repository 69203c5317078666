"""What a document has of other publications: worked out at writing, as whoosh/snapshot.py does when a commit is opened.

    deriving = Deriving(index, {doc: own, removed_doc: None}, names)
    deriving.derive(doc)        the derived fields of a publication that changes
    deriving.others()           those of publications that do not change and are concerned

Concerned are: reports whose addresses a change has to do with, and what is attached to them; what has a name that is
shown otherwise now; the pages of all these, which name them; and what may be of
one series of reports with any of them (series.py). Where nothing is different in the end nothing is sent.

What is there before is read from the index as searches see it, what changes is given: nothing is refreshed between.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property

from indexer.engines.arrays.publications import MOST_DOCUMENTS, NO_DATE, Shown, inherited
from indexer.engines.interface import FacetName, LinkedPublication
from indexer.engines.opensearch.known import Derived, Field, Index, Known, batched
from indexer.engines.opensearch.landing import Landing
from indexer.engines.opensearch.names import AllNames, renamed, renew, values_of
from indexer.engines.opensearch.preparing import Own
from indexer.engines.opensearch.series import IssueFields, issues_of
from indexer.engines.opensearch.shown import pack_shown

DEEPEST = 8  # pages above a publication: attachments of attachments end before
_AT_ONCE = 1_000
# The facets whose values are made one, and where they stand as they are written.
_RENAMED: tuple[tuple[FacetName, Field], ...] = (("topic", "raw_topic"), ("author", "raw_author"))


class Deriving:
    """What some changes do to an index.

    names     of the index with the changes; where these are known, `renewed` are they
    unsure    publications of which it is not sure what was derived before
    replaced  what was there before of publications that change
    docs      all publications that change or may be concerned
    """

    def __init__(
        self,
        index: Index,
        changes: Mapping[str, Own | None],
        names: AllNames,
        *,
        renewed: AllNames | None = None,
        unsure: Collection[str] = (),
    ) -> None:
        self._index = index
        self._changes = changes
        self._landing = landing = Landing(index, changes, unsure)
        self.replaced: Mapping[str, Known] = landing.old
        new = [own for own in changes.values() if own is not None]
        self.names = renewed or renew(names, index, (known.own for known in landing.old.values()), new)
        self._concerned = self._find_concerned(names)
        self._series = self._of_series()
        self._concerned |= landing.having("yearly", self._series)
        living = self._concerned.union(doc for doc, own in changes.items() if own is not None)
        landing.having("page", living)
        landing.read_chains(living)
        self._documents: dict[str, list[str]] = defaultdict(list)
        for doc in landing.owns:
            if page := landing.page_of(doc):
                self._documents[page].append(doc)
        self.docs = self._concerned.union(changes)

    def _find_concerned(self, old_names: AllNames) -> set[str]:
        landing, changes = self._landing, self._changes
        found = set(landing.moved)
        for facet, field in _RENAMED:
            if values := renamed(old_names[facet], self.names[facet]):
                found |= landing.having(field, values)
        above = {known.page for known in landing.old.values()}.union(landing.moved.values())
        above.update(landing.page_of(doc) or "" for doc in (*landing.moved, *changes))
        below = found.union(changes)
        while below := landing.having("page", below) - found:
            found |= below
        found |= above - {""}
        found = {doc for doc in found if doc not in changes}
        landing.having("_id", found - landing.owns.keys())
        return found & landing.owns.keys()  # a page that is not there concerns nobody

    def _of_series(self) -> set[str]:
        """The series that publications which change, or are concerned, may be issues of, or were."""
        owns = [known.own for known in self._landing.old.values()]
        owns += [self._landing.owns[doc] for doc in self._concerned]
        owns += [own for own in self._changes.values() if own is not None]
        return {own.yearly.key for own in owns if own.yearly}

    @cached_property
    def _issues(self) -> dict[str, IssueFields]:
        """The issues of these series: all that may be one has been read."""
        return issues_of(
            (doc, own.yearly, self._day(doc))
            for doc, own in self._landing.owns.items()
            if own.yearly and own.yearly.key in self._series
        )

    def others(self) -> Iterator[tuple[str, Derived]]:
        """What is different now of publications that do not change."""
        for docs in batched(sorted(self._concerned), _AT_ONCE):
            known = self._index.derived(docs)
            for doc in docs:
                derived = self.derive(doc)
                if doc not in known or not derived.is_same(known[doc]):
                    yield doc, derived

    def derive(self, doc: str) -> Derived:
        """The derived fields of a publication that changes or is concerned."""
        heirs = self._heirs(doc)
        day = _day_of(heirs)
        date = dt.date.fromordinal(day) if day else None
        issue = self._issues.get(doc)
        return Derived(
            topic=self._values("topic", heirs),
            author=self._values("author", heirs),
            year=(f"{date.year:04d}",) if date else (),
            month=12 * date.year + date.month - 1 if date else None,
            day=day or None,
            page=self._landing.page_of(doc),
            shown=pack_shown(self._shown(doc, self._chain(doc)[0])),
            series=issue.series if issue else None,
            series_year=issue.series_year if issue else None,
            series_from=issue.series_from if issue else None,
        )

    def _day(self, doc: str) -> int:
        return _day_of(self._heirs(doc))

    def _heirs(self, doc: str) -> list[Own]:
        """A publication, then those that it takes from what it lacks: the nearest first."""
        owns = self._landing.owns
        chain, is_circle = self._chain(doc)
        return [owns[doc]] if is_circle else [owns[doc], *(owns[page] for page in chain)]

    def _chain(self, doc: str) -> tuple[list[str], bool]:
        """The page of a publication, the page of that, and so on; whether it goes round in circles."""
        chain: list[str] = []
        page = self._landing.page_of(doc)
        while page is not None:
            if page == doc or page in chain:
                while len(chain) < DEEPEST and page:
                    chain.append(page)
                    page = self._landing.page_of(page)
                return chain, True
            chain.append(page)
            page = self._landing.page_of(page)
        return chain, False

    def _values(self, facet: FacetName, heirs: list[Own]) -> tuple[str, ...]:
        """The values of the first that has any, in the spellings that are shown."""
        for one in heirs:
            if values := tuple(filter(None, values_of(one, facet))):
                return self.names[facet].with_ancestors(values)
        return ()

    def _shown(self, doc: str, chain: list[str]) -> Shown:
        owns = self._landing.owns
        topics, authors, date = inherited(owns[doc], [owns[page] for page in chain[:DEEPEST]])
        documents = sorted((owns[one] for one in self._documents.get(doc, ())), key=lambda own: own.id)
        page = self._landing.page_of(doc)
        return Shown(
            self.names["topic"].all_shown(topics),
            self.names["author"].all_shown(authors),
            date,
            None if page is None else linked(owns[page]),
            tuple(map(linked, documents[:MOST_DOCUMENTS])),
        )


def _day_of(heirs: Sequence[Own]) -> int:
    """The day that a publication is shown with, NO_DATE without one."""
    day = NO_DATE
    for one in reversed(heirs):
        # those that have none, or only that of their file
        day = day if one.day <= NO_DATE and day else abs(one.day)
    return day


def linked(own: Own) -> LinkedPublication:
    """A publication as another one names it."""
    return LinkedPublication(own.id, own.title, own.url, own.has_file)
