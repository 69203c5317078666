"""A publication's own page, its endpoints, and what the head of the page tells machines."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote

import lxml.html
import msgspec
import pytest
from flask.testing import FlaskClient

from indexer.engines import open_engine
from indexer.engines.interface import Engine
from indexer.publication import PartialDate, Passage, Publication
from indexer.settings import Settings, SiteSettings
from searchapp import create_app
from searchapp.presenters.metadata import json_in_html
from searchapp.presenters.publication_json import NeighboursJson, PublicationJson

REPORT = "reports/rapport-activite-2024.pdf"
ARTICLE = "articles/depistage-sein-participation-2024.html"
API = "/api/v1/publications/"

MARKUP = "</script><script>alert(1)</script><b>\"'&{{7*7}}"
NASTY = Publication(
    id="a//b?c#d%20e/ü .pdf",
    title=f"{MARKUP}\n}} @book{{x",
    passages=(
        Passage(1, f"eau {MARKUP}", "<i>", MARKUP),
        Passage(2, "eau", "2", f"{MARKUP} · Fin"),
    ),
    url="javascript:alert(1)",
    lead=MARKUP,
    kind="<b>",
    language="<b>",
    date=PartialDate(2024),
    updated=PartialDate(2025, 1, 2),
    authors=(MARKUP,),
    topics=(MARKUP,),
    file="/nowhere/x.pdf",
)
STRANGE = ["/slash", "slash/", "a/../b", "a%2Fb", "citation.bib", "x.ris", "/citation/ris/x", "é+è&=;", "q?q=1"]


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A service over publications with hostile texts and strange ids."""
    settings = Settings(index=str(tmp_path_factory.mktemp("strange")), site=SiteSettings(name=MARKUP))
    engine = open_engine(settings)
    with engine.writer() as writer:
        writer.add(engine.prepare([NASTY, *(Publication(each, f"Titre {each}") for each in STRANGE)]))
        writer.commit()
    return create_app(settings).test_client()


def page(client: FlaskClient, address: str) -> lxml.html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return lxml.html.document_fromstring(answer.text)


def meta(document: lxml.html.HtmlElement, name: str) -> list[str]:
    return [str(found) for found in document.xpath(f"//meta[@name='{name}' or @property='{name}']/@content")]


def texts(document: lxml.html.HtmlElement, path: str) -> list[str]:
    return [" ".join(found.text_content().split()) for found in document.xpath(path)]


def test_a_result_leads_to_the_page_with_its_words(client: FlaskClient) -> None:
    results = page(client, "/search?q=depistage+sein")
    details = [str(each) for each in results.xpath("//a[starts-with(@href, '/publication/')]/@href")]
    assert f"/publication/{REPORT}?q=depistage+sein" in details
    for address in details:
        assert texts(page(client, address), "//ol[@class='passages']/li")


def test_the_page_says_what_a_report_is(client: FlaskClient) -> None:
    document = page(client, f"/publication/{REPORT}?q=mammographies")
    assert texts(document, "//h1") == ["Rapport d’activité 2024 — Prévenir au plus près"]
    assert texts(document, "//ul[@class='people']/li") == ["Hélène Aubertin", "Malik Ferhat", "Yann Tréguier"]
    facts = dict(zip(texts(document, "//dl//dt"), texts(document, "//dl//dd"), strict=True))
    assert facts == {"Type": "Rapport", "Publication": "juin 2025", "Langue": "Français", "Pages": "61"}
    assert re.fullmatch("Ouvrir le document PDF, [0-9]+ ko", texts(document, "//a[@class='open']")[0])
    sections = document.xpath("//ul[@class='outline']/li/a")
    assert sections[0].text == "Éditorial"
    assert sections[0].get("href") == f"/documents/{REPORT}#page=7"
    assert texts(document, "//p[@role='status']")[0].endswith("pages pour « mammographies »")
    places = [str(each) for each in document.xpath("//ol[@class='passages']//a/@href")]
    assert places[0].startswith(f"/documents/{REPORT}#page=")
    assert places[0].endswith("&phrase=true")
    assert "/publication/articles/rapport-activite-2024.html" in document.xpath("//p[@class='related']/a/@href")
    related = document.xpath("//section[@aria-labelledby='related-title']//a/@href")
    assert "/publication/articles/vingt-cinq-ans-institut.html" in related


