"""Does the index have what the editors' file names?

check_ids(reading.ids, engine.stored())   ->   [Mistake(4, "[[hidden]] “a.pfd”: there is no such id; ...")]
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from rapidfuzz import fuzz, process

from indexer.editing.reading import Mistake, NamedId

_MAX_NEAREST = 100  # unknown ids that are compared with all others: each takes a look at the whole index


def check_ids(named: Sequence[NamedId], known: Collection[str]) -> Iterator[Mistake]:
    """A sentence for each id that no publication has, with the nearest one that exists."""
    every = sorted(known)
    unknown = [each for each in named if each.id not in known]
    for number, each in enumerate(unknown):
        sentence = f"{each.entry}: no publication has the id “{each.id}”"
        near = process.extractOne(each.id, every, scorer=fuzz.ratio) if number < _MAX_NEAREST and every else None
        yield Mistake(each.line, f"{sentence}; the nearest is “{near[0]}”." if near else f"{sentence}.")
