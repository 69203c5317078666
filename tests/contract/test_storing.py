"""What is stored, replaced, removed and given back."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from indexer.engines.interface import FACETS, Engine, Filters, Query, Stored
from indexer.errors import IndexMissing
from indexer.publication import PartialDate, Passage, Publication
from tests.contract.corpus import ANNONCE, ANNUEL, CORPUS, POUMON, SEIN, TABAC, publication, store
from tests.contract.makers import MakeEngine

RICH = Publication(
    id="rapports/été 2024/bilan.pdf",
    title="Bilan « été » 2024",
    passages=(
        Passage(1, "Première page.\n\nDeux alinéas.", "i", "Résumé", None, False),
        Passage(2, "", "ii", None, None, True),
        Passage(7, "𝔘nicode 😀 et œuvre\u00a0: fin", None, "Résumé", "ancre-1", False),
    ),
    url="https://institut.example/bilan.pdf?v=1",
    lead="Un chapô.",
    kind="rapport",
    language="fr",
    date=PartialDate(2024, 6),
    updated=PartialDate(2024, 7, 1),
    authors=("Éric Le Goff", "Institut Vasseur"),
    topics=("Climat", "Santé / Environnement"),
    links=("https://institut.example/a.pdf",),
    file="/publications/bilan.pdf",
    digest="0123",
)

NO_FILTER = Filters()


def found(engine: Engine, text: str = "") -> list[str]:
    return sorted(hit.id for hit in engine.search(Query(text, per_page=100)).hits)


@pytest.mark.parametrize("item", [*CORPUS, RICH, Publication("bare", "Rien")], ids=lambda item: item.id)
def test_publication_comes_back_whole(make_engine: MakeEngine, tmp_path: Path, item: Publication) -> None:
    """Also from an engine opened afterwards."""
    engine = make_engine(tmp_path)
    store(engine, [item])
    assert engine.get(item.id) == item
    assert make_engine(tmp_path).get(item.id) == item
    assert engine.get("another") is None


def test_everything_is_there_after_reopening(make_engine: MakeEngine, tmp_path: Path) -> None:
    store(make_engine(tmp_path), CORPUS)
    again = make_engine(tmp_path)
    assert [again.get(item.id) for item in CORPUS] == list(CORPUS)
    assert again.search(Query(per_page=50)).total == len(CORPUS)
    assert {identifier: stored.digest for identifier, stored in again.stored().items()} == {
        item.id: item.digest for item in CORPUS
    }


def test_index_that_is_not_there(make_engine: MakeEngine, tmp_path: Path) -> None:
    """One sentence for a person; nothing known for a run that will make it."""
    engine = make_engine(tmp_path / "none")
    assert not engine.is_ready()
    for ask in (
        lambda: engine.search(Query()), lambda: engine.count(Query()), lambda: engine.get("a"),
        lambda: engine.corrected("mot"), engine.status, engine.records, lambda: list(engine.verify()),
    ):  # fmt: skip
        with pytest.raises(IndexMissing, match="indexer add"):
            ask()
    assert engine.stored() == {}
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("text", ["", "mot", '"deux mots"', "can*", "-mot", "auteur:moi", "mot autre"])
def test_empty_index_answers(engine: Engine, text: str) -> None:
    """With nothing, and says nothing is wrong."""
    results = engine.search(Query(text, Filters(topics=("Tabac",))))
    assert (results.total, results.hits, results.relaxed) == (0, (), False)
    assert set(results.facets) == set(FACETS)
    assert engine.count(Query(text)) == 0
    assert engine.corrected(text) is None
    assert engine.is_ready()
    assert (engine.status().publications, engine.status().passages) == (0, 0)
    assert list(engine.records()) == []
    assert list(engine.verify())


def test_update_replaces(engine: Engine) -> None:
    """Old words, facets and text are gone at once."""
    store(engine, [TABAC, POUMON])
    store(engine, [publication(TABAC.id, "Alcool", "Vin", topics=("Alcool",), digest="2")])
    assert found(engine) == [POUMON.id, TABAC.id]
    assert found(engine, "tabac") == []
    assert found(engine, "vin") == [TABAC.id]
    assert {v.value for v in engine.search(Query()).facets["topic"].values} == {"Alcool", "Prévention"}
    assert engine.stored()[TABAC.id].digest == "2"
    assert engine.status().publications == 2


def test_same_id_twice_in_one_run_the_last_one_stays(engine: Engine) -> None:
    with engine.writer() as writer:
        for word in ("un", "deux", "trois"):
            writer.add(engine.prepare([publication("a", word, word)]))
            writer.add(engine.prepare([publication(f"b {word}", word, word)]))
        writer.commit()
    assert found(engine) == ["a", "b deux", "b trois", "b un"]
    assert found(engine, "trois") == ["a", "b trois"]
    assert found(engine, "deux") == ["b deux"]


def test_remove(engine: Engine) -> None:
    """Says whether there was one; also what this run added or removed before."""
    store(engine, [TABAC, POUMON])
    with engine.writer() as writer:
        writer.add(engine.prepare([SEIN]))
        assert writer.remove(TABAC.id)
        assert writer.remove(SEIN.id)
        assert not writer.remove(SEIN.id)
        assert not writer.remove(TABAC.id)
        assert not writer.remove("another")
        writer.add(engine.prepare([TABAC]))
        writer.commit()
    assert found(engine) == [POUMON.id, TABAC.id]
    store(engine, [], remove=[TABAC.id, POUMON.id])
    assert found(engine) == []
    assert engine.get(TABAC.id) is None
    assert engine.status().publications == 0


def test_nothing_is_visible_before_commit_and_nothing_stays_without(engine: Engine) -> None:
    store(engine, [TABAC])
    with engine.writer() as writer:
        writer.add(engine.prepare([POUMON]))
        writer.remove(TABAC.id)
        assert found(engine) == [TABAC.id]
    assert found(engine) == [TABAC.id]
    with pytest.raises(AttributeError), engine.writer() as writer:
        writer.add(engine.prepare([POUMON])).commit()  # type: ignore[attr-defined]
    assert found(engine) == [TABAC.id]
    store(engine, [POUMON])
    assert found(engine) == [POUMON.id, TABAC.id]


def test_many_commits_and_deletions_answer_like_one(make_engine: MakeEngine, tmp_path: Path) -> None:
    """However the publications came in, the answers are the same, scores included."""
    items = [
        publication(f"{n:02}", f"Note {n}", f"mot{n % 5} autre " * (n % 7 + 1), topics=(f"T{n % 3}",), date=f"20{n:02}")
        for n in range(60)
    ]
    one, many = make_engine(tmp_path / "one"), make_engine(tmp_path / "many")
    store(one, [item for number, item in enumerate(items) if number % 6])
    for number, item in enumerate(items):
        old = dataclasses.replace(item, title="Ancien", topics=("Ancien",))
        store(many, [old])
        store(many, [item], remove=[f"{number - 1:02}"] if (number - 1) % 6 == 0 else [])
    for text in ("", "mot1", "note", "mot1 autre", "mot*", '"mot2 autre"', "mot3 xyzzy", "-mot4", "ancien"):
        query = Query(text, per_page=100)
        a, b = one.search(query), many.search(query)
        assert [hit.id for hit in a.hits] == [hit.id for hit in b.hits], text
        assert [hit.score for hit in a.hits] == pytest.approx([hit.score for hit in b.hits])
        assert a.facets == b.facets
    assert one.stored() == many.stored()


def test_inheriting_from_the_landing_page(engine: Engine) -> None:
    """Topics, authors and date, each only where missing; each of the two names the other."""
    store(engine, [ANNONCE, ANNUEL])
    hits = {hit.id: hit for hit in engine.search(Query()).hits}
    report, page = hits[ANNUEL.id], hits[ANNONCE.id]
    assert (report.topics, report.authors, report.date) == (ANNONCE.topics, ANNONCE.authors, ANNONCE.date)
    assert report.landing_page is not None
    assert (report.landing_page.id, report.landing_page.title, report.landing_page.url) == (
        ANNONCE.id, ANNONCE.title, ANNONCE.url,
    )  # fmt: skip
    assert [document.id for document in page.documents] == [ANNUEL.id]
    assert page.landing_page is None
    stored = engine.get(ANNUEL.id)
    assert stored == ANNUEL  # what was read stays as it was read
    own = dataclasses.replace(ANNUEL, topics=("Recherche",), date=PartialDate(2023))
    store(engine, [own])
    (report,) = (hit for hit in engine.search(Query()).hits if hit.id == ANNUEL.id)
    assert (report.topics, report.authors, report.date) == (("Recherche",), ANNONCE.authors, PartialDate(2023))
    store(engine, [], remove=[ANNONCE.id])
    (report,) = engine.search(Query()).hits
    assert (report.authors, report.landing_page) == ((), None)


def test_what_is_attached_inherits_from_what_holds_it(engine: Engine) -> None:
    """And that from the page that announces it, in whatever order they come; at every depth each names the next."""
    holder = dataclasses.replace(ANNUEL, file="/p/annuel.pdf", documents=(f"{ANNUEL.id}/a.pdf",))
    inner = publication(
        f"{ANNUEL.id}/a.pdf", "Annexe", "texte", authors=("Awa Diop",), file="/p/annuel.pdf", attachment=("a.pdf",),
        documents=(f"{ANNUEL.id}/a.pdf/n.html",),
    )  # fmt: skip
    inmost = publication(
        f"{ANNUEL.id}/a.pdf/n.html", "Note", "texte", file="/p/annuel.pdf", attachment=("a.pdf", "n.html"), date="2020"
    )
    for item in (inmost, holder, inner, ANNONCE):
        store(engine, [item])
    hits = {hit.id: hit for hit in engine.search(Query()).hits}
    assert {hit.topics for hit in hits.values()} == {ANNONCE.topics}
    assert (hits[inner.id].authors, hits[inmost.id].authors) == (("Awa Diop",), ("Awa Diop",))
    assert (hits[inner.id].date, hits[inmost.id].date) == (ANNONCE.date, PartialDate(2020))
    around = {hit.id: hit.landing_page.id if hit.landing_page else None for hit in hits.values()}
    assert around == {ANNONCE.id: None, holder.id: ANNONCE.id, inner.id: holder.id, inmost.id: inner.id}
    within = {hit.id: [document.id for document in hit.documents] for hit in hits.values()}
    assert within == {ANNONCE.id: [holder.id], holder.id: [inner.id], inner.id: [inmost.id], inmost.id: []}
    assert {hit.id: (hit.attachment, hit.is_pdf) for hit in hits.values()} == {
        ANNONCE.id: ("", False), holder.id: ("", True), inner.id: ("a.pdf", True), inmost.id: ("n.html", False),
    }  # fmt: skip
    topics = {value.value: value.count for value in engine.search(Query()).facets["topic"].values}
    assert topics == dict.fromkeys(ANNONCE.topics, 4)
    for topic in ANNONCE.topics:
        assert engine.search(Query(filters=Filters(topics=(topic,)))).total == 4
    assert engine.get(inmost.id) == inmost
    assert engine.stored()[inmost.id].attachment == ("a.pdf", "n.html")
    store(engine, [], remove=[holder.id])
    hits = {hit.id: hit for hit in engine.search(Query()).hits}
    assert (hits[inner.id].landing_page, hits[inner.id].topics) == (None, ())


def test_the_date_of_a_file_gives_way_to_that_of_its_landing_page(engine: Engine) -> None:
    """Shown, filtered, sorted and counted; without a page, or by one without a date, the file's is better than none."""
    made = publication("r.pdf", "Rapport", "texte", date="2025-03-01", url="/r.pdf")
    made = dataclasses.replace(made, date_is_of_file=True)
    page = publication("a.html", "Annonce", "texte", date="2023-05-02", links=("/r.pdf",))

    def dates(filters: Filters = NO_FILTER) -> dict[str, str]:
        return {hit.id: str(hit.date) for hit in engine.search(Query(filters=filters)).hits}

    def years() -> list[tuple[str, int]]:
        return [(value.value, value.count) for value in engine.search(Query()).facets["year"].values]

    store(engine, [made])
    assert (dates(), years()) == ({"r.pdf": "2025-03-01"}, [("2025", 1)])
    assert engine.get("r.pdf") == made
    store(engine, [page])
    assert dates() == {"r.pdf": "2023-05-02", "a.html": "2023-05-02"}
    assert years() == [("2023", 2)]
    assert len(dates(Filters(years=(2023,), until=dt.date(2023, 12, 31)))) == 2
    store(engine, [dataclasses.replace(page, date=None)])
    assert dates() == {"r.pdf": "2025-03-01", "a.html": "None"}
    assert years() == [("2025", 1)]


