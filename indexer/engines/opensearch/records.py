"""All publications of a commit without their passages, for what looks at each of them (indexer/report).

    for record in Records(reader): record.title, record.words

What tells texts apart is kept of all of them (arrays/alike.py), and what reports take from their pages.
"""

from __future__ import annotations

import weakref
from base64 import b64decode
from collections.abc import Iterator
from functools import cached_property, lru_cache

import msgspec
import numpy as np

from indexer.engines.arrays.alike import PLACES, keys_of
from indexer.engines.arrays.publications import inherited
from indexer.engines.interface import Record
from indexer.engines.opensearch.deriving import DEEPEST
from indexer.engines.opensearch.known import batched, read_own
from indexer.engines.opensearch.preparing import Own, doc_of
from indexer.engines.opensearch.reader import Reader
from indexer.engines.opensearch.reading import read_origin
from indexer.engines.opensearch.walking import Held
from indexer.publication import PartialDate

_date_of = lru_cache(16_384)(PartialDate.parse)  # many publications have one day
_AT_ONCE = 10_000


class _Fields(msgspec.Struct, frozen=True):
    id: tuple[str] = ("",)
    own: tuple[str] = ("",)
    origin: tuple[str] = ("",)
    page: tuple[str, ...] = ()
    length: tuple[int] = (0,)
    text_key: tuple[int] = (0,)
    sketch: tuple[str] = ("",)


class _Hit(msgspec.Struct, frozen=True):
    fields: _Fields


class _All(msgspec.Struct, frozen=True):
    """What must be known of all publications before any can be told.

    text_keys  by document
    pages      of documents that have one, its document
    owns       of these pages
    """

    text_keys: dict[str, int]
    pages: dict[str, str]
    owns: dict[str, Own]


class Records:
    """The records of a commit's publications, as often as they are asked for."""

    def __init__(self, reader: Reader) -> None:
        self._held = held = Held(reader.client, reader.publications, reader.living())
        weakref.finalize(self, held.close)

    def __iter__(self) -> Iterator[Record]:
        found = self._all
        for hit in self._held.walk(("own", "origin", "length"), _Hit):
            own = read_own(hit.fields.own[0])
            origin = read_origin(hit.fields.origin[0])
            pages = list(_pages(found, doc_of(own.id)))
            topics, authors, date = inherited(own, pages)
            yield Record(
                id=own.id,
                title=own.title,
                url=own.url,
                kind=own.kind,
                language=own.language,
                date=_date_of(date) if date else None,
                authors=authors,
                topics=topics,
                file=origin.file,
                attachment=origin.attachment,
                landing_page=pages[0].id if pages else None,
                words=hit.fields.length[0] + own.lead_words,
                text_key=found.text_keys[doc_of(own.id)],
            )

    @cached_property
    def _all(self) -> _All:
        docs: list[str] = []
        keys: list[int] = []
        lengths: list[int] = []
        sketches: list[bytes] = []
        pages: dict[str, str] = {}
        for hit in self._held.walk(("id", "page", "length", "text_key", "sketch"), _Hit):
            docs.append(doc_of(hit.fields.id[0]))
            keys.append(hit.fields.text_key[0])
            lengths.append(hit.fields.length[0])
            sketches.append(b64decode(f"{hit.fields.sketch[0]}=="))
            if hit.fields.page:
                pages[docs[-1]] = hit.fields.page[0]
        rows = np.frombuffer(b"".join(sketches), "<u2").reshape(-1, PLACES)
        alike = keys_of(np.array(keys, np.uint64), np.array(lengths, np.int64), rows)
        owns: dict[str, Own] = {}
        for some in batched(dict.fromkeys(pages.values()), _AT_ONCE):
            for hit in self._held.walk(("own",), _Hit, {"terms": {"_id": some}}):
                own = read_own(hit.fields.own[0])
                owns[doc_of(own.id)] = own
        return _All(dict(zip(docs, alike.tolist(), strict=True)), pages, owns)


def _pages(found: _All, doc: str) -> Iterator[Own]:
    """The page of a publication, the page of that, and so on."""
    for _ in range(DEEPEST):
        page = found.pages.get(doc)
        if page is None or page not in found.owns:  # hidden
            return
        yield found.owns[page]
        doc = page
