"""A report as one HTML page that needs nothing else: no script, no network, its style inside.

    page_of(report, "fr")  ->  "<!doctype html>..."

What stands in it is text of files: the template escapes all of it, and links lead to http and https only.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import islice
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from indexer.report.survey import Report
from indexer.report.texts import Language, Texts

_LONGEST = 200  # characters of a title or name: the longest has 1,000, and 200 such lines are read by nobody
_SHOWN_VALUES = 40  # of kinds, years and languages: a manifest may invent as many as it has lines


def page_of(report: Report, language: Language) -> str:
    """The whole page."""
    findings = report.findings
    spellings = (("topics", findings.topics), ("authors", findings.authors))
    return (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            findings=findings,
            odd=[oddity for oddity in findings.oddities if oddity.count],
            spellings=[(kind, found) for kind, found in spellings if found.count],
            fine=[oddity.kind for oddity in findings.oddities if not oddity.count]
            + [kind for kind, found in spellings if not found.count],
            t=Texts(language),
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"cut": _cut, "most": _most}
    return environment


def _cut(text: str) -> str:
    """A text that fits into a table."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _most(counts: Mapping[str, int]) -> tuple[list[tuple[str, int]], int]:
    """The first values with their counts, and how many publications the others have."""
    first = list(islice(counts.items(), _SHOWN_VALUES))
    return first, sum(counts.values()) - sum(count for _, count in first)