def test_only_documents_inherit(engine: Engine) -> None:
    """An article that another links to stands for itself; nothing inherits from itself or from a report."""
    article = publication("b.html", "Article lié", "texte", url="https://i.example/b")
    linking = publication("a.html", "Article", "texte", topics=("Tabac",), links=("https://i.example/b", "a.html"))
    report = publication("r.pdf", "Rapport", "texte", url="/r.pdf", topics=("Climat",), links=("/s.pdf", "/r.pdf"))
    store(engine, [article, linking, report, publication("s.pdf", "Autre rapport", "texte", url="/s.pdf")])
    assert all(hit.landing_page is None and not hit.documents for hit in engine.search(Query()).hits)


@pytest.mark.parametrize("name", ["note.docx", "diapos.PPTX", "note.odt", "diapos.odp", "livre.epub", "modele.dotx"])
def test_office_documents_and_books_inherit_as_reports_do(engine: Engine, name: str) -> None:
    document = publication(name, "Note", "texte", file=f"/p/{name}")
    page = publication("a.html", "Annonce", "texte", date="2023-05-02", topics=("Santé",), links=(f"/p/{name}",))
    store(engine, [document, page])
    hits = {hit.id: hit for hit in engine.search(Query()).hits}
    assert (hits[name].topics, str(hits[name].date)) == (("Santé",), "2023-05-02")
    assert [related.id for related in hits["a.html"].documents] == [name]


