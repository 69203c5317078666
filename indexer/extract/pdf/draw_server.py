"""Draws pages of PDFs for the service: a program that stands by, so that a page takes a tenth of a second.

    python -m indexer.extract.pdf.draw_server 512 5.0        memory in MB and seconds for one page

Wants come in and pictures go out through pipes, as indexer/drawer.py sends and reads them. This process never opens a
file of the index: each page is drawn by a copy of it (sandbox/forked.py), which is first confined to that one file, and
is gone afterwards, so that one file can neither hang it nor have a say in how the next is drawn. It ends when whoever
started it has, or when nothing has been wanted for five minutes.
"""

from __future__ import annotations

import gc
import math
import os
import resource
import select
import sys
from collections.abc import Sequence

import msgspec
from PIL import WebPImagePlugin  # noqa: F401 - loaded before the copies are made

from indexer.drawer import PageWanted, read_message, write_message
from indexer.extract.pdf.drawing import draw_page
from indexer.sandbox import Rules, confine
from indexer.sandbox.forked import run_forked

_IDLE_S = 300


def main(arguments: Sequence[str]) -> int:
    """Draw what is wanted until nobody wants anything."""
    memory_bytes, timeout_s = int(arguments[0]) * 2**20, float(arguments[1])
    gc.freeze()  # copies share what is loaded as long as nobody writes into it
    waiting = select.poll()
    waiting.register(sys.stdin.buffer, select.POLLIN)
    while waiting.poll(_IDLE_S * 1000):
        message = read_message(sys.stdin.buffer)
        if message is None:
            break
        wanted = msgspec.msgpack.decode(message, type=PageWanted)
        answer = run_forked(lambda: _draw(wanted, memory_bytes, timeout_s), timeout_s)  # noqa: B023 - called at once
        write_message(sys.stdout.buffer, answer or b"")
    return 0


def _draw(wanted: PageWanted, memory_bytes: int, timeout_s: float) -> bytes:
    """In the copy: it can reach neither the pipes of this process nor another file."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for pipe in (0, 1):
        os.dup2(nothing, pipe)
    # Should this program be ended by the system, its copy ends by itself.
    cpu_s = math.ceil(timeout_s) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
    confine(Rules(memory_bytes, readable=(wanted.file,)))
    return msgspec.msgpack.encode(draw_page(wanted))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
