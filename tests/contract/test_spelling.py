"""What was meant, where what was typed is not found."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.engines.interface import Engine, Filters, Query
from indexer.publication import Passage
from tests.contract.corpus import publication, store
from tests.contract.makers import MakeEngine

TEXTS = (
    "Le dépistage du cancer du sein progresse. Le développement durable des territoires.",
    "Le rapport d’activité de l’institut. La santé publique et le télétravail des agents.",
    "L’accueil des patients à l’hôpital, la pneumologie et l’ophtalmologie. Le sien et le tien.",
    "La qualité de l’air dans les écoles. Une lettre d’information sur la vaccination et l’e-cigarette.",
)
ITEMS = [
    publication("bilan", "Bilan", *TEXTS[:2], authors=("Hélène Aubertin",), topics=("Prévention",), date="2024"),
    publication("guide", "Guide de l’accueil", *TEXTS[2:], authors=("Awa Diop",), topics=("Hôpital",), date="2023"),
    publication("note", "Épidémiologie", Passage(1, "Une note.", heading="Mésothéliome"), lead="Un chapô lapidaire."),
]


@pytest.fixture(scope="module")
def texts(make_engine: MakeEngine, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Two commits; something that was removed has words of its own."""
    engine = make_engine(tmp_path_factory.mktemp("spelling"), replicas=1)
    store(engine, [publication("gone", "Paludisme", "Le chikungunya.")])
    store(engine, ITEMS[:2], remove=["gone"])
    store(engine, ITEMS[2:])
    return engine


MEANT = {
    # letters: doubled, missing, turned round, heard
    "developpement durabel": "developpement durable",
    "dévelopement durable": "développement durable",
    "depistge": "dépistage",
    "dépitsage": "dépistage",
    "aceuil": "accueil",
    "acueil des pateints": "accueil des patients",
    "hopitale pnemologie": "hopitale pneumologie",
    "opthalmologie": "ophtalmologie",
    "DEPISTGE": "dépistage",
    "vacination, ecole": "vaccination, ecole",
    # in a title, a heading, a lead only
    "epidemologie": "épidémiologie",
    "mesotheliomme": "mésothéliome",
    "lapidere": "lapidaire",
    # two words written as one
    "santepublique": "santé publique",
    "depistageducancer": None,  # three are no two
    "rapport dactivité": "rapport d’activité",
    "lair des écoles": "l’air des écoles",
    "linstitut": "l’institut",
    # one word written as two
    "dépis tage": "dépistage",
    "tele travail": "télétravail",
    "pneumo logie": "pneumologie",
    # between quotes
    '"cancer du sien"': '"cancer du sein"',
    "« cancer du sien »": "« cancer du sein »",
    '"santé publlique" institut': '"santé publique" institut',
    '"santepublique"': '"santé publique"',
    '"développement du rable"': '"développement durable"',
    # in a field; its name is no word
    "titre:bilant": "titre:bilan",
    "titre:acceuil": "titre:accueil",
    "auteur:aubretin": "auteur:Aubertin",
    "auteur:diopp hopital": "auteur:Diop hopital",
    "theme:prevension": "theme:Prévention",
    'auteur:"helene aubretin"': 'auteur:"helene Aubertin"',
    "auteur:depistage": None,
    # function words stay, and one at the end may be meant as another word
    "le dépistge du cancer": "le dépistage du cancer",
    "cancer du sien": "cancer du sein",
    "dépistage du cancer avec": None,
    # what is excluded, or only begins, is left alone
    "depistge -hopitl": "dépistage -hopitl",
    "hopit* acueil": "hopit* accueil",
    # a word that resembles none is left out, where another is corrected
    "depistge zorglubator cancer": "dépistage cancer",
    "zorglubator cancer": None,
    # nothing to correct
    "teletravail": None,
    "ecigarette": None,
    "dépistage": None,
    "xyz": None,
    "???": None,
    "": None,
    # words of what is no longer there are no words of the corpus
    "chikunguna": None,
    "paludsme": None,
}


@pytest.mark.parametrize("text", MEANT)
def test_what_was_typed_is_corrected(texts: Engine, text: str) -> None:
    """In words of the corpus, as it writes them; all else stays as typed; what is proposed finds something."""
    meant = texts.corrected(text)
    assert meant == MEANT[text]
    assert meant is None or texts.count(Query(meant))


def test_what_is_found_as_typed_needs_no_correction(texts: Engine) -> None:
    for text in ("teletravail", "ecigarette", "e cigarette", "DEPISTAGE", "santé publique"):
        assert texts.search(Query(text)).total
        assert not texts.search(Query(text)).relaxed


def test_a_correction_finds_something_with_the_filters(texts: Engine) -> None:
    assert texts.corrected("depistge", Filters(years=(2024,))) == "dépistage"
    assert texts.corrected("depistge", Filters(years=(2023,))) is None
    # the closest word is not there, another one is
    assert texts.corrected("ecoles sein", Filters(topics=("Hôpital",))) is None


def test_of_two_words_the_one_that_stands_with_the_others_is_taken(engine: Engine) -> None:
    """The more frequent word comes second where it finds nothing with the rest."""
    store(
        engine,
        [*(publication(f"m{n}", "Note", "La mesure de la marche.") for n in range(5)),
         publication("masse", "Note", "Le masque à l’école.")],
    )  # fmt: skip
    assert engine.corrected("masqe école") == "masque école"
    assert engine.corrected("marhe mesure") == "marche mesure"


LETTERS = 'depistagcnruvlhqo é’"-:*'
WORDS = st.sampled_from([word for text in TEXTS for word in text.replace(".", "").split()])


@st.composite
def typed(draw: st.DrawFn) -> str:
    """Words of the corpus with a mistake in some, joined, cut, quoted, in fields."""
    words = []
    for word in draw(st.lists(WORDS, min_size=1, max_size=4)):
        kind = draw(st.sampled_from(["as it is", "dropped", "typed wrongly", "added", "cut", "quoted", "field"]))
        at = draw(st.integers(0, len(word) - 1))
        words.append(
            {
                "as it is": word,
                "dropped": word[:at] + word[at + 1 :],
                "typed wrongly": word[:at] + draw(st.sampled_from(LETTERS)) + word[at + 1 :],
                "added": word[:at] + draw(st.sampled_from(LETTERS)) + word[at:],
                "cut": f"{word[:at]} {word[at:]}",
                "quoted": f'"{word}"',
                "field": draw(st.sampled_from(["titre:", "auteur:", "theme:", "-"])) + word,
            }[kind]
        )
    return draw(st.sampled_from(["", " "])).join(words)


@settings(max_examples=120)
@given(text=st.one_of(typed(), st.text(max_size=40)), years=st.sampled_from([(), (2023,), (2024,)]))
def test_what_is_proposed_always_finds_something(texts: Engine, text: str, years: tuple[int, ...]) -> None:
    """Whatever was typed."""
    chosen = Filters(years=years)
    meant = texts.corrected(text, chosen)
    assert meant is None or (meant != text and texts.count(Query(meant, chosen)))


def test_a_text_of_a_hundred_words_is_bounded(make_engine: MakeEngine, tmp_path: Path) -> None:
    """As many looks into the vocabulary, and as much counting, as for a short one."""
    engine = make_engine(tmp_path / "index")
    store(engine, ITEMS)
    assert engine.corrected(" ".join(f"depistge{n:02d}x" for n in range(100))) is None
    assert engine.corrected("depistge " + " ".join(f"zz{n:02d}" for n in range(60))) == "dépistage"