def test_landing_page_may_link_by_file_url_or_id(engine: Engine) -> None:
    """As the page's reader found it."""
    pdf = publication("r.pdf", "Rapport", "texte", url="https://i.example/r.pdf", file="/p/r.pdf")
    for link in ("r.pdf", "/p/r.pdf", "https://i.example/r.pdf"):
        store(engine, [pdf, publication("a.html", "Article", "texte", topics=("Tabac",), links=(link,))])
        assert {hit.topics for hit in engine.search(Query()).hits} == {("Tabac",)}


def test_of_several_landing_pages_the_closest_in_time_then_the_first_by_id(
    make_engine: MakeEngine, tmp_path: Path
) -> None:
    """Whatever the order in which they were stored; a report without a date is announced by the first page."""
    pages = [
        publication("c.html", "C", "x", date="2024", topics=("C",), links=("/r.pdf",)),
        publication("b.html", "B", "x", date="2024", topics=("B",), links=("/r.pdf",)),
        publication("a.html", "A", "x", date="2023", topics=("A",), links=("/r.pdf",)),
    ]
    for name, order in (("1", pages), ("2", pages[::-1])):
        engine = make_engine(tmp_path / name)
        for page in order:
            store(engine, [page])
        reports = [
            publication("r.pdf", "R", "x", url="/r.pdf", date="2024-02"),
            publication("q.pdf", "Q", "x", url="/q.pdf"),
            publication("s.pdf", "S", "x", url="/s.pdf"),
        ]
        store(engine, reports)
        store(engine, [dataclasses.replace(page, links=("/r.pdf", "/s.pdf")) for page in pages])
        store(engine, [dataclasses.replace(pages[1], links=("/r.pdf", "/q.pdf", "/s.pdf"))])
        hits = {hit.id: hit for hit in engine.search(Query()).hits}
        assert hits["r.pdf"].topics == ("B",)
        assert hits["s.pdf"].topics == ("A",)
        assert [document.id for document in hits["b.html"].documents] == ["q.pdf", "r.pdf"]


