"""The descriptions of the endpoints in French: `python -m tests.api_texts` (part of `make translations`).

They stand in English beside the code, for OpenAPI; the page /api shows them in French from translations/fr. This adds
to that catalogue what is new, with nothing as its French yet, takes out what is gone, and compiles it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from searchapp import create_app
from tests.paths import REPOSITORY

CATALOGUE = REPOSITORY / "searchapp" / "translations" / "fr" / "LC_MESSAGES" / "api.po"


def texts() -> set[str]:
    """Every summary and description of an endpoint, a parameter, a header and a key."""
    description = create_app().test_client().get("/api/v1/openapi.json").json
    return set(_texts([description["paths"], description["components"]]))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (text for key in ("summary", "description") if isinstance(text := value.get(key), str) and text)
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _texts(one)


def catalogue(path: Path = CATALOGUE) -> Catalog:
    """The catalogue as it is in the sources."""
    with path.open("rb") as file:
        return read_po(file, locale="fr")


def update(path: Path = CATALOGUE) -> int:
    """Write the catalogue and compile it; how many texts have no French."""
    known = {message.id: message.string for message in catalogue(path)} if path.exists() else {}
    day = dt.datetime(2026, 11, 28, tzinfo=dt.UTC)  # always the same: it says nothing, and would change with each run
    new = Catalog(
        locale="fr",
        header_comment="# The page /api in French.",
        project="Glane",
        creation_date=day,
        revision_date=day,
        fuzzy=False,
    )
    for text in sorted(texts()):
        new.add(text, known.get(text, ""), flags=())
    with path.open("wb") as file:
        write_po(file, new, width=110)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, new)
    return sum(not message.string for message in new if message.id)


if __name__ == "__main__":
    missing = update()
    print(f"{CATALOGUE.relative_to(REPOSITORY)}: {missing} texts without French.")
