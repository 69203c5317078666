"""Runs over files on disk: what is read again, what is kept, what fails and what that stops (nothing)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from indexer import pipeline
from indexer.engines import open_engine
from indexer.engines.interface import Engine, Query
from indexer.failures import Failures
from indexer.settings import Settings
from tests.indexer.files import encrypted_pdf, pdf_bytes, write_page
from tests.indexer.runs import add, counts, ids, limited, sentences
from tests.paths import REPOSITORY


@pytest.fixture
def engine(settings: Settings) -> Engine:
    """The engine over the test's own index."""
    return open_engine(settings)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Three articles and a report."""
    folder = tmp_path / "site"
    write_page(folder / "a.html", "Le tabac recule")
    write_page(folder / "b.html", "Le bruit augmente")
    write_page(folder / "actes/c.html", "La chaleur au travail")
    (folder / "rapport.pdf").write_bytes(pdf_bytes("Le rapport annuel", "Une seconde page"))
    return folder


def test_first_run_reads_everything_and_the_receipt_says_what_was_understood(
    settings: Settings, engine: Engine, site: Path
) -> None:
    receipt = add(settings, site)
    assert counts(receipt) == (4, 0, 0, 0, 0)
    assert ids(engine) == {"a.html", "b.html", "actes/c.html", "rapport.pdf"}
    report = next(entry for entry in receipt.publications if entry.id == "rapport.pdf")
    assert (report.pages, report.pages_read, report.kind) == (2, 2, "rapport")
    assert receipt.pages == 5
    kept = json.loads((Path(settings.index) / "receipt.json").read_text(encoding="utf-8"))
    assert kept == json.loads(json.dumps(receipt.as_json()))
    stored = engine.get("a.html")
    assert stored is not None
    assert stored.file == str(site / "a.html")


def test_only_what_changed_is_read_again_by_content(settings: Settings, engine: Engine, site: Path) -> None:
    """Not by the clock: a touched file is unchanged, a changed one with the old time is changed."""
    add(settings, site)
    generation = sorted(path.name for path in Path(settings.index).glob("*.toc"))
    os.utime(site / "a.html", (1, 1))
    assert counts(add(settings, site)) == (0, 0, 4, 0, 0)
    assert sorted(path.name for path in Path(settings.index).glob("*.toc")) == generation  # nothing was written
    before = (site / "b.html").stat()
    write_page(site / "b.html", "Le bruit diminue!")
    os.utime(site / "b.html", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert counts(add(settings, site)) == (0, 1, 3, 0, 0)
    assert ids(engine, "diminue") == {"b.html"}
    assert ids(engine, "augmente") == set()


def test_another_base_address_reads_everything_again(settings: Settings, engine: Engine, site: Path) -> None:
    add(settings, site)
    changed = msgspec.structs.replace(settings, base_url="https://institut.example/publications/")
    assert counts(add(changed, site)) == (0, 4, 0, 0, 0)
    stored = engine.get("actes/c.html")
    assert stored is not None
    assert stored.url == "https://institut.example/publications/actes/c.html"


def test_failed_file_keeps_its_old_publication_until_it_can_be_read_again(
    settings: Settings, engine: Engine, site: Path
) -> None:
    """It is listed meanwhile, and read again when it changes, not before."""
    add(settings, site)
    good = (site / "rapport.pdf").read_bytes()
    (site / "rapport.pdf").write_bytes(good[:300])
    receipt = add(settings, site)
    assert counts(receipt) == (0, 0, 3, 0, 1)
    assert ids(engine, "seconde") == {"rapport.pdf"}
    first = list(Failures(Path(settings.index)))
    assert [failure.name for failure in first] == ["rapport.pdf"]
    # not tried again: the very same failure, with the time it was first seen
    again = add(settings, site)
    assert again.failures == receipt.failures == first
    (site / "rapport.pdf").write_bytes(good[:301])
    assert add(settings, site).failures != first
    (site / "rapport.pdf").write_bytes(good)
    assert counts(add(settings, site)) == (0, 0, 4, 0, 0)
    assert sentences(settings) == {}


def test_failed_file_is_tried_again_under_other_limits(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    """Whoever raises a limit expects the file to be read."""
    text = tmp_path / "long.txt"
    text.write_text("Un texte assez long. " * 120_000, encoding="utf-8")
    assert counts(add(limited(settings, max_file_mb=1), text)) == (0, 0, 0, 0, 1)
    assert counts(add(limited(settings, max_file_mb=3), text)) == (1, 0, 0, 0, 0)
    assert sentences(settings) == {}


def test_sync_removes_what_is_gone_below_the_synced_folders_only(
    settings: Settings, engine: Engine, site: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    write_page(other / "d.html", "Autre dossier")
    write_page(tmp_path / "single.html", "Page seule")
    manifest = tmp_path / "m.jsonl"
    manifest.write_text('{"id": "m1", "title": "Ligne", "text": "x"}\n', encoding="utf-8")
    add(settings, site, other, tmp_path / "single.html", manifest)
    (site / "a.html").unlink()
    shutil.rmtree(site / "actes")
    (other / "d.html").unlink()
    (tmp_path / "single.html").unlink()
    assert counts(add(settings, site)) == (0, 0, 2, 0, 0)  # `add` removes nothing
    receipt = add(settings, site, sync=True)
    assert counts(receipt) == (0, 0, 2, 2, 0)
    assert receipt.removed_ids == ["a.html", "actes/c.html"]
    assert ids(engine) == {"b.html", "rapport.pdf", "d.html", "single.html", "m1"}
    assert counts(add(settings, site, sync=True)) == (0, 0, 2, 0, 0)


def test_sync_of_a_folder_that_is_suddenly_empty_removes_nothing_and_says_so(
    settings: Settings, engine: Engine, site: Path, tmp_path: Path
) -> None:
    """A network folder that is not mounted looks like this."""
    add(settings, site)
    before = ids(engine)
    site.rename(tmp_path / "elsewhere")
    site.mkdir()
    receipt = add(settings, site, sync=True)
    assert (receipt.removed, receipt.failed) == (0, 1)
    assert ids(engine) == before
    assert "is it mounted?" in sentences(settings)["site"]
    site.rmdir()
    (tmp_path / "elsewhere").rename(site)
    assert counts(add(settings, site, sync=True)) == (0, 0, 4, 0, 0)
    assert sentences(settings) == {}


def test_sync_forgets_failures_of_files_that_are_gone(settings: Settings, engine: Engine, site: Path) -> None:
    (site / "bad.pdf").write_bytes(b"nothing")
    add(settings, site)
    assert set(sentences(settings)) == {"bad.pdf"}
    (site / "bad.pdf").unlink()
    add(settings, site)
    assert sentences(settings) == {}


def test_moved_file_is_moved(settings: Settings, engine: Engine, site: Path) -> None:
    add(settings, site)
    (site / "a.html").rename(site / "actes/a.html")
    assert counts(add(settings, site, sync=True)) == (1, 0, 3, 1, 0)
    assert ids(engine) == {"actes/a.html", "b.html", "actes/c.html", "rapport.pdf"}


def test_folders_with_equal_names_get_different_ids_that_stay(
    settings: Settings, engine: Engine, tmp_path: Path
) -> None:
    """Whatever the order of later runs."""
    one, two, three = (write_page(tmp_path / name / "rapports/bilan.html", f"Bilan {name}") for name in ("x", "y", "z"))
    for file in (one, two, three):
        add(settings, file.parent)
    expected = {str(one): "bilan.html", str(two): "rapports/bilan.html", str(three): "z/rapports/bilan.html"}
    assert {stored.file: identifier for identifier, stored in engine.stored().items()} == expected
    write_page(two, "Bilan changé")
    assert counts(add(settings, three.parent, two.parent, one.parent)) == (0, 1, 2, 0, 0)
    assert {stored.file: identifier for identifier, stored in engine.stored().items()} == expected


def test_file_added_alone_keeps_the_id_from_its_folder(settings: Settings, engine: Engine, site: Path) -> None:
    add(settings, site)
    assert counts(add(settings, site / "actes/c.html")) == (0, 0, 1, 0, 0)
    write_page(site / "actes/c.html", "Autre titre")
    assert counts(add(settings, site / "actes/c.html")) == (0, 1, 0, 0, 0)
    assert counts(add(settings, site / "actes")) == (0, 0, 1, 0, 0)
    assert "actes/c.html" in ids(engine)
    assert len(ids(engine)) == 4


def test_link_to_a_file_of_the_folder_is_a_publication_that_stays_the_same(
    settings: Settings, engine: Engine, site: Path
) -> None:
    (site / "copie.pdf").symlink_to("rapport.pdf")
    assert counts(add(settings, site)) == (5, 0, 0, 0, 0)
    for _ in range(2):
        assert counts(add(settings, site, sync=True)) == (0, 0, 5, 0, 0)
    assert {"copie.pdf", "rapport.pdf"} < ids(engine)
    (site / "copie.pdf").unlink()
    assert counts(add(settings, site, sync=True)) == (0, 0, 4, 1, 0)


def test_file_named_twice_is_read_once(settings: Settings, engine: Engine, site: Path) -> None:
    receipt = add(settings, site, site / "a.html", site / "actes", site)
    assert counts(receipt) == (4, 0, 0, 0, 0)


def test_report_inherits_from_the_article_that_links_to_it(settings: Settings, engine: Engine, site: Path) -> None:
    """From files on disk to the hit."""
    write_page(
        site / "annonce.html",
        "Le rapport paraît",
        'Lire le <a href="rapport.pdf">rapport</a>.',
        '<meta property="article:tag" content="Tabac"><meta name="author" content="Claire Kerbrat">',
    )
    add(settings, site)
    (hit,) = engine.search(Query('"seconde page"')).hits
    assert hit.landing_page is not None
    assert hit.landing_page.id == "annonce.html"
    assert hit.topics == ("Tabac",)
    assert hit.authors == ("Claire Kerbrat",)


BROKEN = {
    "truncated.pdf": pdf_bytes()[:400],
    "encrypted.pdf": encrypted_pdf(),
    "random.pdf": bytes(range(256)) * 40,
    "page.pdf": b"%PDF-1.7\n" + bytes(range(256)) * 40,
    "empty.html": b"",
    "empty.pdf": b"",
    "image.html": b"\x89PNG\r\n\x1a\n" + bytes(2_000),
    "zip.md": b"PK\x03\x04" + bytes(2_000),
    "binary.txt": bytes(3_000),
    "large.txt": b"Un texte. " * 120_000,
}


def test_broken_files_stop_nothing_and_have_a_sentence_each(settings: Settings, engine: Engine, site: Path) -> None:
    """For an editor: which file, what is wrong; one line."""
    for name, data in BROKEN.items():
        (site / name).write_bytes(data)
    (site / "nested.html").write_text("<div>" * 300_000 + "fin", encoding="utf-8")
    receipt = add(limited(settings, max_file_mb=1), site)
    assert receipt.added >= 4
    assert {"a.html", "b.html", "actes/c.html", "rapport.pdf"} <= ids(engine)
    found = sentences(settings)
    assert set(BROKEN) <= set(found)
    assert receipt.failed == len(found)
    for name, sentence in found.items():
        assert name in sentence
        assert sentence.endswith((".", ")"))
        assert "\n" not in sentence
        assert "Traceback" not in sentence
        assert len(sentence) < 300
    assert "password" in found["encrypted.pdf"]
    assert "empty" in found["empty.pdf"]
    assert "too large" in found["large.txt"]
    assert list(engine.verify())


def test_what_is_no_file_is_left_out_or_named(settings: Settings, engine: Engine, site: Path) -> None:
    """A named pipe would be waited for without end, a device read without end."""
    os.mkfifo(site / "pipe.html")
    (site / "folder.html").mkdir()
    (site / "dangling.html").symlink_to(site / "nothing")
    assert counts(add(settings, site)) == (4, 0, 0, 0, 0)
    os.mkfifo(site / "pipe.jsonl")
    receipt = add(settings, site / "pipe.html", Path("/dev/zero"), site / "pipe.jsonl", site / "dangling.html")
    assert counts(receipt) == (0, 0, 0, 0, 4)
    assert "not a file" in sentences(settings)["pipe.html"]


def test_file_whose_name_is_no_text_is_named(settings: Settings, engine: Engine, site: Path) -> None:
    """Old archives hold names in Latin-1, which fit neither an address nor JSON."""
    (Path(os.fsdecode(os.fsencode(site) + b"/caf\xe9.html"))).write_text("<h1>Café</h1>", encoding="utf-8")
    write_page(site / "café.html", "Café")
    receipt = add(settings, site)
    assert counts(receipt) == (5, 0, 0, 0, 1)
    assert sentences(settings) == {"caf\\xe9.html": "The name of caf\\xe9.html is not UTF-8: rename the file."}


def test_file_that_may_not_be_read_is_named(site: Path, tmp_path: Path) -> None:
    """Asked as somebody who may not: root may read everything."""
    script = f"""
