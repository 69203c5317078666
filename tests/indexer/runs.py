"""Runs of the indexer in tests, and what came of them."""

from __future__ import annotations

from pathlib import Path

import msgspec

from indexer.engines import open_engine
from indexer.engines.interface import Engine, Query
from indexer.failures import Failures
from indexer.pipeline import run
from indexer.receipt import Receipt
from indexer.settings import Settings


def limited(settings: Settings, **limits: float) -> Settings:
    return msgspec.structs.replace(settings, extraction=msgspec.structs.replace(settings.extraction, **limits))


def add(settings: Settings, *paths: Path, sync: bool = False) -> Receipt:
    return run(open_engine(settings), settings, paths, sync=sync)


def counts(receipt: Receipt) -> tuple[int, int, int, int, int]:
    """Added, changed, unchanged, removed, failed."""
    return receipt.added, receipt.changed, receipt.unchanged, receipt.removed, receipt.failed


def ids(engine: Engine, text: str = "") -> set[str]:
    return {hit.id for hit in engine.search(Query(text, per_page=100)).hits}


def sentences(settings: Settings) -> dict[str, str]:
    """What `status` lists: name -> sentence."""
    return {failure.name: failure.sentence for failure in Failures(Path(settings.index))}
