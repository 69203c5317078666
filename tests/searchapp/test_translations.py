"""Every French text of the pages has an English one, and the compiled catalogue is the one in the sources."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from tests import api_texts
from tests.browser.states import STATES
from tests.paths import REPOSITORY

SEARCHAPP = REPOSITORY / "searchapp"
ENGLISH = SEARCHAPP / "translations" / "en" / "LC_MESSAGES" / "messages.po"
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def _texts_in_use() -> set[str | tuple[str, ...]]:
    methods = [("**.py", "python"), ("templates/**.html", "jinja2")]
    return {message for _file, _line, message, _comments, _context in extract_from_dir(SEARCHAPP, methods)}


def _catalog(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file) if path.suffix == ".po" else read_mo(file)


def _forms(text: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def test_every_text_is_translated_and_no_translation_is_left_over() -> None:
    english = {
        message.id if isinstance(message.id, str) else tuple(message.id): message
        for message in _catalog(ENGLISH)
        if message.id
    }
    assert set(english) == _texts_in_use()
    for message in english.values():
        assert not message.fuzzy
        assert all(_forms(message.string)), message.id


def test_a_translation_fills_in_the_same_values() -> None:
    for message in _catalog(ENGLISH):
        if message.id:
            names = [set(PLACEHOLDER.findall(form)) for form in _forms(message.id) + _forms(message.string)]
            assert all(one == names[0] for one in names), message.id


def test_the_compiled_catalogue_is_up_to_date() -> None:
    source, compiled = _catalog(ENGLISH), _catalog(ENGLISH.with_suffix(".mo"))
    assert {_forms(message.id): _forms(message.string) for message in source if message.id} == {
        _forms(message.id): _forms(message.string) for message in compiled if message.id
    }


# Every page and state there is, in English. A new page belongs here.
ADDRESSES = (
    "/",
    "/search",
    "/search?q=cancer&topic=Pr%C3%A9vention&year=2025&from=2020&to=2026&sort=newest",
    "/search?q=cancer&from=2024-09&to=2024-09&kind=article&author=Awa+Diop&language=fr",
    "/search?q=depistage+cancer+sein+2024",
    "/search?q=cancer+introuvablezz",
    "/search?q=dépistge",
    "/search?q=cancer&topic=Pr%C3%A9vention&year=1789",
    "/search?q=%22de+cancer+le%22+-sein",
    "/search?page=9999",
    "/search?page=0&from=x&year=x&sort=x&per_page=x&q=" + "e" * 2000,
    "/nope",
    "/api/v1/search?page=0&nope=1&sort=x",
)
SHOWN_ATTRIBUTES = ("alt", "aria-label", "content", "data-copied", "data-failed", "placeholder", "title", "value")


@cache
def _french_only() -> re.Pattern[str]:
    """Any of the French texts that differ in English; those of a few letters say nothing."""
    forms = {
        french: english
        for message in _catalog(ENGLISH)
        if message.id
        for french, english in zip(_forms(message.id), _forms(message.string), strict=False)
    }
    patterns = []
    for french, english in forms.items():
        parts = PLACEHOLDER.split(french)[::2]
        if french != english and sum(letter.isalpha() for part in parts for letter in part) > 3:
            patterns.append(".+".join(re.escape(_tidied(part)) for part in parts))
    return re.compile("|".join(patterns))


def _tidied(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _texts_of(response: TestResponse) -> list[str]:
    """What a visitor is told: texts and attributes of a page, but for what is said to be French or is the data's."""
    if response.mimetype != "text/html":
        return [*response.get_json()["errors"], response.get_json()["title"]]
    document = html.fromstring(response.text)
    for data in document.xpath("//body//*[@lang='fr'] | //*[contains(@class, 'snippet')] | //input[@id='q']"):
        data.clear(keep_tail=True)
    shown = " | ".join(f"@{name}" for name in SHOWN_ATTRIBUTES)
    return [_tidied(text).strip() for text in document.xpath(f"//body//text() | //title/text() | {shown}")]


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_french_text_stands_on_an_english_page(client: FlaskClient, address: str) -> None:
    response = client.get(address, headers={"Accept-Language": "en"})
    found = _texts_of(response)
    assert len(found) >= 4
    assert [text for text in found if _french_only().fullmatch(text)] == []


@pytest.mark.parametrize("state", STATES)
def test_no_french_text_stands_on_a_page_of_another_state(state: str) -> None:
    response = STATES[state]().get("/search?q=cancer", headers={"Accept-Language": "en"})
    assert [text for text in _texts_of(response) if _french_only().fullmatch(text)] == []


def test_the_same_search_finds_french_texts_on_a_french_page(client: FlaskClient) -> None:
    """What is looked for is there to be found."""
    found = _texts_of(client.get(ADDRESSES[2], headers={"Accept-Language": "fr"}))
    french = {text for text in found if _french_only().fullmatch(text)}
    assert {"Copier le lien", "Toutes les dates", "Tout effacer"} <= french
    assert any(text.startswith("Publications par mois") for text in french)


def test_the_page_for_a_service_that_does_not_answer_says_the_same_in_both_languages() -> None:
    """It stands alone, for the web server in front: its texts are those of an error 503."""
    document = html.fromstring((SEARCHAPP / "static" / "unavailable.html").read_text(encoding="utf-8"))
    english = {_forms(message.id)[0]: _forms(message.string)[0] for message in _catalog(ENGLISH) if message.id}
    french = [text.strip() for text in document.xpath("//main/*[not(self::section)]//text()") if text.strip()]
    assert [english[text] for text in french] == [
        text.strip() for text in document.xpath("//section//text()") if text.strip()
    ]


def test_every_description_of_an_endpoint_has_its_french_one() -> None:
    """Else run `make translations` and write what translations/fr/LC_MESSAGES/api.po lacks."""
    french = {message.id: message.string for message in api_texts.catalogue() if message.id}
    assert set(french) == api_texts.texts()
    assert all(french.values())
    compiled = _catalog(api_texts.CATALOGUE.with_suffix(".mo"))
    assert french == {message.id: message.string for message in compiled if message.id}
