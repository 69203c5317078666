"""What visitors type, and what is understood.

In the tables a clause is written `word`, `"a phrase"`, `prefix*`, with `-` before what is excluded, `title:` before
what is looked for there, and `post+avc` for a compound.
"""

from __future__ import annotations

import doctest

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer import french, query
from indexer.query import MAX_CLAUSES, Clause, Term, parse, quoted_removed


def written(clause: Clause) -> str:
    forms = [term.form for term in clause.terms]
    text = {"word": "+".join(forms), "phrase": f'"{" ".join(forms)}"', "prefix": f"{forms[0]}*"}[clause.kind]
    return "-" * clause.is_excluded + (f"{clause.field}:" if clause.field else "") + text


def understood(text: str) -> str:
    return " ".join(map(written, parse(text)))


WORDS = [
    ("dépistage", "depistage"),
    ("DÉPISTAGE Depistage", "depistage depistage"),
    ("cancer sein", "cancer sein"),
    ("cancer cancer", "cancer"),
    ("  cancer\tsein\n", "cancer sein"),
    ("cancer, sein ; poumon ?", "cancer sein poumon"),
    ("bilan,2024", "bilan 2024"),
    ("prévention/soins", "prevention soins"),
    ("l'Institut", "institut"),
    ("post-AVC", "post+avc"),
    ("l’e-cigarette", "e+cigarette"),
    ("rendez-vous médical", "rendez+vous medical"),
    ("2023-2027", "2023 2027"),
    ("L. 1242-8", "l1242-8"),
    ("article L 1242-8", "article l1242-8"),
    ("1242-8", "1242 8"),
    ("1 234 567 euros", "1234567 euros"),
    ("58,7 M€", "58.7 millions euros"),
    ("directeur·rice", "directeur"),
    ("I.A.", "ia"),
    ("https://exemple.fr/page", "https exemple fr page"),
    ("nom@exemple.fr", "nom exemple fr"),
    ("C++", "c"),
]

PHRASES = [
    ('"cancer du sein"', '"cancer du sein"'),
    ("« cancer du sein »", '"cancer du sein"'),
    ("«cancer du sein»", '"cancer du sein"'),
    ("«\u00a0cancer du sein\u202f»", '"cancer du sein"'),
    ("“cancer du sein”", '"cancer du sein"'),
    ("„cancer du sein“", '"cancer du sein"'),
    ("”cancer du sein”", '"cancer du sein"'),
    ('“cancer du sein"', '"cancer du sein"'),
    ("＂cancer du sein＂", '"cancer du sein"'),
    ('bilan "plan cancer" 2024', 'bilan "plan cancer" 2024'),
    ('"plan cancer""bilan 2024"', '"plan cancer" "bilan 2024"'),
    ('"L. 1242-8 du code"', '"l1242-8 du code"'),
    ('"cancer"', '"cancer"'),
    ('"le la"', '"le la"'),  # in a phrase every word counts
    ('""', ""),
    ('" "', ""),
    ('"..."', ""),
    ('l\'"intelligence artificielle"', '"intelligence artificielle"'),
    # quotes without a partner are no syntax
    ('"cancer du sein', "cancer sein"),
    ('cancer du sein"', "cancer sein"),
    ('"cancer du sein" "poum', '"cancer du sein" poum'),
    ("« cancer du sein", "cancer sein"),
    ("cancer » du « sein", "cancer sein"),
    ("« le « plan cancer »", '"plan cancer"'),
    ('mot"', "mot"),
    ('"', ""),
]

EXCLUDED = [
    ("cancer -poumon", "cancer -poumon"),
    ("cancer −poumon", "cancer -poumon"),  # a minus sign
    ('cancer -"cancer du poumon"', 'cancer -"cancer du poumon"'),
    ("cancer -« cancer du poumon »", 'cancer -"cancer du poumon"'),
    ("bilan -2024", "bilan -2024"),
    ("cancer -canc*", "cancer -canc*"),
    ("-poumon", "-poumon"),  # exclusions only: everything else is found
    ("-poumon -sein", "-poumon -sein"),
    ("-poumon le", "-poumon le"),
    ("cancer -le", "cancer -le"),
    ("cancer - poumon", "cancer poumon"),
    ("cancer – poumon", "cancer poumon"),
    ("cancer -", "cancer"),
    ("-", ""),
    ("--", ""),
    ("--poumon", "poumon"),
    ("anti-tabac", "anti+tabac"),
    ("cancer-poumon", "cancer+poumon"),
    ("sein (-poumon)", "sein poumon"),
]

