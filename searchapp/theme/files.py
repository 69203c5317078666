"""The theme's templates before ours, and its files: /theme/FILE and /theme.css.

A template of the theme stands for ours of the same name, and can build on it: {% extends "glane/base.html" %}.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, send_from_directory
from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader

from searchapp.paths import path_of
from searchapp.theme.reading import Theme

blueprint = Blueprint("theme", __name__)
_KEY = "glane-theme"


def init_theme(app: Flask, theme: Theme) -> None:
    """Have the app look as the theme says."""
    app.extensions[_KEY] = theme
    app.register_blueprint(blueprint)
    app.jinja_env.globals |= {"theme": theme, "theme_asset": theme_asset, "theme_colours": theme_colours}
    if theme.folder:
        ours = FileSystemLoader(Path(app.root_path) / "templates")
        theirs = FileSystemLoader(theme.folder / "templates")
        app.jinja_loader = ChoiceLoader([theirs, ours, PrefixLoader({"glane": ours})])


def _theme() -> Theme:
    theme = current_app.extensions[_KEY]
    assert isinstance(theme, Theme)  # noqa: S101 - narrows the type; init_theme put it there
    return theme


def theme_asset(filename: str) -> str:
    """Address of a file of the theme's folder `static`, with its version: it may be kept for ever."""
    folder = _theme().folder
    assert folder is not None, "there is no theme"  # noqa: S101 - only a theme's own template asks for its files
    return path_of("theme.file", filename=filename, v=_version(folder / "static" / filename))


def theme_colours() -> str:
    """Address of the theme's colours, with their version."""
    return path_of("theme.colours", v=_digest(_theme().colours_css().encode()))


@cache
def _version(file: Path) -> str:
    return _digest(file.read_bytes())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:10]


@blueprint.get("/theme/<path:filename>")
def file(filename: str) -> Response:
    """A file of the theme's folder `static`."""
    folder = _theme().folder
    if folder is None:
        abort(404)
    return send_from_directory(folder / "static", filename)


@blueprint.get("/theme.css")
def colours() -> Response:
    """The theme's colours."""
    css = _theme().colours_css()
    return Response(css, mimetype="text/css") if css else abort(404)
