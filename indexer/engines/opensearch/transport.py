"""Requests to a cluster of several nodes: which node is asked, when another one, and when again.

    transport = Transport(settings)
    transport.ask("POST", "/glane-texts/_mget", body=b"...")   ->  Answer

The library (opensearch-py) keeps the connections and knows which nodes are dead. Deciding is ours: a visitor's request
has one limit of time whatever happens, a busy cluster (429, 503) is asked again after as long as it says, and errors
are sentences (refusals.py).
"""

from __future__ import annotations

import base64
import math
import os
import re
import socket
import ssl
import threading
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import msgspec
import opensearchpy
import urllib3
from urllib3.exceptions import InsecureRequestWarning
from urllib3.util import parse_url

from indexer.engines.opensearch.back_off import back_off_s
from indexer.engines.opensearch.refusals import Answer, check_greeting, refusal
from indexer.errors import BadSettings, EngineUnavailable, GlaneError
from indexer.settings import OpenSearchSettings

# A node that is there takes a connection within milliseconds; one that is cut off would take all the time there is.
CONNECT_S = 2.0
# A node that is cut off, whose machine is silent for so long while it is waited for, is given up: another is asked.
_SILENT_S = 5
# Linux has all of these; elsewhere a request to such a node takes all its time.
_SOCKET_OPTIONS = [(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1), (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)] + [
    (socket.IPPROTO_TCP, getattr(socket, name), value)
    for name, value in (
        ("TCP_KEEPIDLE", 2),
        ("TCP_KEEPINTVL", 1),
        ("TCP_KEEPCNT", _SILENT_S - 2),
        ("TCP_USER_TIMEOUT", _SILENT_S * 1000),
    )
    if hasattr(socket, name)
]
# A node that did not answer is left alone so long; it doubles each time, up to 16 times.
_DEAD_S = 5.0
# Connections kept to each node: as many as threads ask at once; more are made and closed again.
_POOL_SIZE = 16
# First wait for a busy cluster that does not say how long; doubles each time.
_FIRST_WAIT_S = 0.1
# A request that comes late is asked nevertheless, so that it is the cluster's answer that is told.
_LEAST_S = 0.05
# Another node may do better at once; the cluster as a whole is busy or not ready: 429, 503.
_OF_THE_NODE = (502, 504)
_OF_THE_CLUSTER = (429, 503)


