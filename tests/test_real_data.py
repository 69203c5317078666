"""The main job on real input: some 700 files of a public programme, and what a person expects first."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import REPOSITORY, SHARED_DATA

REAL = SHARED_DATA / "real"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of all real files, made by the command; the file that cannot be read is named, and why."""
    assert REAL.is_dir(), f"the shared data is missing: {REAL}"
    folder = tmp_path_factory.mktemp("real") / "index"
    done = subprocess.run(
        [sys.executable, "-m", "indexer", "add", "--index", str(folder), str(REAL)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "697 added, 0 changed, 0 unchanged, 0 removed, 1 failed" in done.stdout
    assert "10-quatre-conseils-pratiques-2.pdf" in done.stdout
    assert "is damaged" in done.stdout
    return folder


@pytest.mark.parametrize(
    ("query", "file", "pages"),
    [
        ("bilan 2024 beta.gouv", "betagouv_bilan_2024.pdf", {1}),
        ("impact", "impact.co2.md", {6}),
        ("interruption investigation proconnect", "Note_interruption_investigation_proconnect.pdf", {1}),
        ("paquet source debian", "doc_maint-guide-fr_maint-guide.fr.pdf", {12, 18, 64}),
        ("Les contrôles de l'oscilloscope", "doc_eyes17_fr_eyes17.pdf", {37, 40, 41}),
        ("scotté cancer donnees", "article.txt", {1}),
    ],
)
def test_publication_that_a_person_expects_is_first_at_the_right_page(
    index: Path, query: str, file: str, pages: set[int]
) -> None:
    """The first result and its best passage."""
    done = subprocess.run(
        [sys.executable, "-m", "indexer", "search", "--index", str(index), query, "--json"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    first = json.loads(done.stdout)["hits"][0]
    assert Path(first["id"]).name == file
    assert first["passages"][0]["number"] in pages
