"""A look at a PDF before it is opened: its cover, a page as a picture, and the page that shows it with its text.

    /covers/ID?v=18c2f1&width=320      the cover that was drawn when the PDF was indexed
    /preview/ID/PAGE?q=sein&width=640  the page as WebP, with the words of the query marked
    /view/ID/PAGE?q=sein               that picture, the page's text, and the way to other pages with these words

All are 404 where previews are off.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from flask import Response, abort, make_response, render_template, request, send_file
from werkzeug.exceptions import ServiceUnavailable

from indexer.covers import SMALL_WIDTH
from indexer.covers import WIDTHS as COVER_WIDTHS
from indexer.publication import Publication
from searchapp.documents.previews import (
    WIDTHS,
    Busy,
    CannotBeDrawn,
    NoSuchPage,
    current_previews,
    pdf_of,
    tag_of,
    wanted_page,
)
from searchapp.errors import error_text
from searchapp.language import gettext as _
from searchapp.pages.blueprint import blueprint
from searchapp.parameters import read_parameters
from searchapp.presenters.page_view import present_view
from searchapp.presenters.results import present_form
from searchapp.service import Service, current_service

_USUAL_WIDTH = WIDTHS[1]
_RETRY_AFTER_S = 2  # a page takes a tenth of a second, the worst one some seconds
_KEPT_BY_BROWSERS_S = 600  # so that going back and forth asks nothing; private, as it depends on somebody's words
_FOR_EVER = timedelta(days=365)


@blueprint.get("/covers/<path:identifier>")
def cover(identifier: str) -> Response:
    """The cover of a PDF; 404 when it has none."""
    service = _service_with_previews()
    width = _width(COVER_WIDTHS, SMALL_WIDTH)
    if service.engine.source(identifier) is None:
        abort(404)
    try:
        response = send_file(
            service.covers.path(identifier, width),
            mimetype="image/webp",
            conditional=True,
        )
    except OSError:
        abort(404)
    # The address carries the time of the file (presenters/previews.py): with it the picture never changes.
    if "v" in request.args:
        response.cache_control.max_age = int(_FOR_EVER.total_seconds())
        response.cache_control.public = response.cache_control.immutable = True
        response.cache_control.no_cache = None
    return response


@blueprint.get("/preview/<path:identifier>/<page>")
def preview(identifier: str, page: str) -> Response:
    """A page as a picture; 404 when it does not exist or cannot be drawn, 503 when others take long."""
    number, publication = _page_of(identifier, page)
    parsed = read_parameters(request.query_string, strict=False)
    if parsed.sentences:
        return _refusal(400, *parsed.sentences)
    wanted = wanted_page(publication, number=number, width=_width(WIDTHS, _USUAL_WIDTH), text=parsed.query.text)
    try:
        tag = tag_of(wanted)
        is_known = request.if_none_match.contains_weak(tag)
        data = b"" if is_known else current_previews().picture(wanted, tag)
    except NoSuchPage as error:
        return _no_such_page(number, error.pages)
    except (CannotBeDrawn, OSError, RuntimeError):  # the last for links that lead round in circles
        return _refusal(404, _("Cette page ne peut pas être montrée ici : ouvrez le PDF."))
    except Busy as error:
        raise ServiceUnavailable(retry_after=_RETRY_AFTER_S) from error
    response = Response(data, 304 if is_known else 200, mimetype="image/webp")
    response.set_etag(tag)
    response.cache_control.private = True
    response.cache_control.max_age = _KEPT_BY_BROWSERS_S
    return response


@blueprint.get("/view/<path:identifier>/<page>")
def view(identifier: str, page: str) -> Response:
    """The page with its picture and its text."""
    number, publication = _page_of(identifier, page)
    parsed = read_parameters(request.query_string, strict=False)
    if parsed.sentences:
        return _refusal(400, *parsed.sentences)
    service = current_service()
    try:
        if number > max((one.number for one in publication.passages), default=0):
            # Pages without text are not in the index: only the document knows how many there are.
            plain = wanted_page(publication, number=number, width=_USUAL_WIDTH, text="")
            current_previews().picture(plain, tag_of(plain))
        path = Path(publication.file or "")
        size_bytes = 0 if publication.attachment else path.stat().st_size
    except NoSuchPage as error:
        return _no_such_page(number, error.pages)
    except (CannotBeDrawn, OSError, RuntimeError):
        abort(404)
    except Busy as error:
        raise ServiceUnavailable(retry_after=_RETRY_AFTER_S) from error
    shown = present_view(publication, number, parsed.query.text, service.links, size_bytes)
    return make_response(render_template("view.html", form=present_form(parsed.query, parsed.typed), view=shown))


def _service_with_previews() -> Service:
    service = current_service()
    if not service.settings.preview.enabled:
        abort(404)
    return service


def _page_of(identifier: str, page: str) -> tuple[int, Publication]:
    """The number and the PDF that an address names; 404 when it names none."""
    service = _service_with_previews()
    # Not left to the router: it raises over a number of five thousand digits.
    if not (page.isascii() and page.isdigit() and len(page) <= 6 and int(page) > 0):
        abort(404)
    publication = pdf_of(service.engine, identifier)
    return (int(page), publication) if publication is not None else abort(404)


def _width(widths: tuple[int, ...], usual: int) -> int:
    """The width that is asked for: the next one that is drawn, so that no address can fill the disk with sizes."""
    asked = request.args.get("width", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 6):
        return usual
    return next((width for width in widths if width >= int(asked)), widths[-1])


def _no_such_page(number: int, pages: int) -> Response:
    return _refusal(
        404, _("La page %(number)s n’existe pas : ce document s’arrête à la page %(last)s.", number=number, last=pages)
    )


def _refusal(status: int, *sentences: str) -> Response:
    page = render_template("error.html", status=status, text=error_text(status), sentences=sentences)
    return make_response(page, status)
