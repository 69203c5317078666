"""The values of facets as a commit has made them one, kept in the control index for those who read.

    names = read_names(control)
    names["author"].meant("scotte nicolas")

Of years nothing is kept: they have one spelling each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from indexer.engines.interface import FacetName
from indexer.engines.names import Names
from indexer.engines.opensearch.control import Control
from indexer.engines.opensearch.known import Index
from indexer.engines.opensearch.preparing import Own
from indexer.topics import Branch

# Where the values of each facet stand as they are written.
_FIELDS: Mapping[FacetName, str] = {
    "topic": "raw_topic",
    "author": "raw_author",
    "kind": "kind",
    "language": "language",
}

AllNames = dict[FacetName, Names]
NO_NAMES: AllNames = {facet: Names(facet, (), {}, {}, ()) for facet in _FIELDS}


class _Kept(msgspec.Struct, frozen=True):
    """See engines/names.py."""

    spellings: tuple[str, ...] = ()
    otherwise: dict[str, str] = {}
    branches: dict[str, Branch] = {}
    rivals: tuple[str, ...] = ()


class _InUse:
    """The values of one facet with how many publications have each."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        self.spellings = counts.keys()

    def counts(self, spellings: Iterable[str]) -> dict[str, int]:
        return {spelling: self._counts.get(spelling, 0) for spelling in spellings}


def read_names(control: Control) -> AllNames:
    """Those of the newest commit."""
    found = {}
    for facet in _FIELDS:
        kept = control.read_named(f"names-{facet}", _Kept) or _Kept()
        found[facet] = Names(facet, kept.spellings, kept.otherwise, kept.branches, kept.rivals)
    return found


def write_names(control: Control, names: AllNames, known: AllNames) -> None:
    """Keep those of the next commit, where they are not what is known to be there."""
    for facet in _FIELDS:
        one = names[facet]
        if one is not known[facet]:
            kept = _Kept(tuple(sorted(one.spellings)), dict(one.otherwise), dict(one.branches), tuple(one.rivals))
            control.write_named(f"names-{facet}", kept)


def renew(names: AllNames, index: Index, gone: Iterable[Own], new: Iterable[Own]) -> AllNames:
    """The names of an index in which some publications take the place of others."""
    gone, new = list(gone), list(new)
    found = dict(names)
    for facet, field in _FIELDS.items():
        counts = Counter(index.counts(field))
        counts.update(value for own in new for value in values_of(own, facet))
        counts.subtract(value for own in gone for value in values_of(own, facet))
        in_use = _InUse({value: count for value, count in counts.items() if value and count > 0})
        if not names[facet].fit(in_use):
            found[facet] = Names.unify(facet, in_use)
    return found


def values_of(own: Own, facet: FacetName) -> tuple[str, ...]:
    """The values of a publication's own, each once."""
    if facet == "topic":
        return tuple(dict.fromkeys(own.topics))
    if facet == "author":
        return tuple(dict.fromkeys(own.authors))
    return (own.kind if facet == "kind" else own.language,)


def renamed(old: Names, new: Names) -> list[str]:
    """The spellings that are shown otherwise than before, or stand below others."""
    if old is new:
        return []
    return [
        value for value in new.spellings & old.spellings if old.with_ancestors([value]) != new.with_ancestors([value])
    ]
