"""/citation/FORMAT/ID: how a publication is cited, as a file for a reference manager.

The format stands before the id: an id may hold slashes and dots, and end in anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from flask import Response

from indexer.french import fold
from searchapp.pages.blueprint import blueprint
from searchapp.presenters.citations import Citation, as_bibtex, as_csl_json, as_ris
from searchapp.publications import find_publication


class _Format(NamedTuple):
    write: Callable[[Citation], str | bytes]
    mimetype: str
    suffix: str


_FORMATS: Mapping[str, _Format] = {
    "bibtex": _Format(as_bibtex, "application/x-bibtex", "bib"),
    "ris": _Format(as_ris, "application/x-research-info-systems", "ris"),
    "csl-json": _Format(as_csl_json, "application/vnd.citationstyles.csl+json", "json"),
}
_NAME_LENGTH = 60


@blueprint.get('/citation/<any("bibtex", "ris", "csl-json"):form>/<id:identifier>')
def citation(form: str, identifier: str) -> Response:
    """The file, under a name made of the title."""
    cited = find_publication(identifier).citation()
    write, mimetype, suffix = _FORMATS[form]
    name = re.sub(r"[^a-z0-9]+", "-", fold(cited.title))[:_NAME_LENGTH].strip("-") or "publication"
    response = Response(write(cited), content_type=f"{mimetype}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response
