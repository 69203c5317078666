"""Which language a text is in; sentences of our own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.extract.language import detect_language, language_code, passage_language, stated_language

FRENCH = (
    "Les résultats de l’étude montrent que la participation au dépistage organisé progresse dans toutes les régions, "
    "mais que les écarts entre les départements restent importants. L’institut recommande de renforcer l’information "
    "des personnes invitées et de simplifier la prise de rendez-vous avec un professionnel de santé."
)
ENGLISH = (
    "The results of this study show that participation in organised screening is rising in every region, although "
    "large differences remain between districts. The institute recommends that invited people receive better "
    "information and that making an appointment with a health professional should be easier than it is today."
)
SPANISH = (
    "Los resultados del estudio muestran que la participación en el cribado organizado aumenta en todas las regiones, "
    "aunque las diferencias entre provincias siguen siendo grandes. El instituto recomienda mejorar la información."
)
GERMAN = (
    "Die Ergebnisse der Studie zeigen, dass die Teilnahme an der organisierten Früherkennung in allen Regionen steigt, "
    "obwohl zwischen den Bezirken große Unterschiede bestehen bleiben. Das Institut empfiehlt bessere Auskünfte."
)
ITALIAN = (
    "I risultati dello studio mostrano che la partecipazione allo screening organizzato aumenta in tutte le regioni, "
    "anche se le differenze tra le province restano grandi. L’istituto raccomanda di migliorare l’informazione."
)
PORTUGUESE = (
    "Os resultados do estudo mostram que a participação no rastreio organizado aumenta em todas as regiões, embora as "
    "diferenças entre os distritos continuem a ser grandes. O instituto recomenda que se melhore a informação."
)
DUTCH = (
    "De resultaten van het onderzoek laten zien dat de deelname aan het georganiseerde bevolkingsonderzoek in alle "
    "regio’s stijgt, hoewel de verschillen tussen de districten groot blijven. Het instituut beveelt meer uitleg aan."
)
RUSSIAN = (
    "Результаты исследования показывают, что участие в организованном скрининге растёт во всех регионах страны. " * 2
)
TEXTS = {
    "fr": FRENCH, "en": ENGLISH, "es": SPANISH, "de": GERMAN, "it": ITALIAN, "pt": PORTUGUESE, "nl": DUTCH,
    "ru": RUSSIAN,
}  # fmt: skip


@pytest.mark.parametrize("language", TEXTS)
def test_the_language_of_a_paragraph_is_heard(language: str) -> None:
    text = TEXTS[language]
    assert detect_language(text) == language
    assert detect_language(text.upper()) == language
    assert detect_language("x " * 3_000 + text * 5 + " x" * 3_000) == language  # from the middle


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le rapport est dans la lettre avec une annexe pour vous", "fr"),
        ("Dépistage organisé du cancer colorectal : bilan de la campagne", "fr"),
        ("Annual report of the national screening programme for women", "en"),
        ("", ""),
        ("?", ""),
        ("12 345 678 901", ""),
        ("A B C", ""),
    ],
)
def test_the_language_of_a_line(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("own", ["fr", "en", "fr-fr", "de"])
def test_a_passage_in_another_language_than_its_publication_says_so(language: str, own: str) -> None:
    expected = "" if own[:2] == language else language
    assert passage_language(TEXTS[language] * 2, own) == expected


@pytest.mark.parametrize(
    "text",
    [
        "See the annual report of the institute.",  # a line of English is a title or a quotation
        "Tableau 4. 12,5 13,8 44,1 – 2019 2020 2021 " * 20,
        "Martin A, Dupont B, Nguyen C, Kowalski D, Rossi E, García F. " * 10,
        "01 23 45 67 89 www.institut.example contact@institut.example " * 10,
        "1 2 3 4 5 6 7 8 9 " * 50,
        FRENCH + " « The results of this study » " + FRENCH,
        FRENCH.replace("é", "e").replace("’", " "),
        "",
    ],
)
def test_a_passage_that_is_not_surely_in_another_language_is_in_its_publications(text: str) -> None:
    assert passage_language(text, "fr") == ""


@given(st.text(max_size=400))
def test_any_text_has_a_language_or_none(text: str) -> None:
    assert len(detect_language(text)) in (0, 2)
    assert passage_language(text, "fr") != "fr"


@pytest.mark.parametrize(
    ("declared", "code"),
    [("fr-FR", "fr"), ("en_GB", "en"), ("Français", "fr"), ("eng", "en"), ("EN", "en"), ("xxx", ""), ("", "")],
)
def test_a_declared_language_has_two_letters(declared: str, code: str) -> None:
    assert language_code(declared) == code


@pytest.mark.parametrize(
    ("declared", "stated"),
    [("und", ""), ("zxx", ""), ("mul", ""), ("", ""), ("fr", "fr"), ("gcf", "gcf"), ("en-gb", "en-gb")],
)  # fmt: skip
def test_what_means_no_language_states_none(declared: str, stated: str) -> None:
    assert stated_language(declared) == stated
