"""/documents/ID: the file a publication was read from, or the file attached to a PDF (attachments.py).

The id is looked up in the index, which knows the file: no path ever comes from the address.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Sequence
from pathlib import Path

from flask import Blueprint, Response, abort, redirect, send_file
from werkzeug.wrappers import Response as BaseResponse

from indexer.presenters.links import safe_address
from searchapp.documents.attachments import attached_file
from searchapp.http.headers import DOCUMENT_POLICY, PDF_POLICY
from searchapp.service import current_service

blueprint = Blueprint("documents", __name__, url_prefix="/documents")

# A line of a manifest is a publication too; the manifest itself is not for visitors.
_NEVER_SERVED = {".jsonl", ".ndjson", ".csv"}
_TEXT = {".md", ".markdown", ".txt", ".text", ".rst"}
_PAGES = {".html", ".htm", ".xhtml"}
# Not left to the system's list of types: a small machine has none, and a download without its type opens in nothing.
# Templates and files with macros go out as what they are; browsers save all of these, and run none.
_OFFICE = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".dotx": "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
    ".docm": "application/vnd.ms-word.document.macroenabled.12",
    ".dotm": "application/vnd.ms-word.template.macroenabled.12",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".ppsx": "application/vnd.openxmlformats-officedocument.presentationml.slideshow",
    ".potx": "application/vnd.openxmlformats-officedocument.presentationml.template",
    ".pptm": "application/vnd.ms-powerpoint.presentation.macroenabled.12",
    ".ppsm": "application/vnd.ms-powerpoint.slideshow.macroenabled.12",
    ".potm": "application/vnd.ms-powerpoint.template.macroenabled.12",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ott": "application/vnd.oasis.opendocument.text-template",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".otp": "application/vnd.oasis.opendocument.presentation-template",
    ".epub": "application/epub+zip",
}


@blueprint.get("/<path:identifier>")
def document(identifier: str) -> BaseResponse:
    """The file, with conditional and range requests; 404 when it is unknown or gone."""
    source = current_service().engine.source(identifier)
    if source is None:
        abort(404)
    if source.file is None:
        address = safe_address(source.url)
        return redirect(address) if address else abort(404)
    path = Path(source.file)
    if path.suffix.lower() in _NEVER_SERVED:
        abort(404)
    try:
        return _attachment_response(path, source.attachment) if source.attachment else _file_response(path)
    except (OSError, RuntimeError):  # the latter for links that lead round in circles
        abort(404)


def _attachment_response(path: Path, names: Sequence[str]) -> Response:
    """A file that is attached to a PDF: a PDF opens, so that a result leads to its page; all else is a download."""
    name = Path(names[-1])
    is_pdf = name.suffix.lower() == ".pdf"
    response = attached_file(path, names, mimetype=_mimetype(name), as_attachment=not is_pdf)
    response.headers["Content-Security-Policy"] = PDF_POLICY if is_pdf else DOCUMENT_POLICY
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def _file_response(path: Path) -> Response:
    if path.resolve(strict=True) != path:
        # It was no link when it was indexed: whoever put one in its place may not choose what is served.
        abort(404)
    suffix = path.suffix.lower()
    is_pdf = suffix == ".pdf"
    response = send_file(
        path,
        mimetype=_mimetype(path),
        download_name=re.sub(r"[\x00-\x1f\x7f]", "_", path.name),
        as_attachment=not is_pdf and suffix not in _PAGES | _TEXT,
        conditional=True,
    )
    if suffix in _PAGES and _names_its_charset(path):
        # A charset in the header would overrule what the page says of itself: pages in Latin-1 still exist.
        response.headers["Content-Type"] = "text/html"
    response.headers["Content-Security-Policy"] = PDF_POLICY if is_pdf else DOCUMENT_POLICY
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def _mimetype(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix in _TEXT:
        return "text/plain"
    if suffix in _PAGES:
        return "text/html"
    return _OFFICE.get(suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def _names_its_charset(path: Path) -> bool:
    with path.open("rb") as file:
        return b"charset" in file.read(2048).lower()
