"""Typed settings: glane.toml, then the environment.

    settings = load_settings()
    settings.index, settings.extraction.timeout_s

`GLANE_CONFIG` names the file (else `glane.toml` in the working directory, which may be absent). Every setting has a
variable: `index` is `GLANE_INDEX`, `[extraction] timeout_s` is `GLANE_EXTRACTION_TIMEOUT_S`; lists take commas.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from indexer.errors import BadSettings

EngineName = Literal["whoosh", "opensearch"]


class ExtractionSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Limits of the processes that read files.

    timeout_s     seconds one file may take before its process is ended
    memory_mb     memory one such process may use
    max_file_mb   larger files are reported, not read
    workers       processes; 0 means one per processor
    """

    timeout_s: Annotated[float, msgspec.Meta(gt=0)] = 120.0
    memory_mb: Annotated[int, msgspec.Meta(ge=512)] = 2048
    max_file_mb: Annotated[int, msgspec.Meta(ge=1)] = 1024
    workers: Annotated[int, msgspec.Meta(ge=0, le=1024)] = 0


class OcrSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Recognition of scanned pages, where the program Tesseract is installed.

    enabled         false leaves scanned pages without text
    languages       Tesseract's names of the languages of the pages, joined by +; each of them must be installed
    timeout_s       seconds one page may take before its recognition is ended
    max_pages       scanned pages of one file that are recognised at most
    low_confidence  pages recognised with less than this (0 to 1) are marked
    """

    enabled: bool = True
    languages: Annotated[str, msgspec.Meta(pattern=r"^\w[\w/]*(\+\w[\w/]*)*$", max_length=200)] = "fra"
    timeout_s: Annotated[float, msgspec.Meta(gt=0, le=3600)] = 120.0
    max_pages: Annotated[int, msgspec.Meta(ge=1)] = 1000
    low_confidence: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.75


class PreviewSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A look at PDFs before they are opened: covers beside results, and pages with the words marked on them.

    enabled    false: no covers are made when indexing, none are shown, and no page is drawn
    memory_mb  memory that drawing one page may use
    timeout_s  seconds that drawing one page may take
    cache      folder in which drawn pages are kept; "" is one of the service's user below the system's temporary folder
    cache_mb   how much is kept there; what was not looked at for longest goes first; 0 keeps nothing
    """

    enabled: bool = True
    memory_mb: Annotated[int, msgspec.Meta(ge=128)] = 512
    timeout_s: Annotated[float, msgspec.Meta(gt=0, le=25)] = 5.0
    cache: str = ""
    cache_mb: Annotated[int, msgspec.Meta(ge=0)] = 200


class SiteSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the service presents itself.

    name        the institute's name, in the header and the page titles
    url         scheme and host at which visitors reach the service ("https://recherche.institut.example"), for whole
                addresses in feeds, citations and what search engines read; "" takes the host that a request names
    links       "public": results lead to public addresses where they are known, else to the file served here;
                "local": always to the file served here (the demonstration, an intranet)
    home_url    where the name in the header leads; "" means the search's own front page
    proxies     web servers in front of the service whose X-Forwarded-* headers are believed
    theme       folder with the institute's own colours, logo, links, texts and templates (docs/theming.md); "" for none
    """

    name: str = "Glane"
    url: Annotated[str, msgspec.Meta(pattern=r"^(https?://[^\s/?#@]+/?)?$")] = ""
    links: Literal["public", "local"] = "public"
    home_url: str = ""
    proxies: Annotated[int, msgspec.Meta(ge=0, le=10)] = 0
    theme: str = ""


class SuggestionSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Suggestions while a visitor types.

    searches      true remembers what visitors searched for on the page and found, to suggest it to others
    folder        folder where these are kept; "" is beside the index folder: its name and "-searches"
    after_days    on so many different days something must have been searched for before it is suggested
    """

    searches: bool = True
    folder: str = ""
    after_days: Annotated[int, msgspec.Meta(ge=1, le=365)] = 3


class ApiSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The endpoints for other sites.

    origins       sites whose pages may read them, such as "https://www.institut.example"; "*" is any site
    max_age_s     seconds for which a client or a web server between may keep an answer without asking; 0 has it ask
    rate_limit    requests of one address, such as "20/second; 3000/minute"; "" limits nothing
    rate_storage  where they are counted: "shared" is by the workers of this service together, in memory; the address of
                  a server ("redis://localhost:6379", "memcached://localhost:11211") needs its library
    """

    origins: tuple[str, ...] = ("*",)
    max_age_s: Annotated[int, msgspec.Meta(ge=0, le=86_400)] = 30
    rate_limit: str = "3000/minute"
    rate_storage: str = "shared"


class OpenSearchSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The cluster of the engine "opensearch" (docs/opensearch.md); needs the extra `opensearch`.

    hosts         addresses of its nodes, or of what stands before them ("https://search.institut.example:9200"); where
                  one does not answer, the next is asked
    username      who Glane is to the cluster; "" where the cluster does not ask
    password      best as a variable, so that it stands in no file; it is never shown
    ca_certs      file with the certificates that vouch for the cluster's own; "" takes those that the system trusts
    client_cert   file with Glane's own certificate, where the cluster asks for one
    client_key    file with its key; "" where it is in the same file
    verify_certs  false believes any certificate: for a trial only
    prefix        with which the names of all its indices begin; another one is another Glane in the same cluster
    shards        parts into which the publications are cut when their index is made
    replicas      further copies of each part, each on another node: with 1 a node may fail and nothing is missing
    timeout_s     seconds within which a search is answered or refused, whatever the cluster does
    retries       how often a request is made again that the cluster is too busy for, within that time
    """

    hosts: tuple[Annotated[str, msgspec.Meta(pattern=r"^https?://[^\s/?#,]+(/[^\s?#,]*)?$")], ...] = (
        "http://localhost:9200",
    )
    username: str = ""
    password: str = ""
    ca_certs: str = ""
    client_cert: str = ""
    client_key: str = ""
    verify_certs: bool = True
    prefix: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=100)] = "glane"
    shards: Annotated[int, msgspec.Meta(ge=1, le=1024)] = 3
    replicas: Annotated[int, msgspec.Meta(ge=0, le=20)] = 1
    timeout_s: Annotated[float, msgspec.Meta(gt=0, le=600)] = 10.0
    retries: Annotated[int, msgspec.Meta(ge=0, le=20)] = 3

    def __post_init__(self) -> None:
        if not self.hosts:
            raise ValueError("`hosts` names no node of the cluster")
        # An address goes into logs and sentences, where no password belongs.
        if any("@" in host for host in self.hosts):
            raise ValueError(
                "`hosts` holds a name or a password before an @: set GLANE_OPENSEARCH_USERNAME and "
                "GLANE_OPENSEARCH_PASSWORD instead"
            )

    def __repr__(self) -> str:
        return f"OpenSearchSettings(hosts={self.hosts!r}, prefix={self.prefix!r}, ...)"  # no password in a traceback


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All settings of the indexer and of the service.

    index     folder of the embedded engine, and with any engine of what Glane keeps on this machine: covers, receipts,
              what could not be read
    engine    what stores and searches: "whoosh" is embedded, "opensearch" is a cluster ([opensearch])
    base_url  public address of the folder that is added; "" leaves addresses to the pages themselves
    editing   the editors' file (docs/editing.md): what stands first, synonyms, what is hidden; "" for none
    """

    index: Annotated[str, msgspec.Meta(min_length=1)] = "index"
    engine: EngineName = "whoosh"
    base_url: str = ""
    editing: str = ""
    extraction: ExtractionSettings = ExtractionSettings()
    ocr: OcrSettings = OcrSettings()
    preview: PreviewSettings = PreviewSettings()
    site: SiteSettings = SiteSettings()
    suggestions: SuggestionSettings = SuggestionSettings()
    api: ApiSettings = ApiSettings()
    opensearch: OpenSearchSettings = OpenSearchSettings()

    @property
    def where(self) -> str:
        """Where the index is, for people: its folder, or its names and the cluster's nodes."""
        if self.engine == "opensearch":
            return f"{self.opensearch.prefix}-… at {', '.join(self.opensearch.hosts)}"
        return self.index


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings file, then let variables override it.

    Raises BadSettings with the file or variable and what it should be.
    """
    environment = os.environ if environment is None else environment
    named = environment.get("GLANE_CONFIG")
    path = Path(named or "glane.toml")
    values: dict[str, Any] = {}
    if named or path.exists():
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except OSError as error:
            raise BadSettings(f"The settings file {path} cannot be read: {error.strerror}.") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadSettings(f"The settings file {path} is not valid TOML: {error}.") from error
        try:
            msgspec.convert(values, Settings)
        except msgspec.ValidationError as error:
            raise BadSettings(f"The settings file {path} has a mistake: {error}.") from error
    for variable, keys, kind in setting_variables():
        if variable in environment:
            raw = environment[variable]
            try:
                value = msgspec.convert(_split(raw, kind), kind, strict=False)
            except msgspec.ValidationError as error:
                if "@" in raw and keys[-1] == "hosts":  # a password may stand before it
                    raise BadSettings(f"The variable {variable} cannot be used: {error}.") from None
                raise BadSettings(f"The variable {variable} is “{raw}”: {error}.") from error
            table = values
            for key in keys[:-1]:
                table = table.setdefault(key, {})
            table[keys[-1]] = value
    try:
        return msgspec.convert(values, Settings)
    except msgspec.ValidationError as error:
        raise BadSettings(f"The settings have a mistake: {error}.") from error


def setting_variables() -> list[tuple[str, tuple[str, ...], Any]]:
    """Every setting as (variable, keys in glane.toml, type)."""
    found: list[tuple[str, tuple[str, ...], Any]] = []

    def walk(struct: type[msgspec.Struct], keys: tuple[str, ...]) -> None:
        for name, kind in get_type_hints(struct, include_extras=True).items():
            if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
                walk(kind, (*keys, name))
            elif name in struct.__struct_fields__:
                found.append(("GLANE_" + "_".join((*keys, name)).upper(), (*keys, name), kind))

    walk(Settings, ())
    return found


def _split(raw: str, kind: Any) -> Any:
    if get_origin(kind) in (list, tuple) or (kind in (list, tuple) and get_args(kind) is not None):
        return [part.strip() for part in raw.split(",") if part.strip()]
    return raw
