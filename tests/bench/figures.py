"""A figure, and the three ways it is written: a table on the terminal, JSON, Markdown.

    Figure("analysis", "texts of 250 words analysed a second", 13_700.0, "texts/s", target=10_000.0)

Not here: how anything is measured (one module a measurement).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

from rich import box
from rich.console import Console
from rich.table import Table

Better = Literal["higher", "lower"]

BEGIN = "<!-- figures: written by make bench -->"
END = "<!-- end of figures -->"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value.

    measurement  the name that `--only` takes
    target       what it must reach, None where it is only told
    details      further values of the same measurement, named with their units
    """

    measurement: str
    name: str
    value: float
    unit: str
    target: float | None = None
    better: Better = "higher"
    details: Mapping[str, float] = field(default_factory=dict)

    @property
    def is_met(self) -> bool | None:
        """Whether the target is reached; None without one."""
        if self.target is None:
            return None
        return self.value >= self.target if self.better == "higher" else self.value <= self.target

    @property
    def command(self) -> str:
        """What prints this figure alone."""
        return f'make bench BENCH_ARGS="--only {self.measurement}"'


def as_json(figures: Iterable[Figure], machine: Mapping[str, object]) -> str:
    """Everything, for scripts."""
    rows = [{**asdict(figure), "met": figure.is_met, "command": figure.command} for figure in figures]
    return json.dumps({"machine": machine, "figures": rows}, ensure_ascii=False, indent=2) + "\n"


def print_table(figures: Sequence[Figure], console: Console) -> None:
    """One table of all figures."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("figure", "value", "target", "met"):
        is_number = heading in ("value", "target")
        table.add_column(heading, justify="right" if is_number else "left", no_wrap=is_number)
    table.add_column("details", style="dim", ratio=1)
    table.add_column('alone: make bench BENCH_ARGS="…"', style="dim", no_wrap=True)
    for index, figure in enumerate(figures):
        is_last = index + 1 == len(figures) or figures[index + 1].measurement != figure.measurement
        met = {True: "[green]yes", False: "[bold red]no", None: ""}[figure.is_met]
        name, value, target, _, details = _cells(figure)
        table.add_row(name, value, target, met, details, f"--only {figure.measurement}", end_section=is_last)
    console.print(table)


def as_markdown(figures: Iterable[Figure], machine: Mapping[str, object]) -> str:
    """The same table for docs/benchmarks.md."""
    lines = [
        f"Measured on {machine['date']}: {machine['processors']} processors ({machine['processor']}), "
        f"Python {machine['python']}. Load before the run {machine['load_before']}, after it "
        f"{machine['load_after']} (the run itself keeps both processors busy).",
        "",
        "| figure | value | target | met | details | `--only` |",
        "|---|---:|---:|---|---|---|",
    ]
    lines += [f"| {' | '.join(_cells(figure))} | `{figure.measurement}` |" for figure in figures]
    return "\n".join(lines) + "\n"


def write_into(path: Path, table: str) -> None:
    """Replace what stands between the two markers of a document."""
    text = path.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"{path} lacks the line “{BEGIN}” or “{END}”.")
    path.write_text(f"{before}{BEGIN}\n\n{table}\n{END}{after}", encoding="utf-8")


def _cells(figure: Figure) -> tuple[str, str, str, str, str]:
    sign = "≥" if figure.better == "higher" else "≤"
    target = "" if figure.target is None else f"{sign} {_number(figure.target)}"
    met = {True: "yes", False: "**no**", None: ""}[figure.is_met]
    details = ", ".join(f"{name} {_number(value)}" for name, value in figure.details.items())
    return figure.name, f"{_number(figure.value)} {figure.unit}", target, met, details


def _number(value: float) -> str:
    """Three significant digits; thousands whole."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) >= 10 else f"{value:.3f}" if abs(value) < 1 else f"{value:.2f}"
