"""What is about the same as a publication, and the same document elsewhere."""

from __future__ import annotations

import dataclasses
import random

import pytest

from indexer.engines.interface import Engine, RelatedPublications
from indexer.publication import Passage, Publication
from tests.contract.corpus import publication, store

# What each subject's publications are made of, beside words that all of them have.
SUBJECTS = {
    "tabac": "tabac cigarette fumeur nicotine sevrage vapotage paquet addictologie substitut arrêt",
    "chaleur": "canicule chaleur température chantier hydratation ombre vigilance thermique ouvrier juillet",
    "sommeil": "sommeil bruit nuit insomnie réveil décibel riverain aéroport oreiller sieste",
}
COMMON = "institut étude résultat année population équipe chercheur mesure santé enquête".split()


def _text(draw: random.Random, subject: str, words: int) -> str:
    own = SUBJECTS[subject].split()
    return " ".join(draw.choice(own if draw.random() < 0.4 else COMMON) for _ in range(words))


def _library() -> list[Publication]:
    draw = random.Random(3)  # the same in every run
    return [
        publication(
            f"{subject}/{number}.html",
            f"Note {number}",
            *(_text(draw, subject, 80) for _ in range(draw.randint(1, 5))),
            kind="article",
            topics=("Prévention",),
        )
        for subject in SUBJECTS
        for number in range(8)
    ]


LIBRARY = _library()


def neighbours(engine: Engine, identifier: str, limit: int = 5) -> RelatedPublications:
    found = engine.related(identifier, limit)
    assert found is not None
    return found


def ids(found: RelatedPublications) -> list[str]:
    return [hit.id for hit in found.related]


def test_what_is_related_is_about_the_same(engine: Engine) -> None:
    store(engine, LIBRARY)
    for item in LIBRARY:
        found = neighbours(engine, item.id)
        assert len(found.related) == 5
        assert {identifier.partition("/")[0] for identifier in ids(found)} == {item.id.partition("/")[0]}
        assert item.id not in ids(found)
        scores = [hit.score for hit in found.related]
        assert scores == sorted(scores, reverse=True)
        assert 0 < scores[-1] <= scores[0] <= 1
        assert found.versions == ()


def test_no_more_than_asked_for(engine: Engine) -> None:
    store(engine, LIBRARY)
    first = LIBRARY[0].id
    assert ids(neighbours(engine, first, 2)) == ids(neighbours(engine, first, 5))[:2]
    assert len(ids(neighbours(engine, first, 20))) >= 7


def test_the_same_text_in_another_format_is_a_version(engine: Engine) -> None:
    """Cut into pages, with another title and a word changed here and there."""
    original = LIBRARY[2]
    words = " ".join(passage.text for passage in original.passages).split()
    words[17] = "corrigé"
    pages = [Passage(number, " ".join(words[at : at + 60])) for number, at in enumerate(range(0, len(words), 60), 1)]
    copy = publication("copies/2.pdf", "La note en PDF", *pages, topics=original.topics)
    store(engine, [*LIBRARY, copy])
    assert [hit.id for hit in neighbours(engine, original.id).versions] == [copy.id]
    assert copy.id not in ids(neighbours(engine, original.id))
    assert [hit.id for hit in neighbours(engine, copy.id).versions] == [original.id]


def test_no_document_is_related_twice(engine: Engine) -> None:
    copies = [dataclasses.replace(LIBRARY[1], id=f"copies/{number}.html") for number in range(4)]
    store(engine, [*LIBRARY, *copies])
    found = ids(neighbours(engine, LIBRARY[0].id, 20))
    assert len({LIBRARY[1].id, *(copy.id for copy in copies)} & set(found)) == 1
    assert len(neighbours(engine, LIBRARY[1].id).versions) == 4


