"""Who may import what: each library in one place, the face from the library and never the other way, and lightly."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from tests.paths import REPOSITORY

OWNERS = {
    "whoosh": "indexer/engines/whoosh",
    "opensearchpy": "indexer/engines/opensearch/transport.py",
    "urllib3": "indexer/engines/opensearch/transport.py",
    "pypdfium2": "indexer/extract",
    "pypdf": "indexer/extract",
    "pebble": "indexer/workers.py",
    "flask": "searchapp",
}


def imports() -> list[tuple[str, str]]:
    """(file, imported module) of both packages; the sample's generator stands for itself."""
    found = []
    for package in ("indexer", "searchapp"):
        for path in sorted((REPOSITORY / package).rglob("*.py")):
            name = path.relative_to(REPOSITORY).as_posix()
            if name.startswith("indexer/sample/"):
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    found += [(name, alias.name) for alias in node.names]
                elif isinstance(node, ast.ImportFrom):
                    found.append((name, node.module or ""))
    return found


def importers(module: str) -> set[str]:
    return {path for path, name in imports() if name == module or name.startswith(f"{module}.")}


@pytest.mark.parametrize("library", OWNERS)
def test_library_is_imported_in_one_place(library: str) -> None:
    found = importers(library)
    assert found
    assert {path for path in found if not path.startswith(OWNERS[library])} == set()


def test_indexer_never_imports_searchapp() -> None:
    assert {path for path in importers("searchapp") if path.startswith("indexer/")} == set()


@pytest.mark.parametrize("engine", ["whoosh", "opensearch"])
def test_only_the_factory_and_its_own_folder_import_an_engine(engine: str) -> None:
    folder = f"indexer/engines/{engine}"
    outside = {path for path in importers(folder.replace("/", ".")) if not path.startswith(f"{folder}/")}
    assert outside == {"indexer/engines/__init__.py"}


LIGHT = (
    "indexer", "indexer.settings", "indexer.publication", "indexer.query", "indexer.engines",
    "indexer.engines.interface", "indexer.cli",
)  # fmt: skip
HEAVY = ("numpy", "pypdfium2", "pypdf", "whoosh", "opensearchpy", "trafilatura", "flask", "dateparser")


@pytest.mark.parametrize("module", LIGHT)
def test_import_is_light(module: str) -> None:
    """No NumPy, no PDFium, no Whoosh until something is read or asked; `indexer --help` is quick."""
    script = f"import sys, {module}; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
