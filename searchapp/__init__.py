"""Glane's face on the web: pages, JSON endpoint and documents over the index that `indexer` owns.

    app = create_app()                         settings from glane.toml and the environment
    app = create_app(Settings(index="..."))

Each module is one concern: a request meets parameters, then the engine, then a presenter.
"""

from __future__ import annotations

import hashlib
from functools import cache, partial
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from indexer.engines import open_engine
from indexer.presenters.links import safe_address
from indexer.settings import Settings, SiteSettings, load_settings
from searchapp import api, exports, feeds, health, opensearch_description, pages, widget
from searchapp.documents import serving
from searchapp.documents.previews import install_previews
from searchapp.errors import init_errors
from searchapp.http.compression import init_compression
from searchapp.http.headers import init_headers
from searchapp.http.limiting import init_limiting
from searchapp.language import current_language, init_languages
from searchapp.paths import IdentifierConverter, path_of
from searchapp.popular_searches import init_popular_searches
from searchapp.service import Service, install_service
from searchapp.theme.files import init_theme
from searchapp.theme.reading import load_theme


def create_app(settings: Settings | None = None) -> Flask:
    """The WSGI application. Raises BadSettings when the settings cannot be used; an index may come later."""
    settings = load_settings() if settings is None else settings
    app = Flask(__name__)
    # An id may hold "//" and a visitor may add "/": neither is a reason to redirect.
    app.url_map.merge_slashes = False
    app.url_map.strict_slashes = False
    app.url_map.converters["id"] = IdentifierConverter
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    if settings.site.proxies:
        # Behind nginx the address, scheme and path prefix are those of its visitor: see README.md.
        count = settings.site.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, count, count, count, 0, count)  # type: ignore[method-assign]
    engine = open_engine(settings)
    install_service(app, Service(settings, engine))
    init_popular_searches(app, settings, engine)
    install_previews(app, settings.preview)
    theme = load_theme(settings.site.theme)
    init_languages(app, theme.texts)
    init_theme(app, theme)
    init_compression(app)
    init_headers(app)
    init_limiting(app, settings.api)
    init_errors(app)
    for module in (pages, api, serving, exports, feeds, opensearch_description, widget, health):
        app.register_blueprint(module.blueprint)
    app.context_processor(partial(_page_context, settings.site))
    app.jinja_env.globals |= {"asset": asset, "path_of": path_of}
    return app


def _page_context(site: SiteSettings) -> dict[str, object]:
    """What every template shows."""
    return {
        "site": site,
        "language": current_language(),
        "home_address": safe_address(site.home_url) or path_of("pages.home"),
    }


def asset(filename: str) -> str:
    """Address of a static file, with its version: it may be kept for ever."""
    return path_of("static", filename=filename, v=_version(filename))


@cache
def _version(filename: str) -> str:
    content = (Path(__file__).parent / "static" / filename).read_bytes()
    return hashlib.sha256(content).hexdigest()[:10]