def test_neither_its_landing_page_nor_its_documents_are_related(engine: Engine) -> None:
    text = _text(random.Random(5), "tabac", 90)
    page = publication(
        "annonces/tabac.html", "Le rapport sur le tabac", text, links=("https://institut.example/tabac.pdf",)
    )
    report = publication(
        "rapports/tabac.pdf",
        "Tabac : rapport",
        f"{text} {_text(random.Random(6), 'tabac', 300)}",
        url="https://institut.example/tabac.pdf",
    )
    store(engine, [*LIBRARY, page, report])
    for own, other in ((page, report), (report, page)):
        found = neighbours(engine, own.id, 20)
        assert other.id not in [*ids(found), *(hit.id for hit in found.versions)]
        assert found.related
    # of others, one of the two is enough
    found = ids(neighbours(engine, "tabac/0.html", 20))
    assert len({page.id, report.id} & set(found)) == 1


@pytest.mark.parametrize(
    "lone",
    [
        publication("seule.html", "Bilan"),
        publication("seule.html", "Zygomorphe", "Zygomorphe ornithorynque quartz."),
        publication("seule.html", "De la, et du"),
    ],
    ids=["without text", "words of its own", "stop words"],
)
def test_what_has_nothing_in_common_has_no_neighbours(engine: Engine, lone: Publication) -> None:
    store(engine, [*LIBRARY, lone])
    assert neighbours(engine, lone.id) == RelatedPublications((), ())


def test_two_forms_of_a_word_in_one_publication_are_not_two_publications_that_have_it(engine: Engine) -> None:
    one = publication("une.html", "Une", "La mammographie et le dépistage d’un département, de deux départements.")
    other = publication("autre.html", "Autre", "Le dépistage par mammographie, ailleurs.")
    store(engine, [*LIBRARY, one, other])
    assert ids(neighbours(engine, one.id)) == [other.id]


def test_what_was_removed_is_no_neighbour(engine: Engine) -> None:
    store(engine, LIBRARY)
    gone = ids(neighbours(engine, LIBRARY[0].id))[0]
    store(engine, [], remove=[gone])
    assert gone not in ids(neighbours(engine, LIBRARY[0].id, 20))


def test_segments_make_no_difference(engine: Engine) -> None:
    for item in LIBRARY[::2]:
        with engine.writer() as writer:
            writer.add(engine.prepare([item]))
            writer.commit(final=False)
    for item in LIBRARY[::6]:
        assert {identifier.partition("/")[0] for identifier in ids(neighbours(engine, item.id))} == {
            item.id.partition("/")[0]
        }


def _yearly(year: int, subject: str = "tabac", **fields: object) -> Publication:
    draw = random.Random(year)
    pages = [_text(draw, subject, 60) for _ in range(4)]
    name = f"rapports/activite-{year}.pdf"
    return publication(name, f"Rapport d’activité {year}", *pages, kind="rapport", date=f"{year + 1}-06", **fields)


def test_other_years_of_a_yearly_report_stand_apart_newest_first(engine: Engine) -> None:
    reports = [_yearly(year) for year in (2021, 2023, 2022, 2024)]
    store(engine, [*LIBRARY, *reports])
    found = neighbours(engine, "rapports/activite-2022.pdf", 20)
    assert [(issue.year, issue.hit.id) for issue in found.issues] == [
        (year, f"rapports/activite-{year}.pdf") for year in (2024, 2023, 2021)
    ]
    assert not {report.id for report in reports} & set(ids(found)), "what is an issue is not related as well"
    assert ids(found), "what others say of it is"


def test_what_is_no_yearly_report_has_no_other_years(engine: Engine) -> None:
    store(engine, [*LIBRARY, _yearly(2024)])
    assert neighbours(engine, LIBRARY[0].id).issues == ()
    assert neighbours(engine, "rapports/activite-2024.pdf").issues == ()


def test_a_removed_issue_is_gone(engine: Engine) -> None:
    store(engine, [*LIBRARY, _yearly(2023), _yearly(2024), _yearly(2022)])
    store(engine, [], remove=["rapports/activite-2023.pdf"])
    assert [issue.year for issue in neighbours(engine, "rapports/activite-2024.pdf").issues] == [2022]
