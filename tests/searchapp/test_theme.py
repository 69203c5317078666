"""A theme changes the look of every page without a change of ours, and says what is wrong with it."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from flask.testing import FlaskClient

from indexer.errors import BadSettings
from indexer.settings import Settings
from searchapp import create_app
from searchapp.theme.contrast import contrast
from searchapp.theme.reading import colours_of_glane, load_theme
from tests.paths import REPOSITORY

EXAMPLE = REPOSITORY / "docs" / "example-theme"


@pytest.fixture(scope="module")
def themed(sample_settings: Settings, sample_index: Path) -> FlaskClient:
    assert sample_index.exists()
    site = msgspec.structs.replace(sample_settings.site, name="Observatoire", theme=str(EXAMPLE))
    return create_app(msgspec.structs.replace(sample_settings, site=site)).test_client()


def write_theme(folder: Path, text: str) -> str:
    (folder / "static").mkdir()
    (folder / "theme.toml").write_text(text, encoding="utf-8")
    return str(folder)


@pytest.mark.parametrize("address", ["/", "/search?q=cancer", "/search?page=0", "/nope"])
def test_every_page_has_the_logo_the_links_and_the_footer_of_the_theme(themed: FlaskClient, address: str) -> None:
    page = themed.get(address).text
    assert re.search(r'<img src="/theme/logo\.svg\?v=\w{10}" width="190" height="40" alt="Observatoire">', page)
    assert '<a href="https://observatoire.example/">Accueil de l’observatoire</a>' in page
    assert '<a href="https://observatoire.example/mentions">Mentions légales</a>' in page
    assert '<p class="colophon">Observatoire · depuis 1998</p>' in page
    assert "Recherche dans les publications" in page, "the template builds on ours"


def test_links_and_texts_are_in_the_language_of_the_page(themed: FlaskClient) -> None:
    french = themed.get("/").text
    english = themed.get("/", headers={"Accept-Language": "en"}).text
    assert "<h1>Que cherchez-vous dans nos rapports ?</h1>" in french
    assert "<h1>What are you looking for in our reports?</h1>" in english
    assert "Observatory home" in english
    assert "Accueil de l’observatoire" not in english


def test_texts_with_a_number_have_two_forms(themed: FlaskClient) -> None:
    assert re.search(r"<h1>[\d\s]+ travaux</h1>", themed.get("/search").text)
    assert re.search(r"<h1>[\d,]+ publications</h1>", themed.get("/search", headers={"Accept-Language": "en"}).text), (
        "there is no such text in English, so ours stays"
    )


def test_a_theme_is_of_one_service_only(client: FlaskClient, themed: FlaskClient) -> None:
    themed.get("/")
    page = client.get("/").text
    assert "/theme" not in page
    assert "<h1>Rechercher dans les publications</h1>" in page
    assert client.get("/theme/logo.svg").status_code == 404
    assert client.get("/theme.css").status_code == 404


def test_its_files_are_loaded_in_order_and_kept_for_ever(themed: FlaskClient) -> None:
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)">', themed.get("/").text)
    assert [sheet.partition("?")[0] for sheet in sheets] == [
        "/static/glane.css",
        "/theme.css",
        "/theme/observatoire.css",
    ]
    for sheet in sheets:
        answer = themed.get(sheet, buffered=True)
        assert answer.status_code == 200
        assert answer.mimetype == "text/css"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "--strong:#6a1b56;" in themed.get("/theme.css").text
    assert "prefers-color-scheme:dark" in themed.get("/theme.css").text


@pytest.mark.parametrize(
    "name", ["../theme.toml", "%2e%2e/theme.toml", "..%2ftheme.toml", "nothing.png", "", "/etc/passwd"]
)
def test_nothing_but_its_files_is_served(themed: FlaskClient, name: str) -> None:
    assert themed.get(f"/theme/{name}").status_code == 404


def test_below_a_path_of_another_site(themed: FlaskClient) -> None:
    page = themed.get("/search?q=cancer", environ_overrides={"SCRIPT_NAME": "/recherche"}).text
    addresses = re.findall(r'(?:href|src|action)="(/[^"]*)"', page)
    assert addresses
    assert all(address.startswith("/recherche/") for address in addresses)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("logo = 3", "has a mistake: Expected `object | null`, got `int` - at `$.logo`"),
        ("colour = 3", "unknown field `colour`"),
        ("[colours.light", "is not valid TOML"),
        ('style = "missing.css"', "There is no file “missing.css” in its folder static."),
        ('style = "../theme.toml"', "There is no file “../theme.toml” in its folder static."),
        ('[colours.light]\nlinks = "#123456"', "There is no colour “links”; the nearest is “link”."),
        ('[colours.light]\nlink = "red"', "The colour “link” is “red”; write it as #rrggbb."),
        ('[colours.light]\nlink = "#eeeeee"', "In the light scheme “link” (#eeeeee) cannot be read well on “paper”"),
        ('[colours.dark]\nlink = "#102030"', "In the dark scheme “link” (#102030) cannot be read well on “paper”"),
        ('[[header]]\ntext = "x"\nurl = "javascript:alert(1)"', "The address “javascript:alert(1)” of a link begins"),
        ('[[footer]]\ntext = "x"\nurl = "//evil.example"', "The address “//evil.example” of a link begins"),
        ('[[footer]]\ntext = { fr = "x" }\nurl = "/x"', "The link to “/x” needs a text in each language: fr, en."),
        ('[texts.de]\n"Thèmes" = "Themen"', "There are no pages in the language “de”"),
        ('[texts.fr]\n"Theme" = "Sujets"', "No page says “Theme”; the nearest text is “Thème"),
        ('[texts.fr]\n"Page %(number)s" = "P. %(count)s"', "may hold %(number)s and no other “%”."),
        ('[texts.fr]\n"%(number)s publication" = "x"', "needs two texts, of one and of several."),
        ('[texts.fr]\n"Thèmes" = ["Sujet", "Sujets"]', "needs one text."),
    ],
)
def test_a_mistake_keeps_the_service_from_starting_and_says_what_is_wrong(
    tmp_path: Path, text: str, sentence: str
) -> None:
    with pytest.raises(BadSettings) as raised:
        load_theme(write_theme(tmp_path, text))
    assert sentence in str(raised.value)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = 'style = "a.css"\n[colours.light]\nlinks = "#123456"\n[[footer]]\ntext = "x"\nurl = "ftp://x"'
    with pytest.raises(BadSettings) as raised:
        load_theme(write_theme(tmp_path, text))
    assert str(raised.value).count("\n- ") == 3


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"cannot be read: No such file or directory\. See docs/theming\.md"):
        load_theme(str(tmp_path / "none"))


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#ffffff", "#fff", 1.0), ("#0000ff", "#ffffff", 8.59)],
)
def test_contrast_is_that_of_the_guidelines(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


def test_our_own_colours_can_be_read(tmp_path: Path) -> None:
    """A theme that repeats our colours is judged like any other, and passes."""
    text = "".join(
        f"[colours.{scheme}]\n" + "".join(f'{name} = "{colour}"\n' for name, colour in colours.items())
        for scheme, colours in colours_of_glane().items()
    )
    assert load_theme(write_theme(tmp_path, text)).colours == colours_of_glane()
