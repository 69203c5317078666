"""Engines store and search publications; interface/ says what each of them must do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indexer.engines.interface import Engine
    from indexer.settings import Settings


def open_engine(settings: Settings, *, edited: bool = True) -> Engine:
    """The engine that the settings name. Nothing is read yet: a missing index is told by the first question.

    It shows what visitors see, as the editors' file has it (setting `editing`). What stores and checks publications
    must know all of them: it asks for an engine that is not `edited`.
    """
    from indexer.editing.watching import EditorsFile

    editors = EditorsFile(Path(settings.editing)) if edited and settings.editing else None
    if settings.engine == "opensearch":
        from indexer.engines.opensearch.engine import OpenSearchEngine

        return OpenSearchEngine(settings.opensearch, editors)
    from indexer.engines.whoosh.engine import WhooshEngine

    return WhooshEngine(Path(settings.index), editors)
