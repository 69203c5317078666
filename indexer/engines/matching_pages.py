"""Which pages of one publication hold the words of a query, for every engine: read from its text.

    matching_pages(engine.get("rapports/bilan.pdf"), parse("dépistage du sein"))   ->   [3, 17, 45]

Those on which all of the words stand; where there are none, those on which any does. Contents pages count only where no
other does. 500 pages take some 40 ms: for one publication that is looked at, not for a page of results.
"""

from __future__ import annotations

from collections.abc import Sequence

from indexer.engines.snippets import WordFinder
from indexer.languages import analysis_of
from indexer.publication import Passage, Publication
from indexer.query import Clause


def matching_pages(publication: Publication, clauses: Sequence[Clause]) -> list[int]:
    """The numbers of the passages that answer, ascending."""
    wanted = [clause for clause in clauses if not clause.is_excluded]
    if not wanted:
        return []
    found = _holding(publication, publication.passages, wanted)
    found = [passage for passage in found if not passage.is_contents] or found
    every = found
    for clause in wanted if len(wanted) > 1 else ():
        every = _holding(publication, every, [clause])
    return sorted(passage.number for passage in every or found)


def _holding(publication: Publication, passages: Sequence[Passage], clauses: Sequence[Clause]) -> list[Passage]:
    languages = {passage.language or publication.language for passage in passages}
    finders = {language: WordFinder(clauses, analysis_of(language)) for language in languages}
    return [one for one in passages if finders[one.language or publication.language].spans(one.text)]
