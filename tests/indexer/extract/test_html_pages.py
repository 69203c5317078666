"""Whole pages of eight CMS families: what a careful reader would keep of each, against what is read.

Beside each page in `pages/` lie the text that was kept by hand (`.txt`) and what else must hold (`.json`): the
metadata, the sections with their anchors, lines that must stand whole, and words of the site that must not.
"""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from indexer.extract.files import extract_file
from indexer.publication import Extraction, Publication

PAGES = Path(__file__).parent / "pages"
NAMES = sorted(str(path.relative_to(PAGES).with_suffix("")) for path in PAGES.glob("*/*.html"))
FAMILIES = {"drupal", "ez", "hugo", "jekyll", "plone", "spip", "typo3", "wordpress"}
LEAST_F1 = 0.95


@functools.cache
def read(name: str) -> Extraction:
    path = PAGES / f"{name}.html"
    return extract_file(path, path.name, max_bytes=1_000_000)


def expected(name: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((PAGES / f"{name}.json").read_text("utf-8"))
    return value


def text_of(publication: Publication) -> str:
    sections = (f"{passage.heading or ''}\n{passage.text}" for passage in publication.passages)
    return "\n".join([publication.title, publication.lead, *sections])


def f1(found: str, wanted: str) -> float:
    """Harmonic mean of precision and recall over words, each as often as it stands there."""
    a, b = (Counter(re.findall(r"\w+", text.lower())) for text in (found, wanted))
    return 2 * (a & b).total() / (a.total() + b.total())


def test_there_are_two_pages_or_more_of_each_family() -> None:
    counts = Counter(name.split("/")[0] for name in NAMES)
    assert set(counts) == FAMILIES
    assert min(counts.values()) >= 2


@pytest.mark.parametrize("name", NAMES)
def test_the_text_is_what_was_kept_by_hand(name: str) -> None:
    score = f1(text_of(read(name).publication), (PAGES / f"{name}.txt").read_text("utf-8"))
    assert score >= LEAST_F1, f"{name}: F1 {score:.3f}"


def test_the_mean_over_all_pages_is_higher_still(record_property: Callable[[str, object], None]) -> None:
    scores = [f1(text_of(read(name).publication), (PAGES / f"{name}.txt").read_text("utf-8")) for name in NAMES]
    mean = sum(scores) / len(scores)
    record_property("mean F1", round(mean, 4))
    print(f"Main text of {len(scores)} pages of {len(FAMILIES)} families: mean F1 {mean:.4f}, least {min(scores):.4f}")
    assert mean >= 0.98


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_the_site_is_in_the_text(name: str) -> None:
    text = text_of(read(name).publication)
    assert [words for words in expected(name)["absent"] if words in text] == []


@pytest.mark.parametrize("name", NAMES)
def test_quotations_rows_items_answers_and_captions_stand_whole(name: str) -> None:
    lines = text_of(read(name).publication).split("\n")
    assert [line for line in expected(name)["lines"] if line not in lines] == []


@pytest.mark.parametrize("name", NAMES)
def test_sections_have_the_anchors_of_the_page_and_no_others(name: str) -> None:
    sections = [[passage.heading, passage.anchor] for passage in read(name).publication.passages]
    assert sections == expected(name)["sections"]
    source = (PAGES / f"{name}.html").read_text("utf-8")
    for _, anchor in sections:
        assert anchor is None or re.search(rf"""\b(?:id|name)=["']{re.escape(anchor)}["']""", source)


@pytest.mark.parametrize("name", NAMES)
def test_the_metadata_is_read(name: str) -> None:
    publication, wanted = read(name).publication, expected(name)
    found = {
        "url": publication.url, "title": publication.title, "lead": publication.lead, "kind": publication.kind,
        "language": publication.language, "authors": list(publication.authors), "topics": list(publication.topics),
        "date": str(publication.date) if publication.date else None,
        "updated": str(publication.updated) if publication.updated else None,
    }  # fmt: skip
    assert found == {key: wanted[key] for key in found}
