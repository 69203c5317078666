"""Readers while commits happen: in the same process, in another one, in many threads."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from indexer.engines.interface import Query
from indexer.engines.whoosh import searching
from indexer.engines.whoosh.engine import WhooshEngine
from tests.contract.corpus import CORPUS, POUMON, SEIN, TABAC, publication, store
from tests.indexer.engines.whoosh.conftest import make_index
from tests.paths import REPOSITORY


def test_reader_of_a_commit_keeps_answering_from_it(folder: Path) -> None:
    """Although its files were deleted by the commits after it; also what it had never read before."""
    engine = WhooshEngine(folder)
    old = engine.snapshot()
    fresh = WhooshEngine(folder)
    store(fresh, [publication(f"new{n}", "Dépistage", "neuf") for n in range(30)], remove=[item.id for item in CORPUS])
    store(fresh, [publication("last", "Dépistage", "neuf")], remove=["new0"])
    for text, total in (("", 7), ("dépistage", 2), ('"un second radiologue"', 1), ("neuf", 0), ("canc*", 2)):
        results = searching.search(old, Query(text))
        assert results.total == total
        assert all(hit.snippet.runs for hit in results.hits)
    assert engine.search(Query("neuf")).total == 30
    assert engine.get(SEIN.id) is None


def test_open_engine_sees_commits_of_another_process(tmp_path: Path) -> None:
    """At the next question, without being told."""
    script = """
import sys
from pathlib import Path
from indexer.engines.interface import Query
from indexer.engines.whoosh.engine import WhooshEngine
engine = WhooshEngine(Path(sys.argv[1]))
for line in sys.stdin:
    print(engine.search(Query(line)).total if engine.is_ready() else "none", flush=True)
"""
    folder = tmp_path / "index"
    with subprocess.Popen(
        [sys.executable, "-c", script, folder], cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None

        def ask(text: str) -> str:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{text}\n")
            process.stdin.flush()
            return process.stdout.readline().strip()

        assert ask("dépistage") == "none"
        engine = WhooshEngine(folder)
        for number, item in enumerate((SEIN, POUMON), 1):
            store(engine, [item])
            assert ask("dépistage") == str(number)
        store(engine, [], remove=[SEIN.id])
        assert ask("dépistage") == "1"
        process.stdin.close()


def test_threads_search_while_commits_happen(tmp_path: Path) -> None:
    """Every answer is that of one commit: the totals only grow, and each hit can be shown."""
    engine = make_index(tmp_path / "index")
    errors: list[BaseException] = []
    answers = [0] * 6
    stop = threading.Event()

    def ask(number: int) -> None:
        texts = ("vague", '"une vague"', "vag*", "", "dépistage cancer", "une vague haute")
        seen = 0
        try:
            while not stop.is_set():
                results = engine.search(Query(texts[number], per_page=20))
                assert results.total >= seen
                assert len(results.hits) == min(results.total, 20)
                seen = results.total
                engine.corrected("depistaje")
                assert engine.get(TABAC.id) is not None
                engine.status()
                answers[number] += 1
        except BaseException as error:  # noqa: BLE001 - told by the test, whatever it is
            errors.append(error)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(answers))]
    for thread in threads:
        thread.start()
    writer = WhooshEngine(tmp_path / "index")
    for run in range(15):
        store(writer, [publication(f"{run}-{n}", f"Vague {run}", f"Une vague haute {n}") for n in range(8)])
        store(writer, [TABAC])
        assert list(engine.verify())
    stop.set()
    for thread in threads:
        thread.join()
    assert not errors, errors[0]
    assert min(answers) > 5
    assert engine.search(Query("vague")).total == 120


def test_verify_goes_on_with_the_next_commit_when_one_comes(folder: Path) -> None:
    """Its files being deleted is no damage."""
    engine = WhooshEngine(folder)
    sentences = engine.verify()
    first = next(sentences)
    store(engine, [publication(f"new{n}", "T", "x") for n in range(10)], remove=[item.id for item in CORPUS])
    rest = list(sentences)
    assert first.startswith("_MAIN_4.sums")
    assert any("newer commit" in sentence for sentence in rest)
    assert "10 publications, as written" in rest
