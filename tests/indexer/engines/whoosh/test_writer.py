"""What a writer leaves behind: the last version of each publication, in few segments, whatever came before."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.whoosh import writer as writer_module
from indexer.engines.whoosh.codec import ArraySegment
from indexer.engines.whoosh.commits import newest_generation
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.engines.whoosh.writer import to_merge
from indexer.publication import Publication
from tests.contract.corpus import publication
from tests.indexer.engines.whoosh.publications import publications

names = st.sampled_from("abcdef")
changes = st.lists(
    st.one_of(
        st.lists(publications(names), min_size=1, max_size=4, unique_by=lambda item: item.id),
        st.tuples(st.just("remove"), names),
        st.sampled_from(("commit", "final commit", "small buffer")),
    ),
    max_size=12,
)


@given(changes)
def test_the_last_version_of_each_publication_is_stored(steps: list[list[Publication] | tuple[str, str] | str]) -> None:
    """Against a dictionary: additions, replacements and removals in one run, before and after commits."""
    expected: dict[str, Publication] = {}
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        engine = WhooshEngine(Path(name))
        with engine.writer() as writer:
            for step in steps:
                if isinstance(step, list):
                    writer.add(engine.prepare(step))
                    expected |= {item.id: item for item in step}
                elif isinstance(step, tuple):
                    assert writer.remove(step[1]) == (expected.pop(step[1], None) is not None)
                elif step == "small buffer":  # each addition is a commit of its own
                    patch.setattr(writer_module, "_BUFFER_BYTES", 0)
                else:
                    writer.commit(final=step == "final commit")
            writer.commit()
        assert {identifier: engine.get(identifier) for identifier in "abcdef"} == {
            identifier: expected.get(identifier) for identifier in "abcdef"
        }
        assert engine.status().publications == len(expected)
        assert list(engine.verify())


def test_only_those_that_are_wanted_are_added(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    with engine.writer() as writer:
        writer.add(engine.prepare([publication(name, "T", "x") for name in "abc"]), [0, 2])
        writer.commit()
    assert sorted(engine.stored()) == ["a", "c"]


def test_nothing_is_visible_before_a_commit_and_leaving_without_one_changes_nothing(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    with engine.writer() as writer:
        writer.add(engine.prepare([publication("a", "T", "x")]))
        assert engine.status().publications == 0
        writer.commit()
        assert engine.status().publications == 1
        writer.remove("a")
        writer.add(engine.prepare([publication("b", "T", "x")]))
    assert sorted(engine.stored()) == ["a"]


def segment(count: int, deleted: int = 0) -> ArraySegment:
    made = ArraySegment("MAIN")
    made.set_doc_count(count + deleted)
    for number in range(deleted):
        made.delete_document(number)
    return made


@pytest.mark.parametrize(
    ("sizes", "merged"),
    [
        ([], []),
        ([100_000, 1, 1, 1, 1, 1, 1], []),  # few enough
        ([100_000, 1, 1, 1, 1, 1, 1, 1], [1] * 7),  # small ones become one, the large one is left alone
        ([100_000, 7, 1, 1, 1, 1, 1, 1], [1] * 6 + [7]),
        ([100_000, 50_000, 30, 1, 1, 1, 1, 1], [1] * 5),  # a larger one waits until there is enough
        ([20_000] * 8, [20_000] * 8),
        ([900, 800, 700, 5, 600, 4, 500, 400], [4, 5]),
    ],
)
def test_small_segments_become_one(sizes: list[int], merged: list[int]) -> None:
    assert [found.doc_count() for found in to_merge([segment(size) for size in sizes])] == merged


def test_segment_of_which_much_is_deleted_is_rewritten() -> None:
    worn, sound = segment(79, 21), segment(80, 20)
    assert to_merge([worn, sound]) == [worn]


def test_small_segments_become_one_with_what_is_new() -> None:
    segments = [segment(size) for size in (100_000, 50, 4, 2, 2, 1, 1)]
    assert to_merge(segments) == []
    assert [found.doc_count() for found in to_merge(segments, 1)] == [1, 1, 2, 2, 4]
    worn = segment(79, 21)
    assert to_merge([worn], 1) == [worn]


def test_small_segments_are_merged_by_the_commit_that_brings_what_is_new(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    counts = []
    for number in range(9):
        with engine.writer() as writer:
            writer.add(engine.prepare([publication(f"p{number}", "T", "x")]))
            writer.commit()
        counts.append(engine.status().segments)
    assert counts == [1, 2, 3, 4, 5, 6, 7, 1, 2]
    assert newest_generation(tmp_path) == 9
    assert engine.status().publications == 9
    with engine.writer() as writer:
        assert all(writer.remove(f"p{number}") for number in range(9))
        writer.commit()
    assert (newest_generation(tmp_path), engine.status().segments) == (10, 0)


def test_large_segments_are_merged_after_what_is_new_is_visible(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "_FEW_PUBLICATIONS", 6)
    engine = WhooshEngine(tmp_path)
    for number in range(8):
        with engine.writer() as writer:
            writer.add(engine.prepare([publication(f"p{number}", "T", "x")]))
            writer.commit()
    assert (newest_generation(tmp_path), engine.status().segments) == (9, 1)


def test_many_single_commits_leave_few_segments_and_rewrite_each_publication_a_few_times() -> None:
    """The policy alone, over 10,000 commits: no disk."""
    segments = [segment(100_000)]
    most, rewritten = 0, 0
    for _ in range(10_000):
        segments.append(segment(1))
        merged = to_merge(segments)
        if merged:
            size = sum(found.doc_count() for found in merged)
            segments = [found for found in segments if found not in merged] + [segment(size)]
            rewritten += size
        most = max(most, len(segments))
    assert sum(found.doc_count() for found in segments) == 110_000
    assert most <= 8
    assert rewritten / 10_000 < 12
    assert np.max([found.doc_count() for found in segments]) == 100_000
