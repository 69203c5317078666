"""What is found for what was typed, and what stands first."""

from __future__ import annotations

import pytest

from indexer.engines.interface import Engine, Query
from indexer.publication import Passage
from tests.contract.corpus import publication, store

SEIN, POUMON, TABAC = "articles/sein.html", "articles/poumon.html", "articles/tabac.html"
ANNONCE, ANNUEL = "articles/annonce.html", "rapports/annuel.pdf"
ATLAS, ENGLISH, UNDATED = "rapports/atlas.pdf", "reports/summary.html", "notes/sans-date.html"
ALL = {SEIN, POUMON, TABAC, ANNONCE, ANNUEL, ATLAS, ENGLISH, UNDATED}

FOUND = {
    # words: all of them, wherever they stand
    "dépistage": {SEIN, POUMON},
    "dépistage participation": {SEIN},
    "cancer mortalité": {ATLAS},
    "mammographies progresse": {SEIN},
    "": ALL,
    "   ": ALL,
    "?!": set(),
    # accents, case, apostrophes, ligatures
    "DEPISTAGE": {SEIN, POUMON},
    "inegalites": {ATLAS},
    "l'institut": {ANNONCE},
    "d'activite": {ANNUEL},
    # stems
    "dépistages": {SEIN, POUMON},
    "chercheuse": {TABAC},
    "équipe": {ANNUEL},
    "femme": {SEIN},
    # every zone: lead, authors, topics, headings
    "invitation": {SEIN},
    "kerbrat": {TABAC, ANNONCE},
    "territoires": {ATLAS},
    "ressources humaines": {ANNUEL},
    # phrases: exact but for accents and case, stop words included
    '"cancer du sein"': {SEIN},
    '"CANCER DU SEIN"': {SEIN},
    "« cancer du sein »": {SEIN},
    "“cancer du sein”": {SEIN},
    '"cancer sein"': set(),
    '"cancer de sein"': set(),
    '"cancers du sein"': set(),
    '"sein du cancer"': set(),
    '"depistage organise atteint"': {SEIN},
    '"depistage organise la"': set(),
    '"par un second radiologue"': {SEIN},
    '"du"': {SEIN, POUMON, TABAC},
    '"un scanner à faible dose"': {POUMON},
    '"un scanner"': {POUMON},
    # a phrase goes on over a page break, and never from one field into another
    '"la santé publique et le travail"': {ANNUEL},
    '"santé publique"': {ANNUEL},
    '"sein progresse une femme"': set(),
    '"nicolas scotté awa"': set(),
    '"prévention cancer"': set(),
    # without
    "dépistage -sein": {POUMON},
    "dépistage -seins": {POUMON},
    "-dépistage": ALL - {SEIN, POUMON},
    'dépistage -"cancer du sein"': {POUMON},
    'dépistage -"cancer sein"': {SEIN, POUMON},
    "-scanner -dépistage -rapport": {TABAC, ENGLISH},  # the kind is searched too
    # only there
    "titre:dépistage": {SEIN},
    "titre:scanner": {POUMON},
    "title:scanner": {POUMON},
    'titre:"scanner à faible"': {POUMON},
    'titre:"programme pilote"': set(),
    "titre:tab*": {TABAC},
    "-titre:scanner scanner": {UNDATED},
    "auteur:kerbrat": {TABAC, ANNONCE, ANNUEL},
    'auteur:"claire kerbrat"': {TABAC, ANNONCE, ANNUEL},
    'auteur:"kerbrat claire"': set(),
    "author:ker*": {TABAC, ANNONCE, ANNUEL},
    "auteur:scotté": {SEIN, POUMON},
    "auteur:nicolas": {SEIN, POUMON},
    "-auteur:scotté dépistage": set(),
    "theme:prevention": {SEIN, POUMON, ATLAS},
    "thème:prévention": {SEIN, POUMON, ATLAS},
    "sujet:prévention": {SEIN, POUMON, ATLAS},
    'topic:"cancer du sein"': {SEIN},
    'theme:"vie de l\'institut"': {ANNONCE, ANNUEL},
    "theme:institut budget": {ANNUEL},
    # beginnings, also longer than the stem
    "canc*": {SEIN, ATLAS},
    "CANC*": {SEIN, ATLAS},
    "dépist*": {SEIN, POUMON},
    "depistag*": {SEIN, POUMON},
    "chercheu*": {TABAC},
    "chercheus*": {TABAC},
    "chercheuz*": set(),
    "fréquenc*": {TABAC},
    "-canc* dépistage": {POUMON},
    # function words alone
    "de la": {ANNUEL, SEIN},
    "une": {SEIN, ATLAS, UNDATED, ANNONCE, ANNUEL},
    "the": set(),
    # a pasted title, colon and all
    "Rapport d'activité : 2024, une année de recherche": {ANNUEL},
    "Rapport d’activité: 2024": {ANNUEL},
    "Poumon : un scanner à faible dose": {POUMON},
    "Poumon: un scanner à faible dose": {POUMON},
    # no syntax, only characters
    'dépistage "': {SEIN, POUMON},
    "dépistage -": {SEIN, POUMON},
    "dépistage *": {SEIN, POUMON},
    "dépistage AND": {SEIN, POUMON},
    "xyzzy": set(),
    '"xyzzy"': set(),
    "xyz*": set(),
    "auteur:xyzzy": set(),
}


