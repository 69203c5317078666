"""An index moves from one engine to the other: copied as it is stored (copying.py), then compared (checking.py).

    migration = migrate(source_settings, target_settings)
    migration.copied, migration.checks, migration.is_same
    rebuild(settings)                             within its own engine: written anew from what it holds

The source stays as it is and is locked meanwhile, so that nothing is added that the copy would lack. It stays the one
that is searched until the setting `engine` is changed by hand.
"""

from __future__ import annotations

from dataclasses import dataclass

from indexer.engines import open_engine
from indexer.migrating.checking import Check, check_copy
from indexer.migrating.copying import Copied, Progress, copy_publications, rebuild
from indexer.settings import Settings

__all__ = ["Migration", "migrate", "rebuild"]


@dataclass(frozen=True, slots=True)
class Migration:
    """What was copied, and what a comparison of both says."""

    copied: Copied
    checks: tuple[Check, ...]

    @property
    def is_same(self) -> bool:
        """Whether the copy holds the same and answers the same."""
        return not any(check.differences for check in self.checks)


def migrate(
    source: Settings, target: Settings, *, replace: bool = False, progress: Progress = lambda done, name: None
) -> Migration:
    """Copy what the engine of one settings holds to that of another, and compare them.

    Raises IndexMissing without a source, IndexLocked while either is written, TargetNotEmpty where the target holds
    something else and may not be replaced.
    """
    engine = open_engine(source, edited=False)
    engine.status()  # a source that is not there is not made here
    with engine.writer():
        copied = copy_publications(source, target, replace=replace, progress=progress)
        checks = tuple(check_copy(engine, open_engine(target, edited=False)))
    return Migration(copied, checks)
