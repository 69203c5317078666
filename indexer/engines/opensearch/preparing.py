"""What a worker makes of publications: documents for the cluster, but for what depends on other publications.

    batch = prepare([Publication(id="a", title="Bilan"), ...])
    batch.documents[0].texts       the parts of P-texts
    batch.documents[0].own         what deriving.py needs of it

Words are read and placed as for the embedded engine (arrays/laying.py, terms.py): the same tokens, the same positions.
"""

from __future__ import annotations

from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from hashlib import blake2b
from itertools import pairwise
from typing import NamedTuple

import msgspec
import numpy as np

from indexer.engines.arrays import documents
from indexer.engines.arrays.alike import sketch_of
from indexer.engines.arrays.laying import (
    BASES,
    BODY_ZONE,
    HEADINGS_ZONE,
    addresses_of,
    lay,
    links_of,
    own_day_of,
    texts_of,
)
from indexer.engines.milestones import Milestones
from indexer.engines.opensearch import positions, telling
from indexer.engines.opensearch.mapping import (
    EMPTY_PLACE,
    FILLER,
    LENGTH_AMOUNT,
    NAME_AMOUNT,
    STACKER,
    START_MARK,
    STARTING_PLACES,
    STEM_AMOUNT,
)
from indexer.engines.opensearch.rows import Head, pack_row
from indexer.engines.opensearch.series import Yearly, yearly_of
from indexer.engines.opensearch.spellings import spellings_of
from indexer.engines.opensearch.term import Term, read_term
from indexer.languages import Analysis
from indexer.pieces import Ints, starts_of
from indexer.publication import Publication
from indexer.terms import Analysed, TermTable

_ZONE_WEIGHTS = np.array([dict(documents.ZONE_WEIGHTS)[base] for base in BASES.tolist()])
_TITLE_ZONE = 0
_pack = msgspec.msgpack.Encoder().encode


