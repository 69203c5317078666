"""All publications of a commit without their passages, for what looks at each of them (indexer/report).

    for record in Records(snapshot, check): record.title, record.words

Each is read from the file when its turn comes: only what tells texts apart is kept of all of them (alike.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from indexer.engines.arrays.publications import inherited
from indexer.engines.interface import Record
from indexer.engines.whoosh.alike import text_keys
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.publication import PartialDate

_date_of = lru_cache(16_384)(PartialDate.parse)  # many publications have one day


class Records:
    """The records of a snapshot's publications, as often as they are asked for.

    `check` is called after an error, to find out whether the index is damaged.
    """

    def __init__(self, snapshot: Snapshot, check: Callable[[Snapshot], None]) -> None:
        self._snapshot = snapshot
        self._check = check

    def __len__(self) -> int:
        return self._snapshot.total

    def __iter__(self) -> Iterator[Record]:
        try:
            yield from self._read()
        except Exception:
            self._check(self._snapshot)
            raise

    @cached_property
    def _text_keys(self) -> npt.NDArray[np.uint64]:
        return text_keys(self._snapshot)

    def _read(self) -> Iterator[Record]:
        snapshot = self._snapshot
        for base, view in snapshot.segments:
            lengths = view.columns.lengths
            is_live = snapshot.live[base : base + view.size]
            for local, own in zip(is_live.nonzero()[0].tolist(), view.summaries(is_live), strict=True):
                pages = snapshot.pages_of(base + local)
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
                    file=own.file,
                    attachment=own.attachment,
                    landing_page=pages[0].id if pages else None,
                    words=int(lengths[local]) + len(own.lead.split()),
                    text_key=int(self._text_keys[base + local]),
                )
