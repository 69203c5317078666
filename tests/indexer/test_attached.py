"""Runs over PDFs with files attached: what is stored with them, named after them, changed and removed with them."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from indexer import attached, pipeline
from indexer.cli import main
from indexer.engines import open_engine
from indexer.engines.interface import Engine, Filters, Query
from indexer.failures import Failures
from indexer.reading import FileTask, Task, inspect_task
from indexer.settings import ExtractionSettings, Settings
from tests.indexer.extract.scans import NOTE_SIZE, note, scanned
from tests.indexer.files import pdf_bytes, with_attached, write_page
from tests.indexer.runs import add, counts, ids, limited, sentences
from tests.paths import REPOSITORY


@pytest.fixture
def engine(settings: Settings) -> Engine:
    """The engine over the test's own index."""
    return open_engine(settings)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read in this process: what is asked is not about processes."""
    monkeypatch.setattr(pipeline, "work_through", read_here)


def read_here(
    tasks: Iterable[Task], work: Callable[[Sequence[Task]], Any], *_: object
) -> Iterator[tuple[Sequence[Task], Any]]:
    for task in tasks:
        yield [task], work([task])


def bilan(*files: tuple[str, bytes], text: str = "Le bilan de l'année") -> bytes:
    return with_attached(pdf_bytes(text, title="Bilan annuel"), *files)


NOTE = ("note.txt", b"La note du laboratoire.\n\nElle mesure les nanoparticules.")
ANNEXE = ("annexe.pdf", pdf_bytes("Les tableaux de mesures", "Les méthodes de calcul", title="Tableaux"))


def test_each_attachment_is_a_publication_that_names_what_it_is_attached_to(
    settings: Settings, engine: Engine, tmp_path: Path
) -> None:
    """From the file on disk, through worker processes, to the hit."""
    site = tmp_path / "site"
    write_page(
        site / "annonce.html",
        "Le bilan paraît",
        'Lire le <a href="rapports/bilan.pdf">bilan</a>.',
        '<meta property="article:tag" content="Air"><meta name="author" content="Claire Kerbrat">'
        '<meta property="article:published_time" content="2024-09-04">',
    )
    (site / "rapports").mkdir()
    (site / "rapports/bilan.pdf").write_bytes(bilan(NOTE, ANNEXE, ("logo.png", b"\x89PNG"), ("facture.xml", b"<a/>")))
    receipt = add(settings, site)
    assert counts(receipt) == (4, 0, 0, 0, 0)
    assert [entry.id for entry in receipt.publications] == [
        "annonce.html", "rapports/bilan.pdf", "rapports/bilan.pdf/annexe.pdf", "rapports/bilan.pdf/note.txt",
    ]  # fmt: skip
    assert receipt.publications[3].attachment == ("note.txt",)
    (annexe,) = engine.search(Query('"méthodes de calcul"')).hits
    assert (annexe.id, annexe.kind, annexe.is_pdf, annexe.url) == ("rapports/bilan.pdf/annexe.pdf", "annexe", True, "")
    assert [passage.number for passage in annexe.passages] == [2]
    assert annexe.landing_page is not None
    assert annexe.landing_page.id == "rapports/bilan.pdf"
    # what the report takes from its page, its attachments take from the report
    assert (annexe.topics, annexe.authors) == (("Air",), ("Claire Kerbrat",))
    assert engine.search(Query(filters=Filters(topics=("Air",)))).total == 4
    (report,) = engine.search(Query(filters=Filters(kinds=("rapport",)))).hits
    assert annexe.date == report.date
    assert [document.id for document in report.documents] == [
        "rapports/bilan.pdf/annexe.pdf", "rapports/bilan.pdf/note.txt",
    ]  # fmt: skip
    assert ids(engine, "nanoparticules") == {"rapports/bilan.pdf/note.txt"}
    source = engine.source("rapports/bilan.pdf/note.txt")
    assert source is not None
    assert (source.file, source.attachment) == (str(site / "rapports/bilan.pdf"), ("note.txt",))
    assert list(engine.verify())
    assert counts(add(settings, site)) == (0, 0, 2, 0, 0)


def test_attachments_change_and_go_with_their_file(here: None, settings: Settings, tmp_path: Path) -> None:
    engine = open_engine(settings)
    path = tmp_path / "site/bilan.pdf"
    write_page(path.parent / "a.html", "Autre")
    path.write_bytes(bilan(NOTE, ANNEXE))
    assert counts(add(settings, path.parent)) == (4, 0, 0, 0, 0)
    path.write_bytes(bilan(("note.txt", b"Une note toute nouvelle."), ("suite.md", b"# La suite\n\nTexte")))
    receipt = add(settings, path.parent)
    assert counts(receipt) == (1, 2, 1, 1, 0)
    assert receipt.removed_ids == ["bilan.pdf/annexe.pdf"]
    assert ids(engine) == {"a.html", "bilan.pdf", "bilan.pdf/note.txt", "bilan.pdf/suite.md"}
    assert ids(engine, "nouvelle") == {"bilan.pdf/note.txt"}
    assert ids(engine, "nanoparticules") == set()
    path.write_bytes(pdf_bytes("Le bilan, sans rien"))
    assert counts(add(settings, path.parent)) == (0, 1, 1, 2, 0)
    assert ids(engine) == {"a.html", "bilan.pdf"}
    path.write_bytes(bilan(NOTE))
    add(settings, path.parent)
    path.unlink()
    assert counts(add(settings, path.parent)) == (0, 0, 1, 0, 0)  # `add` removes nothing
    receipt = add(settings, path.parent, sync=True)
    assert receipt.removed_ids == ["bilan.pdf", "bilan.pdf/note.txt"]
    assert ids(engine) == {"a.html"}


def test_file_that_cannot_be_read_any_more_keeps_what_is_attached(
    here: None, settings: Settings, engine: Engine, tmp_path: Path
) -> None:
    path = tmp_path / "bilan.pdf"
    path.write_bytes(bilan(NOTE))
    add(settings, path)
    path.write_bytes(b"%PDF-1.7 half of it")
    assert counts(add(settings, path)) == (0, 0, 0, 0, 1)
    assert ids(engine) == {"bilan.pdf", "bilan.pdf/note.txt"}


def test_attachment_that_fails_is_a_sentence_of_its_own_and_remembered(
    here: None, settings: Settings, engine: Engine, tmp_path: Path
) -> None:
    path = tmp_path / "bilan.pdf"
    path.write_bytes(bilan(NOTE, ("faux.pdf", b"no PDF"), ("vide.txt", b"")))
    receipt = add(settings, path)
    assert counts(receipt) == (2, 0, 0, 0, 2)
    found = sentences(settings)
    assert set(found) == {"bilan.pdf/faux.pdf", "bilan.pdf/vide.txt"}
    assert found["bilan.pdf/faux.pdf"].startswith("In bilan.pdf: faux.pdf is not a PDF")
    assert found["bilan.pdf/vide.txt"].startswith("In bilan.pdf: vide.txt is empty")
    before = list(Failures(Path(settings.index)))
    again = add(settings, path)  # listed, not tried again
    assert counts(again) == (0, 0, 1, 0, 2)
    assert again.failures == before
    assert counts(add(limited(settings, timeout_s=60), path)) == (0, 2, 0, 0, 2)  # tried again under other limits
    path.write_bytes(bilan(NOTE, ("faux.pdf", pdf_bytes("Un vrai"))))
    assert counts(add(settings, path)) == (1, 2, 0, 0, 0)
    assert sentences(settings) == {}


def test_attachment_that_fails_now_is_no_longer_found(
    here: None, settings: Settings, engine: Engine, tmp_path: Path
) -> None:
    """Its file was read, and holds its old text no more: a result would lead to something else."""
    path = tmp_path / "bilan.pdf"
    path.write_bytes(bilan(NOTE))
    add(settings, path)
    path.write_bytes(bilan(("note.txt", b"")))
    assert counts(add(settings, path)) == (0, 1, 0, 1, 1)
    assert ids(engine) == {"bilan.pdf"}


def test_failures_of_what_is_attached_go_with_the_file(here: None, settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "site/bilan.pdf"
    write_page(path.parent / "a.html", "Autre")
    path.write_bytes(bilan(("vide.txt", b"")))
    add(settings, path.parent)
    path.unlink()
    assert counts(add(settings, path.parent, sync=True)) == (0, 0, 1, 1, 0)
    assert sentences(settings) == {}


@pytest.mark.parametrize("is_told_of", [False, True], ids=["file", "manifest"])
def test_attachment_that_ends_its_process_costs_neither_its_file_nor_others(
    settings: Settings, engine: Engine, tmp_path: Path, is_told_of: bool
) -> None:
    """It takes longer than a file may: the file is read once more without it, and not again in the next run."""
    slow = "\n\n".join(f"Mot{n} autre{n * 7}" for n in range(1_500_000)).encode()
    path = tmp_path / "site/bilan.pdf"
    write_page(path.parent / "a.html", "Autre")
    path.write_bytes(bilan(("lent.txt", slow)))
    tight = limited(settings, timeout_s=1.5, workers=1)
    added, name = path.parent, "bilan.pdf"
    if is_told_of:
        added, name = tmp_path / "m.jsonl", "m.jsonl, line 1"
        lines = ({"id": f"site/{one}", "title": one, "file": f"site/{one}"} for one in ("bilan.pdf", "a.html"))
        added.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    receipt = add(tight, added)
    assert counts(receipt) == (2, 0, 0, 0, 1)
    folder = "site/" if is_told_of else ""
    assert ids(engine) == {f"{folder}a.html", f"{folder}bilan.pdf"}
    assert sentences(settings) == {
        f"{folder}bilan.pdf/": f"What is attached to {name} was not read: with it, {name} took longer than 1.5 seconds "
        "to read (the setting timeout_s)."
    }
    begun = time.monotonic()
    assert counts(add(tight, added)) == (0, 0, 2, 0, 1)
    assert time.monotonic() - begun < 1.0


def test_no_attachment_is_begun_when_the_others_took_too_long(tmp_path: Path) -> None:
    path = tmp_path / "bilan.pdf"
    path.write_bytes(bilan(NOTE))
    found = inspect_task(FileTask(path, "bilan.pdf", ""), max_bytes=10**9, attached_s=-1)
    assert not isinstance(found, str)
    assert [one.sentence for one in found.unread] == [
        "In bilan.pdf: note.txt was not read: the others took too long (the setting timeout_s)."
    ]


def read(path: Path, *files: tuple[str, bytes], is_portfolio: bool = False) -> Any:
    path.write_bytes(with_attached(pdf_bytes("Le bilan"), *files, is_portfolio=is_portfolio))
    return inspect_task(FileTask(path, path.name, "d"), max_bytes=10**9)


def test_attachments_of_attachments_are_read_to_a_depth(here: None, settings: Settings, tmp_path: Path) -> None:
    """Each names the one around it; deeper ones are left out."""
    data = pdf_bytes("Tout au fond")
    for level in (4, 3, 2, 1):
        data = with_attached(pdf_bytes(f"Niveau {level}"), (f"p{level + 1}.pdf", data))
    path = tmp_path / "p0.pdf"
    path.write_bytes(with_attached(pdf_bytes("Niveau 0"), ("p1.pdf", data)))
    add(settings, path)
    engine = open_engine(settings)
    assert ids(engine) == {"p0.pdf", "p0.pdf/p1.pdf", "p0.pdf/p1.pdf/p2.pdf", "p0.pdf/p1.pdf/p2.pdf/p3.pdf"}
    (hit,) = engine.search(Query('"niveau 2"')).hits
    assert hit.landing_page is not None
    assert hit.landing_page.id == "p0.pdf/p1.pdf"
    assert [document.id for document in hit.documents] == ["p0.pdf/p1.pdf/p2.pdf/p3.pdf"]
    path.write_bytes(with_attached(pdf_bytes("Niveau 0"), ("p1.pdf", pdf_bytes("Seul"))))
    assert add(settings, path).removed == 2
    assert ids(engine) == {"p0.pdf", "p0.pdf/p1.pdf"}


def test_number_and_size_of_what_is_read_have_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attached, "MAX_DOCUMENTS", 3)
    monkeypatch.setattr(attached, "MAX_TOTAL_BYTES", 250)
    found = read(tmp_path / "a.pdf", *((f"n{n}.txt", b"Un texte. " * 10) for n in range(5)))
    assert [one.publication.id for one in found.documents] == ["a.pdf/n0.txt", "a.pdf/n1.txt"]
    assert [one.id for one in found.unread] == ["a.pdf/n2.txt"]
    assert "too large together" in found.unread[0].sentence
    assert found.left_out == ("n3.txt", "n4.txt")
    assert found.warnings[-1] == "2 more documents are attached: too many to be read."


def test_documents_of_a_portfolio_keep_their_kind(tmp_path: Path) -> None:
    """They are what was published; what is attached to a report is an annex unless it says otherwise."""
    files = (("texte.txt", b"Un titre\n\nUn texte."), ("tableaux.pdf", pdf_bytes("Des tableaux", title="Tableaux")))
    named = ("note.pdf", pdf_bytes("Note de synthèse", title="Note de synthèse"))
    kinds = {one.publication.id: one.publication.kind for one in read(tmp_path / "a.pdf", *files, named).documents}
    assert kinds == {"a.pdf/texte.txt": "annexe", "a.pdf/tableaux.pdf": "annexe", "a.pdf/note.pdf": "note"}
    portfolio = read(tmp_path / "a.pdf", *files, is_portfolio=True)
    kinds = {one.publication.id: one.publication.kind for one in portfolio.documents}
    assert kinds == {"a.pdf/texte.txt": "article", "a.pdf/tableaux.pdf": "rapport"}


def test_annex_gives_way_with_the_day_its_file_was_made(tmp_path: Path) -> None:
    """To the date of its report, which says more; a document of a portfolio stands for itself."""
    (annex,) = read(tmp_path / "a.pdf", ANNEXE).documents
    assert (annex.sources["date"], annex.publication.date_is_of_file) == ("Info /CreationDate", True)
    (dated,) = read(tmp_path / "a.pdf", ("note.txt", b"Une note\n\nParis, le 4 mars 2021, un texte.")).documents
    assert (str(dated.publication.date), dated.publication.date_is_of_file) == ("2021-03-04", False)
    (document,) = read(tmp_path / "a.pdf", ANNEXE, is_portfolio=True).documents
    assert (document.sources["date"], document.publication.date_is_of_file) == ("Info /CreationDate", False)


def test_scanned_annex_is_said_not_to_be_recognised(tmp_path: Path) -> None:
    (annex,) = read(tmp_path / "a.pdf", ("scan.pdf", scanned([note, note], size=NOTE_SIZE))).documents
    assert (annex.publication.passages, annex.pages_waiting) == ((), ())
    assert annex.warnings[-1] == "Scanned pages are recognised of files, not of what is attached to them."


def test_attached_page_is_neither_a_landing_page_nor_elsewhere(tmp_path: Path) -> None:
    """What it says of its address and links to is not so here."""
    page = b'<link rel=canonical href="https://a.example/x"><h1>Page</h1><p>Voir <a href="bilan.pdf">le bilan</a></p>'
    found = read(tmp_path / "bilan.pdf", ("page.html", b"<!doctype html><title>Page</title>" + page))
    (document,) = found.documents
    assert (document.publication.url, document.publication.links) == ("", ())
    assert "url" not in document.sources


def test_nothing_is_left_in_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    found = read(tmp_path / "a.pdf", NOTE, ANNEXE, ("faux.pdf", b"x"))
    assert (len(found.documents), len(found.unread)) == (2, 1)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd.txt",
        "a/b\\c.txt",
        "..txt",
        "\0.txt",
        "a\nb.txt",
        "x" * 900 + ".txt",
        "#?%2e%2e.txt",
        "é.txt",
    ],
)
def test_hostile_name_is_stored_under_an_id_below_its_file(
    here: None, settings: Settings, engine: Engine, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "site/bilan.pdf"
    path.parent.mkdir()
    path.write_bytes(bilan((name, b"Un texte introuvable ailleurs.")))
    before = sorted(tmp_path.rglob("*"))
    receipt = add(settings, path)
    assert counts(receipt)[0] + receipt.failed >= 1
    for identifier in ids(engine) - {"bilan.pdf"}:
        head, _, tail = identifier.rpartition("/")
        assert head == "bilan.pdf"
        assert tail.isprintable()
        assert tail not in {"", ".", ".."}
    index = Path(settings.index)
    assert [path for path in sorted(tmp_path.rglob("*")) if not path.is_relative_to(index)] == before


def test_id_of_another_publication_is_not_taken(here: None, settings: Settings, engine: Engine, tmp_path: Path) -> None:
    """Whichever comes first; each run would else replace one by the other."""
    manifest = tmp_path / "m.jsonl"
    manifest.write_text('{"id": "bilan.pdf/note.txt", "title": "Ligne", "text": "x"}\n', encoding="utf-8")
    path = tmp_path / "site/bilan.pdf"
    path.parent.mkdir()
    path.write_bytes(bilan(NOTE))
    add(settings, manifest)
    for _ in range(2):
        receipt = add(settings, path.parent, manifest)
        assert receipt.failed == 1
        assert "bilan.pdf/note.txt, is that of another publication" in receipt.failures[0].sentence
        publication = engine.get("bilan.pdf/note.txt")
        assert publication is not None
        assert publication.title == "Ligne"
    assert (
        CliRunner().invoke(main, ["remove", "--index", settings.index, "bilan.pdf"]).output
        == "1 publication removed.\n"
    )
    assert ids(engine) == {"bilan.pdf/note.txt"}


def test_folder_with_the_name_of_a_file_gets_other_ids(
    here: None, settings: Settings, engine: Engine, tmp_path: Path
) -> None:
    path = tmp_path / "site/bilan.pdf"
    path.parent.mkdir()
    path.write_bytes(bilan(NOTE))
    other = tmp_path / "autre"
    (other / "bilan.pdf").mkdir(parents=True)
    (other / "bilan.pdf/note.txt").write_text("Une autre note.")
    add(settings, path.parent)
    add(settings, other)
    assert ids(engine) == {"bilan.pdf", "bilan.pdf/note.txt", "autre/bilan.pdf/note.txt"}
    assert counts(add(settings, other, path.parent, sync=True)) == (0, 0, 2, 0, 0)


def test_manifest_line_that_names_a_file_has_its_attachments(
    here: None, settings: Settings, engine: Engine, tmp_path: Path
) -> None:
    """They are stored under the line's id, inherit what it says, and go with it."""
    (tmp_path / "bilan.pdf").write_bytes(bilan(NOTE, ("vide.txt", b"")))
    line = {"id": "r1", "title": "Le bilan", "file": "bilan.pdf", "topics": ["Air"], "date": "2024"}
    manifest = tmp_path / "m.jsonl"
    other = json.dumps({"id": "r2", "title": "Autre", "text": "x"})
    manifest.write_text(f"{json.dumps(line)}\n{other}\n", encoding="utf-8")
    assert counts(add(settings, manifest)) == (3, 0, 0, 0, 1)
    assert ids(engine) == {"r1", "r1/note.txt", "r2"}
    (hit,) = engine.search(Query("nanoparticules")).hits
    assert (hit.topics, str(hit.date)) == (("Air",), "2024")
    assert counts(add(settings, manifest, sync=True)) == (0, 0, 2, 0, 1)
    assert counts(add(settings, tmp_path)) == (0, 0, 1, 0, 0)  # the manifest knows better
    manifest.write_text(f"{other}\n{json.dumps(line)}\n", encoding="utf-8")  # lines move
    assert counts(add(settings, manifest, sync=True)) == (0, 0, 2, 0, 1)
    manifest.write_text(f"{other}\n", encoding="utf-8")
    assert counts(add(settings, manifest, sync=True)) == (0, 0, 1, 2, 0)
    assert ids(engine) == {"r2"}
    assert sentences(settings) == {}


