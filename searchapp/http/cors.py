"""Whose pages may read the endpoints (CORS): those of any site, or of the sites that the setting names.

    [api]
    origins = ["https://www.institut.example"]

The endpoints know no visitor and take no cookie, so any site is the default. Flask-CORS does the same by pattern, view
and cookie; an endpoint needs three headers.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, request

# Beside these a script sees only a few headers of an answer.
_EXPOSED = "Deprecation, ETag, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, Sunset"
_PREFLIGHT_S = "86400"  # how long a browser may remember; Chromium remembers two hours at most


def allow_origin(response: Response, origins: Sequence[str]) -> None:
    """Let the page that asks read this answer of an endpoint, if its site may."""
    headers = response.headers
    allowed = "*" if "*" in origins else request.headers.get("Origin", "")
    if allowed != "*":
        response.vary.add("Origin")
        if allowed not in origins:
            return
    headers["Access-Control-Allow-Origin"] = allowed
    headers["Access-Control-Expose-Headers"] = _EXPOSED
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = "GET, HEAD"
        headers["Access-Control-Allow-Headers"] = "*"
        headers["Access-Control-Max-Age"] = _PREFLIGHT_S