FIELDS = [
    ("titre:bilan", "title:bilan"),
    ("title:bilan", "title:bilan"),
    ("TITRE:bilan", "title:bilan"),
    ("auteur:Kerbrat", "author:kerbrat"),
    ("auteure:Kerbrat", "author:kerbrat"),
    ("author:Kerbrat", "author:kerbrat"),
    ("thème:prévention", "topic:prevention"),
    ("theme:prévention", "topic:prevention"),
    ("sujet:prévention", "topic:prevention"),
    ("topic:prévention", "topic:prevention"),
    ('titre:"plan cancer"', 'title:"plan cancer"'),
    ("titre:« plan cancer »", 'title:"plan cancer"'),
    ("-titre:bilan", "-title:bilan"),
    ('-auteur:"Le Goff"', '-author:"le goff"'),
    ("auteur:le", "author:le"),
    ("auteur:Le Goff", "author:le goff"),
    ("titre:canc*", "title:canc*"),
    ("titre:l'état", "title:etat"),
    ("titre:post-AVC", "title:post+avc"),
]

PASTED_TITLES = [
    ("Note:bilan", "note bilan"),
    ("Note: bilan", "note bilan"),
    ("-Note:bilan", "-note -bilan"),
    ("Rapport d'activité : 2024", "rapport activite 2024"),
    ("Rapport d’activité 2024 : bilan", "rapport activite 2024 bilan"),
    ("Titre : bilan", "titre bilan"),
    ("titre: bilan", "titre bilan"),
    ("titre:", "titre"),
    ("titre::bilan", "titre bilan"),
    ("Filière IA & Cancers : l’Institut engagé", "filiere ia cancers institut engage"),
    ("Tabac : où en est-on ?", "tabac"),
    ("Bilan (2024) - synthèse", "bilan 2024 synthese"),
    ("12:30", "12 30"),
]

PREFIXES = [
    ("canc*", "canc*"),
    ("CANC*", "canc*"),
    ("dépist*", "depist*"),
    ("de\u0301pist*", "depist*"),
    ("œuv*", "oeuv*"),
    ("ca*", "ca*"),
    ("canc*,", "canc*"),
    ("l'immuno*", "immuno*"),
    ("e-cig*", "e cig*"),
    ("20*", "20*"),
    ("le*", "le*"),  # no stop word: a beginning
    ("c*", "c"),  # too short to say anything
    ("***", ""),
    ("*", ""),
    ("*cancer", "cancer"),
    ("canc*er", "canc er"),
    ("cancer *", "cancer"),
]

STOP_WORDS = [
    ("le cancer du sein", "cancer sein"),
    ("les traitements pour une tumeur", "traitements tumeur"),
    ("être", "etre"),
    ("où", "ou"),
    ("les uns et les autres", "les uns et autres"),
    ("À la une", "a la une"),
    ("être -cancer", "etre -cancer"),
    ("le titre:bilan", "title:bilan"),
    ("bien-être", "bien+etre"),
    ("le bien-être", "le bien+etre"),
    ("l'", "l"),
    ("qu’ l’", "qu l"),
]

STRANGE = [
    ("", ""),
    (" \n\t", ""),
    ("?!…", ""),
    ("😀", ""),
    ("cancer\x00sein", "cancer sein"),
    ("\x00", ""),
    ("can\u00adcer", "cancer"),
    ("\x1b[31mcancer", "31mcancer"),
    ("北京", "beijing"),
    ("cancer AND sein OR poumon", "cancer sein poumon"),
    ("(cancer OR sein)", "cancer sein"),
    ("cancer~2 sein^3", "cancer 2 sein 3"),
    ("[2020 TO 2024]", "2020 2024"),
    ("<script>alert(1)</script>", "script alert 1"),
]


