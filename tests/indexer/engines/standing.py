"""Where a query's units stand in a text, by a plain loop over its whole analysis."""

from __future__ import annotations

from indexer import french
from indexer.engines.snippets import Unit, WordFinder
from indexer.engines.windows import Standing
from indexer.languages import FRENCH, Analysis


def standing_of(finder: WordFinder, text: str, analysis: Analysis = FRENCH) -> Standing:
    """What an engine that has the text as a passage hands out."""
    placed = list(analysis.analyse(text))
    occurrences = {(at, number) for number, unit in enumerate(finder.units) for at in _positions(unit, placed)}
    return Standing(max((p.position for p in placed), default=-1) + 1, tuple(sorted(occurrences)))


def _positions(unit: Unit, placed: list[french.Placed]) -> set[int]:
    if unit.kind == "word":
        return {p.position for p in placed if p.token.stem in unit.words}
    if unit.kind == "prefix":
        return {p.position for p in placed if p.token.form.startswith(unit.words)}
    forms = {(p.position, p.token.form) for p in placed}
    wanted = list(enumerate(unit.words))
    return {at for at, form in forms if form == unit.words[0] and all((at + n, one) in forms for n, one in wanted)}
