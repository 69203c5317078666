"""Settings that `gunicorn wsgi:app` takes from the folder it is started in.

It must stand at the top: without it gunicorn refuses addresses over 4,094 bytes with a page of its own, before Glane
can say in the visitor's language that the search is too long.
"""

from __future__ import annotations

import ctypes
import gc
import socket
from typing import Any

from indexer.engines import compiled

# 0 is no limit. The largest that gunicorn can be told, 8,190 bytes, cuts off 1,400 typed "é", each six bytes
# in an address; searchapp/parameters refuses what is too long, and a web server in front has a limit of its own.
limit_request_line = 0
workers = 2  # one more than answers at a time on a small machine, so that a slow search holds up nobody
threads = 2  # each costs memory; reading a file from disk for a download waits without work
worker_class = "gthread"
# Every answer ends its connection: a kept one stays with its worker, and of eight connections that a load test or a
# web server in front keeps, one worker had eight and the other none. A new connection costs 0.1 ms.
keepalive = 0
timeout = 30
graceful_timeout = 5
control_socket_disable = True  # else it writes into the home folder, where two services meet
preload_app = True  # modules and machine code are in memory once for all workers; after an upgrade, restart

_SILENT_S = 600  # browsers close sooner what they never used
_M_ARENA_MAX = -8  # <malloc.h>


def on_starting(server: Any) -> None:
    """Have a worker take no more connections than it answers at a time.

    Whoever comes next is answered by the first that is free, and does not wait behind a slow one while another worker
    has nothing to do. Of four visitors who ask without pause, the 99th percentile waits 24 ms for an answer as JSON,
    and waited 29.
    """
    server.cfg.set("worker_connections", server.cfg.threads)


on_reload = on_starting


def post_fork(_server: Any, worker: Any) -> None:
    """Have Linux keep connections on which nothing is asked, as browsers open them in advance.

    gunicorn gives each a thread for five seconds: with four of them nobody was answered.
    """
    for listener in worker.sockets:
        if listener.sock.family in (socket.AF_INET, socket.AF_INET6) and hasattr(socket, "TCP_DEFER_ACCEPT"):
            listener.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, _SILENT_S)


def when_ready(server: Any) -> None:
    """Before the workers are started: load what they share, and have the garbage collector leave it alone.

    A full collection took 100 ms, with visitors waiting. And an answer makes thousands of objects and no cycles: looked
    for as often as Python does by itself, every 700 objects, these took 12 % of a page and 3 % of an answer as JSON.
    20,000 objects are looked through within a millisecond.

    Threads take turns, so they share one heap: with one each, as glibc gives them, what one thread has freed is of no
    use to the others, which was 10 MB of a worker over 100,000 publications.
    """
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)  # glibc has it, macOS has not
    if set_option is not None:
        set_option(_M_ARENA_MAX, 1)
    if compiled.load():
        server.log.info("Searches run as machine code (numba).")
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)