def table(*tables: list[tuple[str, str]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("text", "clauses"), [case for cases in tables for case in cases])


@table(WORDS)
def test_words_are_looked_for_as_they_are_indexed(text: str, clauses: str) -> None:
    assert understood(text) == clauses


@table(PHRASES)
def test_quotes_of_every_kind_make_a_phrase_and_a_lone_one_nothing(text: str, clauses: str) -> None:
    assert understood(text) == clauses


@table(EXCLUDED)
def test_a_hyphen_before_a_word_excludes_it(text: str, clauses: str) -> None:
    assert understood(text) == clauses


@table(FIELDS)
def test_a_field_is_named_in_french_or_english(text: str, clauses: str) -> None:
    assert understood(text) == clauses


@table(PASTED_TITLES)
def test_a_pasted_title_stays_a_title(text: str, clauses: str) -> None:
    assert understood(text) == clauses


@table(PREFIXES)
def test_a_star_asks_for_every_word_that_begins_so(text: str, clauses: str) -> None:
    assert understood(text) == clauses


@table(STOP_WORDS)
def test_function_words_are_left_out_unless_nothing_else_remains(text: str, clauses: str) -> None:
    assert understood(text) == clauses


@table(STRANGE)
def test_nothing_else_is_syntax(text: str, clauses: str) -> None:
    assert understood(text) == clauses


def test_a_clause_says_what_was_typed() -> None:
    typed = [clause.text for clause in parse("L. 1242-8, « plan cancer » post-AVC (bilan) canc* titre:« Le  bilan »")]
    assert typed == ["L. 1242-8", "plan cancer", "post-AVC", "bilan", "canc*", "Le  bilan"]


def test_a_compound_is_looked_for_as_one_word_too() -> None:
    (clause,) = parse("post-AVC")
    assert clause.joined == Term("postavc")
    (clause,) = parse("cancer")
    assert clause.joined is None


def test_the_words_of_a_phrase_have_their_places() -> None:
    (clause,) = parse('"code du travail, L. 1242-8 du code"')
    assert [(term.form, term.offset) for term in clause.terms] == [
        ("code", 0),
        ("du", 1),
        ("travail", 2),
        ("l1242-8", 3),  # it takes two places, as its numbers do
        ("du", 5),
        ("code", 6),
    ]


def test_the_first_64_clauses_are_asked() -> None:
    words = [f"mot{number}" for number in range(100)]
    assert understood(" ".join(words)).split() == words[:MAX_CLAUSES]
    assert understood(",".join(words)).split() == words[:MAX_CLAUSES]


def test_a_thousand_characters_are_read() -> None:
    assert len(parse("dépistage " * 100)) == 1
    assert understood("é" * 1_000) == "e" * french.MAX_FORM
    for unit in ('"', "«", "«»", '"a', "-", "a:", "titre:", "l'", "a* ", "*", "“", "1 "):
        assert len(parse(unit * (1_000 // len(unit)))) <= MAX_CLAUSES


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ('"plan cancer" 2024', "plan cancer 2024"),
        ("« plan cancer »", "plan cancer"),
        ("“plan cancer”", "plan cancer"),
        ('titre:"plan cancer"', "titre: plan cancer"),
        ("plan cancer", "plan cancer"),
        ('"', ""),
    ],
)
def test_a_phrase_that_is_not_found_is_asked_without_its_quotes(text: str, repaired: str) -> None:
    assert quoted_removed(text) == repaired


PIECES = st.sampled_from(
    [
        *"\"«»“”-−*: '’.,()/\x00\u2060",
        "titre:",
        "auteur:",
        "Note:",
        "le",
        "l'",
        "cancer",
        "été",
        "1 234",
        "L. 1-2",
        "·e·s",
    ]
)
TEXTS = st.text(max_size=80) | st.lists(PIECES, max_size=25).map("".join)


@given(TEXTS)
@example("l'")
@example("²")
def test_whatever_has_a_letter_or_a_digit_asks_for_something(text: str) -> None:
    clauses = parse(text)
    bare = "".join(char for char in text if char not in french.APOSTROPHES)  # one apostrophe counts as a letter
    if any(char.isalnum() for char in bare):
        assert clauses
    assert len(clauses) <= MAX_CLAUSES
    assert len(set(clauses)) == len(clauses)
    for clause in clauses:
        assert clause.text
        assert all(term.form for term in clause.terms)
        assert len(clause.terms) == 1 or clause.kind != "prefix"
        assert "\u2060" not in clause.text or "\u2060" in text


@given(TEXTS)
def test_a_query_without_its_quotes_asks_for_no_phrase(text: str) -> None:
    assert all(clause.kind != "phrase" for clause in parse(quoted_removed(text)))


@given(st.lists(st.sampled_from(["cancer", "dépistage", "état", "sein"]), min_size=1, max_size=5, unique=True))
def test_plain_words_are_one_clause_each(words: list[str]) -> None:
    assert [clause.text for clause in parse(" ".join(words))] == words


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(query).failed == 0
