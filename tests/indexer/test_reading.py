"""Bundles of lines: what one of them does to the others (nothing)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from indexer.publication import Publication
from indexer.reading import Entry, Read, extract_task, read_bundle
from indexer.sources.manifest import Line


@dataclass(frozen=True)
class Batch:
    """What the stand-in for an engine makes of publications."""

    ids: tuple[str, ...]


def prepare(publications: Sequence[Publication]) -> Batch:
    """Refuse a publication by its title, and some that come together."""
    titles = [publication.title for publication in publications]
    if "Bad" in titles or {"One", "Other"} <= set(titles):
        raise LookupError("a surprise")
    return Batch(tuple(publication.id for publication in publications))


def read(*lines: str) -> Read:
    tasks = [Line(Path("/m.jsonl"), number, line.encode()) for number, line in enumerate(lines, 1)]
    return read_bundle(tasks, prepare, max_bytes=10**6)


def line(identifier: str, title: str) -> str:
    return f'{{"id": "{identifier}", "title": "{title}", "text": "Un texte"}}'


def outcomes(found: Read) -> list[str]:
    """Ids and sentences."""
    return [outcome.id if isinstance(outcome, Entry) else outcome for outcome in found.outcomes]


def test_publications_of_a_bundle_are_prepared_together_and_a_bad_line_has_its_sentence() -> None:
    found = read(line("a", "A"), "not JSON", line("b", "B"))
    assert found.prepared == Batch(("a", "b"))
    assert outcomes(found)[::2] == ["a", "b"]
    assert outcomes(found)[1].startswith("m.jsonl, line 2 cannot be read")


def test_publication_that_cannot_be_prepared_fails_alone() -> None:
    found = read(line("a", "A"), "not JSON", line("b", "Bad"), line("c", "C"))
    assert found.prepared == Batch(("a", "c"))
    assert outcomes(found)[2] == "m.jsonl, line 3 could not be stored (LookupError: a surprise)."
    assert [outcomes(found)[place] for place in (0, 3)] == ["a", "c"]


@pytest.mark.parametrize("lines", [[], ["not JSON"], [line("b", "Bad")]])
def test_bundle_without_a_publication_has_nothing_prepared(lines: list[str]) -> None:
    found = read(*lines)
    assert found.prepared is None
    assert len(found.outcomes) == len(lines)


def test_receipt_of_a_publication_says_what_was_understood() -> None:
    more = '"date": "2024-05", "topics": [" Santé "], "authors": ["DIOP Awa"]'
    found = read(f'{{"id": "a", "title": "Titre", "text": "x", {more}}}')
    assert found.outcomes == [Entry("a", "Titre", "article", "2024-05", ("Santé",), ("Awa Diop",), 1, (), ())]


def test_publications_that_cannot_be_prepared_together_fail_together() -> None:
    """No engine does so; but then each says why, and the run goes on."""
    found = read(line("a", "One"), line("b", "Other"), line("c", "Bad"))
    assert found.prepared is None
    assert outcomes(found) == [
        f"m.jsonl, line {number} could not be stored (LookupError: a surprise)." for number in (1, 2, 3)
    ]


FRENCH = "Les résultats de l’étude montrent que la participation au dépistage progresse dans les régions du pays. " * 3
ENGLISH = (
    "The results of the study show that participation in screening is rising in all the regions of the country. " * 3
)
SPANISH = "Los resultados del estudio muestran que la participación en el cribado aumenta en todas las regiones. " * 3


def heard(**fields: object) -> tuple[str, list[str]]:
    """The language of a manifest's publication, and those of its passages."""
    data = msgspec.json.encode({"id": "a", "title": "T", **fields})
    found = extract_task(Line(Path("/m.jsonl"), 1, data), max_bytes=10**6).publication
    return found.language, [passage.language for passage in found.passages]


def pages(*texts: str, **fields: object) -> dict[str, object]:
    return {"passages": [{"text": text} for text in texts], **fields}


@pytest.mark.parametrize(
    ("line", "language", "passages"),
    [
        ({"text": FRENCH}, "fr", [""]),
        ({"text": ENGLISH}, "en", [""]),
        ({"text": "x"}, "fr", [""]),
        ({"text": ENGLISH, "language": "und"}, "en", [""]),
        ({"text": ENGLISH, "language": "fr"}, "fr", ["en"]),  # a site that calls everything French
        ({"text": ENGLISH, "language": "EN-GB"}, "en-gb", [""]),
        (pages(FRENCH, FRENCH, ENGLISH, SPANISH, "An abstract."), "fr", ["", "", "en", "es", ""]),
        (pages(ENGLISH, ENGLISH, FRENCH), "en", ["", "", "fr"]),
        (pages(FRENCH, ENGLISH, language="en"), "en", ["fr", ""]),
        ({"passages": [{"text": FRENCH}, {"text": "Sent.", "language": "EN"}]}, "fr", ["", "en"]),
        ({"passages": [{"text": FRENCH}, {"text": ENGLISH, "language": "fr"}]}, "fr", ["", ""]),
    ],
)
def test_languages_of_a_publication_and_of_its_passages(
    line: dict[str, object], language: str, passages: list[str]
) -> None:
    """As stated, else as heard; a passage says its own only where it is another."""
    assert heard(**line) == (language, passages)