def test_the_page_says_what_an_article_is(client: FlaskClient) -> None:
    document = page(client, f"/publication/{ARTICLE}")
    facts = dict(zip(texts(document, "//dl//dt"), texts(document, "//dl//dd"), strict=True))
    assert facts["Mise à jour"] == "20 mars 2025"
    assert (
        facts["Adresse publique"] == "https://www.institut-vasseur.example/actualites/depistage-sein-participation-2024"
    )
    assert texts(document, "//p[@class='citation']")[0].endswith(facts["Adresse publique"])
    sections = document.xpath("//ul[@class='outline']/li/a/@href")
    assert all(re.match(f"/documents/{ARTICLE}#.+", str(each)) for each in sections)


def test_places_come_page_by_page_and_in_either_order(client: FlaskClient) -> None:
    def numbers(query: str) -> list[int]:
        found = texts(page(client, f"/publication/{REPORT}?q=2024{query}"), "//span[@class='page']")
        return [int(text.split()[1]) for text in found]

    total = client.get(f"{API}{REPORT}?q=2024").get_json()["inside"]["total"]
    first, second = numbers("&order=document"), numbers("&order=document&page=2")
    assert len(first) + len(second) == total > 20
    assert first + second == sorted({*first, *second})
    assert numbers("") != first
    assert numbers("&page=999") == []


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("q=introuvablezz", 200, "Ces mots ne figurent pas dans ce document"),
        ("q=" + "a" * 2000, 400, "Votre recherche compte"),
        ("q=a&page=0", 400, "« page »"),
        ("q=a&order=worst", 400, "« worst »"),
        ("unknown=1", 200, "Chercher dans ce document"),
    ],
)
def test_what_is_wrong_is_said_on_the_page(client: FlaskClient, query: str, status: int, sentence: str) -> None:
    answer = client.get(f"/publication/{REPORT}?{query}")
    assert answer.status_code == status
    assert sentence in " ".join(lxml.html.document_fromstring(answer.text).text_content().split()).replace("\xa0", " ")


def test_the_head_tells_machines(client: FlaskClient) -> None:
    document = page(client, f"/publication/{REPORT}?q=sein")
    own, pdf = f"http://localhost/publication/{REPORT}", f"http://localhost/documents/{REPORT}"
    assert document.xpath("//link[@rel='canonical']/@href") == [own]
    assert document.xpath("//meta[@name='robots']") == []
    expected = {
        "citation_title": ["Rapport d’activité 2024 — Prévenir au plus près"],
        "citation_author": ["Hélène Aubertin", "Malik Ferhat", "Yann Tréguier"],
        "citation_publication_date": ["2025/06"],
        "citation_technical_report_institution": ["Institut Vasseur"],
        "citation_pdf_url": [pdf],
        "DC.date": ["2025-06"],
        "DC.type": ["rapport"],
        "og:url": [own],
        "og:locale": ["fr_FR"],
    }
    assert {name: meta(document, name) for name in expected} == expected
    (text,) = document.xpath("//script[@type='application/ld+json']/text()")
    data = json.loads(text)
    assert (data["@context"], data["@type"], data["@id"]) == ("https://schema.org", "Report", own)
    assert data["encoding"]["contentUrl"] == pdf
    assert data["datePublished"] == "2025-06"
    assert {"@type": "Person", "name": "Hélène Aubertin", "givenName": "Hélène", "familyName": "Aubertin"} in data[
        "author"
    ]


