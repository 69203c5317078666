"""Markdown with YAML front matter, on the real files and on awkward ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.errors import BadDocument
from indexer.extract.files import extract_file
from indexer.extract.markdown import extract_markdown
from indexer.publication import Extraction, PartialDate
from tests.paths import SHARED_DATA

REAL = SHARED_DATA / "real" / "markdown"


def read(text: str, name: str = "page.md") -> Extraction:
    return extract_markdown(text, Path("/site/actus") / name, name)


def real(name: str) -> Extraction:
    return extract_file(REAL / name, name, max_bytes=1_000_000)


def test_every_real_file_has_a_title_a_lead_and_a_date() -> None:
    files = sorted(REAL.glob("*.md"))
    assert len(files) >= 660
    for file in files:
        extraction = real(file.name)
        publication = extraction.publication
        assert publication.title, file.name
        assert publication.lead, file.name
        assert publication.date, file.name
        assert publication.language == "fr", file.name
        assert publication.authors == (), file.name
        assert not extraction.warnings, file.name


def test_a_real_file_gives_what_its_editor_wrote() -> None:
    extraction = real("acceslibre.md")
    publication = extraction.publication
    assert publication.title == "Acceslibre"
    assert publication.lead == "Collecter puis diffuser les données d'accessibilité des établissements publics"
    assert publication.topics == ("Open-Data",)
    assert publication.date == PartialDate(2022, 9, 1)
    assert publication.updated == PartialDate(2025, 2, 26)
    assert publication.url == ""
    assert extraction.sources["date"] == "front matter phases, latest start"
    first = publication.passages[0]
    assert first.heading == "Le problème : Le manque d’information sur l’accessibilité des lieux"
    assert first.anchor == "le-problème--le-manque-dinformation-sur-laccessibilité-des-lieux"


def test_topics_of_a_real_file_are_its_thematiques() -> None:
    assert real("1-eleve-1-stage.md").publication.topics == ("Entreprises", "Jeunesse", "Travail / Emploi")


@pytest.mark.parametrize(
    ("front", "field", "value"),
    [
        ("titre: Bilan", "title", "Bilan"),
        ("Title: Bilan", "title", "Bilan"),
        ("chapo: En bref.", "lead", "En bref."),
        ("tags: santé, prévention", "topics", ("santé", "prévention")),
        ("mots-clés: [santé]", "topics", ()),
        ("mots-cles: [santé]", "topics", ("santé",)),
        ("categories:\n  - name: Santé", "topics", ("Santé",)),
        ("auteurs: [Lucie NGUYEN, Malik Ferhat]", "authors", ("Lucie Nguyen", "Malik Ferhat")),
        ("author: Lucie Nguyen et Malik Ferhat", "authors", ("Lucie Nguyen", "Malik Ferhat")),
        ("author:\n  name: Lucie Nguyen", "authors", ("Lucie Nguyen",)),
        ("date: 2024-03-01", "date", PartialDate(2024, 3, 1)),
        ("date: 2024-03-01 10:00:00 +02:00", "date", PartialDate(2024, 3, 1)),
        ("date_publication: 1er mars 2024", "date", PartialDate(2024, 3, 1)),
        ("date: 2024", "date", PartialDate(2024)),
        ("date: bientôt", "date", None),
        ("phases: [{start: 2020-01-01}, {start: 2021-05-06}]", "date", PartialDate(2021, 5, 6)),
        ("phases: [{start: 2020-01-01}, {start: 2999-01-01}]", "date", PartialDate(2020, 1, 1)),
        ("phases: oui", "date", None),
        ("events: [{date: 2022-02-03}]", "date", PartialDate(2022, 2, 3)),
        ("updated: 2024-04-01", "updated", PartialDate(2024, 4, 1)),
        ("kind: Communiqué de presse", "kind", "communiqué"),
        ("layout: default", "kind", "article"),
        ("lang: en_GB", "language", "en"),
        ("permalink: https://exemple.fr/bilan", "url", "https://exemple.fr/bilan"),
        ("permalink: /bilan/", "url", ""),
        ("url: javascript:alert(1)", "url", ""),
    ],
)
def test_a_key_of_the_front_matter_becomes_a_field(front: str, field: str, value: object) -> None:
    extraction = read(f"---\n{front}\n---\nUn texte.\n")
    assert getattr(extraction.publication, field) == value
    if value and field != "kind":
        assert extraction.sources[field].startswith("front matter")


def test_text_is_cut_at_headings_with_the_anchors_of_github() -> None:
    body = "Début.\n# Un\na\n## L'été, c'est *long*\nb\n## Un\nc\n### D {#dd}\nd\n#### E\ne"
    passages = read(f"---\ntitle: T\n---\n{body}").publication
    assert [(p.number, p.heading, p.anchor, p.text) for p in passages.passages] == [
        (1, None, None, "Début."),
        (2, "Un", "un", "a"),
        (3, "L'été, c'est long", "lété-cest-long", "b"),
        (4, "Un", "un-1", "c"),
        (5, "D", "dd", "d\nE\ne"),
    ]


def test_a_heading_without_text_goes_with_what_follows() -> None:
    (passage,) = read("---\ntitle: T\n---\n## Résultats\n\n### Chiffres\n\n12").publication.passages
    assert (passage.heading, passage.text) == ("Chiffres", "Résultats\n12")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Un **mot** [lié](https://x.fr) et `code`.", "Un mot lié et code."),
        ("ligne un\nligne deux", "ligne un ligne deux"),
        ("- un\n- deux", "un\ndeux"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a | b\n1 | 2"),
        ("```py\nx = 1\n```", "x = 1"),
        ("avant\n\n<div class='x'>\n<p>dedans</p>\n</div>\n\naprès", "avant\ndedans\naprès"),
        ("<!-- caché -->\n\nvu", "vu"),
        ("<script>alert(1)</script>\n\nvu", "vu"),
        ("un<br>deux <b>gras</b>", "un deux gras"),
        ("![Une carte](carte.png)", "Une carte"),
        ("> « Oui. »", "« Oui. »"),
        ("voir [la note][1]\n\n[1]: https://x.fr", "voir la note"),
        ("5 \\* 3 \\_ 2", "5 * 3 _ 2"),
        ("R&amp;D et A & B", "R&D et A & B"),
        ("snake_case_word et 2 * 3 * 4", "snake_case_word et 2 * 3 * 4"),
    ],
)
def test_markdown_syntax_is_removed_and_words_are_kept(source: str, text: str) -> None:
    (passage,) = read(f"---\ntitle: T\n---\n{source}").publication.passages
    assert passage.text == text


def test_links_to_documents_are_kept_with_the_file_they_lead_to() -> None:
    links = read("[a](../rapports/bilan%202024.pdf#page=2) [b](https://x.fr/b.pdf#p) [c](autre.md)").publication.links
    assert links == ("/site/rapports/bilan 2024.pdf", "https://x.fr/b.pdf")


def test_without_a_title_the_first_heading_is_the_title() -> None:
    extraction = read("# Bilan\n\nTexte.")
    assert extraction.publication.title == "Bilan"
    assert extraction.publication.passages[0].heading is None
    assert not [warning for warning in extraction.warnings if "title" in warning]


def test_without_title_and_heading_the_file_name_is_used_with_a_warning() -> None:
    extraction = read("Texte.", "bilan-annuel.md")
    assert extraction.publication.title == "Bilan annuel"
    assert "title:" in extraction.warnings[0]


@pytest.mark.parametrize(
    "front",
    [
        "title: [oups",
        "title: a: b: c",
        "- une\n- liste",
        "a: &a [x,x]\n" + "b: [" + "*a, " * 30 + "*a]",
        "!!python/object/apply:os.system ['true']",
    ],
)
def test_a_broken_front_matter_gives_a_warning_and_the_text_is_still_read(front: str) -> None:
    extraction = read(f"---\n{front}\n---\nLe corps.\n", "page-cassee.md")
    assert [p.text for p in extraction.publication.passages] == ["Le corps."]
    assert "front matter" in extraction.warnings[0]


def test_windows_line_ends_are_read_like_others() -> None:
    extraction = read("---\r\ntitle: Bilan\r\n---\r\n\r\nUn\r\ndeux\r\n")
    assert extraction.publication.title == "Bilan"
    assert extraction.publication.passages[0].text == "Un deux"


def test_a_file_without_any_text_is_refused() -> None:
    with pytest.raises(BadDocument, match="holds no text"):
        read("\n\n")


def test_date_that_does_not_exist_costs_nothing_but_itself(tmp_path: Path) -> None:
    """YAML would refuse the whole block for it."""
    text = "---\ntitle: Essai\ndate: 2024-02-31\nthematiques: [Santé]\n---\n## Autre\nTexte."
    found = extract_markdown(text, tmp_path / "a.md", "a.md")
    assert (found.publication.title, found.publication.topics) == ("Essai", ("Santé",))
    assert found.publication.date is None
    assert "“2024-02-31” in the front matter is not a date: it was left out." in found.warnings
