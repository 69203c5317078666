"""English words and those of other languages: which meet, and which must not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import french
from indexer.languages import ANALYSES, ENGLISH, FOLDED, FRENCH, Analysis, analysis_of, names_of


def english(word: str) -> str:
    (placed,) = (placed for placed in ENGLISH.analyse(word) if not placed.token.is_alternative)
    return placed.token.stem


MEET = [
    "study studies studied studying",
    "policy policies",
    "screening screened screen screens",
    "woman women women’s Women's",
    "child children children's",
    "man men men's",
    "patient patients patients’ patient's",
    "vaccine vaccines vaccination vaccinated vaccinating",
    "prevention prevent preventing preventive",
    "hospital hospitals hospitalised hospitalized hospitalisation hospitalization",
    "life lives",
    "crisis crises",
    "analysis analyses analyse analysed analyze analyzed",
    "diagnosis diagnoses diagnosed",
    "hypothesis hypotheses",
    # British and American
    "organisation organization organisations organizational organise organizing",
    "tumour tumor tumours tumors",
    "behaviour behavioural behavior behavioral",
    "centre center centres",
    "programme program programmes",
    "haemorrhage hemorrhage",
    "leukaemia leukemia",
    "anaemia anemia",
    "paediatric pediatric",
    "gynaecology gynecology",
    "anaesthesia anesthesia",
    "oesophagus esophagus œsophagus",
    "oedema edema",
    "foetus fetus",
    "diarrhoea diarrhea",
    "modelling modeling model",
    "practise practice practised",
    "defence defense",
]
APART = [
    "policy police",
    "organ organisation organic organism",
    "university universal",
    "experience experiment",
    "important import",
    "several severe",
    "authority author",
    "international internal",
    "emergency emerging",
    "incidence incident",
    "public publication",
    "general generate generation",
    "news new",
    "our hour tour four",
    "size prize",
    "life living",
    "physician physical",
]


@pytest.mark.parametrize("words", MEET)
def test_english_words_meet(words: str) -> None:
    assert len({english(word) for word in words.split()}) == 1


@pytest.mark.parametrize("words", APART)
def test_english_words_stay_apart(words: str) -> None:
    assert len({english(word) for word in words.split()}) == len(words.split())


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Don’t we'll it's", "dont well its"),
        ("women's patients’", "womens patients"),
        ("the U.S. and the U.K.", "the us and the uk"),
        ("state-of-the-art", "state of the art"),
        ("a 2nd, 3rd and 4th", "a 2e 3rd and 4th"),
        ("O’Brien d'Arcy", "obrien arcy"),
        ("and/or he/she", "and or he she"),
    ],
)
def test_english_text_is_cut_as_any_other(text: str, forms: str) -> None:
    assert " ".join(p.token.form for p in ENGLISH.analyse(text) if not p.token.is_alternative) == forms


@pytest.mark.parametrize(
    ("number", "forms"),
    [("12,000", {"12.000", "12000"}), ("1,234,567", {"1234567", "1", "234", "567"}), ("2,5", {"2.5"}),
     ("12.5", {"12.5"})],
)  # fmt: skip
def test_thousands_in_english(number: str, forms: set[str]) -> None:
    assert {placed.token.form for placed in ENGLISH.analyse(number)} == forms


@given(st.text(max_size=80), st.sampled_from((ENGLISH, FOLDED)))
def test_positions_and_forms_are_those_of_the_french_analysis(text: str, analysis: Analysis) -> None:
    """So that a query, which has no language, can be looked for in all."""

    def main(of: Analysis) -> list[tuple[str, int, int, int]]:
        return [(p.token.form, p.position, p.start, p.end) for p in of.analyse(text) if not p.token.is_alternative]

    assert main(analysis) == main(FRENCH)


@given(st.text(max_size=80))
def test_no_stem_of_one_language_is_one_of_another_and_each_is_found_by_its_form(text: str) -> None:
    stems = {analysis: {placed.token.stem for placed in analysis.analyse(text)} for analysis in ANALYSES}
    assert stems[FRENCH].isdisjoint(stems[ENGLISH] | stems[FOLDED])
    assert stems[ENGLISH].isdisjoint(stems[FOLDED])
    for number, analysis in enumerate(ANALYSES):
        for placed in analysis.analyse(text):
            term = placed.token.term.encode()
            beginning, exact = names_of(placed.token.form, ANALYSES)[number]
            assert term == exact
            assert term.startswith(beginning)


@pytest.mark.parametrize(
    ("language", "analysis"),
    [("fr", FRENCH), ("fr-CA", FRENCH), ("", FRENCH), ("en", ENGLISH), ("en_GB", ENGLISH), ("EN-us", ENGLISH),
     ("de", FOLDED), ("pt-br", FOLDED), ("enm", FOLDED), ("x", FOLDED)],
)  # fmt: skip
def test_analysis_of_a_language(language: str, analysis: Analysis) -> None:
    assert analysis_of(language) is analysis


def test_words_of_other_languages_are_their_forms() -> None:
    (placed,) = FOLDED.analyse("Pólizas")
    assert (placed.token.form, placed.token.stem) == ("polizas", ":polizas")


@pytest.mark.parametrize("word", "the of and with from this their what is are was".split())
def test_english_function_words(word: str) -> None:
    assert french.is_stop_word(word)


@pytest.mark.parametrize("word", "who us can may but an health study".split())
def test_words_that_mean_something_in_either_language_are_none(word: str) -> None:
    assert not french.is_stop_word(french.fold(word))
