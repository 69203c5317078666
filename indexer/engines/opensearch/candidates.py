"""The publications that a search of the cluster gave, numbered from 0, as ranking and showing take them.

    candidates = Candidates(reader, hits, statistics)
    candidates.id_keys, candidates.places, candidates.shown(3, summary)

Their columns came with the hits. Texts are read when it is known which are shown: `read` asks for all of them at once.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from indexer.engines.arrays import documents
from indexer.engines.arrays.documents import Summary
from indexer.engines.arrays.publications import Places, Shown
from indexer.engines.opensearch import positions
from indexer.engines.opensearch.places import unpack_places
from indexer.engines.opensearch.preparing import doc_of
from indexer.engines.opensearch.reader import Reader
from indexer.engines.opensearch.shown import read_shown
from indexer.engines.opensearch.texts import SUMMARY, text_id
from indexer.errors import EngineUnavailable
from indexer.publication import Passage

# What is asked of each: columns first, then what a hit shows that depends on others.
FIELDS = ("id", "key", "stamp", "day", "length", "passages", "title_count", "places", "shown")


class FoundHit(msgspec.Struct, frozen=True, gc=False):
    """A hit of the cluster: the values of the fields that were asked for, the publication's id among them."""

    fields: dict[str, list[Any]] = {}

    @property
    def doc(self) -> str:
        """Its document."""
        return doc_of(self.fields["id"][0])


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
        self.id_keys = np.array([hit.fields["key"][0] for hit in hits], np.uint64)
        self.days: npt.NDArray[np.int32] = np.array([first_of(hit, "day", 0) for hit in hits], np.int32)

    @cached_property
    def lengths(self) -> npt.NDArray[np.int64]:
        """Words of the passages of each."""
        return np.array([first_of(hit, "length", 0) for hit in self.hits], np.int64)

    @cached_property
    def relative_lengths(self) -> npt.NDArray[np.float64]:
        """The same in average lengths of the index."""
        found: npt.NDArray[np.float64] = self.lengths / max(1.0, self._average_length)
        return found

    @cached_property
    def title_words(self) -> npt.NDArray[np.uint32]:
        """Words of each title."""
        return np.array([first_of(hit, "title_count", 0) for hit in self.hits], np.uint32)

    @cached_property
    def places(self) -> Places:
        """Where the passages of each stand."""
        return unpack_places([first_of(hit, "places", "") for hit in self.hits])

    def buckets(self, texts: Mapping[str, Iterable[bytes]]) -> list[dict[str, positions.Positions]]:
        """Some buckets of each, as far as they have any of some texts."""
        fields = [(name, f"at.{name}", tuple(wanted)) for name, wanted in texts.items()]
        return [
            {
                name: positions.unpack(hit.fields[field][0], wanted)
                for name, field, wanted in fields
                if field in hit.fields
            }
            for hit in self.hits
        ]

    def passages_of(self, number: int) -> int:
        """How many passages a publication has."""
        return int(first_of(self.hits[number], "passages", 0))

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

    def passage(self, number: int, index: int) -> Passage:
        """One passage of a publication, with its text."""
        return documents.read_passage(self._text(number, str(index)))

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
        hit = self.hits[number]
        return text_id(hit.doc, hit.fields["stamp"][0], part)


def first_of(hit: FoundHit, field: str, otherwise: Any) -> Any:
    """The value of a field that has one at most."""
    values = hit.fields.get(field)
    return values[0] if values else otherwise
