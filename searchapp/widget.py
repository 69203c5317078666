"""/widget.js: the script that other sites' pages load for `<glane-search>` (static/widget.js, docs/widget.md).

Its address has no version, since it stands in pages of others: browsers ask again after an hour.
"""

from __future__ import annotations

from flask import Blueprint, Response, current_app

blueprint = Blueprint("widget", __name__)

_KEPT_S = 3600


@blueprint.get("/widget.js")
def script() -> Response:
    """The script, for pages of any origin, with or without `crossorigin`."""
    response = current_app.send_static_file("widget.js")
    response.headers["Cache-Control"] = f"public, max-age={_KEPT_S}"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
