"""An engine that only remembers what it was given: runs are tested without an index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from indexer.engines.interface import Stored
from indexer.publication import Publication


@dataclass(frozen=True)
class StandInBatch:
    """Publications as they are."""

    publications: tuple[Publication, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Their ids."""
        return tuple(publication.id for publication in self.publications)


def prepare(publications: Sequence[Publication]) -> StandInBatch:
    """In a worker process; a title of one word is too much for it."""
    if any(publication.title == "Impossible" for publication in publications):
        raise LookupError("a surprise")
    return StandInBatch(tuple(publications))


@dataclass
class StandIn:
    """Engine and writer in one.

    added  the ids of each batch, as they came
    """

    publications: dict[str, Publication] = field(default_factory=dict)
    added: list[list[str]] = field(default_factory=list)
    prepare = staticmethod(prepare)

    @contextmanager
    def writer(self) -> Iterator[StandIn]:
        """Itself."""
        yield self

    def add(self, prepared: StandInBatch, wanted: Sequence[int] | None = None) -> None:
        """Keep what is wanted."""
        places = range(len(prepared.ids)) if wanted is None else wanted
        self.added.append([prepared.ids[place] for place in places])
        self.publications |= {prepared.ids[place]: prepared.publications[place] for place in places}

    def remove(self, identifier: str) -> bool:
        """Forget it."""
        return self.publications.pop(identifier, None) is not None

    def commit(self, *, final: bool = True) -> None:
        """Nothing to do."""

    def stored(self) -> Mapping[str, Stored]:
        """Where each came from."""
        return {
            one.id: Stored(one.digest, one.file, one.manifest, one.attachment) for one in self.publications.values()
        }

    def is_ready(self) -> bool:
        """Always."""
        return True
