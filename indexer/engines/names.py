"""The values of a facet as they are shown, for every engine: what a visitor means, which have some words.

names = Names("topic", ["Santé", "Santé > Soins"], tree(...))
names.meant("sante")   ->   "Santé"
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from indexer.engines.facet_listing import Listing
from indexer.engines.interface import FacetName
from indexer.french import Token, analyse, fold
from indexer.languages import ANALYSES
from indexer.query import Clause, Term
from indexer.topics import Branch


class Names:
    """The values of one facet.

    shown     the value that each other spelling is shown as
    values    those that are shown, ascending; of paths, also the topics above them
    branches  the values that stand below another one
    """

    def __init__(
        self,
        facet: FacetName,
        values: Sequence[str],
        branches: Mapping[str, Branch] | None = None,
        shown: Mapping[str, str] | None = None,
    ) -> None:
        self.values = tuple(values)
        self.branches = branches or {}
        self._facet = facet
        self._shown = shown or {}
        self._known = frozenset(values)

    def __contains__(self, value: str) -> bool:
        return value in self._known

    def meant(self, value: str) -> str:
        """The value that a visitor or another site means, who may have typed it without accents or capitals."""
        shown = self._shown.get(value, value)
        return shown if shown in self._known else self._folded.get(fold(value), value)

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
        return Listing(self._facet, self.values, self.branches)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The place of each value."""
        return {value: number for number, value in enumerate(self.values)}

    def having_words(self, clause: Clause) -> list[str]:
        """The values in which the words of a clause stand."""
        return [value for value, tokens in zip(self.values, self.tokens, strict=True) if has_clause(tokens, clause)]


def has_clause(tokens: Iterable[Token], clause: Clause) -> bool:
    """Whether a name has the words of a clause. Names have no language: words meet in any."""
    forms = [token.form for token in tokens]
    if clause.kind == "prefix":
        return any(form.startswith(clause.terms[0].form) for form in forms)
    if clause.kind == "phrase":
        plain = [token.form for token in tokens if not token.is_alternative]
        wanted = [term.form for term in clause.terms]
        return any(plain[i : i + len(wanted)] == wanted for i in range(len(plain)))
    stems = {analysis: set(map(analysis.stem, forms)) for analysis in ANALYSES}

    def has(term: Term) -> bool:
        return any(analysis.stem(term.form) in stems[analysis] for analysis in ANALYSES)

    return all(map(has, clause.terms)) or (clause.joined is not None and has(clause.joined))
