"""The publications that a search of the cluster gave, numbered from 0, as ranking and showing take them.

    candidates = Candidates(reader, hits, statistics)
    candidates.id_keys, candidates.places, candidates.shown(3, summary)

Their columns came with the hits. Texts are read when it is known which are shown: `read` asks for all of them at once.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from indexer.engines.arrays import documents
from indexer.engines.arrays.documents import PlacedPassage, Summary
from indexer.engines.arrays.publications import Places, Shown
from indexer.engines.opensearch.positions import Column
from indexer.engines.opensearch.reader import Reader
from indexer.engines.opensearch.rows import Rows, doc_in
from indexer.engines.opensearch.shown import read_shown
from indexer.engines.opensearch.texts import SUMMARY, text_id
from indexer.engines.opensearch.units import Columns
from indexer.errors import EngineUnavailable

# What is asked of each: what is its own (rows.py), and what a hit shows that depends on others. Each further field took
# the cluster half a millisecond for the 300 publications of a search.
FIELDS = ("row", "shown")


class FoundHit(msgspec.Struct, frozen=True, gc=False):
    """A hit of the cluster: the values of the fields that were asked for, `row` among them; and of the order's."""

    fields: dict[str, list[Any]] = {}
    sort: tuple[Any, ...] = ()

    @property
    def doc(self) -> str:
        """Its document."""
        return doc_in(self.fields["row"][0])


class StoredText(msgspec.Struct, frozen=True, gc=False):
    """A document of the index of texts."""

    data: str


class Candidates:
    """Some publications, in no order. See `arrays.publications.Publications`.

    total           how many the index has, hidden ones left out
    average_length  words of one of these
    """

    def __init__(self, reader: Reader, hits: Sequence[FoundHit], total: int, average_length: float) -> None:
        self._reader = reader
        self.hits = hits
        self.total = total
        self.size = len(hits)
        self._average_length = average_length
        self._texts: dict[str, str] = {}
        self._rows = Rows([hit.fields["row"][0] for hit in hits])
        self.id_keys = self._rows.keys
        self.title_words = self._rows.title_words

    @property
    def lengths(self) -> npt.NDArray[np.uint32]:
        """Words of the passages of each."""
        return self._rows.lengths

    @cached_property
    def relative_lengths(self) -> npt.NDArray[np.float64]:
        """The same in average lengths of the index."""
        found: npt.NDArray[np.float64] = self.lengths / max(1.0, self._average_length)
        return found

    @cached_property
    def places(self) -> Places:
        """Where the passages of each stand."""
        return self._rows.places

    def columns(self, buckets: Iterable[str]) -> Columns:
        """Some buckets of each."""
        return {name: Column([first_of(hit, f"at.{name}", "") for hit in self.hits]) for name in buckets}

    def passages_of(self, number: int) -> int:
        """How many passages a publication has."""
        return self._rows.passages(number)

    def read(self, numbers: Iterable[int], passages: Iterable[tuple[int, int]]) -> None:
        """Ask for what will be shown: the summaries of some publications, and some passages (number, index).

        Raises EngineUnavailable when a text is gone: the publication was replaced, and replaced again, meanwhile.
        """
        wanted = [self._text_id(number, SUMMARY) for number in numbers]
        wanted += [self._text_id(number, str(index)) for number, index in passages]
        wanted = [identifier for identifier in dict.fromkeys(wanted) if identifier not in self._texts]
        if not wanted:
            return
        for identifier, text in zip(
            wanted, self._reader.client.mget(self._reader.texts, wanted, StoredText), strict=True
        ):
            if text is None:
                raise EngineUnavailable("A publication was replaced while it was read: ask again.")
            self._texts[identifier] = text.data

    def summary(self, number: int) -> Summary:
        """What is stored of a publication beside its passages."""
        return documents.read_summary(self._text(number, SUMMARY))

    def passage(self, number: int, index: int) -> PlacedPassage:
        """One passage of a publication, with its text, and where the words of that stand."""
        return documents.read_placed_passage(self._text(number, str(index)))

    def shown(self, number: int, summary: Summary) -> Shown:
        """What a hit shows that depends on other publications, none of which editors hide."""
        shown = read_shown(self.hits[number].fields["shown"][0])
        page, documents = shown.landing_page, shown.documents
        return shown._replace(
            landing_page=None if page and self._reader.is_hidden(page.id) else page,
            documents=tuple(one for one in documents if not self._reader.is_hidden(one.id)),
        )

    def _text(self, number: int, part: str) -> bytes:
        identifier = self._text_id(number, part)
        if identifier not in self._texts:
            self.read(*(([number], ()) if part == SUMMARY else ((), [(number, int(part))])))
        return b64decode(self._texts[identifier])

    def _text_id(self, number: int, part: str) -> str:
        return text_id(self._rows.doc(number), self._rows.stamp(number), part)


def first_of(hit: FoundHit, field: str, otherwise: Any) -> Any:
    """The value of a field that has one at most."""
    values = hit.fields.get(field)
    return values[0] if values else otherwise
