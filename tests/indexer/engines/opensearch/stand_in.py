"""A real HTTP server that answers what a cluster answers which the test cluster cannot be: secured, old, too busy.

    with StandIn() as server:
        server.say(429, {"error": ...}, times=2)
        client_of(server).count("words", {"match_all": {}})

What is not said otherwise is answered as a healthy OpenSearch 3 does: its greeting at /, {} elsewhere.
"""

from __future__ import annotations

import json
import socket
import ssl
import sys
import threading
from collections import deque
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, NamedTuple, Self

from indexer.engines.opensearch.client import Client, open_client
from indexer.settings import OpenSearchSettings

GREETING = {
    "name": "node-1",
    "cluster_name": "stand-in",
    "version": {"distribution": "opensearch", "number": "3.8.0"},
    "tagline": "The OpenSearch Project: https://opensearch.org/",
}


class Asked(NamedTuple):
    """A request that came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Said(NamedTuple):
    """A response that goes; `hold` is waited for first."""

    status: int
    body: Any
    headers: dict[str, str]
    hold: threading.Event | None


class StandIn:
    """The server, at a free port of this machine."""

    def __init__(
        self,
        *,
        tls: ssl.SSLContext | None = None,
        greeting: Any = GREETING,
        greeting_status: int = 200,
        greeting_path: str = "/",
        port: int = 0,
    ) -> None:
        self.asked: list[Asked] = []
        self._next: deque[Said] = deque()
        self._always: Said | None = None
        self._greeting = Said(greeting_status, greeting, {}, None)
        self._greeting_path = greeting_path
        self.connections: list[socket.socket] = []
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                stand_in.connections.append(self.request)
                super().setup()

            def handle_one_request(self) -> None:
                try:
                    super().handle_one_request()
                except OSError:  # the client gave up, as some tests want it to
                    self.close_connection = True

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                said = stand_in.answer_to(Asked(self.command, self.path, headers, body))
                if said.hold is not None:
                    said.hold.wait()
                content = said.body if isinstance(said.body, bytes) else json.dumps(said.body).encode()
                self.send_response(said.status)
                for name, value in {"content-type": "application/json", **said.headers}.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content if self.command != "HEAD" else b"")

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = answer  # noqa: N815 - the library's

            def log_message(self, *_values: object) -> None:
                """Tests look at `asked`."""

        self._server = _Server(("127.0.0.1", port), Handler)
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.address = f"{'https' if tls else 'http'}://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        for connection in self.connections:  # of clients that keep theirs
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._server.server_close()
        assert self._server.mistakes == []

    def say(
        self,
        status: int,
        body: Any,
        *,
        times: int | None = None,
        headers: dict[str, str] | None = None,
        hold: threading.Event | None = None,
    ) -> None:
        """Answer requests (but the greeting) so: the next ones, else all from now on."""
        said = Said(status, body, headers or {}, hold)
        if times is None:
            self._always = said
        self._next.extend([said] * (times or 0))

    def answer_to(self, asked: Asked) -> Said:
        """What is answered; the greeting's requests are not counted."""
        if asked.path == self._greeting_path:
            return self._greeting
        self.asked.append(asked)
        if self._next:
            return self._next.popleft()
        return self._always or Said(200, {}, {}, None)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, *values: Any) -> None:
        super().__init__(*values)
        self.mistakes: list[BaseException | None] = []

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that does not trust our certificate ends the connection, which is what is tested."""
        mistake = sys.exc_info()[1]
        if not isinstance(mistake, OSError):
            self.mistakes.append(mistake)


def settings_of(*servers: StandIn, **fields: Any) -> OpenSearchSettings:
    """Settings that name these servers."""
    return OpenSearchSettings(hosts=tuple(server.address for server in servers), **fields)


def client_of(*servers: StandIn, **fields: Any) -> Client:
    """A client of these servers."""
    return open_client(settings_of(*servers, **fields))
