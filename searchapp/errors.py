"""Every error becomes a page in the visitor's language, or a problem+json under /api/ and for health checks.

Not here: mistakes in a search on the page (pages/results.py shows them above the form).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from flask import Flask, Response, current_app, make_response, render_template, request
from markupsafe import Markup
from werkzeug.exceptions import BadHost, HTTPException

from indexer.errors import BadQuery, EngineUnavailable, GlaneError
from searchapp.http.headers import is_api
from searchapp.language import gettext as _
from searchapp.parameters.names import shown
from searchapp.presenters.problem import problem_response
from searchapp.publications import NoSuchPublicationError
from searchapp.service import current_service

RETRY_AFTER_S = 5  # an index being swapped or a cluster electing a node is back within seconds
_LONGEST_RETRY_AFTER_S = 120  # a visitor who is told more than minutes does not come back

# What may be gone with the next try, which the page then offers.
_PASSING = (429, 500, 503)
# Of the headers a library's error brings, the ones that a client acts on.
_KEPT_HEADERS = ("Allow", "Content-Range", "Retry-After")


@dataclass(frozen=True, slots=True)
class ErrorText:
    """What an error page says: a title, what happened and what to do."""

    title: str
    sentence: str


def init_errors(app: Flask) -> None:
    """Catch everything that a view raises."""
    app.register_error_handler(BadHost, _bad_host)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(GlaneError, _glane_error)
    app.register_error_handler(NoSuchPublicationError, _no_such_publication)
    app.register_error_handler(Exception, _unexpected_error)


def error_text(status: int) -> ErrorText:
    """The text for a status; any other client or server error falls back on 400 or 500."""
    texts = {
        400: ErrorText(
            _("Cette demande n’est pas comprise"),
            _("L’adresse contient une erreur. Vérifiez-la, ou lancez une nouvelle recherche."),
        ),
        404: ErrorText(
            _("Cette page n’existe pas"),
            _("L’adresse est inexacte, ou le document a été retiré ou déplacé. Cherchez-le par son titre."),
        ),
        405: ErrorText(
            _("Cette action n’est pas possible"),
            _("Cette adresse se consulte seulement : rien ne peut y être envoyé ni modifié."),
        ),
        429: ErrorText(
            _("Trop de demandes en peu de temps"),
            _("Le service reste ainsi rapide pour tout le monde. Attendez une minute, puis réessayez."),
        ),
        500: ErrorText(
            _("La recherche a rencontré une erreur"),
            _("L’erreur vient de nous et elle est enregistrée. Réessayez dans quelques minutes."),
        ),
        503: ErrorText(
            _("La recherche n’est pas disponible pour le moment"),
            _("Elle est en maintenance ou très sollicitée, et revient bientôt. Réessayez dans quelques instants."),
        ),
    }
    return texts.get(status) or texts[400 if status < 500 else 500]


def _bad_host(_error: BadHost) -> Response:
    # Without a host name no address can be built, and so no page.
    return Response(error_text(400).sentence + "\n", 400, mimetype="text/plain")


def _http_error(error: HTTPException) -> Response | HTTPException:
    status = error.code or 500
    if status < 400:
        return error  # a redirect is an answer
    response = _answer(status, ())
    for name, value in error.get_headers():
        if name in _KEPT_HEADERS:
            response.headers[name] = value
    if status == 503:
        response.headers.setdefault("Retry-After", str(RETRY_AFTER_S))
    return response


def _glane_error(error: GlaneError) -> Response:
    status = error.http_status
    if status >= 500:
        current_app.logger.error("%s: %s", type(error).__name__, error)
    # A server error's own sentence names folders and commands: it is for the log, never for the visitor.
    response = _answer(status, error.sentences if isinstance(error, BadQuery) else ())
    if status == 503:
        response.headers["Retry-After"] = str(_retry_after_s(error))
    return response


def _retry_after_s(error: GlaneError) -> int:
    """In how many seconds to ask again: what a cluster says, if it is longer than ours."""
    said = error.retry_after_s if isinstance(error, EngineUnavailable) else None
    return max(RETRY_AFTER_S, min(math.ceil(said or 0), _LONGEST_RETRY_AFTER_S))


def _no_such_publication(error: NoSuchPublicationError) -> Response:
    """404, with the publication that was meant: a link on the page, its id for programs."""
    text = error_text(404)
    if is_api():
        sentences = [_("Aucune publication n’a l’identifiant « %(id)s ».", id=shown(error.identifier))]
        if error.nearest:
            sentences.append(_("Le plus proche est « %(id)s ».", id=error.nearest.id))
        return problem_response(404, text.title, sentences)
    sentences = [text.sentence]
    if error.nearest:
        address = current_service().links.publication_page(error.nearest.id)
        link = Markup('<a href="{}">{}</a>').format(address, error.nearest.title)
        sentence = Markup(_("La publication dont l’adresse est la plus proche : %(link)s"))  # noqa: S704 - ours
        sentences.append(sentence % {"link": link})
    page = render_template("error.html", status=404, text=text, sentences=sentences)
    return make_response(page, 404)


def _unexpected_error(error: Exception) -> Response:
    # Without the query string: what people search for does not belong into a log.
    current_app.logger.error("Unexpected error at %s", request.path, exc_info=error)
    return _answer(500, ())


def _answer(status: int, sentences: tuple[str, ...]) -> Response:
    text = error_text(status)
    if is_api():
        return problem_response(status, text.title, sentences or (text.sentence,))
    page = render_template(
        "error.html",
        status=status,
        text=text,
        sentences=sentences,
        can_pass=status in _PASSING and request.method == "GET",
    )
    return make_response(page, status)
