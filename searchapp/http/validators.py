"""What a client has already it need not get again: the tag of an answer, and 304 before anything is searched.

    tag = current_tag()
    return not_modified(tag) or with_tag(render(...), tag)

A tag is made of all that an answer depends on: the commit of the index, the address, the language, the settings and
the version of Glane; of a page also the day, which it may count from, and the start of the service, which takes new
templates and themes. It is weak: two answers differ in how long they took, and in how they are compressed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import lru_cache, wraps
from hashlib import blake2b
from importlib.metadata import version

from flask import Response, make_response, request

from indexer.settings import Settings
from searchapp.language import current_language
from searchapp.service import current_service


def current_tag(*, of_index: bool = True, is_page: bool = False, also: str = "") -> str:
    """The tag of the answer to this request. Raises what a search raises when there is no index.

    of_index  whether the answer depends on what is indexed
    is_page   whether it depends on templates and on today's date
    also      the version of what it depends on besides
    """
    service = current_service()
    parts = (
        service.version() if of_index else "",
        _deployment(service.settings),
        f"{service.start} {dt.date.today()}" if is_page else "",
        also,
        current_language(),
        request.script_root,
        request.path,
    )
    digest = blake2b("\0".join(parts).encode("utf-8", "surrogateescape"), digest_size=12)
    digest.update(b"\0" + request.query_string)
    return digest.hexdigest()


def not_modified(tag: str) -> Response | None:
    """304 for a client that has the answer of this tag, else None."""
    known = request.if_none_match
    return Response(status=304) if known and known.contains_weak(tag) else None


def with_tag(response: Response, tag: str) -> Response:
    """A good answer, and 304, say their tag; errors have none."""
    if response.status_code in (200, 304):
        response.set_etag(tag, weak=True)
    return response


def keep_for(response: Response, tag: str, max_age_s: int) -> Response:
    """An answer that anybody may keep for some seconds, and then ask whether it is still the same."""
    response.headers["Cache-Control"] = f"public, max-age={max_age_s}" if max_age_s else "no-cache"
    return with_tag(response, tag)


def revalidated(*, of_index: bool = True) -> Callable[[Callable[..., Response | str]], Callable[..., Response]]:
    """Of a page that a browser keeps and asks about: nothing is searched or drawn when it is still the same."""

    def decorate(view: Callable[..., Response | str]) -> Callable[..., Response]:
        @wraps(view)
        def wrapped(**values: str) -> Response:
            tag = current_tag(of_index=of_index, is_page=True)
            return with_tag(not_modified(tag) or make_response(view(**values)), tag)

        return wrapped

    return decorate


@lru_cache(maxsize=10)
def _deployment(settings: Settings) -> str:
    """What changes with an upgrade or another setting only."""
    return f"{version('glane')} {settings!r}"
