"""Suggestions, corrections and spellings of a cluster: what the embedded engine says of the same publications."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest

from indexer.editing import Editing
from indexer.engines.interface import Engine, Query
from indexer.engines.opensearch import suggesting, surface_forms
from indexer.engines.opensearch.client import Client
from indexer.engines.opensearch.engine import OpenSearchEngine
from indexer.engines.opensearch.reader import Reader
from indexer.french import fold
from indexer.publication import Publication
from tests.cluster.cluster import Cluster
from tests.contract.corpus import publication, store
from tests.contract.makers import MakeOpenSearch, MakeWhoosh

WORDS = (
    "accueil accès accident activité agence agriculture aide alimentation santé sanitaire saison sécurité séance "
    "service surveillance maladie malade mammographie marche médecin médecine mesure méthode mission publique public "
    "publication population pollution prévention programme progrès projet protection hôpital hospitalisation recherche "
    "rapport région registre réseau responsabilité développement département dépistage dépense données dosage qualité "
    "anticonstitutionnellement oto-rhino intergouvernementale"
).split()
NAMES = ("Awa Diop", "Diane Awono", "Hélène Aubertin", "Nicolas Scotté", "Inès Scott-Aubert")
TOPICS = ("Prévention", "Santé publique", "Vie de l’institut", "Hôpital", "Accès aux données")


def _publications() -> list[Publication]:
    rng = random.Random(5)
    return [
        publication(
            f"p{number}",
            " ".join(rng.choices(WORDS, k=4)),
            *(f"Le {' de la '.join(rng.choices(WORDS, k=3))} {' '.join(rng.choices(WORDS, k=8))}." for _ in range(3)),
            authors=tuple(rng.sample(NAMES, 2)),
            topics=tuple(rng.sample(TOPICS, 2)),
            date=f"{rng.randint(2019, 2024)}-0{rng.randint(1, 9)}-11",
        )
        for number in range(60)
    ]


PUBLICATIONS = _publications()


@pytest.fixture(scope="module")
def engine(opensearch_cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenSearchEngine]:
    """The publications in a cluster."""
    with closing(MakeOpenSearch(opensearch_cluster)) as make:
        engine = make(tmp_path_factory.mktemp("cluster"))
        assert isinstance(engine, OpenSearchEngine)
        store(engine, PUBLICATIONS)
        yield engine


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The same in a folder."""
    engine = MakeWhoosh()(tmp_path_factory.mktemp("embedded"))
    store(engine, PUBLICATIONS)
    return engine


def _beginnings() -> list[str]:
    rng = random.Random(6)
    found = ["sa", "re", "pr", "d", "20", "11", "aw di", "vie de l", "oto", "otorh", "l’hop", "le dep", "zz", "scott a"]
    for _ in range(40):
        words = " ".join(rng.choice(PUBLICATIONS).passages[0].text.split()[: rng.randint(2, 9)])
        last = rng.choice(WORDS)
        found += [words, f"{words.rpartition(' ')[0]} {last[: rng.randint(2, 5)]}", last[: rng.randint(2, 6)]]
    return found


def test_both_engines_suggest_the_same(engine: Engine, embedded: Engine) -> None:
    for typed in _beginnings():
        for limit in (8, 20):
            assert engine.suggest(typed, limit) == embedded.suggest(typed, limit), typed


def _mistaken() -> list[str]:
    rng = random.Random(7)
    found = []
    for _ in range(60):
        words = rng.choice(PUBLICATIONS).passages[1].text.rstrip(".").split()
        first = rng.randrange(len(words) - 3)
        some = words[first : first + rng.randint(1, 3)]
        place = rng.randrange(len(some))
        at = rng.randrange(len(some[place]))
        letter = rng.choice("aeirst ")
        some[place] = some[place][:at] + letter + some[place][at + rng.randrange(2) :]
        found.append(rng.choice(('"{}"', "{}", "{}", "titre:{}", "{} zzzz")).format(" ".join(some)))
    return [*found, "auteur:aubretin", "theme:prevension", "santepublique", "devlopement", "surveilance mammographei"]


def test_both_engines_correct_the_same(engine: Engine, embedded: Engine) -> None:
    for typed in _mistaken():
        assert engine.corrected(typed) == embedded.corrected(typed), typed


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("anticnstitutionelement", "anticonstitutionnellement"),
        ("antiiconstitutionnnellementt", "anticonstitutionnellement"),
        ("intrgouvrnementle", "intergouvernementale"),
        ("intergouverrnnementtale", "intergouvernementale"),
        ("intrgouvrnmentle", None),  # four
        ("entergouvrnementle", None),  # another first letter, and two more: the embedded engine finds it
    ],
)
def test_three_letters_of_a_long_word_may_differ(engine: Engine, typed: str, meant: str | None) -> None:
    assert engine.corrected(typed) == meant