class Own(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What is a publication's own of that which others give or take: deriving.py.

    addresses  hex keys of what a page that announces it calls it
    links      hex keys of what it announces
    day        of its own date, below 0 where that is only its file's
    yearly     what it says of the series of reports that it may be of
    """

    doc: str
    id: str
    topics: tuple[str, ...]
    authors: tuple[str, ...]
    date: str
    day: int
    addresses: tuple[str, ...]
    links: tuple[str, ...]
    title: str
    url: str
    has_file: bool
    kind: str
    language: str
    lead_words: int
    yearly: Yearly | None = None

    @property
    def date_is_of_file(self) -> bool:
        """Whether the date is only when the file was made."""
        return self.day < 0


class Origin(msgspec.Struct, frozen=True, array_like=True):
    """Where a publication came from, as the index keeps it: `interface.Stored` and `interface.Source` of it."""

    id: str
    url: str
    digest: str
    file: str
    manifest: str
    attachment: tuple[str, ...]


class Document(msgspec.Struct, frozen=True):
    """A publication as it is sent.

    stamp   what is stored of it, in short
    body    JSON of the fields that depend on nothing else
    texts   what is shown: the summary, then each passage, packed
    """

    doc: str
    stamp: str
    own: Own
    body: bytes
    texts: tuple[bytes, ...]


class PreparedBatch(msgspec.Struct, frozen=True):
    """Publications ready to be sent; travels between processes."""

    documents: tuple[Document, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The publications' ids."""
        return tuple(document.own.id for document in self.documents)


class _Reader:
    """Reads texts as numbers of terms, and takes each term apart once, for as long as its table lasts.

    terms  by their numbers: some 350 bytes each, of as many as a `TermTable` has
    """

    def __init__(self) -> None:
        self._table = TermTable()
        self.terms: list[Term] = []

    def read(self, texts: Sequence[str], analyses: Sequence[Analysis]) -> Analysed:
        """The tokens of these texts; `terms` has those of their numbers."""
        if self._table.is_spent:
            self._table.clear()
            self.terms.clear()
        found = self._table.analyse(texts, analyses)
        self.terms += map(read_term, self._table.names[len(self.terms) :])
        return found


@cache
def _reader() -> _Reader:
    """That of this process; one that only answers questions needs none."""
    return _Reader()


def doc_of(identifier: str) -> str:
    """The id of a publication's document: ids may be longer than a cluster takes."""
    return blake2b(identifier.encode(), digest_size=16).hexdigest()


def key_text(address: str) -> str:
    """The key of an address."""
    return f"{documents.key_of(address):016x}"


def prepare(publications: Sequence[Publication]) -> PreparedBatch:
    """Analyse and encode publications, in their order."""
    reader = _reader()
    texts: list[str] = []
    analyses: list[Analysis] = []
    sizes = np.array([texts_of(one, texts, analyses) for one in publications], np.int64).reshape(-1, len(BASES))
    found = reader.read(texts, analyses)
    laid = lay(found.lengths, sizes)
    places = found.positions + laid.starts[found.texts]
    kept = np.flatnonzero((found.positions < laid.words[found.texts]) & (places < positions.MOST_POSITIONS))
    of_text, at = found.texts[kept], places[kept]
    numbers = laid.documents[of_text]
    order = np.lexsort((at, numbers))
    numbers, at, zones, standing = numbers[order], at[order], laid.zones[of_text][order], found.terms[kept][order]
    bounds = numbers.searchsorted(np.arange(len(publications) + 1)).tolist()
    text_bounds = starts_of(sizes.sum(axis=1)).tolist()
    token_bounds = found.texts.searchsorted(np.arange(len(texts) + 1)).tolist()
    return PreparedBatch(
        tuple(
            _document(
                publication,
                _Words(at[first:last], zones[first:last], standing[first:last], reader.terms),
                _passages_at(laid.zones[begin:end], laid.starts[begin:end], laid.words[begin:end]),
                telling.Read(end - begin, token_bounds[begin : end + 1], found.terms, reader.terms),
                # the bodies come last
                [Milestones.of(found, place) for place in range(end - len(publication.passages), end)],
            )
            for publication, (first, last), (begin, end) in zip(
                publications, pairwise(bounds), pairwise(text_bounds), strict=True
            )
        )
    )


class _Words(msgspec.Struct, frozen=True):
    """The words of one publication, in the order of their positions: `numbers` are those of their terms in `terms`."""

    positions: Ints
    zones: Ints
    numbers: Ints
    terms: Sequence[Term]

    def different(self) -> _Different:
        """Its different terms."""
        order = self.numbers.argsort(kind="stable")
        numbers, firsts = np.unique(self.numbers[order], return_index=True)
        ends = np.append(firsts[1:], len(order))
        met = order[firsts].argsort()  # whatever numbers the terms have in this process
        weights = _ZONE_WEIGHTS[self.zones[order]]
        where = positions.encode_positions(self.positions[order])
        return _Different(
            terms=[self.terms[number] for number in numbers[met].tolist()],
            amounts=(np.add.reduceat(weights, firsts) if len(firsts) else weights)[met].tolist(),
            standing=[
                where[first:end]
                for first, end in zip(
                    (firsts[met] * positions.WIDTH).tolist(), (ends[met] * positions.WIDTH).tolist(), strict=True
                )
            ],
        )


class _Different(NamedTuple):
    """The different terms of a publication, in the order in which they are met.

    amounts   how much there is of each
    standing  where each stands, encoded as positions.py does it
    """

    terms: Sequence[Term]
    amounts: Sequence[int]
    standing: Sequence[bytes]


def _passages_at(zones: Ints, starts: Ints, words: Ints) -> list[Ints]:
    """Where the texts of passages begin and how many words they have, and the same of their headings."""
    return [column[zones == zone] for zone in (BODY_ZONE, HEADINGS_ZONE) for column in (starts, words)]


def _document(
    publication: Publication,
    words: _Words,
    at: Sequence[Ints],
    read: telling.Read,
    milestones: Sequence[Milestones | None],
) -> Document:
    doc, key = doc_of(publication.id), documents.key_of(publication.id)
    passages = [documents.pack_passage(*each) for each in zip(publication.passages, milestones, strict=True)]
    texts = (documents.pack_summary(publication), *passages)
    own = Own(
        doc=doc,
        id=publication.id,
        topics=publication.topics,
        authors=publication.authors,
        date=str(publication.date or ""),
        day=own_day_of(publication),
        addresses=tuple(dict.fromkeys(key_text(address) for address in addresses_of(publication) if address)),
        links=tuple(dict.fromkeys(key_text(link) for link in links_of(publication) if link)),
        title=publication.title,
        url=publication.url,
        has_file=bool(publication.file),
        kind=publication.kind,
        language=publication.language,
        lead_words=len(publication.lead.split()),
        yearly=yearly_of(publication),
    )
    origin = Origin(
        publication.id,
        publication.url,
        publication.digest,
        publication.file or "",
        publication.manifest or "",
        publication.attachment,
    )
    different = words.different()
    length = int(at[1].sum())
    forms = dict(_forms(words))
    title_forms = forms.get(_TITLE_ZONE, "")
    body = {
        "id": publication.id,
        "key": key,
        "kind": [publication.kind] if publication.kind else [],
        "language": [publication.language] if publication.language else [],
        "raw_topic": publication.topics,
        "raw_author": publication.authors,
        "own_day": own.day,
        "addresses": own.addresses,
        "links": own.links,
        "yearly": [own.yearly.key] if own.yearly else [],
        "telling": telling.pack(publication, read),
        "length": length,
        "passages": len(passages),
        "own": encoded(_pack(own)),
        "origin": encoded(_pack(origin)),
        "sketch": encoded(sketch_of([term.data for term in different.terms])),
        "text_key": documents.key_of_bytes(b"".join(passages)) if passages else 0,
        "words": _filled(_amounts(zip(different.terms, different.amounts, strict=True)), length),
        "title_words": _text_of(_amounts(_title_terms(words))),
        "forms": list(forms.values()),
        "title_forms": _with_start_marked(title_forms),
        "title_start": " ".join(title_forms.split(" ", STARTING_PLACES)[:STARTING_PLACES]),
        "title": encoded(publication.title.encode()),
        "at": positions.pack(
            (term.bucket, term.data, where) for term, where in zip(different.terms, different.standing, strict=True)
        ),
        "surface": spellings_of(publication, {term.form for term in different.terms}),
    }
    data = msgspec.json.encode(body)
    stamp = blake2b(b"".join((data, *texts)), digest_size=8).hexdigest()
    row = pack_row(
        Head(doc, stamp, key, length, len(publication.title.split())),
        at,
        [passage.is_contents for passage in publication.passages],
    )
    return Document(doc, stamp, own, data[:-1] + f',"stamp":"{stamp}","row":"{row}"}}'.encode(), texts)


def _title_terms(words: _Words) -> Iterator[tuple[Term, int]]:
    """The terms of the title, and how much each time counts."""
    end = int(words.zones.searchsorted(_TITLE_ZONE, "right"))
    for number in words.numbers[:end].tolist():
        yield words.terms[number], int(_ZONE_WEIGHTS[_TITLE_ZONE])


def _amounts(terms: Iterable[tuple[Term, int]]) -> dict[str, int]:
    """How much there is of each stem and of each form."""
    amounts: dict[str, int] = defaultdict(int)
    for (_, stem, name, *_), weight in terms:
        amounts[stem] += STEM_AMOUNT * weight
        amounts[name] += NAME_AMOUNT * weight
    return amounts


def _filled(amounts: dict[str, int], length: int) -> str:
    """The same as the field `words` takes it, filled up for so many words."""
    missing = LENGTH_AMOUNT * length - sum(amounts.values())
    return _text_of(amounts | ({FILLER: missing} if missing > 0 else {}))


def _text_of(amounts: dict[str, int]) -> str:
    return " ".join(f"{term}{STACKER}{amount}" for term, amount in amounts.items())


def _forms(words: _Words) -> Iterator[tuple[int, str]]:
    """The forms of each zone that has any, in their places."""
    bounds = words.zones.searchsorted(np.arange(len(BASES) + 1)).tolist()
    is_next = np.diff(words.positions) == 1
    for zone, (first, last) in enumerate(pairwise(bounds)):
        if first == last:
            continue
        forms = [words.terms[number].form for number in words.numbers[first:last].tolist()]
        expected = int(BASES[zone])
        if words.positions[first] == expected and is_next[first : last - 1].all():  # one in each place
            yield zone, " ".join(forms)
            continue
        places: list[str] = []
        for position, form in zip(words.positions[first:last].tolist(), forms, strict=True):
            if position == expected:
                places.append(form)
                expected += 1
            elif position < expected:  # another word in the same place
                places[-1] += STACKER + form
            else:
                places += [EMPTY_PLACE] * (position - expected)
                places.append(form)
                expected = position + 1
        yield zone, " ".join(places)


def _with_start_marked(title_forms: str) -> str:
    """The forms of a title, of the first place each a second time with a mark."""
    first, space, others = title_forms.partition(" ")
    marked = [f"{START_MARK}{form}" for form in first.split(STACKER) if form not in ("", EMPTY_PLACE)]
    return f"{STACKER.join([*marked, first])}{space}{others}"


def encoded(data: bytes) -> str:
    """Bytes as a field of type binary takes them."""
    return b64encode(data).decode()
