"""An index is copied, and the copy compared; between two folders, as both engines keep one contract."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import msgspec
import pytest
from click.testing import CliRunner, Result

from indexer.cli import main
from indexer.engines import open_engine
from indexer.engines.interface import Engine
from indexer.errors import BadSettings, EngineUnavailable, IndexLocked, IndexMissing, TargetNotEmpty
from indexer.migrating import Migration, copying, migrate, rebuild
from indexer.migrating.checking import Check, check_copy
from indexer.migrating.questions import QUESTIONS, draw_questions
from indexer.publication import Publication
from indexer.settings import Settings
from tests.contract.corpus import ANNUEL, CORPUS, POUMON, SEIN, TABAC, publication, store


@pytest.fixture
def source(settings: Settings) -> Settings:
    """Settings of an index of the small institute."""
    store(open_engine(settings), CORPUS)
    return settings


@pytest.fixture
def target(source: Settings, tmp_path: Path) -> Settings:
    """Settings of another folder, not yet there."""
    return msgspec.structs.replace(source, index=str(tmp_path / "copy"))


def whole(engine: Engine) -> dict[str, Publication | None]:
    return {identifier: engine.get(identifier) for identifier in engine.stored()}


def test_copy_holds_the_same_and_answers_the_same(source: Settings, target: Settings) -> None:
    """The source stays byte for byte as it is."""
    before = {path.name: path.read_bytes() for path in Path(source.index).iterdir()}
    told: list[int] = []
    done = migrate(source, target, progress=lambda count, name: told.append(count))
    assert (done.copied.copied, done.copied.there_already, done.copied.removed) == (len(CORPUS), 0, 0)
    assert done.is_same
    assert [check.what for check in done.checks] == [
        "publications", "passages", "kinds", "digests", "read whole", "questions", "order at 10",
    ]  # fmt: skip
    assert (done.checks[0].source, done.checks[-1].target) == ("8", "1.000")
    assert whole(open_engine(target)) == {item.id: item for item in CORPUS}
    assert {path.name: path.read_bytes() for path in Path(source.index).iterdir()} == before
    assert told == [0, len(CORPUS)]


def test_many_are_prepared_by_processes(source: Settings, target: Settings) -> None:
    """Bundle by bundle; nothing is lost between them."""
    many = [publication(f"{n:04}", f"Note {n}", f"mot{n % 50} {n}") for n in range(copying._WORTH_PROCESSES)]
    store(open_engine(source), many)
    with mock.patch.object(copying, "prepare_stored", side_effect=AssertionError("prepared in this process")):
        assert migrate(source, target).is_same
    assert open_engine(target).status().publications == len(many) + len(CORPUS)


def test_process_that_is_ended_is_told_and_nothing_is_lost(source: Settings, target: Settings) -> None:
    many = [publication(f"{n:04}", "Note", "mot") for n in range(copying._WORTH_PROCESSES)]
    store(open_engine(source), many)
    with (
        mock.patch.object(copying, "_open_engines", exit_at_once),
        pytest.raises(EngineUnavailable, match="goes on where it was"),
    ):
        migrate(source, target)
    assert migrate(source, target).is_same


def exit_at_once(*_: object) -> None:
    raise SystemExit(1)


def test_copy_that_was_cut_goes_on_where_it_was(source: Settings, target: Settings) -> None:
    """What is there with the same digest is not read again."""
    store(open_engine(target), CORPUS[:3])
    read: list[str] = []

    def prepare(one: Engine, other: Engine, ids: Sequence[str]) -> object:
        read.extend(ids)
        return other.prepare([found for identifier in ids if (found := one.get(identifier))])

    with mock.patch.object(copying, "prepare_stored", prepare):
        done = migrate(source, target)
    assert sorted(read) == sorted(item.id for item in CORPUS[3:])
    assert (done.copied.copied, done.copied.there_already) == (len(CORPUS) - 3, 3)
    assert done.is_same
    again = migrate(source, target)
    assert (again.copied.copied, again.copied.there_already, again.is_same) == (0, len(CORPUS), True)


def test_commits_come_now_and_then(source: Settings, target: Settings) -> None:
    """What they hold stays when the copy is cut."""
    bundles = iter([CORPUS[:2], CORPUS[2:4]])

    def prepared(*_: object) -> object:
        for some in bundles:
            yield open_engine(target).prepare(some)
        raise EngineUnavailable("The cluster is gone.")

    with (
        mock.patch.object(copying, "_prepared", prepared),
        mock.patch.object(copying, "_COMMIT_EVERY_S", 0.0),
        pytest.raises(EngineUnavailable),
    ):
        migrate(source, target)
    assert set(open_engine(target).stored()) == {item.id for item in CORPUS[:4]}
    assert migrate(source, target).copied.there_already == 4


@pytest.mark.parametrize(
    "other",
    [publication("other", "Autre", "texte"), dataclasses.replace(TABAC, digest="another"),
     dataclasses.replace(TABAC, digest="")],
    ids=["unknown", "changed", "without digest"],
)  # fmt: skip
def test_target_that_holds_something_else_is_refused_or_replaced(
    source: Settings, target: Settings, other: Publication
) -> None:
    store(open_engine(target), [SEIN, other])
    with pytest.raises(TargetNotEmpty, match=r"holds 2 publications, of which 1 are not.*--replace"):
        migrate(source, target)
    assert set(open_engine(target).stored()) == {SEIN.id, other.id}
    done = migrate(source, target, replace=True)
    assert done.is_same
    assert (done.copied.there_already, done.copied.removed) == (1, int(other.id == "other"))
    assert whole(open_engine(target)) == {item.id: item for item in CORPUS}


def test_source_that_is_not_there_is_not_made(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        migrate(settings, msgspec.structs.replace(settings, index=str(tmp_path / "copy")))
    assert list(tmp_path.iterdir()) == []


def test_empty_source_gives_an_empty_copy(settings: Settings, tmp_path: Path) -> None:
    target = msgspec.structs.replace(settings, index=str(tmp_path / "copy"))
    store(open_engine(settings), [])
    assert migrate(settings, target).is_same
    assert open_engine(target).is_ready()


def test_publication_that_the_source_loses_is_told(source: Settings, target: Settings) -> None:
    """And not left out in silence."""
    engine = open_engine(source)
    with pytest.raises(EngineUnavailable, match=f"has lost {SEIN.id}x"):
        copying.prepare_stored(engine, open_engine(target), [SEIN.id, f"{SEIN.id}x"])


def test_source_is_locked_meanwhile(source: Settings, target: Settings) -> None:
    """A publication that came in unseen would be missing in the copy."""
    with open_engine(source).writer(), pytest.raises(IndexLocked):
        migrate(source, target)
    assert not Path(target.index).exists()


DAMAGES = {
    "publications": [*CORPUS, publication("more", "Plus", "texte")],
    "passages": [*CORPUS[1:], dataclasses.replace(SEIN, passages=SEIN.passages[:1])],
    "kinds": [*CORPUS[1:], dataclasses.replace(SEIN, kind="note")],
    "digests": [*CORPUS[1:], dataclasses.replace(SEIN, digest="another")],
    "read whole": [*CORPUS[1:], dataclasses.replace(SEIN, lead="Un autre chapô.")],
    "questions": [*CORPUS[1:], dataclasses.replace(SEIN, topics=("Tabac",))],
    "order at 10": [
        *(item for item in CORPUS if item not in (SEIN, ANNUEL, POUMON)),
        dataclasses.replace(SEIN, passages=(dataclasses.replace(SEIN.passages[0], text="Le scanner. " * 90),)),
        dataclasses.replace(ANNUEL, title="Scanner", lead="Une note sur le scanner."),
        dataclasses.replace(POUMON, title="Note sans date et une note sur le dépistage"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("what", DAMAGES)
def test_each_check_sees_what_it_is_there_for(source: Settings, target: Settings, what: str) -> None:
    store(open_engine(target), DAMAGES[what])
    checks = {check.what: check for check in check_copy(open_engine(source), open_engine(target))}
    assert checks[what].differences
    assert not Migration(copying.Copied(0, 0, 0), tuple(checks.values())).is_same


def test_questions_are_the_same_each_time_and_of_many_kinds(sample_engine: Engine) -> None:
    questions = draw_questions(sample_engine, sample_engine.stored())
    assert questions == draw_questions(sample_engine, dict(reversed(sample_engine.stored().items())))
    assert len(questions) == len(set(questions)) == QUESTIONS
    assert {query.sort for query in questions} == {"relevance", "newest", "oldest"}
    for mark in ('"', "titre:", "*", " -"):
        assert any(mark in query.text for query in questions), mark
    for name in ("topics", "authors", "years", "kinds"):
        assert any(getattr(query.filters, name) for query in questions), name
    assert any(query.page == 2 for query in questions)
    assert sum(sample_engine.search(query).total > 0 for query in questions) > QUESTIONS * 0.8


def command(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["migrate", *arguments])


def test_command_refuses_to_copy_an_engine_to_itself(source: Settings) -> None:
    done = command("--to", source.engine, "--index", source.index)
    assert done.exit_code == BadSettings.exit_code
    assert "GLANE_ENGINE" in done.output


def test_command_prints_what_was_compared_and_what_to_change(source: Settings, target: Settings) -> None:
    def to_folder(_: Settings, chosen: Settings, **options: Any) -> Migration:
        assert (chosen.engine, chosen.index) == ("opensearch", source.index)
        return migrate(source, target, **options)

    with mock.patch("indexer.cli.migrate.copy_and_compare", to_folder):
        done = command("--to", "opensearch", "--index", source.index)
    assert done.exit_code == 0, done.output
    assert "8 publications copied, 0 there already, 0 removed." in done.output
    assert re.search(r"order at 10 +at least 0.95 +1.000 +ok", done.output)
    assert 'engine = "opensearch"' in done.output
    assert "GLANE_ENGINE=opensearch" in done.output


def test_command_names_what_differs(source: Settings) -> None:
    """And does not say that all is well."""
    differing = Check("kinds", "3", "3", ("article: 5 and 4",))
    migration = Migration(copying.Copied(8, 0, 0), (Check("passages", "9", "9"), differing))
    with mock.patch("indexer.cli.migrate.copy_and_compare", return_value=migration):
        done = command("--to", "opensearch", "--index", source.index)
    assert done.exit_code == 1
    assert "kinds: article: 5 and 4" in done.output
    assert "the copy differs from its source" in done.output
    assert "is complete" not in done.output


def test_index_is_written_anew_by_processes_from_what_it_holds(source: Settings) -> None:
    many = [publication(f"{n:04}", f"Note {n}", f"mot{n % 50} {n}") for n in range(copying._WORTH_PROCESSES)]
    store(open_engine(source), many)
    before = whole(open_engine(source))
    files = {path.name for path in Path(source.index).glob("*.seg")}
    told: list[int] = []
    assert rebuild(source, progress=lambda count, name: told.append(count)) == len(before)
    assert whole(open_engine(source)) == before
    assert files.isdisjoint(path.name for path in Path(source.index).glob("*.seg"))
    assert (told[0], told[-1]) == (0, len(before))


def test_what_is_not_there_or_is_being_written_is_not_written_anew(source: Settings, tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        rebuild(msgspec.structs.replace(source, index=str(tmp_path / "other")))
    assert not (tmp_path / "other").exists()
    with open_engine(source).writer(), pytest.raises(IndexLocked):
        rebuild(source)


def test_command_writes_the_index_anew(source: Settings) -> None:
    done = CliRunner().invoke(main, ["rebuild", "--index", source.index])
    assert done.exit_code == 0, done.output
    assert "8 publications written anew." in done.output
