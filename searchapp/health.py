"""For whoever watches the service: /healthz says the process lives, /readyz that it can answer a search."""

from __future__ import annotations

from flask import Blueprint, Response

from searchapp.errors import RETRY_AFTER_S, error_text
from searchapp.presenters.problem import problem_response
from searchapp.service import current_service

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """Always 200: a process without an index need not be restarted."""
    return Response("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})


@blueprint.get("/readyz")
def readyz() -> Response:
    """200 when the engine can answer, else 503: a load balancer sends visitors elsewhere."""
    if current_service().engine.is_ready():
        return Response("ready\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})
    text = error_text(503)
    response = problem_response(503, text.title, (text.sentence,))
    response.headers["Cache-Control"] = "no-store"
    response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response