def test_the_links_of_the_head_lead_somewhere(client: FlaskClient) -> None:
    document = page(client, f"/publication/{REPORT}")
    links = document.xpath("//link[@rel='describedby' or @rel='alternate']")
    assert len(links) == 4
    for link in links:
        answer = client.get(link.get("href"))
        assert (answer.status_code, answer.mimetype) == (200, link.get("type"))


def test_hostile_texts_stay_texts(strange: FlaskClient) -> None:
    address = f"/publication/{quote(NASTY.id, safe='/')}"
    answer = strange.get(f"{address}?q=eau")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "49" not in answer.text
    document = lxml.html.document_fromstring(answer.text)
    assert document.xpath("//b | //i | //a[starts-with(@href, 'javascript:')] | //@onerror") == []
    assert [script.get("type") for script in document.xpath("//script[not(@src)]")] == ["application/ld+json"]
    data = json.loads(document.xpath("//script[not(@src)]/text()")[0])
    assert data["name"] == f"{MARKUP} }} @book{{x"
    assert meta(document, "citation_title") == [data["name"]]
    assert MARKUP in texts(document, "//h1")[0]
    for form in ("bibtex", "ris", "csl-json"):
        found = strange.get(f"/citation/{form}/{quote(NASTY.id, safe='/')}")
        assert found.status_code == 200
        assert re.fullmatch(r'attachment; filename="[a-z0-9-]+\.[a-z]+"', found.headers["Content-Disposition"])


@pytest.mark.parametrize("identifier", [NASTY.id, *STRANGE])
def test_an_id_may_be_anything(strange: FlaskClient, identifier: str) -> None:
    path = quote(identifier, safe="/")
    for address in (f"{API}{path}", f"/api/v1/related/{path}"):
        answer = strange.get(address)
        assert answer.status_code == 200, address
        assert answer.get_json()["id"] == identifier
    document = page(strange, f"/publication/{path}")
    for link in document.xpath("//link[@rel='describedby' or @rel='alternate']/@href"):
        assert strange.get(link).status_code == 200, link
    assert strange.get(f"/citation/csl-json/{path}").get_json()[0]["id"] == identifier


@pytest.mark.parametrize("value", ["</script>", "<!--", "&amp;", "\u2028", {"a": ["<b>"]}])
def test_json_in_a_page_is_the_same_json(value: object) -> None:
    text = json_in_html(value)
    assert not re.search("[<>&\u2028]", text)
    assert json.loads(text) == value


def test_the_endpoint_gives_the_publication(client: FlaskClient, sample_engine: Engine) -> None:
    answer = client.get(API + REPORT).get_json()
    stored = sample_engine.get(REPORT)
    assert stored
    assert list(answer) == list(PublicationJson.__annotations__)
    msgspec.convert(answer, PublicationJson)
    assert answer["title"] == stored.title
    assert answer["pages"] == 61
    assert answer["file"] == {"url": f"/documents/{REPORT}", "size_bytes": Path(str(stored.file)).stat().st_size}
    assert answer["landing_page"]["id"] == "articles/rapport-activite-2024.html"
    assert len(answer["passages"]) == len(stored.passages)
    assert answer["passages"][6] == {
        "number": 7, "label": "vii", "heading": "Éditorial", "url": f"/documents/{REPORT}#page=7", "language": "fr",
    }  # fmt: skip
    assert answer["inside"] is None
    for name in ("bibtex", "ris", "csl_json"):
        assert client.get(answer["citation"][name]).status_code == 200
    whole = client.get(f"{API}{REPORT}?text=true").get_json()
    assert [passage["text"] for passage in whole["passages"]] == [passage.text for passage in stored.passages]


def test_the_endpoint_finds_words_inside(client: FlaskClient) -> None:
    inside = client.get(f"{API}{REPORT}?q=depistage+sein&per_page=3").get_json()["inside"]
    assert (inside["total"], inside["page"], inside["per_page"], inside["relaxed"]) == (7, 1, 3, False)
    first = inside["passages"][0]
    assert (first["number"], first["label"]) == (39, "30")
    assert "<mark>sein</mark>" in first["snippet_html"]
    assert len(inside["passages"]) == 3
    last = client.get(f"{API}{REPORT}?q=depistage+sein&per_page=3&page=3").get_json()["inside"]
    assert len(last["passages"]) == 1


