"""The same publications in ten segments, as an index has them that grew by ten runs.

    folder = workspace.made_once("index-100000-in-ten", partial(index_in_ten, manifest))

Ten runs of `indexer add`, a tenth of the manifest each. Where the engine's merging has then left fewer segments, the
index is written again with ten commits of one run, between which nothing is merged.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

from indexer.engines import open_engine
from indexer.publication import PartialDate, Passage, Publication
from indexer.settings import Settings
from tests.bench.adding import add, status
from tests.bench.workspace import remove

PARTS = 10
_BUNDLE = 200


def index_in_ten(manifest: Path, folder: Path) -> None:
    """Index a manifest so that it lies in ten segments."""
    with TemporaryDirectory(dir=folder.parent) as parts:
        paths = _in_parts(manifest, Path(parts))
        for path in paths:
            add(folder, path)
        if status(folder)["segments"] != PARTS:
            remove(folder)
            _commit_each(folder, paths)
            found = status(folder)["segments"]
            if found != PARTS:
                raise RuntimeError(f"{PARTS} commits left {found} segments.")


def publications(manifest: Path, prefix: str = "") -> Iterator[Publication]:
    """The generated publications of a manifest, as `indexer add` reads them; a prefix makes ids of their own."""
    with manifest.open(encoding="utf-8") as lines:
        for line in lines:
            yield _publication(json.loads(line), prefix)


def _in_parts(manifest: Path, folder: Path) -> list[Path]:
    with manifest.open("rb") as lines:
        size = sum(1 for _ in lines)
    paths = [folder / f"part-{number}.jsonl" for number in range(PARTS)]
    with manifest.open("rb") as lines:
        for number, path in enumerate(paths):
            count = size * (number + 1) // PARTS - size * number // PARTS
            with path.open("wb") as part:
                part.writelines(islice(lines, count))
    return paths


def _commit_each(folder: Path, manifests: list[Path]) -> None:
    engine = open_engine(Settings(index=str(folder)))
    # a tenth may be more than the writer keeps in memory, and would then be two segments
    with mock.patch("indexer.engines.whoosh.writer._BUFFER_BYTES", 2**40), engine.writer() as writer:
        for manifest in manifests:
            every = publications(manifest)
            while bundle := list(islice(every, _BUNDLE)):
                writer.add(engine.prepare(bundle))
            writer.commit(final=False)


def _publication(fields: dict[str, Any], prefix: str) -> Publication:
    return Publication(
        id=prefix + fields["id"],
        title=fields["title"],
        passages=(Passage(1, fields["text"]),),
        url=fields["url"].replace("/p/", f"/p/{prefix}"),
        lead=fields["lead"],
        kind=fields["kind"],
        date=PartialDate.parse(fields["date"]),
        authors=tuple(fields["authors"]),
        topics=tuple(fields["topics"]),
    )
