"""Answers of a reading process that was taken over: data, or nothing that acts."""

from __future__ import annotations

import os
import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pebble.common.types import RemoteException, Result, ResultStatus
from pebble.pool.process import Acknowledgement, TaskResult

from indexer.engines import open_engine
from indexer.publication import Extraction, PartialDate, Passage, Publication
from indexer.reading import Entry, Read
from indexer.sandbox.messages import read_answer
from indexer.settings import ExtractionSettings, Settings
from indexer.sources.manifest import Line
from indexer.workers import work_through
from tests.indexer.sandbox.work import answer_with_malice

PUBLICATION = Publication("a", "Titre", (Passage(1, "texte", "i"),), date=PartialDate(2024, 5), topics=("Santé",))
ENTRY = Entry("a", "Titre", "article", "2024-05", ("Santé",), (), 1, (), ())


@pytest.mark.parametrize("protocol", range(4, pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize(
    "answer",
    [
        Acknowledgement(7, 1),
        [Extraction(PUBLICATION, {"title": "h1"}, ("!",), 1, (2,)), "une phrase"],
        TaskResult(3, Result(ResultStatus.SUCCESS, Read([ENTRY, "une phrase"]))),
        {1, 2},
    ],
    ids=lambda answer: type(answer).__name__,
)
def test_honest_answers_are_read_as_they_were_sent(answer: object, protocol: int) -> None:
    assert read_answer(pickle.dumps(answer, protocol)) == answer


def test_prepared_publications_are_read_with_their_arrays(tmp_path: Path) -> None:
    prepared = open_engine(Settings(index=str(tmp_path))).prepare([PUBLICATION])
    found = read_answer(pickle.dumps(Read([ENTRY], prepared)))
    assert found.prepared.ids == prepared.ids
    # equal in every array: the engine's own type, compared field by field
    for name, array in found.prepared.sections.items():
        assert array.dtype == prepared.sections[name].dtype  # type: ignore[attr-defined]
        assert np.array_equal(array, prepared.sections[name])  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Kept:
    """As an engine of another package may prepare publications."""

    value: int


@dataclass(frozen=True)
class Acting:
    """Does something when it is made."""

    value: int

    def __post_init__(self) -> None:
        made.append(self.value)


@dataclass(frozen=True, init=False)
class Made:
    """The same, by a way of its own."""

    value: int

    def __init__(self, value: int) -> None:
        made.append(value)


@dataclass
class Changing:
    """Not frozen: it may be anything."""

    value: int


made: list[int] = []


def test_dataclasses_of_other_packages_are_data_when_they_do_nothing() -> None:
    assert read_answer(pickle.dumps(Kept(1))) == Kept(1)
    answers = [pickle.dumps(Calls(kind, 2)) for kind in (Acting, Made, Changing)]
    made.clear()
    assert [type(read_answer(answer)).__mro__[1] for answer in answers] == [Exception] * 3
    assert made == []


class Calls:
    """Pickled as a call of a function."""

    def __init__(self, function: Any, *arguments: Any) -> None:
        self._call = function, arguments

    def __reduce__(self) -> Any:
        return self._call


def named(path: str) -> bytes:
    """A pickle that calls what "module name" names, with one text."""
    module, name = path.split()
    call = (
        b"\x80\x04\x8c"
        + bytes([len(module)])
        + module.encode()
        + b"\x8c"
        + bytes([len(name)])
        + name.encode()
        + b"\x93"
    )
    return call + b"\x8c\x01x\x85R."


@pytest.mark.parametrize(
    "path",
    [
        "os system",
        "posix system",
        "subprocess Popen",
        "builtins eval",
        "builtins open",
        "builtins getattr",
        "indexer.workers os.system",
        "indexer.workers os",
        "indexer.reading read_bundle",
        "indexer.failures Failures",
        "indexer.engines.whoosh.engine WhooshEngine",
        "numpy load",
        "numpy.lib.npyio NpzFile",
        "multiprocessing.connection Client",
        "nowhere nothing",
    ],
)
def test_whatever_else_is_named_does_nothing(path: str) -> None:
    found = read_answer(named(path))
    assert type(found).__mro__[1] is Exception
    assert type(found).__name__ == path.rpartition(" ")[2].rpartition(".")[2]


def test_a_call_that_is_smuggled_into_a_result_is_not_made(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.touch()
    answer = TaskResult(1, Result(ResultStatus.SUCCESS, Read([Calls(os.unlink, str(victim))])))  # type: ignore[list-item]
    assert isinstance(read_answer(pickle.dumps(answer)).result.value.outcomes[0], Exception)
    assert victim.exists()


@pytest.mark.parametrize("error", [MemoryError("x"), ValueError("x"), UnicodeDecodeError("utf-8", b"x", 0, 1, "y")])
def test_exceptions_keep_their_type(error: Exception) -> None:
    found = read_answer(pickle.dumps(error))
    assert type(found) is type(error)
    assert str(found) == str(error)
    in_pool = TaskResult(1, Result(ResultStatus.FAILURE, RemoteException(error, "a traceback")))
    assert type(read_answer(pickle.dumps(in_pool)).result.value) is type(error)


def test_a_process_that_answers_with_malice_is_answered_by_nobody(tmp_path: Path) -> None:
    """Through the pool itself: the victim stays, and the next task is done."""
    victim = tmp_path / "victim"
    victim.touch()
    limits = ExtractionSettings(timeout_s=20, memory_mb=1024, workers=1)
    tasks = [Line(tmp_path / "m.jsonl", number, str(victim).encode()) for number in range(2)]

    def results() -> list[Sequence[object]]:
        return [found for _, found in work_through(tasks, answer_with_malice, lambda _, why: [why], limits, ())]

    ((first, second),) = results()
    assert isinstance(first, Exception)
    assert second == "done"
    assert victim.exists()