import os, sys
from pathlib import Path
from indexer.errors import BadDocument
from indexer.sources.digests import Digests
os.chmod({str(site / "a.html")!r}, 0)
if os.geteuid() == 0:
    os.seteuid(65534)
try:
    Digests("", 10**6).of_file(Path({str(site / "a.html")!r}))
except BadDocument as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert done.stdout == "a.html cannot be read: Permission denied.\n"


def test_file_that_takes_too_long_or_too_much_memory_is_named(settings: Settings, engine: Engine, site: Path) -> None:
    """Real files under tight limits; the others are read."""
    with (site / "huge.txt").open("wb") as file:
        for _ in range(300):
            file.write(b"Un texte bien trop grand. " * 40_000)
    receipt = add(limited(settings, memory_mb=900, workers=1), site)
    assert (receipt.added, receipt.failed) == (4, 1)
    assert "memory" in sentences(settings)["huge.txt"] or "ended" in sentences(settings)["huge.txt"]
    (site / "huge.txt").unlink()
    (site / "slow.txt").write_text("\n\n".join(f"Mot{n} autre{n * 7}" for n in range(700_000)), encoding="utf-8")
    receipt = add(limited(settings, timeout_s=0.5, workers=1), site)
    assert counts(receipt) == (0, 0, 4, 0, 1)
    assert sentences(settings)["slow.txt"].startswith("slow.txt took longer than 0.5 seconds to read")


