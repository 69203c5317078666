"""Failures that are told together: a hundred empty files are one thing that is wrong, and one thing to do.

    group_failures(failures)  ->  (FailureGroup("“…” is empty: publish it again, or delete it.", (failure, ...)), ...)

Not here: what is remembered of each (failures.py).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer.failures import Failure

_QUOTED = re.compile(r"“[^”]*”")
_NUMBER = re.compile(r"\d+")
_NAME = "“…”"


@dataclass(frozen=True, slots=True)
class FailureGroup:
    """Failures with the same sentence, but for names and numbers in it.

    sentence   with “…” for the name of the file; of a single failure, its own
    failures   at least one, by source and name
    """

    sentence: str
    failures: tuple[Failure, ...]

    @property
    def since(self) -> str:
        """When the first of them was seen."""
        return min(failure.since for failure in self.failures)


def group_failures(failures: Iterable[Failure]) -> Sequence[FailureGroup]:
    """The failures by what is wrong, the most frequent first."""
    alike: dict[str, list[Failure]] = defaultdict(list)
    for failure in failures:
        alike[_NUMBER.sub("0", _nameless(failure))].append(failure)
    groups = [_group(found) for found in alike.values()]
    return sorted(groups, key=lambda group: (-len(group.failures), group.failures[0].source, group.failures[0].name))


def _group(found: list[Failure]) -> FailureGroup:
    found.sort(key=lambda failure: (failure.source, failure.name))
    sentence = found[0].sentence if len(found) == 1 else _nameless(found[0])
    return FailureGroup(sentence, tuple(found))


def _nameless(failure: Failure) -> str:
    """The sentence without the names that stand in it."""
    sentence = failure.sentence.replace(f"“{failure.name}”", _NAME) if failure.name else failure.sentence
    if failure.name:
        sentence = sentence.replace(failure.name, _NAME)
    return _QUOTED.sub(_NAME, sentence)
