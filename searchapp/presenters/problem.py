"""Errors as application/problem+json (RFC 9457), with every sentence at once in `errors`."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response

from searchapp.presenters.json import json_response


def problem_response(status: int, title: str, sentences: Sequence[str]) -> Response:
    """The answer for an error; `detail` is the sentences as one text."""
    return json_response(
        {
            "type": "about:blank",
            "title": title,
            "status": status,
            "detail": " ".join(sentences),
            "errors": list(sentences),
        },
        status,
        "application/problem+json",
    )
