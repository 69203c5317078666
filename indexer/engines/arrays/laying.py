"""Where the words of a publication stand: its texts zone by zone, put end to end (documents.py names the zones)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from indexer.engines.arrays import documents
from indexer.engines.arrays.documents import BODY, HEADINGS, POSITIONS_END, ZONE_WEIGHTS
from indexer.languages import Analysis, analysis_of
from indexer.pieces import Ints, starts_of
from indexer.publication import Passage, Publication, name_in_file

_NAME_SEPARATORS = re.compile(r"[\W_]+")
_LONGEST_HEADING = 2_000

BASES = np.array(sorted(base for base, _ in ZONE_WEIGHTS))
_LIMITS = np.append(BASES[1:] - 1, POSITIONS_END)  # the last position of a zone stays free
_IS_SPACED = np.isin(BASES, (documents.AUTHORS, documents.TOPICS, HEADINGS))
HEADINGS_ZONE, BODY_ZONE = np.searchsorted(BASES, (HEADINGS, BODY)).tolist()


@dataclass(frozen=True, slots=True)
class Laid:
    """Where texts stand: of each text its document and zone, its first position and the positions it takes there."""

    documents: Ints
    zones: Ints
    starts: Ints
    words: Ints


def texts_of(publication: Publication, texts: list[str], analyses: list[Analysis]) -> list[int]:
    """Add the texts of a publication, zone by zone, and the analysis of each; gives how many each zone has."""
    passages, before = publication.passages, len(texts)
    named = (*publication.topics, publication.kind)
    texts += (publication.title, publication.lead, *publication.authors, *named)
    name = name_in_file(publication.file or "", publication.attachment)
    texts.append(_NAME_SEPARATORS.sub(" ", Path(name).stem))
    own = analysis_of(publication.language)
    analyses += [own] * (len(texts) - before)
    texts += _headings(passages)
    texts += [passage.text for passage in passages]
    analyses += [analysis_of(passage.language) if passage.language else own for passage in passages] * 2
    return [1, 1, len(publication.authors), len(named), 1, len(passages), len(passages)]


def _headings(passages: Iterable[Passage]) -> list[str]:
    """The heading of each passage; "" where it goes on from the passage before."""
    found, previous = [], None
    for passage in passages:
        heading = passage.heading
        found.append(heading[:_LONGEST_HEADING] if heading and heading != previous else "")
        previous = heading
    return found


def lay(lengths: Ints, sizes: Ints) -> Laid:
    """Put the texts of each zone of each publication end to end, up to the zone's end."""
    numbers, of_zone = sizes.shape[0], sizes.ravel()
    zones = np.repeat(np.tile(np.arange(len(BASES)), numbers), of_zone)
    ends = starts_of(lengths + (_IS_SPACED[zones] & (lengths > 0)))
    firsts = ends[starts_of(of_zone)[:-1]]
    starts = BASES[zones] + ends[:-1] - np.repeat(firsts, of_zone)
    limits = _LIMITS[zones]
    starts = np.minimum(starts, limits)
    return Laid(np.repeat(np.arange(numbers), sizes.sum(axis=1)), zones, starts, np.minimum(lengths, limits - starts))


def own_day_of(publication: Publication) -> int:
    """The day number of a publication's date: negative where it is only that of its file, 0 without one."""
    if publication.date is None:
        return 0
    day = publication.date.first_day.toordinal()
    return -day if publication.date_is_of_file else day


def addresses_of(publication: Publication) -> tuple[str, ...]:
    """What a page that announces a publication calls it; an attachment is announced only by what it is attached to."""
    if publication.attachment:
        return (_attached(publication.id),)
    return (publication.url, publication.file or "", publication.id) if publication.is_document else ()


def links_of(publication: Publication) -> tuple[str, ...]:
    """What a publication announces: a page its links, whatever holds attachments these."""
    links = () if publication.is_document or publication.attachment else publication.links
    return (*links, *map(_attached, publication.documents))


def _attached(identifier: str) -> str:
    return f"\0{identifier}"  # which no link of a page looks like