@pytest.mark.parametrize("text", FOUND)
def test_query_finds(corpus_engine: Engine, text: str) -> None:
    """Just these publications; `count` says the same, for what is not relaxed."""
    results = corpus_engine.search(Query(text=text, per_page=50))
    found = set() if results.relaxed else {hit.id for hit in results.hits}
    assert found == FOUND[text]
    assert corpus_engine.count(Query(text=text)) == len(FOUND[text])
    assert results.relaxed or results.total == len(FOUND[text])


FIRST = {
    "exact form above stem": ("dépistages", "Les dépistages avancent ici", "Le dépistage avance ici"),
    "exact accent-free form above stem": ("depistage", "Le dépistage avance ici", "Les dépistages avancent ici"),
    "close words above far ones": (
        "travail nuit",
        "On parle du travail de nuit et puis encore de bien d’autres choses ce jour là",
        "On parle du travail et puis encore de bien d’autres choses ce jour là de nuit",
    ),
    "the words as typed above the words turned round": (
        "santé publique",
        "La santé publique avance dans tout le pays cette année encore",
        "La publique avance dans tout le pays cette année encore pour la santé",
    ),
}


@pytest.mark.parametrize("case", FIRST)
def test_first_stands(engine: Engine, case: str) -> None:
    """Of two publications that differ in one thing only, whatever their ids."""
    text, better, worse = FIRST[case]
    for first, second in (("a", "b"), ("b", "a")):
        store(engine, [publication(first, "Note", better), publication(second, "Note", worse)])
        hits = engine.search(Query(text=text)).hits
        assert [hit.id for hit in hits] == [first, second]
        assert hits[0].score > hits[1].score


def test_title_stands_above_body(engine: Engine) -> None:
    """Even of a publication that says the word more often."""
    store(
        engine,
        [
            publication("b", "Le tabagisme", "Une note de l’institut sur un sujet important."),
            publication("a", "Note", "Le tabagisme recule. Le tabagisme coûte cher. Le tabagisme tue."),
        ],
    )
    assert [hit.id for hit in engine.search(Query(text="tabagisme")).hits] == ["b", "a"]


def test_long_report_with_the_right_page_stands_above_articles_that_mention_a_word_each(engine: Engine) -> None:
    """A report is neither buried for being long nor found first for it."""
    pages = [f"Page {number} sur les ressources et le calendrier de l’institut. " * 8 for number in range(1, 60)]
    pages[40] = "La surveillance de la dengue en Guyane repose sur une cellule. " * 3
    store(
        engine,
        [
            publication("report.pdf", "Rapport annuel", *pages),
            publication("article.html", "Voyage", "Un voyage en Guyane au fil de l’eau. La dengue sévit. " + pages[0]),
        ],
    )
    hits = engine.search(Query(text="surveillance dengue Guyane cellule")).hits
    assert hits[0].id == "report.pdf"
    assert hits[0].passages[0].number == 41
    assert engine.search(Query(text="dengue Guyane")).hits[0].id in ("report.pdf", "article.html")


def test_best_page_comes_first_and_the_contents_page_does_not(corpus_engine: Engine) -> None:
    """The page of the section, not the page that lists it."""
    (hit,) = corpus_engine.search(Query(text="budget de la recherche")).hits
    assert hit.id == ANNUEL
    first = hit.passages[0]
    assert (first.number, first.label, first.heading) == (3, "1", "Budget de la recherche")
    assert [run for run, is_matched in first.snippet.runs if is_matched] == ["budget", "recherche"]


def test_best_page_of_a_long_report(engine: Engine) -> None:
    """Of eighty pages that all hold one of the words, the one that holds both."""
    pages: list[str | Passage] = [
        Passage(1, "Rapport sur le bruit et le sommeil"),
        Passage(2, "Sommaire. Bruit 4. Sommeil 30. Bruit et sommeil 52.", is_contents=True),
        *(Passage(number, f"Le {'bruit' if number % 2 else 'sommeil'} à la page {number}.") for number in range(3, 80)),
    ]
    pages[51] = Passage(52, "Le bruit nocturne altère le sommeil des riverains.", heading="Bruit et sommeil")
    store(engine, [publication("r.pdf", "Étude", *pages)])
    (hit,) = engine.search(Query(text="bruit sommeil")).hits
    assert hit.passages[0].number == 52
    assert hit.snippet == hit.passages[0].snippet
    assert len({passage.number for passage in hit.passages}) == len(hit.passages)


