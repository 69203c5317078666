"""However publications come together, the segment is the same: as if they had been prepared at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.arrays.sections import SECTIONS
from indexer.engines.whoosh import merging
from indexer.engines.whoosh.batch import prepare
from indexer.engines.whoosh.merging import Source, merge
from indexer.engines.whoosh.segment_file import SegmentFile, SegmentFileWriter
from indexer.publication import Publication
from tests.indexer.engines.whoosh.publications import few_publications

Sections = Mapping[str, Any]


def merged(folder: Path, name: str, *sources: Source) -> SegmentFile:
    path = folder / name
    with SegmentFileWriter(path) as file:
        count = merge(sources, file)
    found = SegmentFile(path)
    assert count == len(found["id_keys"])
    return found


def content(sections: Sections) -> dict[str, list[int]]:
    return {name: sections[name].tolist() for name in SECTIONS}


@given(st.lists(st.tuples(few_publications, st.integers(0, 255)), max_size=4))
def test_merging_what_is_kept_gives_what_preparing_it_gives(parts: list[tuple[list[Publication], int]]) -> None:
    """Of batches in memory and of files, in one step and in two; bits of a number say what is kept."""
    kept = [np.array([bits >> place & 1 for place in range(len(items))], np.bool_) for items, bits in parts]
    left = [
        item
        for (items, _), mask in zip(parts, kept, strict=True)
        for item, keep in zip(items, mask, strict=True)
        if keep
    ]
    with TemporaryDirectory() as name:
        folder = Path(name)
        expected = content(merged(folder, "expected", Source(prepare(left).sections)))
        batches = [Source(prepare(items).sections, mask) for (items, _), mask in zip(parts, kept, strict=True)]
        assert content(merged(folder, "of-batches", *batches)) == expected
        files = [
            Source(merged(folder, f"part-{number}", Source(prepare(items).sections)), mask)
            for number, ((items, _), mask) in enumerate(zip(parts, kept, strict=True))
        ]
        assert content(merged(folder, "of-files", *files)) == expected
        first = Source(merged(folder, "first", *batches[:2]))
        assert content(merged(folder, "in-two-steps", first, *files[2:])) == expected


@given(few_publications, few_publications, st.integers(1, 30))
def test_working_on_a_few_terms_at_once_gives_the_same(
    some: list[Publication], others: list[Publication], at_once: int
) -> None:
    sources = [Source(prepare(items).sections) for items in (some, others)]
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        expected = content(merged(Path(name), "at-once", *sources))
        patch.setattr(merging, "_AT_ONCE", at_once)
        patch.setattr(merging, "_DOCUMENTS_AT_ONCE", 2)
        assert content(merged(Path(name), "in-pieces", *sources)) == expected


@given(few_publications)
def test_orders_are_those_of_keys_and_forms(items: list[Publication]) -> None:
    with TemporaryDirectory() as name:
        found = merged(Path(name), "segment", Source(prepare(items).sections))
    keys = found["id_keys"][found["id_order"]]
    assert (np.sort(keys) == keys).all()
    data, starts = found["term_bytes"].tobytes(), found["term_starts"].tolist()
    terms = [data[starts[n] : starts[n + 1]] for n in range(max(len(starts) - 1, 0))]
    assert terms == sorted(set(terms))
    forms = [terms[n].partition(b"\x1f")[2] for n in found["form_order"].tolist()]
    assert forms == sorted(forms)
