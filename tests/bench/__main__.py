"""`python -m tests.bench`: measure, print one table, write build/bench.json and build/bench.md.

    make bench
    make bench BENCH_ARGS="--only search --only http --keep"

Exits with 0 whether targets are met or not, with 1 when a measurement failed, as where two engines answer differently
(the others are written all the same), with 2 when the shared data is absent.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import traceback
from pathlib import Path

from tests.paths import REPOSITORY, SHARED_DATA

# Name -> module with `measure(workspace) -> list[Figure]`. Imported when it is run: worker processes import this
# module, and need none of them.
MEASUREMENTS = {
    "analysis": "analysis",
    "extraction": "extraction",
    "ocr": "recognition",
    "indexing": "indexing",
    "search": "searching",
    "suggest": "suggesting",
    "hostile": "hostile",
    "growth": "growth",
    "http": "serving",
    "page": "page",
    "memory": "memory",
    "cold-start": "cold_start",
    "commits": "commits",
    "passages": "passages",
    "years": "years",
    "relevance": "relevance",
    "scale": "scaling",
    "opensearch": "clustering",
}
DOCUMENT = REPOSITORY / "docs" / "benchmarks.md"


def main() -> int:
    """Run what was asked for; the exit code."""
    arguments = _arguments()
    if not (SHARED_DATA / "perf" / "sentences.jsonl.gz").is_file():
        print(f"The benchmarks need the shared data, and {SHARED_DATA} is absent.", file=sys.stderr)
        return 2

    from rich.console import Console

    from tests.bench import figures, machine
    from tests.bench.workspace import Workspace

    workspace = Workspace(
        is_quick=arguments.quick,
        keep=arguments.keep,
        sizes=arguments.search_sizes,
        growth=arguments.sizes,
        commits=arguments.commits,
        peers=arguments.peers,
    )
    told = Console(stderr=True)
    about = machine.describe()
    found: list[figures.Figure] = []
    failed: list[str] = []
    for name in arguments.only or MEASUREMENTS:
        told.print(f"Measuring {name} (load {machine.load()}) …", style="dim", highlight=False)
        try:
            found += importlib.import_module(f"tests.bench.{MEASUREMENTS[name]}").measure(workspace)
        except Exception:  # noqa: BLE001 - the others took an hour
            failed.append(name)
            traceback.print_exc()
    about["load_after"] = machine.load()

    output = Path(arguments.output)
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(figures.as_json(found, about), encoding="utf-8")
    table = figures.as_markdown(found, about)
    output.with_suffix(".md").write_text(table, encoding="utf-8")
    if arguments.write_docs and not failed:
        figures.write_into(DOCUMENT, table)
    console = Console()
    figures.print_table(found, console if console.is_terminal else Console(width=170))
    if failed:
        print(f"There are no figures of {', '.join(failed)}: the error is above.", file=sys.stderr)
    return 1 if failed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure Glane.")
    parser.add_argument("--only", action="append", choices=MEASUREMENTS, help="one measurement; may repeat")
    parser.add_argument("--quick", action="store_true", help="small data, one round: to see that it runs")
    parser.add_argument("--keep", action="store_true", help="use the indexes of an earlier run below build/bench")
    parser.add_argument(
        "--search-sizes",
        type=int,
        nargs="+",
        metavar="N",
        help="publications of `search`; the largest is the others' too",
    )
    parser.add_argument(
        "--sizes", type=int, nargs="+", metavar="N", help="publications of `growth` and `scale`: 1000000 takes long"
    )
    parser.add_argument("--commits", type=int, metavar="N", help="single commits of `commits`; 2,000 by default")
    parser.add_argument(
        "--peers",
        nargs="+",
        metavar="NAME",
        help="compare with tantivy and these only (Whoosh takes long to index)",
    )
    parser.add_argument("--write-docs", action="store_true", help="put the figures into docs/benchmarks.md")
    parser.add_argument("--output", default=str(REPOSITORY / "build" / "bench.json"), help="the JSON file")
    arguments = parser.parse_args()
    if arguments.write_docs and (arguments.only or arguments.quick or arguments.search_sizes):
        parser.error("--write-docs writes the figures of a whole run: leave out --only, --quick and --search-sizes")
    return arguments


if __name__ == "__main__":
    sys.exit(main())
