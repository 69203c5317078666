"""An institute's own look: a folder with colours, a logo, links, texts, styles and templates.

    theme = load_theme("themes/institut")
    theme.header[0].text("fr"), theme.colours_css()

The folder holds `theme.toml` and, where they are needed, `static/` and `templates/`: docs/theming.md describes it. It
is read once, at the start, and belongs to the operator: its templates run as ours do. All its mistakes are told at
once.

Not here: which template wins and how files are served (files.py).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from babel.messages.mofile import read_mo

from indexer.errors import BadSettings
from indexer.nearest_name import nearest_name
from searchapp.language import LANGUAGES, TRANSLATIONS
from searchapp.theme.contrast import ENOUGH, contrast

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")

# What stands on what: text, and its ground. A theme may not make any of them hard to read.
_PAIRS = (
    ("ink", "paper"), ("ink", "card"), ("ink", "notice"), ("ink", "tint"),
    ("soft", "paper"), ("soft", "card"), ("link", "paper"), ("link", "card"), ("link", "tint"),
    ("on-strong", "strong"), ("on-mark", "mark"), ("bad", "paper"),
)  # fmt: skip
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_ADDRESS = re.compile(r"(?:https?://[^\s/\\?#]+|mailto:[^\s\\]+|/(?!/))[^\s\\]*")
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_STATIC = Path(__file__).parent.parent / "static"

_Text = str | Mapping[str, str]  # one for all languages, or one for each
_Texts = Mapping[str, str | tuple[str, str]]


class _Link(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: _Text
    url: str


class _Logo(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    file: str
    width: Annotated[int, msgspec.Meta(ge=1, le=600)]
    height: Annotated[int, msgspec.Meta(ge=1, le=200)]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`theme.toml` as it is written."""

    style: str = ""
    logo: _Logo | None = None
    colours: Mapping[Scheme, Mapping[str, str]] = {}
    header: tuple[_Link, ...] = ()
    footer: tuple[_Link, ...] = ()
    texts: Mapping[str, _Texts] = {}


@dataclass(frozen=True, slots=True)
class ThemeLink:
    """A link of the header or the footer."""

    texts: Mapping[str, str]
    url: str

    def text(self, language: str) -> str:
        """What it says in a language."""
        return self.texts[language]


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture that stands for the institute's name; its size is known, so that nothing moves while it loads."""

    file: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Theme:
    """What a theme's folder says; without one, nothing.

    folder  where it is; None without a theme
    style   file of `static/` that is loaded after ours; "" for none
    texts   for each language, what replaces a text of ours: one text, or its singular and plural
    """

    folder: Path | None = None
    style: str = ""
    logo: Logo | None = None
    colours: Mapping[Scheme, Mapping[str, str]] = field(default_factory=dict)
    header: tuple[ThemeLink, ...] = ()
    footer: tuple[ThemeLink, ...] = ()
    texts: Mapping[str, _Texts] = field(default_factory=dict)

    def colours_css(self) -> str:
        """The colours as a style sheet, to be loaded after ours; "" when there are none."""
        light, dark = ("".join(f"--{name}:{c};" for name, c in self.colours.get(s, {}).items()) for s in SCHEMES)
        # Of the light scheme only: a colour that is not given keeps its value in the dark.
        sheet = f"@media not (prefers-color-scheme:dark){{:root{{{light}}}}}" if light else ""
        return sheet + (f"@media(prefers-color-scheme:dark){{:root{{{dark}}}}}" if dark else "")


