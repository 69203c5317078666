"""What is close to a publication by its words: arrays/related.py says how close; here its words are looked up.

    find_related(reader, "rapports/2024.pdf", 5).related[0].title

One request for the publication, with the words that may tell what it is about (telling.py), and one for how many
publications have each of these; one for the closest by the cluster's scores, and its issues of other years; and one for
what is shown of those that are chosen. The cluster counts length less than is done here (ranking.B), so that more of
the closest are asked for than are looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from indexer.engines.arrays import related
from indexer.engines.arrays.related import CANDIDATES, MOST_ISSUES, Telling, Word, fewest_shared, telling_words
from indexer.engines.interface import RelatedPublications
from indexer.engines.opensearch import telling
from indexer.engines.opensearch.by_id import body_of, find
from indexer.engines.opensearch.candidates import FIELDS, Candidates, FoundHit, first_of
from indexer.engines.opensearch.clauses import Dsl
from indexer.engines.opensearch.counting import counts_of
from indexer.engines.opensearch.known import NO_STORED_FIELDS
from indexer.engines.opensearch.preparing import doc_of
from indexer.engines.opensearch.reader import Reader
from indexer.engines.opensearch.searching import Found, bucket_fields
from indexer.engines.opensearch.shown import read_shown
from indexer.engines.opensearch.units import Sought, buckets_of, stem_unit, unit_of

# That are scored here, or four for each that is asked for. On our real data 40 give the same neighbours as all do: the
# cluster has the same words, and only another length.
_CLOSEST = 100
_FIELDS = (*FIELDS, "page", "text_key", "series", "series_year")


class _Neighbours(Candidates):
    """Publications, with what tells whether two of them are one document. See `arrays.related.Neighbours`."""

    def __init__(self, reader: Reader, hits: Sequence[FoundHit]) -> None:
        super().__init__(reader, hits, reader.statistics.total, reader.statistics.average_length)
        self.numbers = {hit.doc: number for number, hit in enumerate(hits)}

    def text_key(self, number: int) -> int:
        """The same for publications whose passages are stored as the same bytes; 0 without passages."""
        return int(first_of(self.hits[number], "text_key", 0))

    def page_of(self, number: int) -> int | None:
        """The page that announces a publication, if it is one of these."""
        return self.numbers.get(first_of(self.hits[number], "page", ""))

    def topics_of(self, number: int) -> frozenset[str]:
        """The topics that it is shown with."""
        return frozenset(_topics_of(self.hits[number]))

    @cached_property
    def issues(self) -> dict[int, int]:
        """The year of each other issue of the first one's series, newest first."""
        series = _series_of(self._reader, self.hits[0])
        if not series:
            return {}
        own = [
            (-int(first_of(hit, "series_year", 0)), self.id_keys[number], number)
            for number, hit in enumerate(self.hits)
            if number and first_of(hit, "series", "") == series
        ]
        return {number: -year for year, _, number in sorted(own)}

    def own(self) -> set[int]:
        """The page that announces the first one, that page's own, and what the first one announces or holds."""
        found = {number for number in range(self.size) if self.page_of(number) == 0}
        page = self.page_of(0)
        while page is not None and page not in found:
            found.add(page)
            page = self.page_of(page)
        return found


def find_related(reader: Reader, identifier: str, limit: int) -> RelatedPublications | None:
    """The other versions of a publication, its issues of other years, and the `limit` closest of all others.

    None when there is no publication with this id.
    """
    hits = find(reader, [doc_of(identifier)], fields=(*_FIELDS, "telling", "language"))
    if not hits:
        return None
    own = hits[0]
    words = _telling_words(reader, own)
    sought = [stem_unit(word.stem) for word in words]
    neighbours = _Neighbours(reader, _neighbours(reader, own, words, sought, max(_CLOSEST, 4 * limit)))
    if not neighbours.size:  # gone meanwhile
        return None
    columns = neighbours.columns(buckets_of(sought))
    looked_up = [
        Word(unit_of(unit, columns, neighbours.size, 0), word.weight) for unit, word in zip(sought, words, strict=True)
    ]
    return related.find_related(neighbours, 0, looked_up, own=neighbours.own(), issues=neighbours.issues, limit=limit)


def _telling_words(reader: Reader, own: FoundHit) -> list[Telling]:
    counts = telling.counts_of(first_of(own, "telling", ""), _topics_of(own), first_of(own, "language", ""))
    stems = [stem for stem, _ in counts.most_common(CANDIDATES)]
    frequencies = counts_of(reader, [stem_unit(stem).query for stem in stems], are_terms=True)
    return telling_words(counts, reader.statistics.total, dict(zip(stems, frequencies, strict=True)))


def _neighbours(
    reader: Reader, own: FoundHit, words: Sequence[Telling], sought: Sequence[Sought], closest: int
) -> list[FoundHit]:
    """The publication itself, then what may be close to it: each once."""
    shown = {"stored_fields": NO_STORED_FIELDS, "docvalue_fields": [*_FIELDS, *bucket_fields(sought)]}
    page = first_of(own, "page", None)
    bodies: list[dict[str, Any]] = [body_of(reader, [own.doc, *([page] if page else [])], sought, _FIELDS)]
    if words:
        bodies.append({"query": _closest(reader, own, words), "size": closest, **shown})
    if series := _series_of(reader, own):
        others: Dsl = {"bool": {"must_not": [{"ids": {"values": [own.doc]}}]}}
        bodies.append(
            {
                "query": reader.living({"term": {"series": series}}, others),
                "sort": [{"series_year": "desc"}, {"key": "asc"}],
                "size": MOST_ISSUES,
                **shown,
            }
        )
    found = reader.client.msearch(reader.publications, bodies, Found)
    hits = {hit.doc: hit for answer in found for hit in answer.hits.hits}
    first = hits.pop(own.doc, None)
    return [first, *hits.values()] if first else []


def _closest(reader: Reader, own: FoundHit, words: Sequence[Telling]) -> Dsl:
    """The publications that have enough of the words; each counts as much as it tells, its rarity the cluster adds."""
    wanted = [{"term": {"words": {"value": word.stem, "boost": word.weight / word.rarity}}} for word in words]
    apart: list[Dsl] = [{"ids": {"values": [own.doc]}}, {"term": {"page": own.doc}}]
    if reader.hidden is not None:
        apart.append(reader.hidden)
    return {"bool": {"should": wanted, "minimum_should_match": fewest_shared(words), "must_not": apart}}


def _series_of(reader: Reader, own: FoundHit) -> str:
    """The series that a publication is an issue of, "" for none."""
    series: str = first_of(own, "series", "")
    return "" if series in reader.ended_series else series


def _topics_of(hit: FoundHit) -> tuple[str, ...]:
    return read_shown(first_of(hit, "shown", "")).topics