def test_what_failed_is_tried_again_once_another_reader_is_installed(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rapport.docx").write_bytes(b"PK\x03\x04" + bytes(100))
    (first,) = add(settings, tmp_path / "rapport.docx").failures
    assert add(settings, tmp_path / "rapport.docx").failures == [first]
    monkeypatch.setattr(pipeline, "readers_present", lambda: "python-docx 99")
    add(settings, tmp_path / "rapport.docx")
    (now,) = Failures(Path(settings.index))
    assert now.digest.endswith("python-docx 99")
    assert now.digest != first.digest


def test_run_over_nothing_makes_an_index_that_passes(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert counts(add(settings, tmp_path / "empty")) == (0, 0, 0, 0, 0)
    assert engine.is_ready()
    assert list(engine.verify())


def test_run_that_is_killed_goes_on_where_it_was(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    """kill -9 in the middle of reading; no reading process is left behind."""
    manifest = tmp_path / "m.jsonl"
    with manifest.open("w", encoding="utf-8") as file:
        for n in range(8_000):
            file.write(json.dumps({"id": f"{n}", "title": f"Titre {n}", "text": f"Texte {n} " * 200}) + "\n")
    command = [sys.executable, "-m", "indexer", "add", "--index", settings.index, str(manifest)]
    mark = f"GLANE_TEST_MARK={tmp_path}"
    process = subprocess.Popen(["env", mark, *command], cwd=REPOSITORY, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    assert " publications done" in process.stderr.readline()
    process.kill()
    process.communicate()
    deadline = time.monotonic() + 20
    while marked := [pid for pid in Path("/proc").glob("[0-9]*") if has_mark(pid, mark)]:
        assert time.monotonic() < deadline, marked
        time.sleep(0.1)
    receipt = add(settings, manifest)
    assert receipt.added + receipt.unchanged == 8_000
    assert engine.search(Query(per_page=0)).total == 8_000
    assert list(engine.verify())


def has_mark(process: Path, mark: str) -> bool:
    """Whether a process was started with a variable."""
    try:
        return mark.encode() in (process / "environ").read_bytes()
    except OSError:
        return False


PEAK = """
import json, re, sys
from pathlib import Path
from indexer.engines import open_engine
from indexer.pipeline import run
from indexer.settings import ExtractionSettings, Settings
settings = Settings(index=sys.argv[1], extraction=ExtractionSettings(workers=1))
receipt = run(open_engine(settings), settings, [Path(sys.argv[2])])
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
print(receipt.added, peak)
"""


def test_memory_of_the_parent_does_not_grow_with_the_manifest(tmp_path: Path) -> None:
    """Four times the lines (8 MB and 32 MB of text): what is kept of each publication is small."""
    peaks = []
    for number in (5_000, 20_000):
        manifest = tmp_path / f"{number}.jsonl"
        with manifest.open("w", encoding="utf-8") as file:
            for n in range(number):
                text = f"Publication {n} sur le mot{n % 900} et autre{n % 70}. " * 30
                file.write(json.dumps({"id": f"{n}", "title": f"Titre {n}", "text": text}) + "\n")
        done = subprocess.run(
            [sys.executable, "-c", PEAK, tmp_path / f"index{number}", manifest],
            cwd=REPOSITORY, capture_output=True, text=True, check=True,
        )  # fmt: skip
        added, peak_kb = map(int, done.stdout.split())
        assert added == number
        peaks.append(peak_kb / 1024)
    # the segment that is being written takes about 1.4 KB for each of these publications
    assert peaks[1] - peaks[0] < 80, peaks


def test_manifest_knows_better_than_a_run_over_its_folder(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    """Each run would else undo what the other said."""
    folder = tmp_path / "cms"
    write_page(folder / "a.html", "Titre de la page")
    manifest = folder / "all.jsonl"
    manifest.write_text('{"id": "r1", "title": "Titre du manifeste", "file": "a.html"}\n', encoding="utf-8")
    assert counts(add(settings, manifest)) == (1, 0, 0, 0, 0)
    assert counts(add(settings, folder)) == (0, 0, 1, 0, 0)
    assert counts(add(settings, manifest)) == (0, 0, 1, 0, 0)
    assert [hit.title for hit in engine.search(Query()).hits] == ["Titre du manifeste"]
    manifest.unlink()
    assert counts(add(settings, folder)) == (0, 1, 0, 0, 0)
    assert [hit.title for hit in engine.search(Query()).hits] == ["Titre de la page"]


def test_sync_of_a_manifest_removes_what_it_no_longer_tells_of(
    settings: Settings, engine: Engine, tmp_path: Path
) -> None:
    manifest = tmp_path / "all.jsonl"
    lines = [json.dumps({"id": name, "title": f"Titre {name}", "text": "x"}) + "\n" for name in ("a", "b", "c")]
    manifest.write_text("".join(lines), encoding="utf-8")
    add(settings, manifest)
    manifest.write_text("".join(lines[:2]), encoding="utf-8")
    assert counts(add(settings, manifest)) == (0, 0, 2, 0, 0)
    manifest.write_text(lines[0] + "not JSON\n", encoding="utf-8")
    assert counts(add(settings, manifest, sync=True)) == (0, 0, 1, 0, 1)  # the bad line may be any of them
    assert ids(engine) == {"a", "b", "c"}
    manifest.write_text(lines[0], encoding="utf-8")
    assert counts(add(settings, manifest, sync=True)) == (0, 0, 1, 2, 0)
    assert ids(engine) == {"a"}


def test_folder_that_was_moved_keeps_its_ids(settings: Settings, engine: Engine, site: Path, tmp_path: Path) -> None:
    """Release folders carry a date in their name."""
    add(settings, site)
    before = ids(engine)
    site.rename(tmp_path / "site-2026")
    assert counts(add(settings, tmp_path / "site-2026", sync=True)) == (0, 4, 0, 0, 0)
    assert ids(engine) == before
    assert {stored.file for stored in engine.stored().values()} == {
        str(tmp_path / "site-2026" / identifier) for identifier in before
    }
