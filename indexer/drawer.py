"""Pages of PDFs as pictures, for the service: drawn by a program that stands by, never in the service itself.

    drawer = Drawer(memory_mb=512, timeout_s=5.0)
    drawer.draw(PageWanted(file="/srv/publications/bilan.pdf", number=45, width=1000, text="dépistage"))
    ->  DrawnPage(image=b"RIFF...", pages=120, marks=3), or None where it cannot be drawn

A new Python that loads PDFium and the analysis takes 250 ms; so one stands by, started with the first page that is
wanted, and ends when none has been for some minutes (extract/pdf/draw_server.py). Each page is drawn in a copy of it
that is confined to its one file and lost afterwards. One is drawn at a time: whoever must wait for long is told so
(Busy).

Not here: how a page is drawn (extract/pdf/drawing.py), and pictures that are kept (searchapp/documents/previews.py).
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import threading
import time
import weakref
from typing import IO

import msgspec

MAX_ANSWER_BYTES = 17 * 2**20  # a little more than what a copy may give
_WAIT_S = 1.5  # a worker of the service has two threads, and one must stay free for searches
_GRACE_S = 5.0  # beyond a page's own time: for the program to start on a busy machine
_LENGTH_BYTES = 4


class PageWanted(msgspec.Struct, frozen=True, array_like=True):
    """A page to draw.

    names     lead to an attached PDF within the file
    width     of the picture, in pixels
    text      a query (query.py): its words are marked, as they are found in `language`
    """

    file: str
    number: int
    width: int
    text: str = ""
    language: str = ""
    names: tuple[str, ...] = ()


class DrawnPage(msgspec.Struct, frozen=True, array_like=True):
    """A page as a picture.

    image  WebP; empty when there is no page of this number
    pages  how many the document has
    marks  how many places are marked
    """

    image: bytes
    pages: int
    marks: int = 0


class Busy(Exception):
    """Others are being drawn; it may be tried again in some seconds."""


class Drawer:
    """Draws pages, one at a time, in processes that may be lost. For several threads."""

    def __init__(self, *, memory_mb: int, timeout_s: float) -> None:
        self._memory_mb = memory_mb
        self._timeout_s = timeout_s
        self._drawing = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._ending: weakref.finalize[[subprocess.Popen[bytes]], Drawer] | None = None

    def draw(self, wanted: PageWanted, *, wait_s: float = _WAIT_S) -> DrawnPage | None:
        """Draw a page; None when it cannot be drawn within the limits. Raises Busy."""
        if not self._drawing.acquire(timeout=wait_s):
            raise Busy
        until = time.monotonic() + self._timeout_s + _GRACE_S
        try:
            # It may have ended for want of work since it was looked at; where no time is left, it hangs.
            answer = self._ask(wanted, until) or self._ask(wanted, until)
        finally:
            self._drawing.release()
        return read_drawn(answer[_LENGTH_BYTES:]) if answer else None

    def close(self) -> None:
        """End the program that stands by; the next page starts another."""
        if self._ending is not None:
            self._ending()
        self._process = self._ending = None

    def _ask(self, wanted: PageWanted, until: float) -> bytes:
        """The answer with its length before it; empty when there was none, and the program has ended."""
        if time.monotonic() >= until:
            return b""
        process = self._running()
        try:
            assert process.stdin is not None  # noqa: S101 - narrows the type
            assert process.stdout is not None  # noqa: S101
            write_message(process.stdin, msgspec.msgpack.encode(wanted))
            answer = _read_answer(process.stdout, until)
        except OSError:
            answer = b""
        if not answer:
            self.close()
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            command = [sys.executable, "-P", "-m", "indexer.extract.pdf.draw_server"]
            self._process = subprocess.Popen(
                [*command, str(self._memory_mb), str(self._timeout_s)],
                # what this process can import, that one can, wherever it was started
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # so that its copies can be ended with it
            )
            self._ending = weakref.finalize(self, _end, self._process)
        return self._process


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):  # what was not read can be lost
                pipe.close()
    process.wait()


def read_drawn(data: bytes) -> DrawnPage | None:
    """What a copy answered, which is not trusted: None when it is no picture that a browser should be given."""
    try:
        drawn = msgspec.msgpack.decode(data, type=DrawnPage)
    except msgspec.DecodeError:
        return None
    return drawn if not drawn.image or is_webp(drawn.image) else None


def is_webp(data: bytes) -> bool:
    """Whether bytes are one whole WebP file, by its head."""
    return data[:4] == b"RIFF" and data[8:12] == b"WEBP" and int.from_bytes(data[4:8], "little") + 8 == len(data)


def write_message(pipe: IO[bytes], data: bytes) -> None:
    """Send bytes so that the other end knows where they stop."""
    pipe.write(len(data).to_bytes(_LENGTH_BYTES, "big") + data)
    pipe.flush()


def read_message(pipe: IO[bytes]) -> bytes | None:
    """The next bytes that were sent; None at the end."""
    head = pipe.read(_LENGTH_BYTES)
    if len(head) < _LENGTH_BYTES:
        return None
    return pipe.read(int.from_bytes(head, "big"))


def _read_answer(pipe: IO[bytes], until: float) -> bytes:
    """The next message with its length before it; empty when it does not come in time, or is too long."""
    waiting = select.poll()
    waiting.register(pipe, select.POLLIN)
    data = bytearray()
    while (left_s := until - time.monotonic()) > 0:
        if not waiting.poll(left_s * 1000):
            continue
        part = os.read(pipe.fileno(), 2**16)  # nothing else reads this pipe, so that nothing is left in its buffer
        data += part
        length = int.from_bytes(data[:_LENGTH_BYTES], "big") if len(data) >= _LENGTH_BYTES else None
        if not part or (length is not None and length > MAX_ANSWER_BYTES):
            break
        if length is not None and len(data) >= _LENGTH_BYTES + length:
            return bytes(data)
    return b""
