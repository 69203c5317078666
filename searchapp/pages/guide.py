"""/api: the endpoints explained for people, with examples that run and forms to try them."""

from __future__ import annotations

from flask import Response, make_response, render_template

from searchapp.api.description import describe
from searchapp.api.endpoint import endpoints
from searchapp.http.validators import revalidated
from searchapp.pages.blueprint import blueprint
from searchapp.paths import path_of
from searchapp.presenters.guide import present_guide
from searchapp.service import current_service


@blueprint.get("/api")
@revalidated(of_index=False)
def guide() -> Response:
    """Everything a developer needs, made of the same description as openapi.json."""
    openapi = path_of("api.openapi")
    described = endpoints()
    service = current_service()
    description = describe(service.settings.site.name, openapi.removesuffix("/openapi.json"), described)
    host = service.absolute("/").removesuffix("/")
    return make_response(
        render_template("api.html", guide=present_guide(description, described, host), openapi=openapi)
    )
