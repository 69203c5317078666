"""Time grows with a text's length, and no faster, whatever it repeats."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from math import inf
from pathlib import Path

import pytest

from indexer.engines import open_engine
from indexer.extract.bylines import split_people
from indexer.extract.files import extract_file
from indexer.extract.markdown import extract_markdown
from indexer.extract.pdf.paragraphs import Vocabulary
from indexer.extract.pdf.text import Line, PageText
from indexer.extract.pdf.title import is_title
from indexer.extract.tidy import composed
from indexer.reading import FileTask, Task
from indexer.settings import ExtractionSettings, Settings
from indexer.workers import work_through
from tests.indexer.hostile.texts import ANYWHERE, FOOT, HEAD, MARKDOWN, PAGES
from tests.indexer.hostile.work import timed

# Most take 0.1 s of a processor; with a step for each pair of characters it would be from a second to minutes.
SIZE = 20_000
LONGEST_S = 1.5
LIMITS = ExtractionSettings(timeout_s=60, memory_mb=1024, workers=2)

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
    """Read, and made ready for the index: both. Time is the processor's, since tests share theirs with others."""

    def tasks() -> Iterator[Task]:
        for number, name in enumerate(name for name in FILES if name.endswith(suffix)):
            path = tmp_path / f"{number}{suffix}"
            path.write_text(written(name, SIZE), encoding="utf-8")
            names[path.name] = name
            yield FileTask(path, path.name, "")

    names: dict[str, str] = {}
    work = partial(timed, prepare=open_engine(Settings(index=str(tmp_path))).prepare)
    found = work_through(tasks(), work, lambda _, why: inf, LIMITS, [tmp_path])
    took_s = {names[bundle[0].name]: result for bundle, result in found}
    assert len(took_s) == len(names) > 50
    assert {name: seconds for name, seconds in took_s.items() if seconds > LONGEST_S} == {}


def cut_word(size: int) -> str:
    """A page of one long word, and below it one that goes on in the next line."""
    lines = [Line(f"{'a' * size} pré-", 0, 20, 9, 9), Line("vention", 0, 10, 9, 9)]
    return Vocabulary([PageText(1, 100, 100, lines)]).text_of(lines)


# What once took the square of its length, or the cube: by itself, at a size that would take a minute or more.
ONCE_SLOW: dict[str, Callable[[], object]] = {
    "accents out of order": lambda: composed("e" + "\u0301\u0323" * 200_000),
    "accents with joiners": lambda: composed("e" + "\u0301\u0323\u200d" * 200_000),
    "title of dashes": lambda: is_title("-" * 2_000 + "éab"),
    "title of dots": lambda: is_title("." * 2_000 + "éab"),
    "authors of one letter": lambda: [split_people("a" * 5_000) for _ in range(200)],
    "long word before one that is cut": lambda: cut_word(300_000),
    "pictures in Markdown": lambda: extract_markdown("![" * 200_000, Path("a.md"), "a"),
}


@pytest.mark.parametrize("name", ONCE_SLOW)
def test_what_was_slow_stays_quick(name: str) -> None:
    begun = time.process_time()
    ONCE_SLOW[name]()
    assert time.process_time() - begun < LONGEST_S


def test_few_marks_over_a_letter_stay() -> None:
    """As they are written in any language; of thousands the first thirty."""
    assert composed("e\u0301") == "é"
    vietnamese = "ệ"
    assert composed("e\u0323\u0302") == vietnamese
    assert composed("…" * 100 + "e\u0301") == "…" * 100 + "é"
    assert composed("x" + "\u0308" * 1_000 + "y") == "ẍ" + "\u0308" * 29 + "y"


def test_entity_of_many_digits_costs_its_block_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    block = f'{{"@type": "Article", "headline": "&#{"1" * 10_000};", "keywords": "Santé"}}'
    path.write_text(f'<h1>T</h1><p>Texte<script type="application/ld+json">{block}</script>', encoding="utf-8")
    assert extract_file(path, "a", max_bytes=10**6).publication.topics == ("Santé",)
