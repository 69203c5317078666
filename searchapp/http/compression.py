"""Text goes out as gzip where the client takes it, which all do.

Measured over the sample's results, a page of 24 KB and an answer of 19 KB, compressed each time:

    isal, level 2           0.04 and 0.03 ms    6.1 and 5.2 KB
    zstd, level 1           0.06 and 0.05 ms    6.0 and 5.2 KB
    zstd, level 3           0.25 and 0.11 ms    5.7 and 5.0 KB
    zlib, level 6           1.1  and 0.3  ms    5.3 and 4.6 KB
    brotli, level 4         1.0  and 0.6  ms    5.4 and 4.8 KB

ISA-L is with us for the index anyway. Flask-Compress would bring brotli and zstd along, has zlib alone for gzip, and
compresses parts of files (206), whose offsets are then wrong. Static files are compressed once, thoroughly.

Not here: streamed answers and documents; the web server in front may compress those.
"""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Flask, Response, request
from isal import isal_zlib
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

_MIN_BYTES = 800  # less fits one packet as it is
_GZIP = 31  # zlib's number for 32 KB of window and a gzip header
_STATIC = ("static", "theme.file", "theme.colours")
_TEXT = ("text/", "application/json", "application/problem+json", "application/xml", "image/svg+xml")
_TEXT_ENDINGS = ("+json", "+xml", "javascript", "ndjson")


def init_compression(app: Flask) -> None:
    """Compress answers of the app. Called before all else that changes answers: Flask goes through them backwards."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    mimetype = response.mimetype or ""
    if not (mimetype.startswith(_TEXT) or mimetype.endswith(_TEXT_ENDINGS)):
        return response
    headers = response.headers
    vary = headers.get("Vary")
    headers["Vary"] = f"{vary}, Accept-Encoding" if vary else "Accept-Encoding"
    is_static = request.endpoint in _STATIC
    if (
        response.status_code in (206, 304)
        or "Content-Encoding" in headers
        or (response.is_streamed and not is_static)
        or not _takes_gzip(request.headers.get("Accept-Encoding", ""))
    ):
        return response
    if is_static:
        response.direct_passthrough = False
        etag, _is_weak = response.get_etag()
        response.set_data(_static_bytes(response.get_data()))
        if etag:
            response.set_etag(etag, weak=True)  # other bytes than the file's
    else:
        data = response.get_data()
        if len(data) < _MIN_BYTES:
            return response
        response.set_data(isal_zlib.compress(data, 2, _GZIP))
    headers["Content-Encoding"] = "gzip"
    return response


@lru_cache(maxsize=100)
def _takes_gzip(accept_encoding: str) -> bool:
    return bool(parse_accept_header(accept_encoding, Accept)["gzip"] > 0)


@lru_cache(maxsize=100)  # there are some dozen
def _static_bytes(data: bytes) -> bytes:
    return gzip.compress(data, 9, mtime=0)