def test_moved_folder_keeps_the_ids_of_what_is_attached(
    here: None, settings: Settings, engine: Engine, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "bilan.pdf").write_bytes(bilan(NOTE))
    add(settings, site)
    site.rename(tmp_path / "site-2026")
    assert counts(add(settings, tmp_path / "site-2026", sync=True)) == (0, 2, 0, 0, 0)
    assert ids(engine) == {"bilan.pdf", "bilan.pdf/note.txt"}


def test_remove_takes_what_is_attached_along(here: None, settings: Settings, engine: Engine, tmp_path: Path) -> None:
    deep = with_attached(ANNEXE[1], NOTE)
    path = tmp_path / "bilan.pdf"
    path.write_bytes(bilan(NOTE, ("annexe.pdf", deep)))
    add(settings, path)

    def remove(*identifiers: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["remove", "--index", settings.index, *identifiers])
        return done.exit_code, done.output

    assert remove("bilan.pdf/note.txt") == (0, "1 publication removed.\n")
    assert ids(engine) == {"bilan.pdf", "bilan.pdf/annexe.pdf", "bilan.pdf/annexe.pdf/note.txt"}
    assert remove("bilan.pdf", "bilan.pdf/annexe.pdf") == (0, "3 publications removed.\n")
    assert ids(engine) == set()
    assert counts(add(settings, path)) == (4, 0, 0, 0, 0)


