"""Time grows with a text's length, and no faster, whatever it repeats."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from indexer.engines import open_engine
from indexer.reading import FileTask, Task, read_bundle
from indexer.settings import ExtractionSettings, Settings
from indexer.workers import work_through
from tests.indexer.hostile.texts import ANYWHERE, FOOT, HEAD, MARKDOWN, PAGES

# Each takes 0.1 s or less; with a step for each pair of characters it would take minutes.
SIZE = 50_000
LIMITS = ExtractionSettings(timeout_s=3, memory_mb=1024, workers=2)

FILES = {
    **{f"text, {name}.txt": make for name, make in ANYWHERE.items()},
    **{f"markdown, {name}.md": make for name, make in {**ANYWHERE, **MARKDOWN}.items()},
    **{f"page, {name}.html": make for name, make in {**ANYWHERE, **PAGES}.items()},
}


def written(name: str, size: int) -> str:
    """The file's text."""
    text = FILES[name](size)
    if name.endswith(".html"):
        return text + HEAD + FOOT if text.startswith("<!DOCTYPE") else HEAD + text + FOOT
    return text if text.startswith("---\n") else f"# Titre\n\n{text}\n"


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
def test_no_text_takes_the_square_of_its_length(suffix: str, tmp_path: Path) -> None:
    """Read, and made ready for the index: both."""

    def tasks() -> Iterator[Task]:
        for number, name in enumerate(name for name in FILES if name.endswith(suffix)):
            path = tmp_path / f"{number}{suffix}"
            path.write_text(written(name, SIZE), encoding="utf-8")
            names[path.name] = name
            yield FileTask(path, path.name, "")

    names: dict[str, str] = {}
    work = partial(read_bundle, prepare=open_engine(Settings(index=str(tmp_path))).prepare, max_bytes=2**30)
    slow, read = [], 0
    for bundle, result in work_through(tasks(), work, lambda _, why: why, LIMITS, [tmp_path]):
        if isinstance(result, str):
            slow.append((names[bundle[0].name], result))
        else:
            read += 1
    assert slow == []
    assert read == len(names)
