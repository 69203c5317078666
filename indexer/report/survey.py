"""Everything the report says, as values: `make_report` asks the engine and reads what runs have left in its folder.

    report = make_report(engine, settings, now=datetime.now().astimezone())
    report.findings.oddities, report.failures, msgspec.to_builtins(report)

Not here: what counts as odd (oddities.py), HTML (page.py).
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec

from indexer.engines.interface import Engine
from indexer.failure_groups import FailureGroup, group_failures
from indexer.failures import Failures
from indexer.receipt import FILE_NAME, Receipt, read_receipt
from indexer.report.oddities import MAX_ROWS, Findings, look_through
from indexer.settings import Settings
from indexer.waiting import Waiting

MAX_NAMES = 10  # of the files that failed for one reason


class FailedFiles(msgspec.Struct, frozen=True):
    """Files or lines that could not be read for one reason.

    files   the first MAX_NAMES of them: paths, and names of lines
    since   when the first of them was seen, ISO with time zone
    """

    sentence: str
    count: int
    files: tuple[str, ...]
    since: str


class Remark(msgspec.Struct, frozen=True):
    """What was noticed while a publication was read."""

    id: str
    title: str
    warnings: tuple[str, ...]


class LastRun(msgspec.Struct, frozen=True):
    """What the last `add` or `sync` did; `remarks` are the first MAX_ROWS of those on its receipt."""

    ended: dt.datetime
    added: int
    changed: int
    unchanged: int
    removed: int
    failed: int
    pages: int
    took_s: float
    remarks_total: int
    remarks: tuple[Remark, ...]

    @property
    def rate(self) -> int:
        """Pages and sections read in a second."""
        return round(self.pages / max(self.took_s, 0.001))


class Report(msgspec.Struct, frozen=True):
    """The whole report.

    failed    files and lines that could not be read
    reasons   different reasons for it, of which `failures` has the first MAX_ROWS
    """

    site: str
    index: str
    engine: str
    made: dt.datetime
    last_commit: dt.datetime | None
    passages: int
    size_bytes: int
    last_run: LastRun | None
    failed: int
    reasons: int
    failures: tuple[FailedFiles, ...]
    findings: Findings


def make_report(engine: Engine, settings: Settings, *, now: dt.datetime) -> Report:
    """Look at everything. Raises IndexMissing or IndexDamaged."""
    folder = Path(settings.index)
    status = engine.status()
    failures = Failures(folder)
    groups = group_failures(failures)
    findings = look_through(engine.records(), today=now.date(), without_text=Waiting(folder).by_publication())
    return Report(
        site=settings.site.name,
        index=str(folder.resolve()) if settings.engine == "whoosh" else settings.where,
        engine=settings.engine,
        made=now.replace(microsecond=0),
        last_commit=status.last_commit,
        passages=status.passages,
        size_bytes=status.size_bytes,
        last_run=_last_run(folder),
        failed=len(failures),
        reasons=len(groups),
        failures=tuple(map(_failed_files, groups[:MAX_ROWS])),
        findings=findings,
    )


def _failed_files(group: FailureGroup) -> FailedFiles:
    named = group.failures[:MAX_NAMES]
    return FailedFiles(group.sentence, len(group.failures), tuple(failure.where for failure in named), group.since)


def _last_run(folder: Path) -> LastRun | None:
    receipt = read_receipt(folder)
    if receipt is None:
        return None
    remarks = _remarks(receipt)
    return LastRun(
        ended=dt.datetime.fromtimestamp(int((folder / FILE_NAME).stat().st_mtime)).astimezone(),
        added=receipt.added,
        changed=receipt.changed,
        unchanged=receipt.unchanged,
        removed=receipt.removed,
        failed=receipt.failed,
        pages=receipt.pages,
        took_s=receipt.took_s,
        remarks_total=len(remarks),
        remarks=tuple(remarks[:MAX_ROWS]),
    )


def _remarks(receipt: Receipt) -> list[Remark]:
    return [Remark(entry.id, entry.title, entry.warnings) for entry in receipt.publications if entry.warnings]
