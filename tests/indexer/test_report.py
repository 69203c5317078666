"""The report: each oddity is found, none is invented, what files say is only ever shown, and there is an end to it."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
from pathlib import Path

import lxml.html
import msgspec
import pytest
from click.testing import CliRunner, Result

from indexer.cli import main
from indexer.engines import open_engine
from indexer.failures import Failures
from indexer.pipeline import run
from indexer.publication import PartialDate, Passage, Publication
from indexer.report import oddities
from indexer.report.page import page_of
from indexer.report.spellings import author_spellings, topic_spellings
from indexer.report.survey import Report, make_report
from indexer.report.texts import LANGUAGES, TEXTS, Language
from indexer.report.titles import is_file_name
from indexer.settings import Settings
from indexer.waiting import Waiting
from tests.indexer.files import pdf_bytes, write_page

NOW = dt.datetime(2026, 3, 1, 12, 30, tzinfo=dt.UTC)
PROSE = "Le dépistage organisé progresse dans toutes les régions depuis que les lettres partent plus tôt. " * 3
HOSTILE = "<script>alert(1)</script>\u202e\"'><img src=x onerror=alert(2)> {{ 7 * 7 }}"


def sound(identifier: str, **fields: object) -> Publication:
    """A publication at which nothing is odd, but for what `fields` say."""
    text = fields.pop("text", f"{identifier} : {PROSE}")
    passages = (Passage(1, str(text)),) if text else ()
    usual = {"title": f"Le titre de {identifier.partition('.')[0]}", "kind": "article", "date": PartialDate(2024),
             "authors": ("Awa Diop",), "topics": ("Prévention",), "passages": passages,
             "file": f"/s/{identifier}" if identifier.endswith(".pdf") else None}  # fmt: skip
    return Publication(identifier, **{**usual, **fields})  # type: ignore[arg-type]


def reported(settings: Settings, *publications: Publication) -> Report:
    engine = open_engine(settings)
    with engine.writer() as writer:
        if publications:
            writer.add(engine.prepare(publications))
        writer.commit()
    return make_report(engine, settings, now=NOW)


def found(report: Report) -> dict[str, list[str]]:
    """Kind of oddity -> ids, twins after the one they are twins of."""
    return {
        oddity.kind: [place.id for row in oddity.rows for place in (row.publication, *row.twins)]
        for oddity in report.findings.oddities
        if oddity.count
    }


# What is odd, and the one thing to change for it. Each is found alone: nothing else is said of the publication.
ODD: dict[str, dict[str, object]] = {
    "no_text": {"text": "", "lead": ""},
    "short_text": {"text": "Trop court pour être trouvé."},
    "file_name": {"title": "RA_2024_v3_final.docx"},
    "no_date": {"date": None},
    "odd_date": {"date": PartialDate(2031, 5)},
    "no_topic": {"topics": ()},
    "no_author": {"authors": ()},
    "no_kind": {"kind": ""},
    "no_language": {"language": ""},
}


@pytest.mark.parametrize("kind", ODD)
def test_oddity_is_found_and_nothing_else_is_said(settings: Settings, kind: str) -> None:
    report = reported(settings, sound("a.html"), sound("odd.html", **ODD[kind]), sound("z.html"))
    assert found(report) == {kind: ["odd.html"]}


def test_nothing_is_invented(settings: Settings) -> None:
    """What is unusual and sound: short dates, old ones, titles with hyphens, a page and its document of one title."""
    page = sound("rapport.html", title="Rapport 2024", url="https://i.example/r", kind="rapport", links=("r.pdf",))
    document = sound("r.pdf", title="Rapport 2024", kind="rapport", date=None, topics=(), authors=())
    report = reported(
        settings,
        page,
        document,
        sound("rendez-vous.html", title="Rendez-vous", file="/s/rendez-vous.html"),
        sound("bilan-2024.html", title="Bilan 2024", file="/s/bilan-2024.html"),
        sound("today.html", date=PartialDate(2026, 3, 1)),
        sound("year.html", date=PartialDate(2026)),
        sound("1900.html", date=PartialDate(1900)),
        sound("other.html", authors=("Awa Diop-Martin",), topics=("Prévention routière",)),
    )
    assert found(report) == {}
    assert (report.findings.topics.count, report.findings.authors.count) == (0, 0)


def test_documents_that_no_article_announces(settings: Settings) -> None:
    alone = sound("alone.pdf")
    assert found(reported(settings, alone)) == {}  # where there are only documents, none of them is odd
    page = sound("page.html", links=("announced.pdf",))
    report = reported(settings, page, sound("announced.pdf", topics=()), sound("alone.pdf", topics=()))
    assert found(report) == {"no_page": ["alone.pdf"], "no_topic": ["alone.pdf"]}


def test_twins(settings: Settings) -> None:
    """By title, whatever accents and case; by text, whatever the title; a few same words are no same text."""
    report = reported(
        settings,
        sound("b.html", title="Lettre d’information"),
        sound("a.html", title="lettre  d’INFORMATION"),
        sound("c.html", title="Lettre d’information", kind="entretien"),
        sound("p.html", text=PROSE, title="Une copie"),
        sound("q.html", text=PROSE, title="L’original"),
        sound("s.html", text="Vide.", lead=""),
        sound("t.html", text="Vide.", lead=""),
    )
    assert found(report) == {
        "short_text": ["s.html", "t.html"], "same_title": ["a.html", "b.html"], "same_text": ["p.html", "q.html"],
    }  # fmt: skip
    title = next(oddity for oddity in report.findings.oddities if oddity.kind == "same_title")
    assert (title.count, title.rows_total, title.rows[0].sharing) == (2, 1, 2)


def test_pages_that_wait_for_ocr(settings: Settings) -> None:
    """A document without any text, and pages that a run has put down as waiting; what is gone waits no more."""
    Path(settings.index).mkdir()
    waiting = Waiting(Path(settings.index))
    for identifier in ("part.pdf", "gone.pdf"):
        waiting.record(identifier, "digest", pages=2, tried="")
    waiting.save()
    report = reported(settings, sound("scan.pdf", text=""), sound("part.pdf"), sound("whole.pdf"))
    (found,) = (oddity for oddity in report.findings.oddities if oddity.count)
    assert found.kind == "waiting"
    assert [(row.publication.id, row.detail) for row in found.rows] == [("part.pdf", "2"), ("scan.pdf", "")]


TITLES = {
    ("Microsoft Word - rapport.docx", "/s/a.pdf"): True,
    ("RA_2024", ""): True,
    ("Rapport annuel.pdf", "/s/a.html"): True,
    ("Microsoft Word - Rapport annuel de l’institut pour 2024.docx", ""): True,
    ("note-v2", ""): True,
    ("Diapositive 1", "/s/a.pdf"): True,
    ("Ra 2024 vf", "/s/ra_2024_vf.pdf"): True,
    ("Note 20240312", "/s/note-20240312.html"): True,
    ("Rapport d’activité 2024", "/s/rapport-d-activite-2024.pdf"): False,
    ("Présentation", "/s/presentation.html"): False,
    ("Pour des précisions, consultez le fichier LISEZMOI.txt", ""): False,
    ("Porte-à-porte", "/s/porte-a-porte.html"): False,
    ("La e-cigarette", "/s/la-e-cigarette.html"): False,
    ("Le plan France 2030", "/s/le-plan-france-2030.html"): False,
    ("Le site beta.gouv.fr", "/s/x.pdf"): False,
}


@pytest.mark.parametrize("case", TITLES, ids=lambda case: case[0])
def test_titles_like_file_names(case: tuple[str, str]) -> None:
    assert is_file_name(*case) is TITLES[case]


def test_topics_and_authors_written_in_two_ways() -> None:
    topics = topic_spellings(
        {"Cancer": 120, "Cancers": 1, "cancer": 2, "Santé publique": 5, "sante-publique": 1, "Bus": 3,
         "Plan régional": 1, "Plans régionaux": 4, "Tabac": 3, "Tabagisme": 2}
    )  # fmt: skip
    assert [(one.value, one.usual, one.is_joined) for one in topics] == [
        ("Cancers", "Cancer", False), ("Plan régional", "Plans régionaux", False),
        ("cancer", "Cancer", True), ("sante-publique", "Santé publique", True),
    ]  # fmt: skip
    authors = author_spellings(
        {
            "Nicolas Scotté": 9,
            "Scotte Nicolas": 1,
            "nicolas scotté": 2,
            "Nicolas Scott": 4,
            "Rokhaya N’Diaye": 2,
            "Rokhaya N'Diaye": 1,
        }
    )
    assert [(one.value, one.count, one.usual, one.usual_count, one.is_joined) for one in authors] == [
        ("Scotte Nicolas", 1, "Nicolas Scotté", 9, False), ("nicolas scotté", 2, "Nicolas Scotté", 9, True),
    ]  # fmt: skip


def elements(page: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_files_say_is_shown_and_never_obeyed(settings: Settings, language: Language) -> None:
    """Titles, ids, topics, names of files, sentences: all are text, and no link leads to a script."""
    hostile = sound(
        f"odd{HOSTILE}.html", title=HOSTILE, date=None, topics=(HOSTILE, HOSTILE.upper()), authors=(), kind=HOSTILE,
        language=HOSTILE, url="javascript:alert(3)",
    )  # fmt: skip
    Path(settings.index).mkdir()
    failures = Failures(Path(settings.index))
    failures.record(f"/s/{HOSTILE}", HOSTILE, "", f"{HOSTILE} is empty.")
    failures.save()
    settings = msgspec.structs.replace(settings, site=msgspec.structs.replace(settings.site, name=HOSTILE))
    linked = sound("b.html", title="Un titre", date=None, url="https://i.example/b?a=1&b=2")
    page = page_of(reported(settings, hostile, linked), language)
    assert "<script" not in page
    assert "<img" not in page
    assert "{{ 7 * 7 }}" in page
    tree = elements(page)
    assert tree.xpath("//*/@onerror") == []
    assert [link for link in tree.xpath("//a/@href") if not link.startswith("#")] == ["https://i.example/b?a=1&b=2"]
    assert len(tree.xpath("//bdi[contains(., 'script')]")) >= 6
    assert tree.get("lang") == language


def test_page_needs_nothing_else(settings: Settings) -> None:
    """No script, no file beside it, and its policy lets it load nothing."""
    tree = elements(page_of(reported(settings, sound("a.html", date=None)), "fr"))
    assert tree.xpath("//script | //link | //img | //iframe | //*[@src]") == []
    assert "default-src 'none'" in tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert not re.search(r"url\(|@import", tree.xpath("string(//style)"))


def test_headings_captions_and_heads_of_tables(settings: Settings) -> None:
    tree = elements(page_of(reported(settings, sound("a.html", **ODD["no_date"]), sound("b.html", topics=())), "fr"))
    levels = [int(heading.tag[1]) for heading in tree.xpath("//h1 | //h2 | //h3")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert tree.xpath("//table")
    for table in tree.xpath("//table"):
        assert table.xpath("string(caption)").strip()
        assert all(head.get("scope") for head in table.xpath(".//th"))
        assert table.xpath("thead/tr/th[@scope='col']")
    targets = set(tree.xpath("//@id"))
    assert {link[1:] for link in tree.xpath("//a[starts-with(@href, '#')]/@href")} <= targets


def test_tables_end_and_say_how_much_they_leave_out(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first by id, whatever the order they are stored in; of twins the largest groups."""
    monkeypatch.setattr(oddities, "MAX_ROWS", 4)
    many = [sound(f"{n:03}.html", date=None, title="Pareil" if n % 2 else f"Titre {n // 4}")
            for n in range(40)]  # fmt: skip
    report = reported(settings, *reversed(many))
    by_kind = {oddity.kind: oddity for oddity in report.findings.oddities}
    no_date = by_kind["no_date"]
    assert (no_date.count, no_date.rows_total) == (40, 40)
    assert [row.publication.id for row in no_date.rows] == ["000.html", "001.html", "002.html", "003.html"]
    twins = by_kind["same_title"]
    assert (twins.count, twins.rows_total, len(twins.rows)) == (40, 11, 4)
    assert (twins.rows[0].sharing, len(twins.rows[0].twins)) == (20, oddities.MAX_TWINS)
    page = page_of(report, "en")
    assert "Only the first 4 of 40 lines are shown." in page
    assert "and 14 more" in page