RELAXED = {
    "dépistage xyzzy": ({SEIN, POUMON}, ("xyzzy",)),
    "xyzzy dépistage plugh participation": ({SEIN}, ("xyzzy", "plugh")),
    "mammographies pilote": ({SEIN, POUMON}, ()),
    "xyzzy dépistage -sein": ({POUMON}, ("xyzzy",)),
    'xyzzy scanner "programme pilote"': ({POUMON}, ("xyzzy",)),
    "xyzzy plugh": (set(), None),
}


@pytest.mark.parametrize("text", RELAXED)
def test_when_no_publication_has_all_words_some_do(corpus_engine: Engine, text: str) -> None:
    """`relaxed` says so and `dropped` names the words that stand nowhere; what was excluded or quoted stays so."""
    expected, dropped = RELAXED[text]
    results = corpus_engine.search(Query(text=text))
    assert {hit.id for hit in results.hits} == expected
    assert results.relaxed == bool(expected)
    if dropped is not None:
        assert results.dropped == dropped
    assert corpus_engine.count(Query(text=text)) == 0


SPELLINGS = {
    "depistaje": "dépistage",
    "mamographies": "mammographies",
    "cancer mortalitte": "cancer mortalité",
    "dépistage": None,
    "xyzzyxyzzy": None,
    "": None,
    "de la": None,
    "le scaner du poumon": "le scanner du poumon",
}


@pytest.mark.parametrize("text", SPELLINGS)
def test_spelling_is_corrected_with_its_accents(corpus_engine: Engine, text: str) -> None:
    """To the corpus' own words, as it writes them; the rest of the query stays as typed."""
    assert corpus_engine.corrected(text) == SPELLINGS[text]


def test_field_is_required_even_when_words_are_not(engine: Engine) -> None:
    """Nobody who asks for an author wants others instead."""
    signed = publication("a", "Paludisme", "Le paludisme recule.", authors=("Lucie Nguyen",))
    other = publication("b", "Paludisme et tabac", "Le tabac et le paludisme.", authors=("Awa Diop",))
    store(engine, [signed, other])
    results = engine.search(Query("auteur:nguyen paludisme tabac"))
    assert (results.relaxed, [hit.id for hit in results.hits]) == (True, ["a"])
    assert engine.search(Query("auteur:zzz paludisme")).total == 0


def test_prefix_stands_for_every_word_however_many(engine: Engine) -> None:
    """600 words begin so: each of them is found, and each is excluded."""
    store(engine, [publication(f"p{n}", "Titre", f"recherche{_letters(n)}") for n in range(600)])
    assert engine.search(Query("recherche*")).total == 600
    assert engine.search(Query("titre -recherche*")).total == 0


def test_word_that_stands_nowhere_is_told(engine: Engine) -> None:
    """Alone or beside others."""
    store(engine, [publication("a", "Tabac", "Le tabac.")])
    assert engine.search(Query("xyzzy")).dropped == ("xyzzy",)
    assert engine.search(Query("xyzzy tabac")).dropped == ("xyzzy",)


@pytest.mark.parametrize("text", ["???", "🤖", "- -", '""', "***"])
def test_text_without_a_word_finds_nothing(corpus_engine: Engine, text: str) -> None:
    """All publications would be an answer to another question; nothing typed is that question."""
    assert corpus_engine.search(Query(text)).total == corpus_engine.count(Query(text)) == 0
    assert corpus_engine.search(Query("  ")).total == corpus_engine.search(Query()).total > 0


def test_name_of_the_file_and_kind_are_found(engine: Engine) -> None:
    """People remember them, and see the kind on every result."""
    note = publication("n", "Note d’étape", "Suspension.", file="/p/Note_interruption_investigation.pdf", kind="note")
    offer = publication("o", "Un poste à Cayenne", "Le site recrute.", kind="offre d'emploi")
    store(engine, [note, offer])
    assert [hit.id for hit in engine.search(Query("interruption investigation")).hits] == ["n"]
    assert [hit.id for hit in engine.search(Query("offre emploi")).hits] == ["o"]


def test_works_that_an_author_signed_stand_before_those_that_name_her(engine: Engine) -> None:
    """However often they do."""
    named = publication("n", "Entretien", "Hélène Aubertin répond. Aubertin explique. Aubertin conclut.")
    signed = publication("s", "Cohorte", "Premiers résultats de la cohorte.", authors=("Hélène Aubertin",))
    store(engine, [named, signed])
    assert [hit.id for hit in engine.search(Query("aubertin")).hits] == ["s", "n"]


def _letters(number: int) -> str:
    """A number as letters, so that it is part of a word."""
    return "".join(chr(ord("a") + int(digit)) for digit in f"{number:03d}")
