"""glane.toml, then the environment; every wrong value is a sentence that says where it stands."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest

from indexer.errors import BadSettings
from indexer.settings import Settings, load_settings, setting_variables

TOML = """
index = "/srv/index"
base_url = "https://institut.example/"

[extraction]
timeout_s = 30
workers = 3

[site]
name = "Institut Vasseur"
links = "local"
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_defaults_without_a_file() -> None:
    assert load_settings({}) == Settings()


def test_file_of_the_working_directory(folder: Path) -> None:
    (folder / "glane.toml").write_text(TOML, encoding="utf-8")
    found = load_settings({})
    assert (found.index, found.base_url) == ("/srv/index", "https://institut.example/")
    assert (found.extraction.timeout_s, found.extraction.workers) == (30.0, 3)
    assert (found.site.name, found.site.links) == ("Institut Vasseur", "local")
    assert found.extraction.memory_mb == Settings().extraction.memory_mb


def test_file_with_a_byte_order_mark(folder: Path) -> None:
    (folder / "glane.toml").write_text(TOML, encoding="utf-8-sig")
    assert load_settings({}).index == "/srv/index"


def test_named_file_instead(folder: Path) -> None:
    (folder / "glane.toml").write_text('index = "a"', encoding="utf-8")
    (folder / "other.toml").write_text('index = "b"', encoding="utf-8")
    assert load_settings({"GLANE_CONFIG": "other.toml"}).index == "b"
    assert load_settings({"GLANE_CONFIG": ""}).index == "a"


def test_every_setting_has_a_variable_that_overrides_the_file(folder: Path) -> None:
    (folder / "glane.toml").write_text(TOML, encoding="utf-8")
    values = {"GLANE_ENGINE": "whoosh", "GLANE_SITE_LINKS": "public", "GLANE_EXTRACTION_MEMORY_MB": "777"}
    values |= {"GLANE_OCR_ENABLED": "False", "GLANE_OCR_LOW_CONFIDENCE": "0.5", "GLANE_SUGGESTIONS_SEARCHES": "False"}
    values |= {
        "GLANE_PREVIEW_ENABLED": "False",
        "GLANE_PREVIEW_MEMORY_MB": "256",
        "GLANE_SITE_URL": "https://a.example",
    }
    values |= {"GLANE_OPENSEARCH_HOSTS": "https://a.example,http://b.example:9200/c"}
    values |= {"GLANE_OPENSEARCH_VERIFY_CERTS": "False"}
    names = [variable for variable, _, _ in setting_variables()]
    assert len(names) == len(set(names))
    for variable, keys, _ in setting_variables():
        raw = values.get(variable, "7")
        found: object = load_settings({variable: raw})
        for key in keys:
            found = getattr(found, key)
        text = ",".join(found) if isinstance(found, tuple) else str(found)
        assert text in (raw, f"{raw}.0"), variable
    assert load_settings({"GLANE_EXTRACTION_WORKERS": "5"}).extraction.timeout_s == 30


WRONG_VARIABLES = {
    "GLANE_ENGINE": ("lucene", "Invalid enum value"),
    "GLANE_INDEX": ("", "length >= 1"),
    "GLANE_EXTRACTION_TIMEOUT_S": ("soon", "Expected `float`"),
    "GLANE_EXTRACTION_MEMORY_MB": ("100", ">= 512"),
    "GLANE_EXTRACTION_MAX_FILE_MB": ("-1", ">= 1"),
    "GLANE_EXTRACTION_WORKERS": ("1.5", "Expected `int`"),
    "GLANE_SITE_LINKS": ("both", "Invalid enum value"),
    "GLANE_OPENSEARCH_HOSTS": ("localhost:9200", "^https?://"),
    "GLANE_OPENSEARCH_PREFIX": ("Glane*", "matching regex"),
    "GLANE_OPENSEARCH_SHARDS": ("0", ">= 1"),
    "GLANE_OPENSEARCH_TIMEOUT_S": ("0", "> 0"),
}


@pytest.mark.parametrize("variable", WRONG_VARIABLES)
def test_wrong_variable_is_named_with_its_value(variable: str) -> None:
    raw, why = WRONG_VARIABLES[variable]
    with pytest.raises(BadSettings) as caught:
        load_settings({variable: raw})
    assert str(caught.value).startswith(f"The variable {variable} is “{raw}”: ")
    assert why in str(caught.value)