def test_page_of_hostile_sizes_has_an_end(settings: Settings) -> None:
    """Titles of 1,000 letters, as many kinds as publications."""
    many = [sound(f"{n:04}.html", title=f"{n} " + "long" * 250, kind=f"k{n}", date=None, topics=(), authors=())
            for n in range(600)]  # fmt: skip
    page = page_of(reported(settings, *many), "fr")
    assert len(page) < 500_000
    assert "Toutes les autres valeurs" in page


def test_texts_are_in_both_languages_with_the_same_values() -> None:
    values = re.compile(r"\{\w*\}")
    for key, (french, english) in TEXTS.items():
        assert set(values.findall(french)) == set(values.findall(english)), key
        assert french.count("|") == english.count("|"), key
    kinds = {*oddities.KINDS, "topics", "authors"}
    assert all({kind, f"{kind}.why", f"{kind}.todo"} <= set(TEXTS) for kind in kinds)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A page, a report that it does not announce, two empty files and one that is no PDF."""
    folder = tmp_path / "site"
    write_page(folder / "a.html", "Le tabac recule", PROSE)
    (folder / "r.pdf").write_bytes(pdf_bytes("Le rapport annuel", "Seconde page"))
    (folder / "bad.pdf").write_bytes(b"nothing")
    for name in ("one.md", "two.md"):
        (folder / name).write_bytes(b"")
    return folder


def indexer_report(*args: object, code: int = 0) -> Result:
    done = CliRunner().invoke(main, ["report", *map(str, args)])
    assert done.exit_code == code, done.output
    return done


def test_command_writes_the_page_and_says_where(
    site: Path, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run(open_engine(settings), settings, [site])
    done = indexer_report("--index", settings.index)
    assert done.output.splitlines()[0] == str(tmp_path / "report.html")
    assert "2 publications, 3 files not read" in done.output
    tree = elements((tmp_path / "report.html").read_text(encoding="utf-8"))
    failures = tree.xpath("//section[@aria-labelledby='failures']")[0].text_content()
    assert "“…” is empty: publish it again, or delete it." in failures
    assert f"{site}/one.md" in failures
    assert "r.pdf" in tree.xpath("//section[@aria-labelledby='no_page']")[0].text_content()
    ran = tree.xpath("//section[@aria-labelledby='run']")[0]
    assert ran.xpath("string(.//div[dt='Ajoutées']/dd)") == "2"
    named = tmp_path / "other.html"
    indexer_report("--index", settings.index, "--output", named, "--language", "en")
    assert elements(named.read_text(encoding="utf-8")).xpath("string(//h1)") == "Indexing report"
    assert not list(tmp_path.glob("*.tmp"))


def test_command_prints_json(site: Path, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And writes a page beside it only where it is told to."""
    monkeypatch.chdir(tmp_path)
    run(open_engine(settings), settings, [site])
    told = json.loads(indexer_report("--index", settings.index, "--json").output)
    assert set(told) == {
        "site", "index", "engine", "made", "last_commit", "passages", "size_bytes", "last_run", "failed", "reasons",
        "failures", "findings",
    }  # fmt: skip
    assert set(told["findings"]) == {
        "publications", "words", "kinds", "years", "languages", "oddities", "topics", "authors",
    }  # fmt: skip
    assert (told["failed"], told["reasons"], told["last_run"]["added"]) == (3, 2, 2)
    assert [oddity["kind"] for oddity in told["findings"]["oddities"]] == list(oddities.KINDS)
    assert not (tmp_path / "report.html").exists()


def test_folder_that_is_not_there_is_a_sentence(settings: Settings, tmp_path: Path) -> None:
    indexer_report("--index", tmp_path / "none", code=2)
    reported(settings)
    done = indexer_report("--index", settings.index, "--output", tmp_path / "none/report.html", code=2)
    assert "none/report.html" in done.output
    assert done.output.count("\n") == 1


def test_empty_index_has_a_page(settings: Settings) -> None:
    page = page_of(reported(settings), "fr")
    assert "L’index ne contient encore aucune publication." in page


def test_damage_of_a_stored_text_is_told_as_damage(settings: Settings) -> None:
    engine = open_engine(settings)
    with engine.writer() as writer:
        writer.add(engine.prepare([sound(f"{n}.html") for n in range(50)]))
        writer.commit()
    (segment,) = Path(settings.index).glob("*.seg")
    data = segment.read_bytes()
    segment.write_bytes(data.replace(b'"Le titre de 7"', b'"Le titre de \xff"'))
    done = indexer_report("--index", settings.index, "--output", "/dev/null", code=1)
    assert "is not what was written" in done.output
