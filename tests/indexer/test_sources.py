"""Folders and manifests: which files, which ids, which lines, and what is wrong with the others."""

from __future__ import annotations

import codecs
import json
import resource
from pathlib import Path

import pytest

from indexer.engines import open_engine
from indexer.engines.interface import Query
from indexer.errors import BadDocument
from indexer.failures import Failures
from indexer.pipeline import run
from indexer.publication import PartialDate, Passage, Publication
from indexer.settings import Settings
from indexer.sources import manifest
from indexer.sources.digests import Digests
from indexer.sources.folder import FoundFile, Identifiers, find_files
from tests.indexer.files import pdf_bytes, write_page

DIGESTS = Digests("", 10**9)


def test_files_of_a_folder_are_found_in_order_whatever_the_case_of_their_suffix(tmp_path: Path) -> None:
    """Hidden ones, marks of open files, other types and links that lead out are left out; links within stay."""
    names = (
        "b.HTML", "a/z.Pdf", "a.md", "c.txt", ".hidden.html", ".git/x.html", "a/.b/x.md", "m.jsonl", "x.doc", "d.docx",
        "~$d.docx", ".~lock.e.odt#", "e.odt",
    )  # fmt: skip
    for name in names:
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    outside = write_page(tmp_path / "outside/secret.html", "Secret")
    site = tmp_path / "site"
    (site / "out.html").symlink_to(outside)
    (site / "outdir").symlink_to(outside.parent)
    (site / "in.html").symlink_to("b.HTML")
    (site / "loop").symlink_to(site)
    (site / "gone.html").symlink_to("nothing")
    found = list(find_files(site))
    assert [file.relative for file in found] == ["a/z.Pdf", "a.md", "b.HTML", "c.txt", "d.docx", "e.odt", "in.html"]
    assert all(file.path.is_absolute() for file in found)
    (tmp_path / "link").symlink_to(site)
    assert list(find_files(tmp_path / "link")) == found


def test_file_named_itself_is_read_whatever_its_name(tmp_path: Path) -> None:
    """The reader will say when it cannot."""
    path = tmp_path / ".hidden.docx"
    path.write_text("x", encoding="utf-8")
    assert list(find_files(path)) == [FoundFile(path, ".hidden.docx")]


