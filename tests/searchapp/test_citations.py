"""Citations: read back by other people's parsers, whatever a title holds."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import bibtexparser
import msgspec
import pytest
import rispy
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from indexer.people import split_name
from indexer.publication import PartialDate
from searchapp.presenters.citations import Citation, as_bibtex, as_csl_json, as_ris, as_text, cite
from searchapp.presenters.citations.bibtex import latex
from searchapp.presenters.citations.citation import one_line
from searchapp.presenters.metadata import PublicAddresses, present_metadata
from tests.searchapp.samples import REPORT

HIT = msgspec.structs.replace(REPORT, authors=("Claire Vasseur", "Jean Le Goff", "Inserm, Paris"))
CITATION = cite(HIT, pages=48, institution="Institut Vasseur", url="https://institut.example/bilan_2024.pdf?a=1&b=%20")
HOSTILE = (
    "<script>alert(1)</script>", "} , author = {moi", "{", "}", "{{", "}}}", "\\", "\\}", "a\\",
    "100 % & $5 #1 _x_ ~ ^",
    "@article{x,", "un\nER  - \nTY  - BOOK", "un\r\nAU  - Moi", "a\u2028ER  - ", "\x00\x1b[31m", '"guillemets"',
    "% fin",
    "œuvre « été » – 2ᵉ", "a\u00a0: b\u202f!", "<b>|</b>", "\ud800", "😀", "=", ",", "",
)  # fmt: skip

TEXTS = {
    "all": (CITATION, "Claire Vasseur, Jean Le Goff, Inserm, Paris. Bilan du dépistage. Institut Vasseur, "
            "septembre 2024, 48 p. https://institut.example/bilan_2024.pdf?a=1&b=%20"),
    "nothing": (replace(CITATION, authors=(), date=None, institution="", pages=0, url=""),
                "Bilan du dépistage. s. d."),
    "a question": (replace(CITATION, title="Quel bilan ?", authors=()),
                   "Quel bilan ? Institut Vasseur, septembre 2024, 48 p. https://institut.example/bilan_2024.pdf?a=1&b=%20"),
    "its own author": (replace(CITATION, authors=("Institut Vasseur",), pages=0, url=""),
                       "Institut Vasseur. Bilan du dépistage. septembre 2024."),
    "many": (replace(CITATION, authors=tuple("ABCDEFGH"), pages=0, url="", institution=""),
             "A, B, C, D, E, F et al. Bilan du dépistage. septembre 2024."),
}  # fmt: skip

NAMES = {
    "Claire Vasseur": ("Claire", "Vasseur"),
    "Jean Le Goff": ("Jean", "Le Goff"),
    "Marie Claire Diop": ("Marie Claire", "Diop"),
    "Jean-Pierre Martin": ("Jean-Pierre", "Martin"),
    "J.-P. Martin": ("J.-P.", "Martin"),
    "N. Scotté": ("N.", "Scotté"),
    "Claire de La Tour": ("Claire", "de La Tour"),
    "Claire d'Estienne": ("Claire", "d'Estienne"),
    # not sure which is which, or nobody's name
    "Awa Ndiaye Sow": None,
    "Camille": None,
    "Institut Vasseur": None,
    "Fondation Claire Vasseur": None,
    "Claire Martin (INCa)": None,
    "Claire, Martin": None,
    "": None,
    "  ": None,
}


def entry(citation: Citation) -> tuple[Any, dict[str, str]]:
    library = bibtexparser.parse_string(as_bibtex(citation))
    assert library.failed_blocks == []
    (found,) = library.entries
    return found, {field.key: field.value for field in found.fields}


def record(citation: Citation) -> dict[str, Any]:
    (found,) = rispy.loads(as_ris(citation))
    return dict(found)


@pytest.mark.parametrize("case", TEXTS)
def test_the_sentence(case: str) -> None:
    citation, text = TEXTS[case]
    assert as_text(citation) == text


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_split_only_where_that_is_sure(name: str) -> None:
    assert split_name(name) == NAMES[name]


def test_bibtex_says_what_is_known() -> None:
    found, fields = entry(CITATION)
    assert (found.entry_type, found.key) == ("techreport", "vasseur2024bilandepistage")
    assert fields == {
        "author": "Vasseur, Claire and Le Goff, Jean and {Inserm, Paris}",
        "title": "{Bilan du dépistage}",
        "institution": "{Institut Vasseur}",
        "type": "Rapport",
        "year": "2024",
        "month": "sep",
        "pagetotal": "48",
        "langid": "french",
        "url": "https://institut.example/bilan_2024.pdf?a=1&b=%20",
        "abstract": "Le chapô.",
        "keywords": "Prévention",
    }


def test_ris_says_what_is_known() -> None:
    assert record(CITATION) == {
        "type_of_reference": "RPRT",
        "authors": ["Vasseur, Claire", "Le Goff, Jean", "Inserm – Paris"],
        "title": "Bilan du dépistage",
        "year": "2024",
        "date": "2024/09//",
        "publisher": "Institut Vasseur",
        "type_of_work": "rapport",
        "start_page": "48",
        "language": "fr",
        "abstract": "Le chapô.",
        "keywords": ["Prévention"],
        "urls": ["https://institut.example/bilan_2024.pdf?a=1&b=%20"],
    }


def test_csl_says_what_is_known() -> None:
    assert msgspec.json.decode(as_csl_json(CITATION)) == [
        {
            "id": "rapports/bilan 2024.pdf",
            "type": "report",
            "title": "Bilan du dépistage",
            "author": [
                {"family": "Vasseur", "given": "Claire"},
                {"family": "Le Goff", "given": "Jean"},
                {"literal": "Inserm, Paris"},
            ],
            "issued": {"date-parts": [[2024, 9]]},
            "publisher": "Institut Vasseur",
            "genre": "rapport",
            "number-of-pages": "48",
            "URL": "https://institut.example/bilan_2024.pdf?a=1&b=%20",
            "language": "fr",
            "abstract": "Le chapô.",
            "keyword": "Prévention",
        }
    ]


@pytest.mark.parametrize(
    ("kind", "is_pdf", "types"),
    [
        ("rapport", True, ("techreport", "RPRT", "report", "Report")),
        ("Étude", False, ("techreport", "RPRT", "report", "Report")),
        ("article", False, ("misc", "ELEC", "webpage", "Article")),
        ("communiqué", False, ("misc", "ELEC", "webpage", "NewsArticle")),
        ("thèse", True, ("phdthesis", "THES", "thesis", "Thesis")),
        ("tout autre", True, ("techreport", "RPRT", "report", "Report")),
        ("tout autre", False, ("misc", "ELEC", "webpage", "Article")),
        ("", False, ("misc", "ELEC", "webpage", "Article")),
    ],
)
def test_a_kind_has_a_type_in_each_format(kind: str, is_pdf: bool, types: tuple[str, ...]) -> None:
    hit = msgspec.structs.replace(HIT, kind=kind, is_pdf=is_pdf)
    citation = cite(hit, pages=3, institution="", url="")
    assert citation.types == types
    assert entry(citation)[0].entry_type == types[0]
    assert record(citation)["type_of_reference"] == types[1]
    assert citation.pages == (3 if is_pdf else 0)


@pytest.mark.parametrize("date", [None, PartialDate(2024), PartialDate(2024, 9), PartialDate(2024, 9, 4)])
def test_a_date_is_as_exact_as_it_is_known(date: PartialDate | None) -> None:
    citation = replace(CITATION, date=date)
    parts = [part for part in (date.year, date.month, date.day) if part] if date else []
    assert msgspec.json.decode(as_csl_json(citation))[0].get("issued", {}).get("date-parts", [[]]) == [parts]
    assert [name for name in ("year", "month", "day") if name in entry(citation)[1]] == ["year", "month", "day"][
        : len(parts)
    ]
    assert re.findall("[0-9]+", record(citation).get("date", "")) == [f"{part:02d}" for part in parts]


def _plain(text: str) -> str:
    """What LaTeX prints."""
    for character in ("\\", "{", "}", "~", "^", "<", ">", "|", '"'):
        text = text.replace(latex(character), character) if len(latex(character)) > 1 else text
    return re.sub(r"\\([&%$#_])", r"\1", text).replace("\\,", "\u202f")


def _check(text: str) -> None:
    """A hostile title, name, topic and lead stay one value each, in every format."""
    citation = cite(
        msgspec.structs.replace(
            HIT, title=text, authors=(text, "Claire Vasseur"), topics=(text,), lead=text, kind=text
        ),
        pages=1, institution=text, url="https://institut.example/",
    )  # fmt: skip
    clean = one_line(text)
    _, fields = entry(citation)
    assert fields["url"] == "https://institut.example/"
    assert fields["author"].endswith("Vasseur, Claire")
    for value in fields.values():
        assert value.count("{") == value.count("}")
    if clean:
        assert fields["title"] == "{" + latex(clean) + "}"
    lines = as_ris(citation).split("\r\n")
    assert lines[-2:] == ["ER  - ", ""]
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines[:-1])
    assert not any(character in line for line in lines for character in "\n\r\u2028\x00")
    assert [line for line in lines if line.startswith("UR")] == ["UR  - https://institut.example/"]
    assert f"TI  - {clean}" in lines
    (item,) = msgspec.json.decode(as_csl_json(citation))
    assert item.get("title", "") == clean
    assert len(as_text(citation).splitlines()) == 1


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_titles_stay_titles(text: str) -> None:
    _check(text)


@given(st.text(alphabet=st.characters() | st.sampled_from("{}\\\n\r%&@\"'<>-, \u00a0"), max_size=40))
def test_any_title_stays_a_title(text: str) -> None:
    _check(text)


@given(st.text(alphabet='a b{}\\%&$#_<>|"^é\u202f', max_size=30))
def test_latex_prints_what_was_written(text: str) -> None:
    assert _plain(latex(text).replace("\\textbackslash{}", "\0")).replace("\0", "\\") == text


ID = "reports/rapport-activite-2024.pdf"


@pytest.mark.parametrize(
    ("form", "mimetype", "suffix", "beginning"),
    [
        ("bibtex", "application/x-bibtex", "bib", "@techreport{"),
        ("ris", "application/x-research-info-systems", "ris", "TY  - RPRT\r\n"),
        ("csl-json", "application/vnd.citationstyles.csl+json", "json", '[{"id":"reports/'),
    ],
)
def test_each_format_is_a_download(client: FlaskClient, form: str, mimetype: str, suffix: str, beginning: str) -> None:
    answer = client.get(f"/citation/{form}/{ID}")
    assert answer.status_code == 200
    assert answer.mimetype == mimetype
    assert answer.text.startswith(beginning)
    disposition = answer.headers["Content-Disposition"]
    assert disposition == f'attachment; filename="rapport-d-activite-2024-prevenir-au-plus-pres.{suffix}"'


@pytest.mark.parametrize("address", [f"/citation/endnote/{ID}", "/citation/ris/reports/none.pdf", "/citation/ris/"])
def test_what_is_not_there_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_an_author_is_what_the_name_surely_is() -> None:
    citation = replace(CITATION, authors=("Claire Vasseur", "CHU Nantes", "Awa Diop"))
    addresses = PublicAddresses("https://glane.example/publication/x", None, None)
    authors = msgspec.json.decode(str(present_metadata(citation, addresses).json_ld))["author"]
    assert [author["@type"] for author in authors] == ["Person", "Organization", "Thing"]
