"""An attached file, taken out of its PDF for one visitor.

    response = attached_file(Path("/srv/publications/bilan.pdf"), ("annexe.docx",))

The PDF is read by a process of its own with limits on time and memory (indexer/extract/pdf/detach.py), never by the
service: a file that ends its reader costs this one answer. One runs at a time, so that clicks cannot fill the machine.
What has not changed is not taken out again: the tag of an answer says the state of the PDF, and the names.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import IO

from flask import Response, abort, request, send_file

_TIMEOUT_S = 15
# One at a time, and a short wait for it: a worker has two threads, and one must stay free for searches.
_WAIT_S = 2
_taking_out = threading.Lock()


def attached_file(path: Path, names: Sequence[str], *, mimetype: str, as_attachment: bool) -> Response:
    """The file that names lead to within a PDF; 404 when it is no longer there, 503 when others take long.

    Raises OSError when the PDF cannot be read.
    """
    status = path.stat()
    state = "\n".join((str(status.st_mtime_ns), str(status.st_size), *names))
    tag = blake2b(state.encode(), digest_size=16).hexdigest()
    if request.if_none_match.contains_weak(tag):
        response = Response(status=304)
    else:
        file = _taken_out(path, names)
        size_bytes = file.seek(0, os.SEEK_END)
        file.seek(0)
        response = send_file(
            file, mimetype=mimetype, as_attachment=as_attachment, download_name=names[-1], conditional=False, etag=False
        )
        response.content_length = size_bytes
    response.set_etag(tag)
    # A part would cost as much as the whole.
    response.headers["Accept-Ranges"] = "none"
    return response


def _taken_out(path: Path, names: Sequence[str]) -> IO[bytes]:
    command = [sys.executable, "-P", "-m", "indexer.extract.pdf.detach", str(path.resolve(strict=True)), *names]
    # what this process can import, that one can, wherever it was started
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    if not _taking_out.acquire(timeout=_WAIT_S):
        abort(503)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the answer
    try:
        subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.DEVNULL,
            timeout=_TIMEOUT_S, check=True,
        )  # fmt: skip
    except (subprocess.SubprocessError, OSError):
        file.close()
        abort(404)
    finally:
        _taking_out.release()
    return file