def test_authors_made_one(engine: Engine) -> None:
    """A full name takes the initials that fit nobody else; the others stay as they are."""
    store(
        engine,
        [
            publication("a", "A", "x", authors=("Nicolas Scotté",)),
            publication("b", "B", "x", authors=("N. Scotté", "Nicolas SCOTTE")),
            publication("c", "C", "x", authors=("M. Martin",)),
            publication("d", "D", "x", authors=("Marie Martin", "Marc Martin")),
        ],
    )
    results = engine.search(Query(sort="oldest"))
    assert [hit.authors for hit in sorted(results.hits, key=lambda hit: hit.id)] == [
        ("Nicolas Scotté",), ("Nicolas Scotté",), ("M. Martin",), ("Marie Martin", "Marc Martin"),
    ]  # fmt: skip
    assert next((v.value, v.count) for v in results.facets["author"].values) == ("Nicolas Scotté", 2)


def test_status_counts(engine: Engine) -> None:
    store(engine, CORPUS)
    status = engine.status()
    assert status.publications == len(CORPUS)
    assert status.passages == sum(len(item.passages) for item in CORPUS)
    assert dict(status.kinds) == {"article": 5, "rapport": 2, "note": 1}
    assert list(status.kinds) == ["article", "rapport", "note"]
    assert status.size_bytes > 0
    assert status.segments >= 1
    assert status.last_commit is not None
    assert status.last_commit.tzinfo is not None


