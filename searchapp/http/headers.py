"""Security and cache headers of every answer.

No page holds an inline script, an inline style or anything from another host, so the policy forbids them all. HTTPS
is the business of the web server in front, and so is Strict-Transport-Security.
"""

from __future__ import annotations

from flask import Flask, Response, request
from secure import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    XContentTypeOptions,
    XFrameOptions,
)

from searchapp.http.cors import allow_origin
from searchapp.service import current_service

_EVERY_ANSWER = Secure(
    csp=ContentSecurityPolicy()
    .default_src("'none'")
    .script_src("'self'")
    .connect_src("'self'")
    .style_src("'self'")
    .img_src("'self'", "data:")
    .font_src("'self'")
    .form_action("'self'")
    .base_uri("'none'")
    .frame_ancestors("'self'"),
    coop=CrossOriginOpenerPolicy().same_origin(),
    corp=CrossOriginResourcePolicy().same_origin(),
    permissions=PermissionsPolicy().camera().geolocation().microphone(),
    referrer=ReferrerPolicy().strict_origin_when_cross_origin(),
    xcto=XContentTypeOptions().nosniff(),
    xfo=XFrameOptions().sameorigin(),
).headers.items()

# A file that was indexed is somebody's page, served from our origin: it may neither run nor load anything.
DOCUMENT_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
# Chromium shows no PDF under `sandbox` or without plugins; a PDF cannot run scripts in our origin anyway.
PDF_POLICY = "frame-ancestors 'self'"

_PRIVATE = "private, no-cache"
_FOREVER = "public, max-age=31536000, immutable"
_VERSIONED = ("static", "theme.file", "theme.colours")


def init_headers(app: Flask) -> None:
    """Complete the headers of every answer of the app, whatever view or error made it."""
    app.after_request(_complete)


def _complete(response: Response) -> Response:
    headers = response.headers
    given = {name.lower() for name, _ in headers}
    for name, value in _EVERY_ANSWER:
        if name.lower() not in given:
            headers.add(name, value)
    if request.endpoint in _VERSIONED:
        # The address carries the version (`asset` in __init__.py, `theme_asset`): with it the file never changes.
        versioned = response.status_code in (200, 304) and "v" in request.args
        headers["Cache-Control"] = _FOREVER if versioned else "no-cache"
        return response
    if "cache-control" not in given:
        headers.add("Cache-Control", _PRIVATE)
    if "vary" in given:
        response.vary.add("Accept-Language")
    else:
        headers.add("Vary", "Accept-Language")
    if is_api():
        allow_origin(response, current_service().settings.api.origins)
    return response


def is_api() -> bool:
    """Whether this request speaks JSON, errors included."""
    return request.path.startswith("/api/")