def test_inspect_shows_what_is_attached(tmp_path: Path) -> None:
    path = tmp_path / "bilan.pdf"
    path.write_bytes(bilan(NOTE, ("facture.xml", b"<a/>"), ("vide.txt", b"")))
    command = [sys.executable, "-m", "indexer", "inspect", str(path)]
    done = subprocess.run([*command, "--json"], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    (found,) = map(json.loads, done.stdout.splitlines())
    assert done.returncode == 1
    assert done.stderr.startswith("indexer: In bilan.pdf: vide.txt is empty")
    assert found["left_out"] == ["facture.xml"]
    assert [one[:25] for one in found["unread"]] == ["In bilan.pdf: vide.txt is"]
    (document,) = found["documents"]
    assert set(document) == set(found)
    assert (document["id"], document["attachment"]) == ("bilan.pdf/note.txt", ["note.txt"])
    assert "nanoparticules" in document["passages"][0]["text"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert "bilan.pdf/note.txt\n" in done.stdout
    assert "Attached, and not read here: facture.xml" in done.stdout


KILLED = """
import os, sys
from pathlib import Path
from indexer.engines import open_engine
from indexer.engines.whoosh import writer
from indexer.pipeline import run
from indexer.settings import ExtractionSettings, Settings
when = sys.argv[3]
commit, done = writer.IndexWriter.commit, writer.IndexWriter.add
def kill(*args, **kwargs):
    os.kill(os.getpid(), 9)
def add_and_kill(self, *args):
    done(self, *args)
    if when == "before":
        kill()
    commit(self)
    kill()
writer.IndexWriter.add = add_and_kill
settings = Settings(index=sys.argv[1], extraction=ExtractionSettings(workers=1))
run(open_engine(settings), settings, [Path(sys.argv[2])], sync=True)
"""


@pytest.mark.parametrize("when", ["before", "after"])
def test_run_that_is_killed_leaves_a_file_with_all_that_is_attached_or_none(
    settings: Settings, engine: Engine, tmp_path: Path, when: str
) -> None:
    """Before its commit, or after it; the next run makes it whole."""
    path = tmp_path / "site/bilan.pdf"
    path.parent.mkdir()
    path.write_bytes(bilan(NOTE, ANNEXE))
    add(settings, path.parent)
    old = {"bilan.pdf", "bilan.pdf/note.txt", "bilan.pdf/annexe.pdf"}
    new = {"bilan.pdf", "bilan.pdf/suite.txt"}
    path.write_bytes(bilan(("suite.txt", b"La suite.")))
    done = subprocess.run(
        [sys.executable, "-c", KILLED, settings.index, str(path.parent), when], cwd=REPOSITORY, check=False,
        capture_output=True,
    )  # fmt: skip
    assert done.returncode == -9, done.stderr
    assert ids(engine) == (old if when == "before" else new)
    receipt = add(settings, path.parent, sync=True)
    assert counts(receipt) == ((1, 1, 0, 2, 0) if when == "before" else (0, 0, 1, 0, 0))
    assert ids(engine) == new
    assert list(engine.verify())


# A version of a file: None for none, "bad" for one that cannot be read, else what is attached to it.
CONTENTS = {
    "a.txt": b"Un texte attache.",
    "b.pdf": pdf_bytes("Un PDF attache"),
    "c.pdf": with_attached(pdf_bytes("Un PDF avec une note"), ("n.txt", b"Une note")),
    "vide.txt": b"",
    "x.png": b"\x89PNG",
}
VERSIONS = st.one_of(st.none(), st.just("bad"), st.sets(st.sampled_from(sorted(CONTENTS))).map(frozenset))
RUNS = st.lists(st.fixed_dictionaries({"one.pdf": VERSIONS, "d/two.pdf": VERSIONS}), min_size=1, max_size=5)


def expected_of(name: str, names: frozenset[str]) -> tuple[set[str], set[str]]:
    """The ids of a file and what is attached to it, and of what cannot be read."""
    stored = {f"{name}/{one}" for one in names & {"a.txt", "b.pdf", "c.pdf"}}
    nested = {f"{name}/c.pdf/n.txt"} if "c.pdf" in names else set()
    return {name, *stored, *nested}, {f"{name}/{one}" for one in names & {"vide.txt"}}


@examples(max_examples=20)
@given(RUNS)
def test_index_holds_exactly_what_the_last_versions_hold(runs: list[dict[str, Any]]) -> None:
    """After any versions of files and runs: files, what is attached, and what failed."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "work_through", read_here)
        site = Path(folder, "site")
        write_page(site / "page.html", "Une page")
        (site / "d").mkdir()
        settings = Settings(index=str(Path(folder, "index")), extraction=ExtractionSettings(workers=1))
        engine = open_engine(settings)
        stored: dict[str, set[str]] = {}
        unread: dict[str, set[str]] = {}
        for versions in runs:
            for name, version in versions.items():
                path = site / name
                if version is None:
                    path.unlink(missing_ok=True)
                    stored.pop(name, None)
                    unread.pop(name, None)
                elif version == "bad":  # what was read of it before stays
                    path.write_bytes(b"no PDF")
                else:
                    path.write_bytes(with_attached(pdf_bytes(name), *((one, CONTENTS[one]) for one in sorted(version))))
                    stored[name], unread[name] = expected_of(name, version)
            bad = {name for name, version in versions.items() if version == "bad"}
            publications = {"page.html"}.union(*stored.values())
            listed = {Path(name).name for name in bad}.union(*(unread[name] for name in unread.keys() - bad))
            receipt = add(settings, site, sync=True)
            assert set(engine.stored()) == publications
            assert ids(engine) == publications
            assert {failure.name for failure in receipt.failures} == listed
            assert set(sentences(settings)) == listed.union(*unread.values())
            again = add(settings, site, sync=True)
            assert (again.added, again.changed, again.removed, again.failed) == (0, 0, 0, len(listed))
