"""The language of a page, and its texts: French, or English where the browser asks for it.

    from searchapp.language import gettext as _
    _("Page %(number)s", number=3)

The texts in code and templates are French; translations/ holds the English ones. The only module that knows
Flask-Babel. Outside a request everything is French.
"""

from __future__ import annotations

from typing import Any

import flask_babel  # type: ignore[import-untyped,unused-ignore]  # the library has annotations but no py.typed
from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal
from flask import Flask, has_request_context, request

LANGUAGES = ("fr", "en")


def init_languages(app: Flask) -> None:
    """Let the browser's `Accept-Language` choose the language of every page."""
    app.config["BABEL_DEFAULT_LOCALE"] = LANGUAGES[0]
    flask_babel.Babel(app, locale_selector=_preferred_language)


def _preferred_language() -> str:
    # Not `best_match`: it looks for exact tags first, and gives English for "fr-CA,en;q=0.8".
    qualities = dict.fromkeys(LANGUAGES, 0.0)
    for tag, quality in request.accept_languages:
        language = LANGUAGES[0] if tag == "*" else tag.partition("-")[0].lower()
        if language in qualities:
            qualities[language] = max(qualities[language], quality)
    return max(LANGUAGES, key=lambda language: qualities[language])  # of equal ones the first: French


def current_language() -> str:
    """`fr` or `en`."""
    return str(flask_babel.get_locale()) if has_request_context() else LANGUAGES[0]


def gettext(text: str, /, **variables: Any) -> str:
    """The text in the page's language, its `%(name)s` filled in."""
    return str(flask_babel.gettext(text, **variables))


def ngettext(singular: str, plural: str, number: int, /, **variables: Any) -> str:
    """One of two texts, by number."""
    return str(flask_babel.ngettext(singular, plural, number, **variables))


def number_in_words(number: int) -> str:
    """A number as it is written in the page's language: `12 345` or `12,345`."""
    if number < 1000:  # nothing to group; a page holds a hundred of these, and Babel takes 30 µs for each
        return str(number)
    return str(format_decimal(number, locale=current_language()))


def language_name(tag: str) -> str:
    """The name of a language in the page's language, or the tag itself where it is unknown."""
    try:
        name = Locale.parse(tag, sep="-").get_display_name(current_language())
    except (ValueError, UnknownLocaleError):
        return tag
    return name or tag


def valid_language_tag(tag: str) -> str | None:
    """The tag, if a `lang` attribute may hold it: a wrong one makes a screen reader choose a wrong voice."""
    try:
        Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return None
    return tag
