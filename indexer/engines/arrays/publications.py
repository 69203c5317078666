"""What an engine gives of publications that it has numbered from 0, for all that scores and shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from indexer.engines.arrays.documents import PlacedPassage, Summary
from indexer.engines.interface import LinkedPublication

NO_DATE = 0  # day numbers start at 1 (datetime.date.toordinal)
MOST_DOCUMENTS = 100  # named in one hit: a portfolio may hold more


@dataclass(frozen=True, slots=True)
class Places:
    """Where the passages of all documents stand; those of document i are firsts[i] to firsts[i + 1]."""

    firsts: npt.NDArray[np.int64]  # [n + 1]; machine code is compiled for no other type
    body_starts: npt.NDArray[np.uint32]
    body_words: npt.NDArray[np.uint32]
    heading_starts: npt.NDArray[np.uint32]
    heading_words: npt.NDArray[np.uint32]
    is_contents: npt.NDArray[np.bool_]


class Taken(NamedTuple):
    """A publication's topics, authors and date, once it has taken from its landing page what it lacks."""

    topics: tuple[str, ...]
    authors: tuple[str, ...]
    date: str


class Shown(NamedTuple):
    """What a hit shows that depends on other publications: in the spellings that are shown.

    landing_page  the page that announces it
    documents     what it announces, in the order of the ids, MOST_DOCUMENTS at most
    """

    topics: tuple[str, ...]
    authors: tuple[str, ...]
    date: str
    landing_page: LinkedPublication | None
    documents: tuple[LinkedPublication, ...]


class Publications(Protocol):
    """Publications as numbers: all of an index folder, or those that a cluster found.

    total             how many there are in the index
    size              how many are numbered
    id_keys           u64[size]    the order of ties
    relative_lengths  f64[size]    words, in average lengths of the index
    title_words       u32[size]    words of the title
    places            where their passages stand
    """

    total: int
    size: int
    id_keys: npt.NDArray[Any]

    @property
    def relative_lengths(self) -> npt.NDArray[np.float64]:
        """See above."""
        ...

    @property
    def title_words(self) -> npt.NDArray[Any]:
        """See above."""
        ...

    @property
    def places(self) -> Places:
        """See above."""
        ...

    def read(self, numbers: Iterable[int], passages: Iterable[tuple[int, int]]) -> None:
        """Told which summaries and which passages (number, index) are asked for next: to read them all at once."""
        ...

    def summary(self, number: int) -> Summary:
        """What is stored of a publication beside its passages."""
        ...

    def passage(self, number: int, index: int) -> PlacedPassage:
        """One passage of a publication, with its text, and where the words of that stand."""
        ...

    def passages_of(self, number: int) -> int:
        """How many passages a publication has."""
        ...

    def shown(self, number: int, summary: Summary) -> Shown:
        """What a hit shows of others."""
        ...


class Dated(Publications, Protocol):
    """Publications that are put in order by date here.

    days  i32[size]    day number of the date, NO_DATE without one
    """

    days: npt.NDArray[np.int32]


class Written(Protocol):
    """What of a publication others may take, as it is written."""

    @property
    def topics(self) -> tuple[str, ...]:
        """Those that it names."""
        ...

    @property
    def authors(self) -> tuple[str, ...]:
        """Those that it names."""
        ...

    @property
    def date(self) -> str:
        """Its own one, "" without one."""
        ...

    @property
    def date_is_of_file(self) -> bool:
        """Whether that is only when the file was made."""
        ...


def inherited(own: Written, pages: Sequence[Written]) -> Taken:
    """A publication's topics, authors and date as written, or its landing pages' where it has none."""
    if not pages:
        return Taken(own.topics, own.authors, own.date)
    every = (own, *pages)
    topics = next((one.topics for one in every if one.topics), ())
    authors = next((one.authors for one in every if one.authors), ())
    date = ""
    for one in reversed(every):
        if one.date and not (date and one.date_is_of_file):
            date = one.date
    return Taken(topics, authors, date)


def linked(summary: Summary) -> LinkedPublication:
    """A publication as another one names it."""
    return LinkedPublication(summary.id, summary.title, summary.url, bool(summary.file))