def test_the_endpoint_gives_what_is_related(client: FlaskClient) -> None:
    answer = client.get(f"/api/v1/related/{REPORT}?limit=3").get_json()
    msgspec.convert(answer, NeighboursJson)
    assert answer["id"] == REPORT
    assert len(answer["related"]) == 3
    assert answer["versions"] == []
    assert REPORT not in [each["id"] for each in answer["related"]]


# Of the first three titles, how many are about the same at least.
RELATED = {
    "articles/barometre-tabac-ecigarette-2025.html": (r"tabac|cigarette", 2),
    "articles/argos-seconde-lecture-mammographies.html": (r"sein|I\.A\.|données", 3),
    "articles/avc-reconnaitre-les-signes.html": (r"AVC", 3),
    "articles/charte-ethique-ia.html": (r"IA|données|ARGOS", 3),
    "articles/dengue-guyane-cellule-surveillance.html": (r"paludisme|Cayenne", 2),
    "reports/rapport-activite-2023.pdf": (r"rapport d’activité 2024", 1),
}


@pytest.mark.parametrize("identifier", RELATED)
def test_what_is_related_is_what_a_reader_expects(sample_engine: Engine, identifier: str) -> None:
    about, least = RELATED[identifier]
    found = sample_engine.related(identifier, 3)
    assert found
    titles = [hit.title for hit in found.related]
    assert sum(bool(re.search(about, title, re.IGNORECASE)) for title in titles) >= least, titles


@pytest.mark.parametrize(
    ("identifier", "meant"),
    [
        ("reports/rapport-activite-2024.PDF", REPORT),
        ("reports/rapport-activite-2024", REPORT),
        (f"/{REPORT}", REPORT),
        (f"{REPORT}/", REPORT),
        ("reports/rapport-activité-2024.pdf", REPORT),
        ("report/rapport-activite-2024.pdf", REPORT),
        ("reports/tout-autre-chose.pdf", None),
        ("zz", None),
        ("?!", None),
        ("x" * 5000, None),
    ],
)
def test_an_unknown_id_names_the_nearest(client: FlaskClient, identifier: str, meant: str | None) -> None:
    path = quote(identifier, safe="/")
    for address in (API + path, f"/api/v1/related/{path}"):
        answer = client.get(address)
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
        problem = answer.get_json()
        assert problem["errors"][1:] == ([f"Le plus proche est «\xa0{meant}\xa0»."] if meant else [])
    shown = client.get(f"/publication/{path}")
    assert shown.status_code == 404
    assert (f'href="/publication/{meant}"' in shown.text) is (meant is not None)


@pytest.mark.parametrize(
    ("address", "named"),
    [(f"{API}{REPORT}?ordre=x&per_pag=1", ("order", "per_page")), (f"/api/v1/related/{REPORT}?limt=3", ("limit",))],
)
def test_unknown_parameters_are_refused_all_at_once(client: FlaskClient, address: str, named: tuple[str, ...]) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    errors = answer.get_json()["errors"]
    assert len(errors) == len(named)
    for sentence, name in zip(errors, named, strict=True):
        assert name in sentence


def test_a_yearly_report_leads_to_its_other_years(client: FlaskClient) -> None:
    document = lxml.html.fromstring(client.get("/publication/reports/rapport-activite-2024.pdf").text)
    links = document.xpath("//section[@aria-labelledby='issues-title']//a")
    assert [(link.text, link.get("href")) for link in links] == [
        ("2023", "/publication/reports/rapport-activite-2023.pdf")
    ]
    answer = client.get("/api/v1/related/reports/rapport-activite-2024.pdf").get_json()
    assert [(issue["year"], issue["id"]) for issue in answer["issues"]] == [(2023, "reports/rapport-activite-2023.pdf")]
