"""Where a look at a PDF leads: the cover beside a result, and the page that shows one page of it.

    cover_of("rapports/bilan.pdf").address            ->  "/covers/rapports/bilan.pdf?v=18c2f1"
    view_address("rapports/bilan.pdf", 45, "sein")    ->  "/view/rapports/bilan.pdf/45?q=sein"

Both give None where previews are off. A cover is shown where there is one: that costs a look at its file's time, 2 µs.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, quote_plus

import msgspec
from flask import has_request_context

from indexer.covers import SMALL_WIDTH, size_of
from searchapp.paths import path_of
from searchapp.service import current_service


class CoverView(msgspec.Struct, frozen=True, gc=False):
    """A cover, with its size in pixels."""

    address: str
    width: int
    height: int


def cover_of(identifier: str) -> CoverView | None:
    """The cover of a publication, where it has one; `&width=320` gives the same in twice as many points."""
    if not _are_on():
        return None
    path = current_service().covers.path(identifier, SMALL_WIDTH)
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return None
    size = _size(path, changed)
    return CoverView(f"{_below('pages.cover', identifier)}?v={changed:x}", *size) if size else None


def view_address(identifier: str, number: int, text: str) -> str | None:
    """The page that shows a page of a PDF, with the words of a query marked."""
    if not _are_on():
        return None
    return _with_words(f"{_below('pages.view', identifier)}/{number}", text)


def picture_address(identifier: str, number: int, text: str, width: int) -> str:
    """The picture of a page."""
    address = _with_words(f"{_below('pages.preview', identifier)}/{number}", text)
    return f"{address}{'&' if text else '?'}width={width}"


def _are_on() -> bool:
    """Whether pages are shown as they look; outside of a request none is, as nobody could follow a link."""
    return has_request_context() and current_service().settings.preview.enabled


def _with_words(address: str, text: str) -> str:
    return f"{address}?q={quote_plus(text)}" if text else address


def _below(endpoint: str, identifier: str) -> str:
    # Flask's own way to an address of an id takes 15 µs, and leaves nothing to be remembered.
    path = path_of(endpoint, identifier="x") if endpoint == "pages.cover" else path_of(endpoint, identifier="x", page=1)
    return path[: path.rindex("/x") + 1] + quote(identifier, safe="/")


@lru_cache(maxsize=10_000)
def _size(path: Path, _changed: int) -> tuple[int, int] | None:
    return size_of(path)
