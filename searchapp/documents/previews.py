"""Pages of PDFs as pictures for visitors: one that was kept, else one that is drawn now.

    wanted = previews.wanted(publication, number=45, width=1000, text="dépistage")
    tag = tag_of(wanted)                  what the picture depends on: the file as it is now, page, width, words
    previews.picture(wanted, tag)         WebP; raises NoSuchPage, CannotBeDrawn, or Busy

Only what the index knows is drawn, by its id: no path ever comes from an address.

Not here: how it is drawn, and within which limits (indexer/drawer.py); routes (pages/preview.py).
"""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path

from flask import Flask, current_app

from indexer.drawer import Busy, Drawer, PageWanted
from indexer.engines.interface import Engine
from indexer.publication import Publication
from indexer.query import parse
from indexer.settings import PreviewSettings
from searchapp.documents.picture_cache import PictureCache, folder_for

__all__ = [
    "Busy",
    "CannotBeDrawn",
    "NoSuchPage",
    "Previews",
    "current_previews",
    "install_previews",
    "pdf_of",
    "tag_of",
]

WIDTHS = (640, 1000, 1600)  # of a picture, in pixels: a phone, a desk, and either with twice as many points
_KEY = "glane-previews"
_TRIED_AGAIN_S = 600  # what could not be drawn may have been a busy machine's fault
_CANNOT = b"cannot be drawn"
_DRAWN_AS = "1"  # part of every tag: pictures that are drawn in another way are other pictures


class NoSuchPage(Exception):
    """The document has no page of this number, but `pages`."""

    def __init__(self, pages: int) -> None:
        super().__init__(pages)
        self.pages = pages


class CannotBeDrawn(Exception):
    """The page is damaged, or takes more time or memory than it may."""


class Previews:
    """Draws and keeps pictures of pages. One for a process; for several threads."""

    def __init__(self, settings: PreviewSettings) -> None:
        self._drawer = Drawer(memory_mb=settings.memory_mb, timeout_s=settings.timeout_s)
        folder = folder_for(settings.cache) if settings.enabled and settings.cache_mb else None
        self._kept = PictureCache(folder, settings.cache_mb * 2**20) if folder else None

    def picture(self, wanted: PageWanted, tag: str) -> bytes:
        """The picture of a page. Raises NoSuchPage, CannotBeDrawn or Busy."""
        plain = tag.partition("-")[0]
        if self._kept is not None:
            if (kept := self._kept.get(tag)) is not None:
                return kept
            if self._kept.get(f"{plain}-cannot", newest_s=_TRIED_AGAIN_S) is not None:
                raise CannotBeDrawn
        drawn = self._drawer.draw(wanted)
        if drawn is None:
            if self._kept is not None:
                self._kept.put(f"{plain}-cannot", _CANNOT)
            raise CannotBeDrawn
        if not drawn.image:
            raise NoSuchPage(drawn.pages)
        if self._kept is not None:
            self._kept.put(tag, drawn.image)
        return drawn.image

    def close(self) -> None:
        """End the program that stands by."""
        self._drawer.close()


def wanted_page(publication: Publication, *, number: int, width: int, text: str) -> PageWanted:
    """What to draw of a PDF."""
    language = next((one.language for one in publication.passages if one.number == number), "")
    return PageWanted(
        file=publication.file or "",
        number=number,
        width=width,
        text=text,
        language=language or publication.language,
        names=publication.attachment,
    )


def tag_of(wanted: PageWanted) -> str:
    """What the picture depends on: (file and page)-(size and words). Raises OSError when the file is gone."""
    path = Path(wanted.file)
    if path.resolve(strict=True) != path:
        # It was no link when it was indexed: whoever put one in its place may not choose what is drawn.
        raise FileNotFoundError(wanted.file)
    status = path.stat()
    page = "\n".join((wanted.file, str(status.st_mtime_ns), str(status.st_size), *wanted.names, str(wanted.number)))
    words = sorted(
        repr((clause.kind, clause.terms, clause.joined))
        for clause in parse(wanted.text)
        if not clause.is_excluded and clause.field in (None, "title")
    )
    return f"{_digest(page)}-{_digest(chr(10).join((_DRAWN_AS, str(wanted.width), wanted.language, *words)))}"


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def pdf_of(engine: Engine, identifier: str) -> Publication | None:
    """A publication whose pages can be drawn; None when there is none of this id, or it is no PDF with a file."""
    publication = engine.get(identifier)
    return publication if publication is not None and publication.is_pdf and publication.file else None


def install_previews(app: Flask, settings: PreviewSettings) -> None:
    """Give the app what draws; nothing is started before the first page is wanted."""
    app.extensions[_KEY] = Previews(settings)


def current_previews() -> Previews:
    """That of the app that answers this request."""
    previews = current_app.extensions[_KEY]
    assert isinstance(previews, Previews)  # noqa: S101 - narrows the type; install_previews put it there
    return previews
