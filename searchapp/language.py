"""The language of a page, and its texts: French, or English where the browser asks for it.

    from searchapp.language import gettext as _
    _("Page %(number)s", number=3)

The texts in code and templates are French; translations/ holds the English ones, and a theme may replace any of them.
Outside a request everything is French. A page asks for a hundred texts, so the language is chosen once for a request
and catalogues are read once.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from babel.units import format_unit
from flask import Flask, current_app, has_request_context, request
from markupsafe import Markup

LANGUAGES = ("fr", "en")
TRANSLATIONS = Path(__file__).parent / "translations"
_KEY = "glane-voices"


class Voice:
    """What the pages say in one language: our texts, or those that stand in their place.

    texts  by the French text as it stands in the code: one text, or its singular and plural
    """

    def __init__(self, language: str, texts: Mapping[str, str | tuple[str, str]]) -> None:
        self.language = language
        self._texts = texts
        self._catalogue = _catalogue(language)

    def text(self, text: str) -> str:
        """A text in this language."""
        found = self._texts.get(text)
        return found if isinstance(found, str) else self._catalogue.gettext(text)

    def plural(self, singular: str, plural: str, number: int) -> str:
        """One of two texts, by number."""
        found = self._texts.get(singular)
        if isinstance(found, tuple):
            return found[number != 1]
        return self._catalogue.ngettext(singular, plural, number)


@cache
def _catalogue(language: str) -> NullTranslations:
    """The texts of a language; for French, which stands in the code, a catalogue of none."""
    return Translations.load(TRANSLATIONS, [language])


_FRENCH = Voice(LANGUAGES[0], {})
_voice: ContextVar[Voice | None] = ContextVar("voice", default=None)  # of this request, once it was asked for


def init_languages(app: Flask, texts: Mapping[str, Mapping[str, str | tuple[str, str]]]) -> None:
    """Let the browser's `Accept-Language` choose the language of every page; `texts` replace ours, by language."""
    app.extensions[_KEY] = {language: Voice(language, texts.get(language, {})) for language in LANGUAGES}
    app.teardown_request(_forget_voice)
    app.jinja_env.globals |= {"_": _template_gettext, "ngettext": _template_ngettext}


def _preferred_language() -> str:
    # Not `best_match`: it looks for exact tags first, and gives English for "fr-CA,en;q=0.8".
    qualities = dict.fromkeys(LANGUAGES, 0.0)
    for tag, quality in request.accept_languages:
        language = LANGUAGES[0] if tag == "*" else tag.partition("-")[0].lower()
        if language in qualities:
            qualities[language] = max(qualities[language], quality)
    return max(LANGUAGES, key=lambda language: qualities[language])  # of equal ones the first: French


def _current_voice() -> Voice:
    voice = _voice.get()
    if voice is None:
        if not has_request_context():
            return _FRENCH
        voice = current_app.extensions[_KEY][_preferred_language()]
        assert isinstance(voice, Voice)  # noqa: S101 - narrows the type; init_languages put it there
        _voice.set(voice)
    return voice


def current_language() -> str:
    """`fr` or `en`."""
    return _current_voice().language


def _forget_voice(_error: BaseException | None) -> None:
    _voice.set(None)


def gettext(text: str, /, **variables: Any) -> str:
    """The text in the page's language, its `%(name)s` filled in."""
    found = _current_voice().text(text)
    return found % variables if variables else found


def ngettext(singular: str, plural: str, number: int, /, **variables: Any) -> str:
    """One of two texts, by number."""
    found = _current_voice().plural(singular, plural, number)
    return found % variables if variables else found


def _template_gettext(text: str, /, **variables: Any) -> Markup:
    # Our texts are HTML, what is filled in is not: Markup escapes it.
    found = _markup(text, _current_voice())
    return found % variables if variables else found


def _template_ngettext(singular: str, plural: str, number: int, /, **variables: Any) -> Markup:
    return Markup(ngettext(singular, plural, number)) % variables  # noqa: S704 - ours


@lru_cache(maxsize=1_000)  # of the templates there are some hundred, twice
def _markup(text: str, voice: Voice) -> Markup:
    return Markup(voice.text(text))  # noqa: S704 - ours


def number_in_words(number: int) -> str:
    """A number as it is written in the page's language: `12 345` or `12,345`."""
    return str(number) if number < 1000 else _grouped(number, current_language())  # below there is nothing to group


@lru_cache(maxsize=10_000)
def _grouped(number: int, language: str) -> str:
    return str(format_decimal(number, locale=language))


def language_name(tag: str) -> str:
    """The name of a language in the page's language, or the tag itself where it is unknown."""
    return _name_of(tag, current_language())


@lru_cache(maxsize=200)
def _name_of(tag: str, language: str) -> str:
    try:
        name = Locale.parse(tag, sep="-").get_display_name(language)
    except (ValueError, UnknownLocaleError):
        return tag
    return name or tag


@lru_cache(maxsize=200)
def valid_language_tag(tag: str) -> str | None:
    """The tag, if a `lang` attribute may hold it: a wrong one makes a screen reader choose a wrong voice."""
    try:
        Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return None
    return tag


def size_in_words(size_bytes: int) -> str:
    """A file's size as people read it: `592 ko`, `1,2 Mo`."""
    if size_bytes < 999_500:
        number, unit = max(1, round(size_bytes / 1000)), "digital-kilobyte"
        return str(format_unit(number, unit, length="short", locale=current_language()))
    megabytes = round(size_bytes / 1_000_000, 1 if size_bytes < 9_950_000 else None)
    return str(format_unit(megabytes, "digital-megabyte", length="short", locale=current_language()))