class _Connection(opensearchpy.Urllib3HttpConnection):
    """The library's connection, whose answers keep status, headers and bytes; it logs no bodies."""

    def _create_urllib3_pool(self) -> None:
        super()._create_urllib3_pool()
        self.pool.conn_kw["socket_options"] = _SOCKET_OPTIONS

    def perform_request(  # noqa: PLR0917 - the library's
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        timeout: float | None = None,
        ignore: Any = (),
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Ask this node. Raises the library's errors when there is no answer."""
        limits = urllib3.Timeout(connect=min(CONNECT_S, timeout or CONNECT_S), read=timeout)
        if self.pool is None:
            self._create_urllib3_pool()
        try:
            response = self.pool.urlopen(
                method,
                self.url_prefix + url,
                body,
                retries=False,
                timeout=limits,
                headers={**self.headers, **(headers or {})},
            )
        except urllib3.exceptions.SSLError as error:
            raise opensearchpy.SSLError("N/A", str(error), error) from error
        except urllib3.exceptions.ReadTimeoutError as error:
            raise opensearchpy.ConnectionTimeout("TIMEOUT", str(error), error) from error
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise opensearchpy.ConnectionError("N/A", str(error), error) from error
        return response.status, response.headers, response.data


class _Request(msgspec.Struct, frozen=True):
    """What is asked, whichever node is asked."""

    method: str
    path: str
    body: bytes = b""
    kind: str = "application/json"

    @property
    def name(self) -> str:
        """The request in a sentence."""
        return f"{self.method} {self.path.partition('?')[0]}"

    def ask(self, node: _Connection, timeout_s: float) -> Answer:
        """Ask a node. Raises the library's errors when there is no answer."""
        status, headers, body = node.perform_request(
            self.method, self.path, body=self.body or None, timeout=timeout_s, headers={"content-type": self.kind}
        )
        return Answer(status, _seconds(headers.get("retry-after")), body)


class Transport:
    """The nodes of one cluster. Safe for threads, and for processes that are forked."""

    def __init__(self, settings: OpenSearchSettings) -> None:
        self._settings = settings
        self._context = _tls_context(settings)
        self._headers = _headers(settings)
        self._lock = threading.Lock()
        self._limit = threading.local()
        self._connect()

    def _connect(self) -> None:
        self._process = os.getpid()
        self._version = ""
        self._pool = opensearchpy.Transport(
            [_node(address) for address in self._settings.hosts],
            connection_class=_Connection,
            headers=self._headers,
            ssl_context=self._context,
            pool_maxsize=_POOL_SIZE,
            dead_timeout=_DEAD_S,
            timeout_cutoff=4,
            opaque_id="glane",
        ).connection_pool

    def version(self) -> str:
        """The cluster's version. Raises BadSettings when it is not one that Glane knows."""
        if os.getpid() != self._process:
            with self._lock:
                if os.getpid() != self._process:
                    self._connect()  # two processes on one connection would read each other's answers
        if not self._version:
            greeting = self._ask(_Request("GET", "/"), self._settings.timeout_s)
            self._version = check_greeting(greeting.body, self.where)
        return self._version

    @contextmanager
    def limited(self) -> Iterator[None]:
        """All requests of this thread in the body take no longer together than one may."""
        self._limit.end = time.monotonic() + self._settings.timeout_s
        try:
            yield
        finally:
            del self._limit.end

    @property
    def where(self) -> str:
        """The nodes' addresses, for sentences."""
        return ", ".join(self._settings.hosts)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        lines: bool = False,
        timeout_s: float | None = None,
        accept: tuple[int, ...] = (),
    ) -> Answer:
        """The answer. Raises one of Glane's errors unless it is a success, or a status to `accept`.

        `lines` says that the body is JSON line by line. Every request may be made twice: when a connection breaks,
        nobody knows whether it was carried out.
        """
        self.version()
        kind = "application/x-ndjson" if lines else "application/json"
        return self._ask(_Request(method, path, body, kind), timeout_s or self._settings.timeout_s, accept)

    def _ask(self, request: _Request, timeout_s: float, accept: tuple[int, ...] = ()) -> Answer:
        end = min(time.monotonic() + timeout_s, getattr(self._limit, "end", math.inf))
        unanswered = busy = 0
        while True:
            node = self._pool.get_connection()
            try:
                answer = request.ask(node, max(end - time.monotonic(), _LEAST_S))
            except opensearchpy.ConnectionError as error:
                self._pool.mark_dead(node)
                unanswered += 1
                if isinstance(error, opensearchpy.ConnectionTimeout) or time.monotonic() >= end:
                    raise EngineUnavailable(
                        f"The cluster at {node.host} did not answer within {timeout_s:g} s ({request.name}): look at "
                        "its load, or raise GLANE_OPENSEARCH_TIMEOUT_S."
                    ) from error
                # Each node once, and one more: a connection that was kept may have been closed meanwhile.
                if unanswered > len(self._settings.hosts):
                    raise self._no_answer(error, node.host) from error
                continue
            if 200 <= answer.status < 300 or answer.status in accept:
                self._pool.mark_live(node)
                return answer
            failure = refusal(answer, request.name, node.host)
            if answer.status in _OF_THE_NODE and unanswered < len(self._settings.hosts):
                self._pool.mark_dead(node)
                unanswered += 1
                continue
            wait_s = back_off_s(busy, answer.retry_after_s, _FIRST_WAIT_S)
            if (
                answer.status not in _OF_THE_CLUSTER
                or busy >= self._settings.retries
                or time.monotonic() + wait_s >= end
            ):
                raise failure
            busy += 1
            time.sleep(wait_s)

    def _no_answer(self, error: opensearchpy.ConnectionError, host: str) -> GlaneError:
        cause = error.info
        if isinstance(error, opensearchpy.SSLError) and (known := _tls_failure(str(cause), host)):
            return known
        innermost = cause.args[-1] if isinstance(cause, Exception) and cause.args else cause
        what = re.sub(r"\[Errno -?\d+\] ", "", str(innermost).rpartition(": ")[2])
        # A node that misses Glane's certificate may say so, or just end the connection.
        wanted = self._context is not None and not self._settings.client_cert
        return EngineUnavailable(
            f"No node of the cluster can be reached at {self.where} ({what}): see that it runs and that "
            f"GLANE_OPENSEARCH_HOSTS is right{_OR_CERTIFICATE if wanted else ''}."
        )


