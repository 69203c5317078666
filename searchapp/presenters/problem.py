"""Errors as application/problem+json (RFC 9457), with every sentence at once in `errors`."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, jsonify


def problem_response(status: int, title: str, sentences: Sequence[str]) -> Response:
    """The answer for an error; `detail` is the sentences as one text."""
    response = jsonify(
        {
            "type": "about:blank",
            "title": title,
            "status": status,
            "detail": " ".join(sentences),
            "errors": list(sentences),
        }
    )
    response.status_code = status
    response.mimetype = "application/problem+json"
    return response