def test_both_engines_write_words_the_same(engine: Engine, embedded: Engine) -> None:
    texts = [
        *WORDS,
        "le developpement de la sante",
        "11 mesures",
        "2024",
        "scotte",
        "awa DIOP",
        "oto-rhino",
        "otorhino",
    ]
    for text in texts:
        for typed in (text, fold(text), text.upper()):
            assert engine.as_written(typed) == embedded.as_written(typed), typed


def test_a_text_of_a_thousand_words_is_not_looked_up_to_its_end(engine: OpenSearchEngine) -> None:
    with mock.patch.object(Client, "msearch", autospec=True, side_effect=Client.msearch) as msearch:
        assert engine.as_written(" ".join(f"zz{number}zz" for number in range(1_000))) is None
    assert msearch.call_count == 1


@pytest.mark.parametrize(("typed", "requests"), [("mal", 2), ("santé publique mal", 3), ("zzz", 1), ("aw. ", 1)])
def test_suggestions_take_few_requests(engine: OpenSearchEngine, typed: str, requests: int) -> None:
    engine.suggest("mal")
    reader = engine.reader()
    _ = reader.frequencies.clear(), reader.suggestions.clear()
    transport = reader.client._transport
    with mock.patch.object(transport, "ask", side_effect=transport.ask) as ask:
        first = suggesting.suggest(reader, typed, 8)
        assert suggesting.suggest(reader, typed, 8) == first  # nobody is asked again
    assert ask.call_count == requests


@pytest.mark.parametrize("typed", ["sa", "pr", "de", "publ", "accueil pu", "registre de la", "anticons"])
def test_counts_are_exact_where_a_sample_tells_what_is_frequent(engine: OpenSearchEngine, typed: str) -> None:
    with mock.patch.multiple(suggesting, _SAMPLED=30, _LOOKED_AT=3, _FEW=3):
        engine.reader().suggestions.clear()
        suggested = engine.suggest(typed)
        engine.reader().suggestions.clear()
    words = [suggestion for suggestion in suggested if suggestion.kind == "word"]
    assert words or typed.endswith("la")
    for suggestion in words:
        assert suggestion.count == engine.count(Query(suggestion.text)) > 0


def test_what_few_publications_have_needs_no_sample(engine: OpenSearchEngine) -> None:
    rare = publication("rare", "Xylophone", "Un xylographe et un xylophone.")
    store(engine, [rare, replace(rare, id="rare2")])
    with mock.patch.multiple(suggesting, _SAMPLED=1, _LOOKED_AT=50):
        words = [each.text for each in engine.suggest("xylo") if each.kind == "word"]
    store(engine, [], remove=["rare", "rare2"])
    assert words == ["xylographe", "xylophone"]


def test_what_editors_hide_is_neither_suggested_nor_written(engine: OpenSearchEngine) -> None:
    hidden = publication("hidden", "Zanzibar", "Du zirconium.", authors=("Zoé Zola",), topics=("Zoologie",))
    store(engine, [hidden, replace(hidden, id="hidden2")])
    reader = engine.reader()
    assert {each.kind for each in suggesting.suggest(reader, "z", 8) + suggesting.suggest(reader, "zi", 8)}
    seeing = Reader(reader.client, reader.publications, reader.texts, Editing(hidden=frozenset(("hidden", "hidden2"))))
    for typed in ("za", "zi", "zo"):
        assert suggesting.suggest(seeing, typed, 8) == ()
        assert suggesting.suggest(reader, typed, 8)
    assert surface_forms.as_written(reader, "zirconium") == "zirconium"
    assert surface_forms.as_written(seeing, "zirconium") is None
    store(engine, [], remove=["hidden", "hidden2"])


def test_titles_that_begin_with_another_way_to_write_a_word_come_first(
    opensearch_cluster: Cluster, tmp_path: Path
) -> None:
    with closing(MakeOpenSearch(opensearch_cluster)) as make:
        engine = make(tmp_path / "index")
        store(
            engine,
            [
                publication("a", "La e-santé des jeunes", date="2024"),
                publication("b", "E-santé des jeunes : le bilan", date="2020"),
                publication("c", "C. " + "très long " * 300, date="2021"),
            ],
        )
        assert [each.id for each in engine.suggest("esante d") if each.id] == ["b", "a"]
        assert [each.id for each in engine.suggest("c " + "très long " * 11) if each.id] == ["c"]
