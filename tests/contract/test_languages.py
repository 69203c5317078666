"""Publications and passages in other languages: found by the stems of their language, whatever a query is in."""

from __future__ import annotations

import pytest

from indexer.engines.interface import Engine, Query
from indexer.publication import Passage
from tests.contract.corpus import SEIN, publication, store
from tests.contract.makers import MakeEngine

POLICY = publication(
    "reports/policy.html",
    "Women’s health: two studies of screening policies",
    "Screened women lived longer. The policy was evaluated in 12,000 women by the organisation.",
    kind="report",
    language="en-GB",
    date="2021",
    topics=("Health policies",),
)
MIXED = publication(
    "rapports/bilingue.pdf",
    "Les polices d’assurance",
    Passage(1, "La police d’assurance est souvent mal lue.", label="1"),
    Passage(2, "Abstract. Insurance policies are seldom studied by tumour boards.", label="2", language="en"),
    Passage(3, "Resumen. Las pólizas y los estudios.", label="3", language="es"),
    kind="rapport",
    date="2020",
)
POLICY_ID, MIXED_ID, SEIN_ID = POLICY.id, MIXED.id, SEIN.id

FOUND = {
    # English words meet by English stems
    "study": {POLICY_ID, MIXED_ID},
    "studies": {POLICY_ID, MIXED_ID},
    "screened": {POLICY_ID},
    "woman": {POLICY_ID},
    "women's": {POLICY_ID},
    "women’s health": {POLICY_ID},
    "tumors": {MIXED_ID},
    "organization": {POLICY_ID},
    "organ": set(),
    # and not by French ones, nor French words by English ones
    "policy": {POLICY_ID, MIXED_ID},
    "police": {MIXED_ID},
    "polices -policy": set(),
    "polices policies": {MIXED_ID},
    # words of other languages as they stand
    "estudios": {MIXED_ID},
    "estudio": set(),
    "polizas": {MIXED_ID},
    # numbers with a comma are thousands in English
    "12000": {POLICY_ID},
    "12,000 women": {POLICY_ID},
    # words of two languages together; French words as ever
    "assurance policies": {MIXED_ID},
    "dépistages": {SEIN_ID},
    # function words of both languages
    "the study of women": {POLICY_ID},
    "the étude of dépistage": set(),
    "le dépistage of the sein": {SEIN_ID},
    "the": {POLICY_ID},
    "of the": {POLICY_ID},
    "with the": set(),
    # phrases are exact in any language, and go on over a page break from one into another
    '"screening policies"': {POLICY_ID},
    '"screening policy"': set(),
    '"insurance policies are"': {MIXED_ID},
    '"mal lue abstract"': {MIXED_ID},
    '"boards resumen las"': {MIXED_ID},
    'health -"screening policies"': set(),
    # fields and beginnings
    "titre:study": {POLICY_ID},
    "titre:policy": {POLICY_ID},
    "titre:police": {MIXED_ID},
    "theme:policy": {POLICY_ID},
    "theme:healthy": set(),
    "stud*": {POLICY_ID, MIXED_ID},
    "poli*": {POLICY_ID, MIXED_ID},
    "titre:poli*": {POLICY_ID, MIXED_ID},
}


@pytest.fixture(scope="module")
def several(make_engine: MakeEngine, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """A French segment, and one in which languages meet."""
    engine = make_engine(tmp_path_factory.mktemp("languages"))
    with engine.writer() as writer:
        writer.add(engine.prepare([SEIN]))
        writer.commit(final=False)
        writer.add(engine.prepare([POLICY, MIXED]))
        writer.commit(final=False)
    return engine


@pytest.mark.parametrize("text", FOUND)
def test_query_finds(several: Engine, text: str) -> None:
    results = several.search(Query(text))
    assert (set() if results.relaxed else {hit.id for hit in results.hits}) == FOUND[text]
    assert several.count(Query(text)) == len(FOUND[text])


MARKED = {
    "study": (MIXED_ID, 2, "en", "Abstract. Insurance policies are seldom [studied] by tumour boards."),
    "police": (MIXED_ID, 1, "fr", "La [police] d’assurance est souvent mal lue."),
    "policy -women": (MIXED_ID, 2, "en", "Abstract. Insurance [policies] are seldom studied by tumour boards."),
    "estudios": (MIXED_ID, 3, "es", "Resumen. Las pólizas y los [estudios]."),
    '"mal lue"': (MIXED_ID, 1, "fr", "La police d’assurance est souvent [mal] [lue]."),
    "women screen": (
        POLICY_ID, 1, "en-GB",
        "[Screened] [women] lived longer. The policy was evaluated in 12,000 [women] by the organisation.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", MARKED)
def test_what_was_found_is_marked_in_the_passage_and_its_language_said(several: Engine, text: str) -> None:
    identifier, number, language, marked = MARKED[text]
    (hit,) = (hit for hit in several.search(Query(text)).hits if hit.id == identifier)
    passage = hit.passages[0]
    shown = "".join(f"[{run}]" if is_matched else run for run, is_matched in passage.snippet.runs)
    assert (passage.number, passage.language, shown) == (number, language, marked)
    assert hit.snippet_language == language


def test_titles_are_marked_in_their_language(several: Engine) -> None:
    (hit,) = several.search(Query("titre:policy")).hits
    assert [run for run, is_matched in hit.marked_title.runs if is_matched] == ["policies"]
    (hit,) = several.search(Query("titre:police")).hits
    assert [run for run, is_matched in hit.marked_title.runs if is_matched] == ["polices"]


@pytest.mark.parametrize(
    ("text", "corrected"),
    [("organisaton", "organisation"), ("tumour bords", "tumour boards"), ("estudioss", "estudios"), ("policy", None),
     ("organizations", None)],
)  # fmt: skip
def test_spelling_is_corrected_in_any_language(several: Engine, text: str, corrected: str | None) -> None:
    assert several.corrected(text) == corrected


def test_exact_form_stands_above_stem_in_english(engine: Engine) -> None:
    for first, second in (("a", "b"), ("b", "a")):
        better = publication(first, "Note", "The studies advance here", language="en")
        worse = publication(second, "Note", "The study advances here", language="en")
        store(engine, [better, worse])
        assert [hit.id for hit in engine.search(Query("studies")).hits] == [first, second]


def test_languages_of_passages_are_kept(several: Engine) -> None:
    assert several.get(MIXED_ID) == MIXED
