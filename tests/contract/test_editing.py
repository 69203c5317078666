"""What editors decide: publications that stand first, words that find each other, what is never found."""

from __future__ import annotations

import dataclasses
import itertools
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.editing.watching import SETTLED_S
from indexer.engines.interface import FACETS, SORTS, Engine, Filters, Query
from indexer.errors import EngineUnavailable
from tests.contract.corpus import CORPUS, publication, store
from tests.contract.makers import MakeEngine
from tests.contract.test_narrowing import choose

SEIN, POUMON, TABAC = "articles/sein.html", "articles/poumon.html", "articles/tabac.html"
ANNONCE, ANNUEL = "articles/annonce.html", "rapports/annuel.pdf"
ATLAS, ENGLISH, UNDATED = "rapports/atlas.pdf", "reports/summary.html", "notes/sans-date.html"

MakeEdited = Callable[[str], Engine]


@pytest.fixture(scope="module")
def stored(make_engine: MakeEngine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the corpus, in two commits."""
    folder = tmp_path_factory.mktemp("edited")
    engine = make_engine(folder)
    store(engine, CORPUS[:4])
    store(engine, CORPUS[4:])
    return folder


@pytest.fixture
def edited(make_engine: MakeEngine, stored: Path, tmp_path: Path) -> MakeEdited:
    """An engine over the corpus and a file with this content: `editors.toml`, then others."""
    names = itertools.chain(["editors.toml"], map("other-{}.toml".format, itertools.count()))

    def make(content: str) -> Engine:
        path = tmp_path / next(names)
        path.write_text(content, encoding="utf-8")
        return make_engine(stored, path)

    return make


def ids(engine: Engine, text: str, **fields: object) -> list[str]:
    return [hit.id for hit in engine.search(Query(text, per_page=50, **fields)).hits]  # type: ignore[arg-type]


def check_counts(engine: Engine, query: Query, page_sizes: Sequence[int] = (1, 3, 50)) -> None:
    """The total is what paging to the end shows, nothing twice; a facet's count is what a click on it gives."""
    results = engine.search(query)
    assert results.relaxed or engine.count(query) == results.total
    for sort, per_page in itertools.product(SORTS, page_sizes):
        paged: list[str] = []
        for page in itertools.count(1):
            asked = dataclasses.replace(query, sort=sort, page=page, per_page=per_page, snippets=False)
            hits = engine.search(asked).hits
            if not hits:
                break
            paged += [hit.id for hit in hits]
        assert len(paged) == len(set(paged)) == results.total
    for facet in FACETS:
        for value in results.facets[facet].values:
            clicked = dataclasses.replace(query, filters=choose(query.filters, facet, value.value), per_page=0)
            assert engine.search(clicked).total == value.count


PINNED = f"""
[[pinned]]
query = ["le dépistage", "scanners"]
ids = ["{UNDATED}", "unknown.pdf", "{POUMON}", "{ATLAS}"]

[[pinned]]
query = "mot introuvable"
ids = ["{TABAC}"]

[[pinned]]
query = "e-cigarette"
ids = ["{TABAC}"]
"""


@pytest.mark.parametrize("text", ["dépistage", "DEPISTAGES", "les dépistages", " depistage ! ", "scanner", "Scanners"])
def test_pinned_publications_stand_first_in_their_order(edited: MakeEdited, text: str) -> None:
    """Whether the words are in them or not, and marked; the others follow as they would without."""
    engine, plain = edited(PINNED), edited("")
    hits = engine.search(Query(text)).hits
    assert [hit.id for hit in hits[:3]] == [UNDATED, POUMON, ATLAS]
    assert [hit.pinned for hit in hits] == [True] * 3 + [False] * (len(hits) - 3)
    others = [identifier for identifier in ids(plain, text) if identifier not in (UNDATED, POUMON, ATLAS)]
    assert [hit.id for hit in hits[3:]] == others
    check_counts(engine, Query(text))


@pytest.mark.parametrize(
    "text", ["dépistage sein", '"dépistage"', "titre:dépistage", "-dépistage", "dépist*", "", "scanner dépistage"]
)
def test_another_query_is_as_if_nothing_were_pinned(edited: MakeEdited, text: str) -> None:
    engine, plain = edited(PINNED), edited("")
    assert ids(engine, text) == ids(plain, text)
    assert not any(hit.pinned for hit in engine.search(Query(text)).hits)


def test_pinned_publications_pass_the_filters_like_others(edited: MakeEdited) -> None:
    engine = edited(PINNED)
    chosen = Filters(topics=("Prévention",))
    assert ids(engine, "dépistage", filters=chosen) == [POUMON, ATLAS, SEIN]
    for filters in (chosen, Filters(kinds=("rapport",)), Filters(years=(2023,)), Filters(topics=("Tabac",))):
        check_counts(engine, Query("dépistage", filters))


def test_by_date_nothing_stands_first_but_the_same_is_found(edited: MakeEdited) -> None:
    engine = edited(PINNED)
    newest = engine.search(Query("dépistage", sort="newest"))
    assert newest.total == engine.search(Query("dépistage")).total
    assert [hit.id for hit in newest.hits] == [SEIN, POUMON, ATLAS, UNDATED]
    assert not any(hit.pinned for hit in newest.hits)


def test_pinned_where_no_publication_has_the_words(edited: MakeEdited) -> None:
    """It is found, and nothing is made up around it."""
    engine = edited(PINNED)
    results = engine.search(Query("mots introuvables"))
    assert ([hit.id for hit in results.hits], results.total, results.relaxed) == ([TABAC], 1, False)
    assert engine.count(Query("mots introuvables")) == 1
    assert ids(engine, "ecigarette") == ids(engine, "e-cigarettes") == [TABAC]


def test_pinned_publications_go_over_several_pages(edited: MakeEdited) -> None:
    engine = edited(PINNED)
    pages = [engine.search(Query("scanner", page=page, per_page=2)).hits for page in (1, 2, 3)]
    assert [[(hit.id, hit.pinned) for hit in page] for page in pages] == [
        [(UNDATED, True), (POUMON, True)],
        [(ATLAS, True)],
        [],
    ]


SYNONYMS = """
[[synonyms]]
words = ["tabac", "inégalités", "second radiologue"]

[[synonyms]]
from = ["hôpital", "santé mentale"]
to = ["dépistage organisé", "budget"]

[[synonyms]]
words = ["mise à jour", "scanner"]
"""
ANSWERED = {
    "tabac": {TABAC, ATLAS, SEIN},
    "TABACS": {TABAC, ATLAS, SEIN},
    "inegalite": {TABAC, ATLAS, SEIN},
    # a synonym of several words is a phrase, as it is a question of several words
    "second radiologue": {TABAC, ATLAS, SEIN},
    "radiologue": {SEIN},
    "dépistage": {SEIN, POUMON},
    # one way
    "hôpital": {SEIN, ANNUEL},
    "santé mentale": {SEIN, ANNUEL},
    "budget": {ANNUEL},
    "santé": {ANNUEL},
    "mise à jour": {POUMON, UNDATED},
    "mise jour": {POUMON, UNDATED},
    # with other words, all of which must be found
    "tabac mortalité": {ATLAS},
    "hôpital second radiologue": {SEIN},
    "note mise à jour": {UNDATED},
    # meant as they are typed
    '"tabac"': {TABAC},
    "titre:tabac": {TABAC},
    "theme:tabac": {TABAC},
    "tab*": {TABAC},
    "département -tabac": {ATLAS},
    '"second radiologue"': {SEIN},
}


@pytest.mark.parametrize("text", ANSWERED)
def test_synonyms_find_each_other(edited: MakeEdited, text: str) -> None:
    engine = edited(SYNONYMS)
    results = engine.search(Query(text, per_page=50))
    assert not results.relaxed
    assert {hit.id for hit in results.hits} == ANSWERED[text]
    check_counts(engine, Query(text))


def test_what_a_synonym_finds_is_marked(edited: MakeEdited) -> None:
    """In the excerpt and in the title, a phrase as a whole."""

    def marked(text: str, identifier: str) -> tuple[list[str], list[str]]:
        (hit,) = (hit for hit in edited(SYNONYMS).search(Query(text)).hits if hit.id == identifier)
        runs = ([run for run, is_matched in each.runs if is_matched] for each in (hit.marked_title, hit.snippet))
        title, snippet = runs
        return title, snippet

    assert marked("tabac", ATLAS)[0] == ["inégalités"]
    assert marked("tabac", SEIN) == ([], ["second", "radiologue"])
    assert marked("tabac", TABAC) == (["tabac"], ["tabac"])
    assert marked("second radiologue", TABAC)[1] == ["tabac"]
    assert marked("second radiologue", SEIN)[1] == ["second", "radiologue"]


BELOW = {
    "a word": ("voiture", "La voiture avance ici", "L'automobile avance ici"),
    "another form of the word": ("voiture", "Les voitures avancent ici", "L'automobile avance ici"),
    "a rare synonym": ("voiture", "La voiture avance ici", "Le tacot avance ici"),
    "a phrase": ("voiture", "La voiture avance ici", "Le véhicule particulier avance ici"),
    "of a phrase": ("véhicule particulier", "Le véhicule particulier avance", "La voiture avance ici"),
}


@pytest.mark.parametrize("case", BELOW)
@pytest.mark.parametrize("in_title", [False, True])
def test_a_synonym_stands_below_the_typed_word(
    make_engine: MakeEngine, tmp_path: Path, case: str, in_title: bool
) -> None:
    """Whatever the ids, and however rare it is."""
    text, typed, other = BELOW[case]
    path = tmp_path / "editors.toml"
    path.write_text('[[synonyms]]\nwords = ["voiture", "automobile", "véhicule particulier", "tacot"]\n')
    engine = make_engine(tmp_path / "index", path)
    more = [publication(f"m{n}", "Une voiture", "Encore une voiture et une automobile.") for n in range(6)]
    for first, second in (("a", "b"), ("b", "a")):
        both = [
            publication(identifier, *((words, "Une note.") if in_title else ("Note", words)))
            for identifier, words in ((first, typed), (second, other))
        ]
        store(engine, [*both, *more])
        found = [identifier for identifier in ids(engine, text) if identifier in (first, second)]
        assert found == [first, second]


def test_synonyms_meet_words_that_stand_nowhere(edited: MakeEdited) -> None:
    """Relaxed as other words are; what has a synonym somewhere is not told as found nowhere."""
    engine = edited(SYNONYMS)
    results = engine.search(Query("hôpital xyzzy"))
    assert (results.relaxed, results.dropped) == (True, ("xyzzy",))
    assert {hit.id for hit in results.hits} == {SEIN, ANNUEL}


QUERIES = ["", "dépistage", "scanner", "kerbrat", "rapport", "auteur:scotté", "theme:prévention", '"cancer du sein"',
           "canc*", "-cancer", "xyzzy dépistage", "dépistage participation"]  # fmt: skip


def test_what_is_hidden_is_as_if_it_had_been_removed(
    make_engine: MakeEngine, edited: MakeEdited, tmp_path: Path
) -> None:
    """By every question that can be asked: the same results, counts, scores, facets and suggestions.

    In a cluster, what it gave to others while it was there stays theirs: a spelling of a name, a report's date.
    """
    hidden = (SEIN, ANNONCE, ENGLISH) if make_engine.takes_back else (TABAC, UNDATED, ENGLISH)
    engine = edited("".join(f'[[hidden]]\nid = "{identifier}"\nreason = "Erreur."\n' for identifier in hidden))
    without = make_engine(tmp_path / "without")
    store(without, CORPUS[:4])
    store(without, CORPUS[4:])
    store(without, (), remove=hidden)
    for text, sort in zip(QUERIES, itertools.cycle(SORTS), strict=False):
        query = Query(text, sort=sort)
        found, expected = engine.search(query), without.search(query)
        assert found.total == expected.total
        assert found.facets == expected.facets
        assert [(hit.id, hit.topics, hit.landing_page) for hit in found.hits] == [
            (hit.id, hit.topics, hit.landing_page) for hit in expected.hits
        ]
        assert [hit.score for hit in found.hits] == pytest.approx([hit.score for hit in expected.hits])
        assert engine.count(query) == without.count(query)
        assert not set(hidden) & {hit.id for hit in found.hits}
        check_counts(engine, Query(text, sort=sort), (3,))
    for identifier in hidden:
        assert engine.get(identifier) is None
        assert engine.source(identifier) is None
    word, meant = ("mamographies", "mammographies") if SEIN in hidden else ("chercheusse", "chercheuses")
    assert engine.corrected(word) is None  # only hidden publications have what is meant
    assert edited("").corrected(word) == meant
    assert engine.status().publications == without.status().publications


def test_pinned_publications_that_are_hidden_or_gone_are_none(edited: MakeEdited) -> None:
    engine = edited(f'[[pinned]]\nquery = "tabac"\nids = ["gone.pdf"]\n[[hidden]]\nid = "{TABAC}"\n')
    assert ids(engine, "tabac") == []
    assert engine.search(Query("tabac")).total == engine.count(Query("tabac")) == 0


def test_what_is_attached_to_something_hidden_is_hidden_with_it(make_engine: MakeEngine, tmp_path: Path) -> None:
    path = tmp_path / "editors.toml"
    path.write_text('[[hidden]]\nid = "r.pdf"\n')
    engine = make_engine(tmp_path / "index", path)
    store(
        engine,
        [
            publication("r.pdf", "Rapport", "Le rapport.", file="/p/r.pdf", documents=("r.pdf/a.pdf", "autre.pdf")),
            publication(
                "r.pdf/a.pdf",
                "Annexe",
                "L’annexe.",
                file="/p/r.pdf",
                attachment=("a.pdf",),
                documents=("r.pdf/a.pdf/b.docx",),
            ),
            publication(
                "r.pdf/a.pdf/b.docx", "Tableau", "Le tableau.", file="/p/r.pdf", attachment=("a.pdf", "b.docx")
            ),
            publication("autre.pdf", "Autre rapport", "Un autre rapport.", file="/p/autre.pdf"),
        ],
    )
    assert ids(engine, "") == ["autre.pdf"]


def change(path: Path, content: str) -> None:
    """Write the file as an editor does, and wait until nothing more is expected of it."""
    beside = path.with_suffix(".new")
    beside.write_text(content, encoding="utf-8")
    beside.replace(path)


def after_a_while(engine: Engine) -> None:
    """One question sees the change, one after it has settled takes it."""
    engine.count(Query("tabac"))
    time.sleep(SETTLED_S + 0.02)


def test_a_change_is_taken_without_a_restart(edited: MakeEdited, tmp_path: Path) -> None:
    engine = edited("")
    assert ids(engine, "tabac") == [TABAC]
    change(tmp_path / "editors.toml", f'[[hidden]]\nid = "{TABAC}"\n')
    after_a_while(engine)
    assert ids(engine, "tabac") == []
    change(tmp_path / "editors.toml", f'[[pinned]]\nquery = "tabac"\nids = ["{ATLAS}"]\n')
    after_a_while(engine)
    assert ids(engine, "tabac") == [ATLAS, TABAC]


@pytest.mark.parametrize("broken", ["[[hidden]\n", "[[pinned]]\nquery = 3\n", None])
def test_a_file_that_became_broken_changes_nothing_and_is_told_once(
    edited: MakeEdited, tmp_path: Path, caplog: pytest.LogCaptureFixture, broken: str | None
) -> None:
    engine, path = edited(f'[[hidden]]\nid = "{TABAC}"\n'), tmp_path / "editors.toml"
    assert ids(engine, "tabac") == []
    if broken is None:
        path.unlink()
    else:
        change(path, broken)
    for _ in range(3):
        after_a_while(engine)
        assert ids(engine, "tabac") == []
    (record,) = caplog.records
    assert "what it said before stays" in record.getMessage()
    change(path, "")
    after_a_while(engine)
    assert ids(engine, "tabac") == [TABAC]


def test_without_anything_readable_nothing_is_answered(make_engine: MakeEngine, stored: Path, tmp_path: Path) -> None:
    """What is to be hidden is not known; as soon as the file can be read, questions are answered."""
    path = tmp_path / "editors.toml"
    engine = make_engine(stored, path)
    for content in (None, "[[hidden]\n"):
        if content is not None:
            path.write_text(content)
        with pytest.raises(EngineUnavailable, match=r"editors\.toml"):
            engine.search(Query("tabac"))
        assert not engine.is_ready()
    path.write_text(f'[[hidden]]\nid = "{TABAC}"\n[[pinned]]\nqueri = "x"\n')
    assert ids(engine, "tabac") == []  # what is right in it is taken
    assert engine.is_ready()


def test_a_file_that_is_only_touched_says_the_same(edited: MakeEdited, tmp_path: Path) -> None:
    engine = edited(SYNONYMS)
    before = engine.search(Query("tabac"))
    os.utime(tmp_path / "editors.toml", (1_000_000, 1_000_000))
    after_a_while(engine)
    assert engine.search(Query("tabac")).hits == before.hits


words = st.sampled_from(["cancer", "sein", "scanner", "tabac", "rapport", "une", "santé publique", "dose", "xyzzy"])
identifiers = st.sampled_from([item.id for item in CORPUS] + ["unknown"])


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(
    pins=st.dictionaries(words, st.lists(identifiers, min_size=1, max_size=4, unique=True), max_size=2),
    groups=st.lists(st.lists(words, min_size=2, max_size=3, unique=True), max_size=2),
    hidden=st.lists(identifiers, max_size=2, unique=True),
    text=st.lists(words, min_size=1, max_size=3).map(" ".join),
    chosen=st.sampled_from([Filters(), Filters(topics=("Prévention",)), Filters(kinds=("article",))]),
)
def test_counts_are_exact_whatever_editors_decide(
    make_engine: MakeEngine,
    stored: Path,
    tmp_path_factory: pytest.TempPathFactory,
    pins: dict[str, list[str]],
    groups: list[list[str]],
    hidden: list[str],
    text: str,
    chosen: Filters,
) -> None:
    """Also where the entries contradict each other: those are left out."""
    entries = [f"[[pinned]]\nquery = {query!r}\nids = {pinned!r}" for query, pinned in pins.items()]
    entries += [f"[[synonyms]]\nwords = {group!r}" for group in groups]
    entries += [f"[[hidden]]\nid = {identifier!r}" for identifier in hidden]
    path = tmp_path_factory.mktemp("random") / "editors.toml"
    path.write_text("\n".join(entries), encoding="utf-8")
    engine = make_engine(stored, path)
    check_counts(engine, Query(text, chosen), (2,))
    assert not set(hidden) & set(ids(engine, text))
    assert set(ids(engine, text, filters=chosen)) <= set(ids(engine, text))
