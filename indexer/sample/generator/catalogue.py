"""The reports that can be made, and what making each of them needs."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Protocol, cast


class ReportModule(Protocol):
    """What a report's module offers."""

    def build(self) -> bytes:
        """Return the whole PDF file, the same bytes at each call."""


@dataclass(frozen=True, slots=True)
class Report:
    """One PDF of the sample.

    `packages` are the distributions whose version decides the bytes: another version may
    draw the same page in another order.
    """

    name: str
    module: str
    packages: tuple[str, ...]
    needs_chromium: bool = False

    @property
    def file_name(self) -> str:
        """The name under `reports/`, which is also the end of the publication's address."""
        return f"{self.name}.pdf"

    def build(self) -> bytes:
        """Make the PDF. The producer's library is imported only now: each one is heavy."""
        module = importlib.import_module(f"{__package__}.{self.module}")
        return cast(ReportModule, module).build()


REPORTS = (
    Report("rapport-activite-2024", "activity_2024", ("typst",)),
    Report("rapport-activite-2023", "activity_2023", ("reportlab",)),
    Report("barometre-tabac-ecigarette-2025", "tobacco_barometer", ("matplotlib", "fonttools")),
    Report("depliant-depistage-sein", "screening_leaflet", ("fpdf2", "fonttools", "matplotlib")),
    Report("etude-post-avc-2030", "stroke_study", ("typst", "pypdf")),
    Report(
        "atlas-inegalites-territoriales-2023",
        "territorial_atlas",
        ("pypdf", "matplotlib"),
        needs_chromium=True,
    ),
)
