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


class SiteSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the service presents itself.

    name        the institute's name, in the header and the page titles
    links       "public": results lead to public addresses where they are known, else to the file served here;
                "local": always to the file served here (the demonstration, an intranet)
    home_url    where the name in the header leads; "" means the search's own front page
    proxies     web servers in front of the service whose X-Forwarded-* headers are believed
    theme       folder with the institute's own colours, logo, links, texts and templates (docs/theming.md); "" for none
    """

    name: str = "Glane"
    links: Literal["public", "local"] = "public"
    home_url: str = ""
    proxies: Annotated[int, msgspec.Meta(ge=0, le=10)] = 0
    theme: str = ""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All settings of the indexer and of the service.

    index     folder of the embedded engine
    engine    what stores and searches; this version knows "whoosh"
    base_url  public address of the folder that is added; "" leaves addresses to the pages themselves
    editing   the editors' file (docs/editing.md): what stands first, synonyms, what is hidden; "" for none
    """

    index: Annotated[str, msgspec.Meta(min_length=1)] = "index"
    engine: Literal["whoosh"] = "whoosh"
    base_url: str = ""
    editing: str = ""
    extraction: ExtractionSettings = ExtractionSettings()
    ocr: OcrSettings = OcrSettings()
    site: SiteSettings = SiteSettings()


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
                raise BadSettings(f"The variable {variable} is “{raw}”: {error}.") from error
            table = values
            for key in keys[:-1]:
                table = table.setdefault(key, {})
            table[keys[-1]] = value
    return msgspec.convert(values, Settings)


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