@pytest.mark.parametrize("raw", ["0", "-1", "nan", ""])
def test_time_that_is_none_is_refused(raw: str) -> None:
    with pytest.raises(BadSettings, match="GLANE_EXTRACTION_TIMEOUT_S"):
        load_settings({"GLANE_EXTRACTION_TIMEOUT_S": raw})


WRONG_FILES = {
    "no TOML": ("index = ", "is not valid TOML"),
    "unknown setting": ('indx = "a"', "`indx`"),
    "unknown table": ("[sites]\nname = 'a'", "`sites`"),
    "unknown setting of a table": ("[site]\nnom = 'a'", "`nom` - at `$.site`"),
    "wrong type": ("index = 3", "$.index"),
    "value for a table": ("extraction = 3", "$.extraction"),
    "number as text": ("[extraction]\nworkers = '3'", "$.extraction.workers"),
    "out of range": ("[extraction]\ntimeout_s = 0", "$.extraction.timeout_s"),
    "nan": ("[extraction]\ntimeout_s = nan", "timeout_s"),
    "no host": ("[opensearch]\nhosts = []", "`hosts` names no node"),
    "host without a scheme": ("[opensearch]\nhosts = ['localhost:9200']", "$.opensearch.hosts[0]"),
    "prefix that no index may have": ("[opensearch]\nprefix = '_glane'", "$.opensearch.prefix"),
    "another engine": ("engine = 'lucene'", "$.engine"),
}


@pytest.mark.parametrize("case", WRONG_FILES)
def test_wrong_file_is_named_with_what_is_wrong(folder: Path, case: str) -> None:
    text, why = WRONG_FILES[case]
    (folder / "glane.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadSettings) as caught:
        load_settings({})
    assert str(caught.value).startswith("The settings file glane.toml ")
    assert why in str(caught.value)


def test_file_that_is_not_there_or_no_text(folder: Path) -> None:
    with pytest.raises(BadSettings, match=r"none\.toml cannot be read: No such file"):
        load_settings({"GLANE_CONFIG": "none.toml"})
    with pytest.raises(BadSettings, match="cannot be read: Is a directory"):
        load_settings({"GLANE_CONFIG": str(folder)})
    (folder / "latin.toml").write_bytes(b'index = "caf\xe9"')
    with pytest.raises(BadSettings, match="is not valid TOML"):
        load_settings({"GLANE_CONFIG": "latin.toml"})


@pytest.mark.parametrize(
    "hosts",
    [
        "https://glane:s3cret@a.example:9200",
        "https://b.example, https://glane:s3cret@a.example",
        "localhost:9200, https://glane:s3cret@a.example",
    ],
)
def test_a_password_in_an_address_is_refused_and_not_repeated(folder: Path, hosts: str) -> None:
    with pytest.raises(BadSettings) as caught:
        load_settings({"GLANE_OPENSEARCH_HOSTS": hosts})
    assert "s3cret" not in str(caught.value)
    assert "s3cret" not in "".join(traceback.format_exception(caught.value))
    listed = ", ".join(f"'{host.strip()}'" for host in hosts.split(","))
    (folder / "glane.toml").write_text(f"[opensearch]\nhosts = [{listed}]", encoding="utf-8")
    with pytest.raises(BadSettings) as caught:
        load_settings({})
    assert "s3cret" not in str(caught.value)


def test_the_sentence_on_a_password_in_an_address_names_its_variables() -> None:
    with pytest.raises(BadSettings, match="set GLANE_OPENSEARCH_USERNAME and GLANE_OPENSEARCH_PASSWORD instead"):
        load_settings({"GLANE_OPENSEARCH_HOSTS": "https://glane:s3cret@a.example:9200"})


def test_settings_that_are_shown_hold_no_password() -> None:
    found = load_settings({"GLANE_OPENSEARCH_PASSWORD": "s3cret", "GLANE_OPENSEARCH_USERNAME": "glane"})
    assert found.opensearch.password == "s3cret"
    assert "s3cret" not in f"{found!r} {found} {found.opensearch}"


def test_where_the_index_is() -> None:
    assert Settings(index="/srv/index").where == "/srv/index"
    cluster = load_settings({"GLANE_ENGINE": "opensearch", "GLANE_OPENSEARCH_HOSTS": "http://a:9200,http://b:9200"})
    assert cluster.where == "glane-… at http://a:9200, http://b:9200"
