"""Where a query's words stand in a text, by a plain loop over its whole analysis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from indexer import french
from indexer.engines.milestones import Milestones, Standing
from indexer.languages import FRENCH, Analysis
from indexer.query import Clause, parse
from indexer.terms import TermTable

Unit: TypeAlias = tuple[str, tuple[str, ...]]  # kind, forms


def standing_of(query: str, text: str, analysis: Analysis = FRENCH) -> Standing | None:
    """What an engine that has the text as a passage hands out."""
    found = occurrences_in(text, units_of(parse(query)), analysis)
    milestones = milestones_of(text, analysis)
    return Standing(found, milestones) if found and milestones else None


def occurrences_in(text: str, units: Sequence[Unit], analysis: Analysis = FRENCH) -> list[tuple[int, int]]:
    """Where units stand, and which."""
    placed = list(analysis.analyse(text))
    return sorted({(at, number) for number, unit in enumerate(units) for at in _positions(unit, placed, analysis)})


def units_of(clauses: Iterable[Clause]) -> list[Unit]:
    """What is looked for inside publications, in the order in which an engine makes units of clauses."""
    wanted = (clause for clause in clauses if not clause.is_excluded and clause.field not in ("author", "topic"))
    return [unit for clause in wanted for unit in _units(clause)]


def milestones_of(text: str, analysis: Analysis = FRENCH) -> Milestones | None:
    """What is stored with the text."""
    return Milestones.of(TermTable().analyse([text], [analysis]), 0)


def _units(clause: Clause) -> list[Unit]:
    forms = tuple(term.form for term in clause.terms)
    if clause.kind != "word":
        return [(clause.kind, forms)]
    return [("word", (form,)) for form in (*forms, *([clause.joined.form] if clause.joined else []))]


def _positions(unit: Unit, placed: list[french.Placed], analysis: Analysis) -> set[int]:
    kind, words = unit
    if kind == "word":
        return {p.position for p in placed if p.token.stem == analysis.stem(words[0])}
    if kind == "prefix":
        return {p.position for p in placed if p.token.form.startswith(words)}
    forms = {(p.position, p.token.form) for p in placed}
    wanted = list(enumerate(words))
    return {at for at, form in forms if form == words[0] and all((at + n, one) in forms for n, one in wanted)}
