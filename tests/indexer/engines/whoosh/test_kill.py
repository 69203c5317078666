"""A run that is killed at any moment leaves the last commit, whole."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from indexer.engines.interface import Query
from indexer.engines.whoosh.engine import WhooshEngine
from tests.contract.corpus import publication, store
from tests.paths import REPOSITORY

TRIALS = 20

# Adds ten publications a commit, replaces and removes some, and says which commits were made.
INDEX = """
import sys
from pathlib import Path
from indexer.engines.whoosh.engine import WhooshEngine
from tests.contract.corpus import publication
engine = WhooshEngine(Path(sys.argv[1]))
first = int(sys.argv[2])
for run in range(first, first + 1000):
    with engine.writer() as writer:
        for n in range(10):
            writer.add(engine.prepare([publication(f"{run}-{n}", f"Run {run}", "Un texte " * 20, f"mot{n}")]))
        writer.add(engine.prepare([publication("counter", f"Run {run}", f"compte{run}")]))
        writer.remove(f"{run - 1}-0")
        writer.commit(final=run % 3 == 0)
    print(run, flush=True)
"""


def test_killed_runs_leave_the_last_commit(tmp_path: Path) -> None:
    """After each kill -9 all that was said to be committed is there, and nothing halfway; the next run goes on."""
    rng = random.Random(2024)
    folder = tmp_path / "index"
    done = 0  # commits that were announced
    for trial in range(TRIALS):
        process = subprocess.Popen(
            [sys.executable, "-c", INDEX, folder, str(done + 1)], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        if trial:  # the first is killed anywhere, even before there is an index
            done = int(process.stdout.readline())
        time.sleep(rng.random() * (0.12 if trial else 0.3))
        process.kill()
        announced = process.communicate()[0].split()
        done = int(announced[-1]) if announced else done
        engine = WhooshEngine(folder)
        if not engine.is_ready():
            assert done == 0
            continue
        assert list(engine.verify())
        committed = check(engine)
        assert committed in (done, done + 1)  # it may have been killed between the commit and its announcement
        done = committed
    assert done > TRIALS
    engine = WhooshEngine(folder)
    store(engine, [publication("counter", f"Run {done}", f"compte{done}")])
    assert check(engine) == done
    assert list(engine.verify())
    snapshot = engine.snapshot()
    left = {path.name.partition(".")[0] for path in folder.iterdir()} - {"MAIN_WRITELOCK", "writer"}
    assert left == {view.name for view in snapshot.views} | {f"_MAIN_{snapshot.commit.generation}"}


def check(engine: WhooshEngine) -> int:
    """The number of commits, from the counter's text; every one of them must be there and nothing else."""
    counter = engine.get("counter")
    if counter is None:
        assert engine.search(Query()).total == 0
        return 0
    runs = int(counter.title.split()[1])
    assert engine.count(Query(f"compte{runs}")) == 1
    assert engine.count(Query("mot9")) == runs
    assert engine.count(Query("mot0")) == 1
    assert engine.status().publications == runs * 9 + 2
    return runs
