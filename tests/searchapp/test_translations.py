"""Every French text of the pages has an English one, and the compiled catalogue is the one in the sources."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from tests import api_texts
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


def test_every_description_of_an_endpoint_has_its_french_one() -> None:
    """Else run `make translations` and write what translations/fr/LC_MESSAGES/api.po lacks."""
    french = {message.id: message.string for message in api_texts.catalogue() if message.id}
    assert set(french) == api_texts.texts()
    assert all(french.values())
    compiled = _catalog(api_texts.CATALOGUE.with_suffix(".mo"))
    assert french == {message.id: message.string for message in compiled if message.id}
