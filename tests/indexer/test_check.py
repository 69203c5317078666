"""`indexer check`, and the command line's own searches with an editors' file."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.cli import main
from tests.paths import REPOSITORY

VACCIN, SEIN = "articles/hpv-vaccination-colleges.html", "articles/depistage-sein-participation-2024.html"
SECRETAIRE = "articles/nouveau-secretaire-general.html"


def run(*arguments: object, environment: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments], env=environment)


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The file that docs/editing.md shows."""
    text = (REPOSITORY / "docs" / "editing.md").read_text(encoding="utf-8")
    (content,) = (block for block in re.findall(r"```toml\n(.*?)```", text, re.DOTALL) if "[[pinned]]" in block)
    path = tmp_path / "editors.toml"
    path.write_text(content, encoding="utf-8")
    return path


def test_the_example_of_the_documentation_has_no_mistake(sample_index: Path, example: Path) -> None:
    result = run("check", "--index", sample_index, example)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "1 pinned, 2 synonyms, 1 hidden; no mistakes." in result.stdout


def test_the_example_does_what_the_documentation_says(sample_index: Path, example: Path) -> None:
    """Asked by the command line, which takes the setting as the service does."""

    def found(text: str) -> list[dict[str, object]]:
        environment = {"GLANE_EDITING": str(example)}
        result = run("search", "--index", sample_index, "--json", text, environment=environment)
        assert result.exit_code == 0
        hits: list[dict[str, object]] = json.loads(result.stdout)["hits"]
        return hits

    for text in ("vaccination", "la vaccination", "Vaccinations", "vaccin hpv"):
        assert [(hit["id"], hit["pinned"]) for hit in found(text)][:2] == [(VACCIN, True), (SEIN, True)]
    assert not any(hit["pinned"] for hit in found("vaccination collège"))
    ids = {text: {hit["id"] for hit in found(text)} for text in ("vapotage", "e-cigarette", "secrétaire général", "IA")}
    assert ids["e-cigarette"] <= ids["vapotage"]
    assert SECRETAIRE not in ids["secrétaire général"]
    assert {hit["id"] for hit in found("intelligence artificielle")} == ids["IA"]
    shown = run("search", "--index", sample_index, "vaccination", environment={"GLANE_EDITING": str(example)}).stdout
    assert shown.count("put first") == 2


def test_mistakes_are_told_all_at_once(sample_index: Path, tmp_path: Path) -> None:
    path = tmp_path / "editors.toml"
    path.write_text(f"[[hidden]]\nid = '{VACCIN[:-1]}'\n\n[[synonyms]]\nwords = ['de']\n", encoding="utf-8")
    result = run("check", "--index", sample_index, environment={"GLANE_EDITING": str(path)})
    assert result.exit_code == 1
    first, second = result.stderr.splitlines()
    assert first.startswith(f"{path}: line 1: ")
    assert f"the nearest is “{VACCIN}”" in first
    assert f"{path}: line 4: " in second
    told = json.loads(run("check", "--index", sample_index, "--json", path).stdout)
    assert [mistake["line"] for mistake in told["mistakes"]] == [1, 4]
    assert (told["pinned"], told["synonyms"], told["hidden"], told["ids_checked"]) == (0, 0, 1, True)


def test_without_an_index_ids_are_not_compared(tmp_path: Path, example: Path) -> None:
    result = run("check", "--index", tmp_path / "none", example)
    assert result.exit_code == 0
    assert "ids were not compared with the index" in result.stderr


@pytest.mark.parametrize("arguments", [[], ["missing.toml"]])
def test_without_a_file_there_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("check", *arguments)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1


def test_what_is_hidden_stays_stored(tmp_path: Path) -> None:
    """It is counted, checked and not read again; only visitors do not see it."""
    folder, path = tmp_path / "publications", tmp_path / "editors.toml"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.md").write_text(f"# Note {name}\n\nLa grippe.\n", encoding="utf-8")
    path.write_text("[[hidden]]\nid = 'a.md'\n", encoding="utf-8")
    environment = {"GLANE_EDITING": str(path), "GLANE_INDEX": str(tmp_path / "index"), "GLANE_EXTRACTION_WORKERS": "1"}
    assert run("add", folder, environment=environment).exit_code == 0
    again = json.loads(run("add", "--json", folder, environment=environment).stdout)
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, 2)
    assert json.loads(run("status", "--json", environment=environment).stdout)["publications"] == 2
    assert "2 ids, all different" in run("verify", environment=environment).stdout
    found = json.loads(run("search", "--json", "grippe", environment=environment).stdout)
    assert [hit["id"] for hit in found["hits"]] == ["b.md"]
    assert run("remove", "a.md", environment=environment).exit_code == 0
