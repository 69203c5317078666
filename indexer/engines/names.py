"""The values of a facet as they are shown: spellings made one, for every engine.

    names = Names.unify("topic", InUse(...))
    names.shown("sante")       ->  "Santé"
    names.meant("SANTE")       ->  "Santé"

Names of authors (people.py) and topics (topics.py) are made one from all those of an index, which takes long. A commit
seldom brings a new one: `fit` says whether what was worked out for the commit before is still right.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Protocol, Self

from indexer import people, topics
from indexer.engines.facet_listing import Listing
from indexer.engines.interface import FacetName
from indexer.french import Token, analyse, fold
from indexer.languages import ANALYSES, Analysis
from indexer.query import Clause, Term
from indexer.topics import Branch


class SpellingsInUse(Protocol):
    """The values of one facet that any publication has, as they are written."""

    @property
    def spellings(self) -> Collection[str]:
        """Each of them."""
        ...

    def counts(self, spellings: Iterable[str]) -> dict[str, int]:
        """How many publications have each of some values."""
        ...


class Names:
    """The values of one facet.

    spellings  all that are in use
    values     those that are shown, ascending; of paths, also the topics above them
    numbers    the place of each of these
    branches   the values that stand below another one
    rivals     spellings of topics that are shown as one, the most frequent first
    otherwise  the spellings that are shown as another one, and which
    """

    def __init__(
        self,
        facet: FacetName,
        spellings: Collection[str],
        otherwise: Mapping[str, str],
        branches: Mapping[str, Branch],
        rivals: Sequence[str],
    ) -> None:
        self.facet = facet
        self.spellings = frozenset(spellings)
        self.otherwise = otherwise
        self.branches = branches
        self.rivals = list(rivals)
        shown = set(map(self.shown, self.spellings))
        self.values = tuple(sorted(shown.union(branch.parent for branch in branches.values())))
        self.numbers = {value: number for number, value in enumerate(self.values)}

    @classmethod
    def unify(cls, facet: FacetName, in_use: SpellingsInUse) -> Self:
        """The names of one facet, made one."""
        every: Mapping[str, str] = {}
        if facet == "author":
            every = people.unify(in_use.spellings)
        elif facet == "topic":
            every = topics.unify(in_use.counts(in_use.spellings))
        otherwise = {spelling: shown for spelling, shown in every.items() if spelling != shown}
        branches: Mapping[str, Branch] = {}
        rivals: list[str] = []
        if facet == "topic":  # which spelling of a topic is shown depends on which is the most frequent
            rivals = _most_frequent({*otherwise, *otherwise.values()}, in_use)
            branches = topics.tree({every[spelling] for spelling in in_use.spellings})
        return cls(facet, in_use.spellings, otherwise, branches, rivals)

    def fit(self, in_use: SpellingsInUse) -> bool:
        """Whether another commit has the same values."""
        return in_use.spellings == self.spellings and _most_frequent(self.rivals, in_use) == self.rivals

    def shown(self, value: str) -> str:
        """The spelling that a value is shown by."""
        return self.otherwise.get(value, value)

    def all_shown(self, values: tuple[str, ...]) -> tuple[str, ...]:
        """The same of the values of a publication, which may have one of them in two spellings."""
        if self.otherwise.keys().isdisjoint(values) and len(set(values)) == len(values):
            return values
        return tuple(dict.fromkeys(map(self.shown, values)))

    def meant(self, value: str) -> str:
        """The value that a visitor or another site means, who may have typed it without accents or capitals."""
        shown = self.shown(value)
        return shown if shown in self.numbers else self._folded.get(fold(value), value)

    def with_ancestors(self, values: Iterable[str]) -> tuple[str, ...]:
        """Values as they are shown, each followed by those above it: a parent finds, and counts, what is below."""
        found: dict[str, None] = {}
        for value in map(self.shown, values):
            found[value] = None
            found |= dict.fromkeys(topics.ancestors(value, self.branches))
        return tuple(found)

    def __contains__(self, value: str) -> bool:
        return value in self.numbers

    @cached_property
    def _folded(self) -> dict[str, str]:
        return {fold(value): value for value in reversed(self.values)}

    @cached_property
    def tokens(self) -> list[tuple[Token, ...]]:
        """The words of each value."""
        return [tuple(placed.token for placed in analyse(value)) for value in self.values]

    @cached_property
    def listing(self) -> Listing:
        """The values as they are filtered and put in order."""
        return Listing(self.facet, self.values, self.branches)

    def having_words(self, clause: Clause) -> list[str]:
        """The values in which the words of a clause stand."""
        return [value for value, tokens in zip(self.values, self.tokens, strict=True) if has_clause(tokens, clause)]


def has_clause(tokens: Iterable[Token], clause: Clause, analyses: Collection[Analysis] = ANALYSES) -> bool:
    """Whether a name has the words of a clause. Names have no language: words meet in any of them."""
    forms = [token.form for token in tokens]
    if clause.kind == "prefix":
        return any(form.startswith(clause.terms[0].form) for form in forms)
    if clause.kind == "phrase":
        plain = [token.form for token in tokens if not token.is_alternative]
        wanted = [term.form for term in clause.terms]
        return any(plain[i : i + len(wanted)] == wanted for i in range(len(plain)))
    stems = {analysis: set(map(analysis.stem, forms)) for analysis in analyses}

    def has(term: Term) -> bool:
        return any(analysis.stem(term.form) in stems[analysis] for analysis in analyses)

    return all(map(has, clause.terms)) or (clause.joined is not None and has(clause.joined))


def _most_frequent(spellings: Iterable[str], in_use: SpellingsInUse) -> list[str]:
    counts = in_use.counts(spellings)
    return sorted(counts, key=lambda spelling: (-counts[spelling], spelling))