def test_identifiers_are_stable_and_different(tmp_path: Path) -> None:
    identifiers = Identifiers({f"{tmp_path}/x/rapports/a.html": "a.html"})
    asked = [
        ("/x/rapports/a.html", "a.html", "a.html"),
        ("/y/rapports/a.html", "a.html", "rapports/a.html"),
        ("/z/rapports/a.html", "a.html", "z/rapports/a.html"),
        ("/z/rapports/a.html", "rapports/a.html", "z/rapports/a.html"),
        ("/a.html", "a.html", f"{tmp_path.name}/a.html"),
        ("/w/b/c.html", "b/c.html", "b/c.html"),
        ("/v/b/c.html", "b/c.html", "v/b/c.html"),
    ]
    for name, _, _ in asked:
        path = Path(f"{tmp_path}{name}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    for name, relative, expected in asked:
        assert identifiers.of(FoundFile(Path(f"{tmp_path}{name}"), relative)) == expected
    assert len({identifiers.of(FoundFile(Path(f"{tmp_path}{name}"), relative)) for name, relative, _ in asked}) == 6


def test_file_that_was_moved_takes_the_id_that_its_old_place_leaves(tmp_path: Path) -> None:
    """Else publications folders with a date in their name would double the index at each release."""
    moved = tmp_path / "new" / "a.html"
    moved.parent.mkdir()
    moved.touch()
    assert Identifiers({f"{tmp_path}/old/a.html": "a.html"}).of(FoundFile(moved, "a.html")) == "a.html"


def write(path: Path, *lines: str | bytes | dict[str, object]) -> Path:
    texts = [json.dumps(line) if isinstance(line, dict) else line for line in lines]
    data = [text.encode() if isinstance(text, str) else text for text in texts]
    path.write_bytes(b"\n".join(data) + b"\n")
    return path


def decode(path: Path) -> list[Publication | str]:
    found: list[Publication | str] = []
    for line in manifest.read_lines(path, DIGESTS):
        try:
            found.append(manifest.decode(line))
        except BadDocument as error:
            found.append(str(error))
    return found


def test_line_with_every_key(tmp_path: Path) -> None:
    line = {
        "id": "a1", "url": "https://i.example/a1", "title": "Bilan", "lead": "Chapô", "kind": "rapport",
        "language": "fr", "topics": ["Santé"], "authors": ["A. Diop"], "date": "2024-09",
        "updated": "2024-10-01T08:00:00+02:00",
        "passages": [{"text": "un"}, {"number": 7, "text": "deux", "label": "v", "heading": "H", "anchor": "h"}],
    }  # fmt: skip
    (found,) = decode(write(tmp_path / "m.jsonl", line))
    assert isinstance(found, Publication)
    assert found == Publication(
        "a1", "Bilan", (Passage(1, "un"), Passage(7, "deux", "v", "H", "h")), "https://i.example/a1", "Chapô",
        "rapport", "fr", PartialDate(2024, 9), PartialDate(2024, 10, 1), ("A. Diop",), ("Santé",),
        digest=found.digest, manifest=str((tmp_path / "m.jsonl").resolve()),
    )  # fmt: skip


GOOD = {
    "text": {"title": "T", "text": "x"},
    "empty text": {"title": "T", "text": ""},
    "no passages": {"title": "T", "passages": []},
    "file": {"title": "T", "file": "r.pdf"},
    "nothing where nothing is known": {"title": "T", "text": "x", "date": None, "topics": None, "authors": None},
    "empty date": {"title": "T", "text": "x", "date": ""},
    "year": {"title": "T", "text": "x", "date": "2024"},
}


@pytest.mark.parametrize("name", GOOD)
def test_good_line(tmp_path: Path, name: str) -> None:
    (found,) = decode(write(tmp_path / "m.jsonl", GOOD[name]))
    assert isinstance(found, Publication)
    assert found.id


BAD: dict[str, tuple[str | bytes | dict[str, object], str]] = {
    "not JSON": ("hello", "malformed"),
    "half a line": ('{"title": "T"', "truncated"),
    "a list": ("[1]", "Expected `object`"),
    "a number": ("12", "Expected `object`"),
    "no title": ({"text": "x"}, "`title`"),
    "empty title": ({"title": " ", "text": "x"}, "empty title"),
    "title is a number": ({"title": 3, "text": "x"}, "$.title"),
    "no text": ({"title": "T"}, "none of text, passages and file"),
    "unknown key": ({"title": "T", "text": "x", "autor": "y"}, "`autor`"),
    "unknown key of a passage": ({"title": "T", "passages": [{"text": "x", "page": 3}]}, "`page`"),
    "passage without text": ({"title": "T", "passages": [{"number": 3}]}, "`text`"),
    "passage number 0": ({"title": "T", "passages": [{"number": 0, "text": "x"}]}, "$.passages[0].number"),
    "topics is text": ({"title": "T", "text": "x", "topics": "Santé"}, "$.topics"),
    "bad date": ({"title": "T", "text": "x", "date": "hier"}, "date “hier”"),
    "date that does not exist": ({"title": "T", "text": "x", "date": "2024-02-30"}, "date “2024-02-30”"),
    "French date": ({"title": "T", "text": "x", "updated": "04/09/2024"}, "updated “04/09/2024”"),
    "file outside": ({"title": "T", "file": "../secret.pdf"}, "outside"),
    "absolute file outside": ({"title": "T", "file": "/etc/passwd"}, "outside"),
    "not UTF-8": (b'{"title": "caf\xe9", "text": "x"}', "cannot be read"),
    "half a character": ('{"title": "\\ud800", "text": "x"}', "cannot be read"),
    "deeply nested": ("[" * 100_000, "cannot be read"),
    "control character": (b'{"title": "a\x00b", "text": "x"}', "cannot be read"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_line_is_named_with_its_number_and_what_is_wrong(tmp_path: Path, name: str) -> None:
    bad, why = BAD[name]
    found = decode(write(tmp_path / "m.jsonl", {"title": "T", "text": "x"}, "", bad, {"title": "T", "text": "y"}))
    assert [type(item) for item in found] == [Publication, str, Publication]
    assert isinstance(found[1], str)
    assert found[1].startswith("m.jsonl, line 3")
    assert why in found[1]
    assert len(found[1]) < 400


def test_byte_order_mark_and_windows_line_ends_are_no_part_of_a_line(tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    plain = write(tmp_path / "plain.jsonl", {"title": "Un", "text": "x"}, {"title": "Deux", "text": "y"}).read_bytes()
    path.write_bytes(codecs.BOM_UTF8 + plain.replace(b"\n", b"\r\n\r\n").rstrip())
    assert [item.title for item in decode(path) if isinstance(item, Publication)] == ["Un", "Deux"]
    digests = [line.digest for line in manifest.read_lines(path, DIGESTS)]
    assert digests == [line.digest for line in manifest.read_lines(tmp_path / "plain.jsonl", DIGESTS)]


def test_line_of_a_hundred_megabytes_is_refused_without_being_held(tmp_path: Path) -> None:
    """The lines around it are read."""
    path = tmp_path / "m.jsonl"
    with path.open("wb") as file:
        file.write(b'{"title": "Un", "text": "x"}\n{"title": "Long", "text": "')
        for _ in range(150):
            file.write(b"x" * 10**6)
        file.write(b'"}\n{"title": "Deux", "text": "y"}\n')
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = decode(path)
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 200
    assert [item if isinstance(item, str) else item.title for item in found] == [
        "Un", "m.jsonl, line 2 is longer than 64 MB.", "Deux",
    ]  # fmt: skip


def test_manifest_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(BadDocument, match="cannot be read: No such file"):
        list(manifest.read_lines(tmp_path / "none.jsonl", DIGESTS))


def add(settings: Settings, *paths: Path) -> tuple[int, int, int, int]:
    """Added, changed, unchanged, failed."""
    receipt = run(open_engine(settings), settings, paths)
    return receipt.added, receipt.changed, receipt.unchanged, receipt.failed


def failures(settings: Settings) -> list[str]:
    return [failure.sentence for failure in Failures(Path(settings.index))]


def test_lines_are_read_again_when_they_change(settings: Settings, tmp_path: Path) -> None:
    """Also when they only move; failures move and go with their lines."""
    path = tmp_path / "m.jsonl"
    write(path, {"id": "a", "title": "A", "text": "x"}, "bad", {"id": "b", "title": "B", "text": "y"})
    assert add(settings, path) == (2, 0, 0, 1)
    assert add(settings, path) == (0, 0, 2, 1)
    write(path, {"id": "b", "title": "B", "text": "y"}, {"id": "a", "title": "A", "text": "changé"}, "bad")
    assert add(settings, path) == (0, 1, 1, 1)
    assert [sentence.partition(" cannot")[0] for sentence in failures(settings)] == ["m.jsonl, line 3"]
    write(path, {"id": "b", "title": "B", "text": "y"})
    assert add(settings, path) == (0, 0, 1, 0)
    assert failures(settings) == []


def test_two_lines_of_one_id(settings: Settings, tmp_path: Path) -> None:
    """The first stays and the other is named, in this run and in the next; the very same line twice is no mistake."""
    same = {"id": "b", "title": "B", "text": "x"}
    first, second = ({"id": "a", "title": title, "text": "x"} for title in ("Premier", "Second"))
    path = write(tmp_path / "m.jsonl", first, same, second, same)
    assert add(settings, path) == (2, 0, 1, 1)
    assert failures(settings) == ["m.jsonl, line 3 has the id of m.jsonl, line 1 (“a”): give each publication its own."]
    assert add(settings, path) == (0, 0, 3, 1)
    stored = open_engine(settings).get("a")
    assert stored is not None
    assert stored.title == "Premier"


def test_another_manifest_may_replace_a_publication(settings: Settings, tmp_path: Path) -> None:
    first = write(tmp_path / "m1.jsonl", {"id": "a", "title": "Premier", "text": "x"})
    second = write(tmp_path / "m2.jsonl", {"id": "a", "title": "Second", "text": "x"})
    assert add(settings, first) == (1, 0, 0, 0)
    assert add(settings, second) == (0, 1, 0, 0)
    stored = open_engine(settings).get("a")
    assert stored is not None
    assert stored.title == "Second"


def test_file_that_a_line_names(settings: Settings, tmp_path: Path) -> None:
    """Is read like any; what the line says counts more; and it is read again when the file changes, not the line."""
    (tmp_path / "r.pdf").write_bytes(pdf_bytes("Texte du rapport", title="Titre du fichier"))
    line = {"id": "r", "title": "Titre de la ligne", "file": "r.pdf", "topics": ["Santé"], "date": "2024-05"}
    path = write(tmp_path / "m.jsonl", line)
    assert add(settings, path) == (1, 0, 0, 0)
    engine = open_engine(settings)
    stored = engine.get("r")
    assert stored is not None
    assert (stored.title, stored.topics, str(stored.date)) == ("Titre de la ligne", ("Santé",), "2024-05")
    assert stored.file == str(tmp_path / "r.pdf")
    assert engine.count(Query('"texte du rapport"')) == 1
    assert add(settings, path) == (0, 0, 1, 0)
    (tmp_path / "r.pdf").write_bytes(pdf_bytes("Texte nouveau"))
    assert add(settings, path) == (0, 1, 0, 0)
    assert engine.count(Query('"texte nouveau"')) == 1


def test_file_that_a_line_names_and_that_is_not_there_yet(settings: Settings, tmp_path: Path) -> None:
    """The sentence names the line; once the file is there it is read."""
    path = tmp_path / "m.jsonl"
    write(path, {"id": "r", "title": "T", "file": "r.pdf"}, {"id": "s", "title": "T", "file": "bad\0name.pdf"})
    assert add(settings, path) == (0, 0, 0, 2)
    assert failures(settings)[0] == "m.jsonl, line 1: r.pdf does not exist."
    (tmp_path / "r.pdf").write_bytes(pdf_bytes("Texte"))
    assert add(settings, path) == (1, 0, 0, 1)


def test_hostile_values_are_stored_printable_and_bounded(settings: Settings, tmp_path: Path) -> None:
    path = write(
        tmp_path / "m.jsonl",
        {
            "id": "a", "title": "Titre\u001b[31m\u009b31m\r\nrouge" + "x" * 5_000, "lead": "\u0007",
            "text": "a\u0000b\u001bc", "topics": ["  Santé\t publique ", "Santé publique", ""],
            "authors": ["DIOP Awa", "Awa Diop", ""],
            "kind": "rapport\n", "language": "FR",
        },
    )  # fmt: skip
    assert add(settings, path) == (1, 0, 0, 0)
    stored = open_engine(settings).get("a")
    assert stored is not None
    assert stored.title.startswith("Titre [31m 31m rouge")
    assert len(stored.title) == 1_000
    assert (stored.topics, stored.authors) == (("Santé publique",), ("Awa Diop",))
    assert (stored.kind, stored.language) == ("rapport", "fr")
    assert stored.passages[0].text == "a b c"
