"""How a publication writes its words, as values of its document."""

from __future__ import annotations

import msgspec
import pytest

from indexer.engines.opensearch.preparing import prepare
from indexer.publication import Passage
from tests.contract.corpus import publication


def _surface(*texts: str | Passage, title: str = "Note", **fields: object) -> dict[str, list[str]]:
    (document,) = prepare([publication("a", title, *texts, **fields)]).documents
    found: dict[str, list[str]] = msgspec.json.decode(document.body)["surface"]
    return found


def test_each_form_has_the_spelling_that_is_used_most() -> None:
    assert _surface("Dépistage : le dépistage du DÉPISTAGE.", "La CNIL, www.cnil.fr. CNIL !", title="DEPISTAGE") == {
        "d": ["depistage|dépistage"],
        "c": ["cnil|CNIL"],
        "w": ["www|www"],
        "f": ["fr|fr"],
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le 12 mars 2024", {"m": ["mars|mars"], "n": ["note|Note"]}),  # no function words, no numbers
        ("Œuvre", {"o": ["oeuvre|Œuvre"], "n": ["note|Note"]}),
        ("aujourd’hui", {"n": ["note|Note"]}),  # its parts are no words of the index
        ("directeur·rice", {"d": ["directeur|directeur"], "n": ["note|Note"]}),
        ("DEPISTAGE, CNIL", {"d": ["depistage|depistage"], "c": ["cnil|CNIL"], "n": ["note|Note"]}),
        ("ΕΞΕΤΑΣΗ ΕΞΈΤΑΣΗ", {"e": ["eksetase|εξεταση"], "n": ["note|Note"]}),  # of one form, whatever lower case has
        ("Ψυχή", {"p": ["psukhe|Ψυχή"], "n": ["note|Note"]}),
    ],
)
def test_only_words_of_the_index_are_kept(text: str, expected: dict[str, list[str]]) -> None:
    assert _surface(text) == expected


def test_headings_names_and_the_kind_are_read() -> None:
    found = _surface(
        Passage(1, "texte", heading="Épilogue"), lead="Chapô", authors=("Zoé",), topics=("Hôpital",), kind="rapport"
    )
    assert sorted(value for values in found.values() for value in values) == [
        "chapo|Chapô",
        "epilogue|Épilogue",
        "hopital|Hôpital",
        "note|Note",
        "rapport|rapport",
        "texte|texte",
        "zoe|Zoé",
    ]
