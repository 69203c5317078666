"""Where results lead: public or local, the page of a PDF, the place in an article, never `javascript:`."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from indexer.engines.interface import Marked
from indexer.presenters.links import Links, is_slides, safe_address
from tests.searchapp.samples import PASSAGE, REPORT

PUBLIC, LOCAL = Links(prefer_local=False), Links(prefer_local=True)


@pytest.mark.parametrize(
    "url",
    ["https://a.example/", "HTTP://a.example", "https://a.example/é?q=1#x", "https://a.example:8080/b%20c"],
)
def test_web_addresses_are_linked(url: str) -> None:
    assert safe_address(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        " JaVaScript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example",
        "/local",
        "https:evil",
        "https:///x",
        "https://a\\b",
        "https://a\n/b",
        "https://a.example/\x00",
        "http://",
        "mailto:a@b.fr",
        "\x01https://a.example",
    ],
)
def test_other_addresses_are_not(url: str) -> None:
    assert safe_address(url) is None


def test_spaces_in_an_address_are_encoded() -> None:
    assert safe_address("https://a.example/mon rapport.pdf") == "https://a.example/mon%20rapport.pdf"


def test_public_links_prefer_the_public_address() -> None:
    assert PUBLIC.hit(REPORT) == "https://institut.example/bilan.pdf"
    assert PUBLIC.hit(replace(REPORT, url="")) == "/documents/rapports/bilan%202024.pdf"
    assert PUBLIC.hit(replace(REPORT, url="javascript:alert(1)", has_file=False)) is None


def test_local_links_prefer_the_file_served_here() -> None:
    assert LOCAL.hit(REPORT) == "/documents/rapports/bilan%202024.pdf"
    assert LOCAL.hit(replace(REPORT, has_file=False)) == "https://institut.example/bilan.pdf"


def test_an_id_is_encoded_whole() -> None:
    assert LOCAL.publication("a?b#c%d/é.pdf", "") == "/documents/a%3Fb%23c%25d/%C3%A9.pdf"


def test_a_passage_of_a_pdf_opens_its_page_and_shows_the_words() -> None:
    assert PUBLIC.passage(REPORT, PASSAGE) == (
        "https://institut.example/bilan.pdf#page=34&search=taux%20de%20d%C3%A9pistage&phrase=true"
    )
    assert PUBLIC.passage(REPORT, replace(PASSAGE, words="a&b#c")) == (
        "https://institut.example/bilan.pdf#page=34&search=a%26b%23c&phrase=true"
    )
    assert PUBLIC.passage(REPORT, replace(PASSAGE, words="")) == "https://institut.example/bilan.pdf#page=34"


def test_a_passage_of_an_article_opens_its_anchor_or_else_its_words() -> None:
    article = replace(REPORT, is_pdf=False, url="https://institut.example/a.html#top")
    assert PUBLIC.passage(article, replace(PASSAGE, anchor="le-taux é")) == (
        "https://institut.example/a.html#le-taux%20%C3%A9"
    )
    assert PUBLIC.passage(article, replace(PASSAGE, words="post-AVC, suivi")) == (
        "https://institut.example/a.html#:~:text=post%2DAVC%2C%20suivi"
    )
    assert PUBLIC.passage(article, replace(PASSAGE, words="")) == "https://institut.example/a.html"


@pytest.mark.parametrize(
    ("before", "words", "after", "fragment"),
    [
        ("Le taux de ", "dépistage", " organisé.", "Le%20taux%20de-,dépistage,-organisé&text=dépistage"),
        ("… baisse, le ", "dépistage", ", lui, monte", "le-,dépistage&text=dépistage"),
        ("Sommaire · ", "dépistage", " · autre", "dépistage"),  # between lines
        ("« ", "dépistage", "s »", "dépistage"),
        ("l’", "dépistage", " x-y, z", "dépistage,-x%2Dy&text=dépistage"),
        ("un deux trois quatre ", "a-b, c & d", " un deux trois quatre",
         "deux%20trois%20quatre-,a%2Db%2C%20c%20%26%20d,-un%20deux%20trois&text=a%2Db%2C%20c%20%26%20d"),
        ("", "dépistage", "", "dépistage"),
    ],
)  # fmt: skip
def test_words_are_looked_for_where_they_stand_and_else_anywhere(
    before: str, words: str, after: str, fragment: str
) -> None:
    article = replace(REPORT, is_pdf=False, url="https://institut.example/a.html")
    snippet = Marked(((before, False), (words, True), (after, False)))
    address = PUBLIC.passage(article, replace(PASSAGE, words=words, snippet=snippet))
    assert address == f"https://institut.example/a.html#:~:text={fragment.replace('é', '%C3%A9')}"


@pytest.mark.parametrize("name", ["notes/a.md", "a.Markdown", "a.txt", "a.rst"])
def test_a_text_served_as_it_is_written_has_no_anchors(name: str) -> None:
    note = replace(REPORT, id=name, is_pdf=False)
    passage = replace(PASSAGE, anchor="le-taux", words="taux")
    assert PUBLIC.passage(note, passage) == "https://institut.example/bilan.pdf#le-taux"
    assert LOCAL.passage(note, passage) == f"/documents/{name}#:~:text=taux"


def test_an_attached_page_is_saved_by_the_browser_and_has_no_place_to_lead_to() -> None:
    page = replace(REPORT, id="a.pdf/b.html", is_pdf=False, url="", attachment="b.html")
    assert LOCAL.passage(page, replace(PASSAGE, anchor="x")) == "/documents/a.pdf/b.html"


@pytest.mark.parametrize("name", ["a.docx", "a.DOCM", "a.pptx?v=2", "a.odt#x", "a.odp", "a.epub"])
def test_a_passage_of_a_download_has_the_address_of_the_file(name: str) -> None:
    address = f"https://institut.example/{name}"
    hit = replace(REPORT, is_pdf=False, url=address)
    assert PUBLIC.passage(hit, replace(PASSAGE, words="post-AVC")) == address.partition("#")[0]


@pytest.mark.parametrize(
    ("identifier", "url", "expected"),
    [
        ("exposes/a.pptx", "", True),
        ("a.PPSX", "", True),
        ("x", "https://institut.example/a.odp?v=2", True),
        ("a.docx", "https://institut.example/a", False),
        ("a.odt", "", False),
    ],
)
def test_slides_are_known_by_the_name_of_the_file(identifier: str, url: str, expected: bool) -> None:
    assert is_slides(replace(REPORT, id=identifier, url=url)) == expected


def test_a_passage_without_an_address_is_not_linked() -> None:
    assert PUBLIC.passage(replace(REPORT, url="javascript:x", has_file=False), PASSAGE) is None