def test_records_are_publications_without_their_texts(engine: Engine) -> None:
    """Those that are there now, with what they take from their landing page; gone through as often as one likes."""
    store(engine, [TABAC, publication("gone", "Parti", "x")])
    store(engine, [dataclasses.replace(TABAC, lead="Un chapô", file="/p/tabac.html")], remove=["gone"])
    store(engine, [ANNONCE, ANNUEL, publication("empty", "Rien", language="", date=None)])
    records = engine.records()
    found = {record.id: record for record in records}
    assert [record.id for record in records] == list(found)
    assert set(found) == {TABAC.id, ANNONCE.id, ANNUEL.id, "empty"}
    tabac = found[TABAC.id]
    assert (tabac.title, tabac.kind, tabac.language, tabac.date) == (TABAC.title, "article", "fr", TABAC.date)
    assert (tabac.authors, tabac.topics, tabac.file, tabac.url) == (TABAC.authors, TABAC.topics, "/p/tabac.html", "")
    assert tabac.words == 2 + sum(len(passage.text.split()) for passage in TABAC.passages)
    report = found[ANNUEL.id]
    assert (report.is_pdf, report.landing_page) == (True, ANNONCE.id)
    assert (report.topics, report.authors, report.date) == (ANNONCE.topics, ANNONCE.authors, ANNONCE.date)
    empty = found["empty"]
    assert (empty.words, empty.text_key, empty.date, empty.language, empty.landing_page) == (0, 0, None, "", None)


def test_records_of_attached_documents(engine: Engine) -> None:
    """Named and read as what they are, announced by their file, heirs of the page that announces it."""
    report = publication("r.pdf", "Rapport", "x", url="/r.pdf", file="/p/r.pdf", documents=("r.pdf/b.docx",))
    attached = publication("r.pdf/b.docx", "Annexe", "x", file="/p/r.pdf", attachment=("b.docx",))
    page = publication("a.html", "Article", "x", topics=("Tabac",), links=("/r.pdf",))
    store(engine, [attached, report, page])
    found = {record.id: record for record in engine.records()}
    record = found[attached.id]
    assert (record.file, record.attachment, record.is_pdf) == ("/p/r.pdf", ("b.docx",), False)
    assert (record.landing_page, record.topics) == ("r.pdf", ("Tabac",))
    assert found["r.pdf"].landing_page == "a.html"


def test_records_of_the_same_text_have_the_same_key(engine: Engine) -> None:
    """To the letter, whatever else differs."""
    pages = (Passage(1, "Une page.", label="i"), Passage(2, "Une autre."))
    for identifier, texts in {
        "a": pages,
        "b": pages,
        "c": pages[:1],
        "d": (pages[0], Passage(2, "Une autre !")),
    }.items():
        store(engine, [publication(identifier, f"Titre {identifier}", *texts, authors=(identifier,))])
    keys = {record.id: record.text_key for record in engine.records()}
    assert keys["a"] == keys["b"]
    assert len(set(keys.values())) == 3
    assert 0 not in keys.values()


