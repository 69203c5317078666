"""Engines store and search publications; interface.py says what each of them must do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indexer.engines.interface import Engine
    from indexer.settings import Settings


def open_engine(settings: Settings) -> Engine:
    """The engine that the settings name. Nothing is read yet: a missing index is told by the first question."""
    from indexer.engines.whoosh.engine import WhooshEngine

    return WhooshEngine(Path(settings.index))
