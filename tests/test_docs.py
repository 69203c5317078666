"""What is documented exists, and what exists is documented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from indexer.cli import main
from tests.documentation import GENERATED
from tests.paths import REPOSITORY

PAGES = sorted([*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")])


@pytest.mark.parametrize("name", GENERATED)
def test_generated_page_is_up_to_date(name: str) -> None:
    """`make docs` was run after the last change of a command or setting."""
    assert (REPOSITORY / "docs" / name).read_text(encoding="utf-8") == GENERATED[name]()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_of_a_page_lead_to_something(page: Path) -> None:
    """Every relative link names a file or folder of the repository."""
    for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http:", "https:", "mailto:")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_readme_names_every_command() -> None:
    """A command that the README lacks is found by nobody."""
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    for name in main.commands:
        assert f"indexer {name}" in readme


def test_every_make_target_that_the_readme_names_exists() -> None:
    """And the other way round, for the ones a newcomer needs."""
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"make ([a-z]+)", readme)) - {"it"} <= targets


def test_no_committed_page_names_a_folder_of_some_machine() -> None:
    """Paths are relative to the repository."""
    for page in PAGES:
        assert not re.search(r"(?<![\w.])/(?:home|root|tmp|Users)/", page.read_text(encoding="utf-8"))