_OR_CERTIFICATE = "; if it wants a certificate of Glane’s, set GLANE_OPENSEARCH_CLIENT_CERT"


def _tls_failure(text: str, host: str) -> GlaneError | None:
    """What went wrong before anything was said, told by the names that OpenSSL has for it; None for others."""
    if "CERTIFICATE_VERIFY_FAILED" in text:
        found = text.partition("certificate verify failed: ")[2].partition(" (_ssl")[0] or text
        return BadSettings(
            f"The certificate of {host} is not trusted ({found}): set GLANE_OPENSEARCH_CA_CERTS to the file with "
            "the certificates that vouch for it, and name the host as the certificate does."
        )
    if "WRONG_VERSION_NUMBER" in text or "record layer failure" in text.lower():
        return BadSettings(f"{host} does not speak TLS: write http:// in GLANE_OPENSEARCH_HOSTS, or turn its TLS on.")
    if "CERTIFICATE_REQUIRED" in text or "HANDSHAKE_FAILURE" in text or "BAD_CERTIFICATE" in text:
        return BadSettings(
            f"{host} wants a certificate of Glane’s: set GLANE_OPENSEARCH_CLIENT_CERT and GLANE_OPENSEARCH_CLIENT_KEY."
        )
    return None


def _seconds(retry_after: str | None) -> float | None:
    """The header Retry-After where it is a number of seconds; its other form, a date, no cluster sends."""
    return float(retry_after) if retry_after and retry_after.strip().isdigit() else None


def _node(address: str) -> dict[str, Any]:
    parsed = parse_url(address)
    port = parsed.port or (443 if parsed.scheme == "https" else 80)
    host = (parsed.host or "").strip("[]")
    return {"host": host, "port": port, "scheme": parsed.scheme, "url_prefix": (parsed.path or "").rstrip("/")}


def _headers(settings: OpenSearchSettings) -> dict[str, str]:
    if settings.username and not settings.password:
        raise BadSettings(f"“{settings.username}” needs a password: set GLANE_OPENSEARCH_PASSWORD.")
    if settings.password and not settings.username:
        raise BadSettings("There is a password and no name: set GLANE_OPENSEARCH_USERNAME.")
    if not settings.username:
        return {}
    both = f"{settings.username}:{settings.password}".encode()  # the library would fail at letters beyond Latin-1
    return {"authorization": f"Basic {base64.b64encode(both).decode()}"}


def _tls_context(settings: OpenSearchSettings) -> ssl.SSLContext | None:
    if not any(host.startswith("https:") for host in settings.hosts):
        return None
    try:
        context = ssl.create_default_context(cafile=settings.ca_certs or None)
    except (OSError, ssl.SSLError) as error:
        raise BadSettings(
            f"GLANE_OPENSEARCH_CA_CERTS: {settings.ca_certs} cannot be read as certificates: {error.strerror or error}."
        ) from error
    if settings.client_cert:
        try:
            context.load_cert_chain(settings.client_cert, settings.client_key or None)
        except (OSError, ssl.SSLError) as error:
            raise BadSettings(
                f"GLANE_OPENSEARCH_CLIENT_CERT: {settings.client_cert} and its key cannot be read: "
                f"{error.strerror or error}."
            ) from error
    if not settings.verify_certs:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        # Said once in the settings; not with every request.
        warnings.simplefilter("ignore", InsecureRequestWarning)
    return context
