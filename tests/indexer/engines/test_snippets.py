"""Marked titles and excerpts. In these tables a marked run is written [so]."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from indexer import french
from indexer.engines.interface import Marked
from indexer.engines.snippets import SNIPPET_CHARACTERS, SNIPPET_WORDS, WordFinder
from indexer.languages import ANALYSES, ENGLISH, FOLDED, FRENCH, Analysis
from indexer.publication import HEADING_SEPARATOR
from indexer.query import parse


def written(marked: Marked) -> str:
    return "".join(f"[{text}]" if is_matched else text for text, is_matched in marked.runs)


def finder(query: str, analysis: Analysis = FRENCH) -> WordFinder:
    return WordFinder(parse(query), analysis)


def squeezed(text: str) -> str:
    return " ".join(text.split())


FILLER = "Un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze."


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        # only the word itself
        ("institut", "L’Institut, l'institut et d’institut.", "L’[Institut], l'[institut] et d’[institut]."),
        ("eau", "(l’« eau »)", "(l’« [eau] »)"),
        ("dépistage", "DEPISTAGE, dépistages", "[DEPISTAGE], [dépistages]"),
        ("père", "Le père", "Le [père]"),
        ("national", "Les travaux nationaux", "Les travaux [nationaux]"),
        ("cancer", "Précancéreux, cancers", "Précancéreux, [cancers]"),
        ("texte", "Un texte² ici", "Un [texte]² ici"),
        ("cancer sein", "Cancer du sein", "[Cancer] du [sein]"),
        ("brien", "Mme O’Brien", "Mme [O’Brien]"),
        ("ndiaye", "Mme N’Diaye", "Mme [N’Diaye]"),
        # hyphens
        ("e-cigarette", "L’e-cigarette et l’ecigarette", "L’[e-cigarette] et l’[ecigarette]"),
        ("ecigarette", "L’e-cigarette", "L’[e-cigarette]"),
        ("cigarette", "L’e-cigarette", "L’e-[cigarette]"),
        ("tabac", "anti-tabac", "anti-[tabac]"),
        ("anti-tabac", "antitabac, anti tabac", "[antitabac], [anti] [tabac]"),
        # inclusive writing
        ("directrice", "Le·la directeur·rice", "Le·la [directeur·rice]"),
        ("chercheuses", "Les chercheur(se)s.", "Les [chercheur(se)s]."),
        ("étudiant", "Les étudiant-e-s", "Les [étudiant-e-s]"),
        # numbers and references
        ("1242-8", "l’article L. 1242-8 du code", "l’article [L. 1242-8] du code"),
        ("L1242-8", "l’article L.\u00a01242-8.", "l’article [L.\u00a01242-8]."),
        ("1234567", "1 234 567 euros", "[1 234 567] euros"),
        ("58,7 M€", "soit 58,7\u00a0M€", "soit [58,7]\u00a0[M€]"),
        ("IA", "l’I.A. et l’IA", "l’[I.A.] et l’[IA]"),
        # phrases: the very words, and only together
        ('"plan cancer"', "Le Plan Cancer, un plan, un cancer", "Le [Plan] [Cancer], un plan, un cancer"),
        ('"cancer du sein"', "cancer du sein, du cancer", "[cancer] [du] [sein], du cancer"),
        ('"plan cancer"', "les plans cancer", "les plans cancer"),
        ('"plan plan cancer"', "plan plan plan cancer", "plan [plan] [plan] [cancer]"),
        ('"les uns et les autres"', "Les uns et les autres", "[Les] [uns] [et] [les] [autres]"),
        ('"directrice générale"', "La directeur·rice générale", "La [directeur·rice] [générale]"),
        ('"code L1242-8 du"', "code L. 1242-8 du", "[code] [L. 1242-8] [du]"),
        ('"1242-8"', "L. 1242-8", "[L. 1242-8]"),
        # prefixes
        ("canc*", "Cancer, l’anticancer, cancérologie", "[Cancer], l’anticancer, [cancérologie]"),
        ("ecig*", "L’e-cigarette", "L’[e-cigarette]"),
        # what is not looked for in the text
        ("sein -cancer", "cancer du sein", "cancer du [sein]"),
        ("auteur:cancer theme:sein", "cancer du sein", "cancer du sein"),
        ("titre:cancer", "cancer", "[cancer]"),
        ("", "cancer", "cancer"),
        ("cancer", "", ""),
        ("cancer", "\n\n  cancer\r\n\tdu sein\u00a0! ", " [cancer] du sein\u00a0! "),
    ],
)
def test_the_words_of_the_query_are_marked_as_they_were_written(query: str, text: str, marked: str) -> None:
    assert written(finder(query).mark(text)) == marked


@pytest.mark.parametrize(
    ("query", "text", "analysis", "marked"),
    [
        ("study", "Two studies, a study", ENGLISH, "Two [studies], a [study]"),
        ("women", "Women’s health", ENGLISH, "[Women’s] health"),
        ("policy", "The policies of the police", ENGLISH, "The [policies] of the police"),
        ("police", "The policies of the police", ENGLISH, "The policies of the [police]"),
        ("tumor", "Brain tumours", ENGLISH, "Brain [tumours]"),
        ("12000", "12,000 patients", ENGLISH, "[12,000] patients"),
        ('"the policy"', "The policy, the policies", ENGLISH, "[The] [policy], the policies"),
        ("études", "l’étude, estudio, étude", FOLDED, "l’étude, estudio, étude"),
        ("polizas", "Las pólizas y la póliza", FOLDED, "Las [pólizas] y la póliza"),
        ("poli*", "Las pólizas y la póliza", FOLDED, "Las [pólizas] y la [póliza]"),
    ],
)
def test_words_are_marked_as_they_meet_in_the_language_of_the_text(
    query: str, text: str, analysis: Analysis, marked: str
) -> None:
    assert written(finder(query, analysis).mark(text)) == marked


def test_the_heading_with_most_of_the_words_is_shown() -> None:
    headings = HEADING_SEPARATOR.join(["Bilan", "Le dépistage du sein", "Dépistage"])
    assert finder("dépistage sein").best_heading(headings) == "Le dépistage du sein"
    assert finder("absent").best_heading(headings) == "Bilan"
    assert finder("absent").best_heading("Bilan") == "Bilan"
    assert finder("absent").best_heading(None) is None


# --- where an excerpt begins and ends ----------------------------------------------------------------------------


def excerpt(query: str, text: str, words: int = SNIPPET_WORDS) -> str:
    return written(finder(query).snippet(text, words).marked)


@pytest.mark.parametrize(
    ("query", "text", "shown"),
    [
        ("cancer", "Le cancer.", "Le [cancer]."),
        ("absent", "Le cancer.", "Le cancer."),
        ("cancer", "", ""),
        ("cancer", " \n ", ""),
        # the sentence that holds the word, then as many whole sentences as fit
        ("cancer", f"{FILLER} Voici le cancer ici. {FILLER}", "… Voici le [cancer] ici. " + FILLER),
        ("cancer", f"{FILLER} {FILLER} Voici le cancer ici. Oui.", f"… {FILLER} Voici le [cancer] ici. Oui."),
        # no abbreviation is a sentence's end
        ("cancer", f"{FILLER} {FILLER} D’après M. Dupont, le cancer.", f"… {FILLER} D’après M. Dupont, le [cancer]."),
        # an abrupt line break, a table's tab
        ("cancer", "Le\ncancer\tdu\r\nsein", "Le [cancer] du sein"),
        ("cancer", "Le\u00a0cancer", "Le\u00a0[cancer]"),
    ],
)
def test_an_excerpt_begins_and_ends_with_a_sentence_where_one_is_near(query: str, text: str, shown: str) -> None:
    assert excerpt(query, text, 20) == shown


def test_without_a_sentence_an_excerpt_begins_a_few_words_before() -> None:
    words = [f"mot{number}" for number in range(200)]
    words[100] = "cancer"
    assert excerpt("cancer", " ".join(words), 10) == f"… {' '.join(words[94:100])} [cancer] mot101 mot102 mot103 …"


def test_at_the_end_of_a_text_an_excerpt_is_as_long_as_elsewhere() -> None:
    words = [f"mot{number}" for number in range(200)]
    words[199] = "cancer"
    shown = excerpt("cancer", " ".join(words))
    assert shown == f"… {' '.join(words[160:199])} [cancer]"


def test_the_end_of_a_text_is_shown_from_a_sentence_on() -> None:
    text = f"{FILLER} {FILLER} {FILLER} Voici le cancer."
    assert excerpt("cancer", text) == f"… {FILLER} {FILLER} Voici le [cancer]."


def test_the_excerpt_holds_most_of_the_different_words() -> None:
    far = " ".join(["mot"] * 100)
    text = f"cancer cancers cancer {far} cancer du sein {far} cancer"
    assert "[cancer] du [sein]" in excerpt("cancer sein", text)


def test_a_phrase_is_shown_where_it_stands_as_a_phrase() -> None:
    far = " ".join(["mot"] * 100)
    assert "[plan] [cancer]" in excerpt('"plan cancer"', f"plan, puis cancer {far} le plan cancer {far} plan")


def test_a_spaced_number_or_reference_is_shown() -> None:
    far = " ".join(["mot"] * 100)
    assert "[L. 1242-8]" in excerpt("L1242-8", f"{far} article L. 1242-8 du code {far}")
    assert "[1 234 567]" in excerpt("1234567", f"{far} 1 234 567 euros {far}")


def test_all_words_of_the_best_window_are_shown() -> None:
    words = ["mot"] * 200
    words[100], words[130] = "cancer", "sein"
    shown = excerpt("cancer sein", " ".join(words))
    assert "[cancer]" in shown
    assert "[sein]" in shown


def test_a_very_long_word_is_cut_and_not_marked() -> None:
    snippet = finder("cancer").snippet("cancer" * 2_000)
    assert written(snippet.marked) == ("cancer" * 2_000)[:SNIPPET_CHARACTERS] + " …"
    assert snippet.matches == 0
    snippet = finder("cancer").snippet("x" * 10_000 + " cancer " + "y" * 10_000)
    assert written(snippet.marked) == "… [cancer] …"
    snippet = finder("x" * 10_000).snippet("mot " + "x" * 10_000)
    assert len(str(snippet.marked)) <= SNIPPET_CHARACTERS + 4


def test_a_page_of_200_kb_is_read_to_its_end() -> None:
    text = "mot " * 50_000 + "cancer du sein"
    assert excerpt("cancer", text).endswith("mot [cancer] du sein")
    assert len(excerpt("mot", text).split()) <= SNIPPET_WORDS + 2


# --- words to search for in a PDF reader -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "text", "words"),
    [
        ("cancer sein", "Le cancer du sein.", "cancer du sein"),
        ("cancer sein", "Le cancer\u00a0du  sein.", "cancer\u00a0du  sein"),  # as the page has it
        ("cancer sein", "Le cancer\ndu sein.", "cancer"),  # on one line
        ("cancer sein", "Le cancer a b c d e f g sein.", "cancer"),  # not too long
        ("dépistage", "Du DÉPISTAGE, dépistages", "DÉPISTAGE, dépistages"),
        ("absent", "Le cancer.", ""),
        ("cancer", "", ""),
    ],
)
def test_the_words_for_a_pdf_reader_are_a_run_of_the_page(query: str, text: str, words: str) -> None:
    assert finder(query).snippet(text).words == words


# --- properties --------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *(
            "cancer",
            "cancers",
            "Cancer.",
            "sein",
            "plan",
            "l’Institut",
            "e-cigarette",
            "directeur·rice",
            "(se)s",
            "mot",
            "studies",
            "study",
            "women’s",
            "12,000",
        ),
        *(
            "L. 1242-8",
            "1 234",
            "M€",
            "N’Diaye",
            "Mme",
            "fin.",
            "?",
            "«",
            "»",
            "-",
            "'",
            "’",
            "\u00a0",
            "\n",
            "\t",
            " ",
        ),
        "x" * 700,
    ]
)
TEXTS = st.text(max_size=80) | st.lists(PIECES, max_size=80).map(" ".join) | st.lists(PIECES, max_size=30).map("".join)
QUERIES = st.sampled_from(
    [
        *("cancer", "cancer sein", '"plan cancer"', "canc*", "institut", "ecigarette", "directrice", "1242-8", "1234"),
        *("study policy", "women", '"the studies"', "estudio"),
        *("ndiaye mme", '"mot mot"', "millions euros", "auteur:cancer", "-cancer", "", "x*", 'sein "du sein"'),
    ]
)


LANGUAGES = st.sampled_from(ANALYSES)


def wanted_forms(query: str, analysis: Analysis) -> tuple[set[str], set[str], tuple[str, ...]]:
    clauses = [clause for clause in parse(query) if not clause.is_excluded and clause.field not in ("author", "topic")]
    stems = {analysis.stem(t.form) for clause in clauses if clause.kind == "word" for t in clause.terms}
    stems |= {analysis.stem(clause.joined.form) for clause in clauses if clause.joined}
    forms = {term.form for clause in clauses if clause.kind == "phrase" for term in clause.terms}
    return stems, forms, tuple(clause.terms[0].form for clause in clauses if clause.kind == "prefix")


def is_wanted(run: str, query: str, analysis: Analysis) -> bool:
    stems, forms, beginnings = wanted_forms(query, analysis)
    return any(
        token.stem in stems or token.form in forms or token.form.startswith(beginnings)
        for token, *_ in analysis.analyse(run)
    )


@given(QUERIES, TEXTS)
def test_marking_changes_nothing_but_white_space(query: str, text: str) -> None:
    marked = finder(query).mark(text)
    assert squeezed(str(marked)) == squeezed(text)
    assert all(text for text, _ in marked.runs)


@given(QUERIES, TEXTS, LANGUAGES)
@example("millions euros", "58,7 M€", FRENCH)
def test_every_marked_run_is_a_word_of_the_query(query: str, text: str, analysis: Analysis) -> None:
    marked = finder(query, analysis).mark(text)
    assert all(is_wanted(run, query, analysis) for run, is_matched in marked.runs if is_matched)


def plainly_marked(query: str, text: str, analysis: Analysis = FRENCH) -> set[int]:
    """The characters to be marked, by a plain loop over the analysis of the whole text."""
    clauses = [clause for clause in parse(query) if not clause.is_excluded and clause.field not in ("author", "topic")]
    stems, _, beginnings = wanted_forms(query, analysis)
    placed = list(analysis.analyse(text))
    tokens = [p for p in placed if p.token.stem in stems or p.token.form.startswith(beginnings)]
    for phrase in (clause.terms for clause in clauses if clause.kind == "phrase"):
        for begin in {p.position for p in placed}:
            words = [
                [p for p in placed if p.position == begin + term.offset and p.token.form == term.form]
                for term in phrase
            ]
            if all(words):
                tokens += [p for found in words for p in found]
    return {at for p in tokens for at in range(p.start, p.end)}


@given(QUERIES, TEXTS, LANGUAGES)
@example('"plan cancer"', "plan » cancer, plan plan cancer / plan-cancer plan l'cancer", FRENCH)
@example('"l1242-8 plan"', "L. 1242-8 plan", FRENCH)
@example("canc* sein", "cancer l’anticancer cancérologie sein e-cancer", FRENCH)
@example("study 12000", "12,000 studies", ENGLISH)
def test_the_quick_way_marks_what_a_plain_loop_marks(query: str, text: str, analysis: Analysis) -> None:
    spans = finder(query, analysis).spans(text)
    assert {at for start, end in spans for at in range(start, end)} == plainly_marked(query, text, analysis)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


@given(QUERIES, TEXTS, st.integers(5, 50))
def test_an_excerpt_marks_the_same_words(query: str, text: str, words: int) -> None:
    """A chunk of it stands at another number than in the text, but holds the same."""
    assume(max(map(len, text.split()), default=0) < SNIPPET_CHARACTERS // 2)
    excerpt = finder(query).snippet(text, words)
    shown = {run for run, is_matched in excerpt.marked.runs if is_matched}
    assert shown <= {run for run, is_matched in finder(query).mark(text).runs if is_matched}
    assert bool(shown) == bool(plainly_marked(query, text))


@given(QUERIES, TEXTS, st.integers(5, 50))
def test_an_excerpt_is_is_a_bounded_run_of_whole_words(query: str, text: str, words: int) -> None:
    assume("·" not in text)
    snippet = finder(query).snippet(text, words)
    shown = str(snippet.marked)
    before, after = shown.startswith("… "), shown.endswith(" …")
    body = squeezed(shown.removeprefix("… ").removesuffix(" …").replace(" · ", " "))  # which stands for a line's end
    whole = squeezed(text)
    assert body in whole
    assert len(body) <= SNIPPET_CHARACTERS
    assert len(french.join_spaced(body).split()) <= words
    if max(map(len, whole.split()), default=0) < SNIPPET_CHARACTERS // 2:
        assert re.search(rf"(?:^|\s){re.escape(body)}(?:\s|$)", whole)
    if not before and "…" not in text:
        assert whole.startswith(body)
    if not after and "…" not in text:
        assert whole.endswith(body)
    assert snippet.matches == sum(is_matched for _, is_matched in snippet.marked.runs)
    assert snippet.words in text


@given(QUERIES, st.lists(st.sampled_from(["mot", "autre", "fin."]), max_size=120), st.integers(0, 120))
def test_a_word_that_the_page_has_is_in_the_excerpt(query: str, words: list[str], place: int) -> None:
    words.insert(place, "cancer")
    snippet = finder("cancer").snippet(" ".join(words))
    assert snippet.matches == 1
    assert snippet.words == "cancer"


@pytest.mark.parametrize("unit", ["cancer ", "cancer/", "cancer", "a ", "…", "\n", "plan cancer ", "1 ", "cancer. "])
def test_hostile_pages_take_linear_time(unit: str) -> None:
    """100 kB: a quadratic step would be noticed."""
    text = unit * (100_000 // len(unit))
    for query in ("cancer", '"plan cancer"', "canc*"):
        assert len(str(finder(query).snippet(text).marked)) <= SNIPPET_CHARACTERS + 4


def test_lines_without_punctuation_are_kept_apart() -> None:
    """A title, a row of a table: run together, they read as one sentence that nobody wrote."""
    text = "Le dépistage\nvient à vous\nTous les deux ans.\nAvant | 2024\n50 à 54 ans | 44,1 %"
    shown = str(finder("dépistage").snippet(text).marked)
    assert shown == "Le dépistage vient à vous · Tous les deux ans. Avant | 2024 · 50 à 54 ans | 44,1 %"
