"""Sound files, cut short at every hundredth of their length or with bytes changed: read, or refused in a sentence."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path

import msgspec
import pytest

from indexer.publication import Extraction
from indexer.reading import FileTask, Task, inspect_bundle
from indexer.settings import ExtractionSettings
from indexer.workers import work_through
from tests.indexer.files import pdf_bytes
from tests.indexer.hostile.pdfs import many_pages
from tests.paths import SAMPLE, SHARED_DATA

LIMITS = ExtractionSettings(timeout_s=10, memory_mb=1024, workers=2)
MAX_BYTES = 64 * 2**20
FLIPS = 1_000
BYTES_FLIPPED = (1, 2, 8, 64)
REAL = SHARED_DATA / "real" / "pdf" / "Note_interruption_investigation_proconnect.pdf"
MARKDOWN = SHARED_DATA / "real" / "markdown"

MADE = pdf_bytes(*(f"Page {number} du rapport sur la prévention" for number in range(1, 4)), title="Prévention")


def read_all(
    folder: Path, files: Iterable[tuple[str, bytes]], timeout_s: float = LIMITS.timeout_s
) -> Iterator[Extraction | str]:
    """What becomes of each file, in processes as a run has them; each is there only while it is read."""

    def tasks() -> Iterator[Task]:
        for name, data in files:
            path = folder / name
            path.write_bytes(data)
            yield FileTask(path, name, "")

    work = partial(inspect_bundle, max_bytes=MAX_BYTES)
    limits = msgspec.structs.replace(LIMITS, timeout_s=timeout_s)
    for bundle, results in work_through(tasks(), work, lambda _, why: [why], limits, [folder]):
        for task in bundle:
            Path(task.source).unlink()
        yield from results


def assert_each_is_an_outcome(found: Iterable[Extraction | str]) -> int:
    """How many publications there are; every other outcome is one sentence, and none a surprise."""
    read = 0
    for outcome in found:
        if isinstance(outcome, str):
            assert outcome.endswith("."), outcome
            assert "could not be read (" not in outcome, outcome
            assert "ended its reading process" not in outcome, outcome
            assert "took longer" not in outcome, outcome
        else:
            assert outcome.publication.title
            read += 1
    return read


def samples() -> dict[str, bytes]:
    pages = sorted(SAMPLE.rglob("*.html"))
    markdown = sorted(MARKDOWN.glob("*.md"), key=lambda path: path.stat().st_size)[-1]
    return {
        "made.pdf": MADE,
        "real.pdf": REAL.read_bytes(),
        "page.html": pages[0].read_bytes(),
        "note.md": markdown.read_bytes(),
    }


@pytest.mark.parametrize("name", ["made.pdf", "real.pdf", "page.html", "note.md"])
def test_file_cut_short_at_every_hundredth(name: str, tmp_path: Path) -> None:
    whole = samples()[name]
    cut = ((f"{percent}-{name}", whole[: len(whole) * percent // 100]) for percent in range(101))
    found = list(read_all(tmp_path, cut))
    assert len(found) == 101
    assert assert_each_is_an_outcome(found) >= 1
    assert isinstance(found[0], str)
    assert "empty" in found[0]
    assert isinstance(found[100], Extraction)


def flipped(whole: bytes, seed: int) -> Iterator[tuple[str, bytes]]:
    """Bytes changed at random, in the middle of what matters as often as anywhere: half of them outside of streams."""
    choose = random.Random(seed)
    for number in range(FLIPS):
        data = bytearray(whole)
        for _ in range(choose.choice(BYTES_FLIPPED)):
            data[choose.randrange(len(data))] = choose.randrange(256)
        yield f"{number}.pdf", bytes(data)


def test_pdf_with_bytes_flipped_a_thousand_times(tmp_path: Path) -> None:
    found = list(read_all(tmp_path, flipped(MADE, 1)))
    assert len(found) == FLIPS
    # Most changes are survived: a reader that refused whatever is not perfect would pass every other test here.
    assert assert_each_is_an_outcome(found) > FLIPS / 2


def test_real_pdf_with_bytes_flipped(tmp_path: Path) -> None:
    """Compressed streams, embedded fonts, a table of objects that is a stream."""
    real = REAL.read_bytes()
    found = list(read_all(tmp_path, (file for file, _ in zip(flipped(real, 2), range(40), strict=False))))
    assert assert_each_is_an_outcome(found) > 20


def test_of_a_hundred_thousand_pages_the_first_ten_thousand_are_read(tmp_path: Path) -> None:
    (found,) = read_all(tmp_path, [("pages.pdf", many_pages(100_000))], timeout_s=60)
    assert isinstance(found, Extraction)
    assert len(found.publication.passages) == 10_000
    assert "The file has 100,000 pages: the first 10,000 were read." in found.warnings


def test_file_replaced_while_it_is_read(tmp_path: Path) -> None:
    """By another, shorter or longer, or by nothing: one outcome each, and the next file is read."""
    tasks = [FileTask(tmp_path / f"{n}.pdf", f"{n}.pdf", "") for n in range(20)]
    for task in tasks:
        task.path.write_bytes(MADE)
    replacements = [MADE[: len(MADE) // 2], b"", MADE * 3, None]

    def replaced() -> Iterator[Task]:
        for number, task in enumerate(tasks):
            yield task
            what = replacements[number % len(replacements)]
            if what is None:
                task.path.unlink()
            else:
                task.path.write_bytes(what)

    work = partial(inspect_bundle, max_bytes=MAX_BYTES)
    results = work_through(replaced(), work, lambda _, why: [why], LIMITS, [tmp_path])
    found = list(chain.from_iterable(outcomes for _, outcomes in results))
    assert len(found) == len(tasks)
    assert_each_is_an_outcome(found)