def test_records_of_nearly_the_same_text_have_the_same_key(engine: Engine) -> None:
    """A page and the document it was printed to, a second edition; not what only has words in common."""
    words = [f"mot{number * number}" for number in range(400)]
    text, half = " ".join(words), " ".join(words[:200])
    texts = {
        "page": (Passage(1, text),),
        "document": (Passage(1, half, label="i"), Passage(2, " ".join(words[200:]), label="ii")),
        "edition": (Passage(1, text.replace("mot0 mot1 ", "corrigé ") + " Seconde édition."),),
        "half": (Passage(1, half),),
        "other": (Passage(1, " ".join(f"terme{number * number}" for number in range(400))),),
        "template": (Passage(1, " ".join([*words[:320], *(f"chiffre{number}" for number in range(80))])),),
    }
    for identifier, passages in texts.items():
        store(engine, [publication(identifier, f"Titre {identifier}", *passages)])
    store(engine, [publication("gone", "Titre page", Passage(1, text))], remove=["gone"])
    keys = {record.id: record.text_key for record in engine.records()}
    assert keys["page"] == keys["document"] == keys["edition"]
    assert len(set(keys.values())) == 4


def test_files_that_were_read(engine: Engine) -> None:
    store(engine, [dataclasses.replace(TABAC, file="/p/tabac.html"), POUMON])
    assert engine.stored() == {
        TABAC.id: Stored(TABAC.digest, "/p/tabac.html", None),
        POUMON.id: Stored(POUMON.digest, None, None),
    }


EXTREME = [
    publication("long title", "mot " * 6_000, "x"),
    publication("long lead", "T", "x", lead="mot " * 6_000),
    publication("many topics", "T", "x", topics=tuple(f"sujet {n} des topiques" for n in range(3_000))),
    publication("many authors", "T", "x", authors=tuple(f"Auteur Numéro{n}" for n in range(3_000))),
    publication("many pages", "T", *(Passage(n, f"page {n}", heading=f"titre {n} " * 30) for n in range(1, 3_000))),
    publication("long heading", "T", Passage(1, "x", heading="mot " * 200_000)),
    publication("long word", "T", "a" * 1_000_000),
    publication("é" * 500, "Un identifiant long", "x"),
    publication("no letters", "…", "«»", "", "\n"),
]


@pytest.mark.parametrize("item", EXTREME, ids=lambda item: item.id[:20])
def test_extreme_publication_is_stored_and_found(engine: Engine, item: Publication) -> None:
    """Whatever its size; neighbours are found as before."""
    store(engine, [TABAC, item])
    store(engine, [POUMON])
    assert engine.get(item.id) == item
    assert set(found(engine)) == {TABAC.id, POUMON.id, item.id}
    assert found(engine, "chercheuses") == [TABAC.id]
    assert item.id in {hit.id for hit in engine.search(Query("mot sujet auteur page x")).hits} | {item.id}


def test_index_that_was_made_again_in_the_same_place_is_seen(make_engine: MakeEngine, tmp_path: Path) -> None:
    """An operator restores a backup, or builds a new index and puts it there, while the service runs."""
    serving = make_engine(tmp_path / "index")
    store(serving, [TABAC])
    assert found(serving) == [TABAC.id]
    make_engine.lose(tmp_path / "index")
    store(make_engine(tmp_path / "index"), [POUMON])
    assert found(serving) == [POUMON.id]


def test_every_commit_has_a_version_of_its_own(make_engine: MakeEngine, tmp_path: Path) -> None:
    """The same for every process that looks at the same commit; nothing else changes it."""
    engine, other = make_engine(tmp_path), make_engine(tmp_path)
    versions = []
    for item in CORPUS[:3]:
        store(engine, [item])
        versions.append(engine.version())
        engine.search(Query("santé"))
        assert engine.version() == other.version() == versions[-1]
    assert len(set(versions)) == 3
    make_engine.lose(tmp_path)
    with pytest.raises(IndexMissing):
        engine.version()
    store(engine, CORPUS[:1])
    assert engine.version() not in versions