def load_theme(folder: str) -> Theme:
    """Read the theme in a folder; "" is the look of Glane itself. Raises BadSettings with every mistake."""
    if not folder:
        return Theme()
    path = Path(folder).resolve()
    file = path / "theme.toml"
    try:
        written = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8-sig")), _File)
    except OSError as error:
        raise BadSettings(f"The theme {file} cannot be read: {error.strerror}. See docs/theming.md.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettings(f"The theme {file} is not valid TOML: {error}.") from error
    except msgspec.ValidationError as error:
        raise BadSettings(f"The theme {file} has a mistake: {error}.") from error
    if mistakes := list(_mistakes(written, path)):
        raise BadSettings(f"The theme {file} has mistakes:\n" + "\n".join(f"- {mistake}" for mistake in mistakes))
    return Theme(
        folder=path,
        style=written.style,
        logo=Logo(written.logo.file, written.logo.width, written.logo.height) if written.logo else None,
        colours=written.colours,
        header=_links(written.header),
        footer=_links(written.footer),
        texts=written.texts,
    )


def _links(links: Iterable[_Link]) -> tuple[ThemeLink, ...]:
    return tuple(
        ThemeLink({tag: link.text if isinstance(link.text, str) else link.text[tag] for tag in LANGUAGES}, link.url)
        for link in links
    )


def _mistakes(written: _File, folder: Path) -> Iterator[str]:
    """A sentence for each thing that is wrong."""
    for name in filter(None, (written.style, written.logo.file if written.logo else "")):
        static = folder / "static"
        if not (static / name).resolve().is_relative_to(static) or not (static / name).is_file():
            yield f"There is no file “{name}” in its folder static."
    for link in (*written.header, *written.footer):
        if not _ADDRESS.fullmatch(link.url):
            yield f"The address “{link.url}” of a link begins with neither https://, http://, mailto: nor /."
        if not isinstance(link.text, str) and set(link.text) != set(LANGUAGES):
            yield f"The link to “{link.url}” needs a text in each language: {', '.join(LANGUAGES)}."
    for scheme in SCHEMES:
        yield from _mistakes_of_colours(scheme, written.colours.get(scheme, {}))
    for language, texts in written.texts.items():
        if language not in LANGUAGES:
            yield f"There are no pages in the language “{language}”: texts are of {' or '.join(LANGUAGES)}."
            continue
        for text, other in texts.items():
            yield from _mistakes_of_text(text, other)


def _mistakes_of_colours(scheme: Scheme, colours: Mapping[str, str]) -> Iterator[str]:
    known = colours_of_glane()[scheme]
    wrong = False
    for name, colour in colours.items():
        if name not in known:
            wrong = True
            yield f"There is no colour “{name}”; the nearest is “{nearest_name(name, known)}”."
        elif not _COLOUR.fullmatch(colour):
            wrong = True
            yield f"The colour “{name}” is “{colour}”; write it as #rrggbb."
    if wrong:
        return
    together = {**known, **colours}
    for text, ground in _PAIRS:
        ratio = contrast(together[text], together[ground])
        if ratio < ENOUGH and {text, ground} & set(colours):
            yield (
                f"In the {scheme} scheme “{text}” ({together[text]}) cannot be read well on “{ground}” "
                f"({together[ground]}): their contrast is {ratio:.1f}, and {ENOUGH} is needed."
            )


def _mistakes_of_text(text: str, other: str | tuple[str, str]) -> Iterator[str]:
    known = _texts_of_glane()
    if text not in known:
        yield f"No page says “{text}”; the nearest text is “{nearest_name(text, known)}”."
        return
    if known[text] != isinstance(other, tuple):
        form = "two texts, of one and of several" if known[text] else "one text"
        yield f"The text “{text}” needs {form}."
        return
    wanted = set(_PLACEHOLDER.findall(text))
    for one in other if isinstance(other, tuple) else (other,):
        try:
            filled = one % dict.fromkeys(wanted, "") if wanted else one
        except (KeyError, ValueError, TypeError):
            filled = None
        if filled is None:
            yield f"The text “{one}” may hold {', '.join(f'%({name})s' for name in sorted(wanted))} and no other “%”."


@cache
def colours_of_glane() -> Mapping[Scheme, Mapping[str, str]]:
    """The colours of our own style sheet, by scheme: what a theme may change."""
    sheet = (_STATIC / "glane.css").read_text(encoding="utf-8")
    light, dark = re.findall(r":root \{(.*?)\}", sheet, re.DOTALL)[:2]
    of = {
        scheme: dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", block))
        for scheme, block in zip(SCHEMES, (light, dark), strict=True)
    }
    return {"light": of["light"], "dark": {**of["light"], **of["dark"]}}


@cache
def _texts_of_glane() -> Mapping[str, bool]:
    """Every text of the pages, as it stands in the code, and whether it has a plural."""
    with (TRANSLATIONS / "en" / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        return {
            message.id if isinstance(message.id, str) else message.id[0]: not isinstance(message.id, str)
            for message in read_mo(file)
            if message.id
        }
