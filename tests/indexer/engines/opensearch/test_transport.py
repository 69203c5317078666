"""Which node is asked, how long, and when again; who Glane is, and whether it is the cluster that answers."""

from __future__ import annotations

import base64
import builtins
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from indexer.engines.opensearch.client import open_client
from indexer.errors import BadSettings, EngineUnavailable
from indexer.settings import OpenSearchSettings
from tests.indexer.engines.opensearch.stand_in import StandIn, client_of
from tests.paths import REPOSITORY

ALL = {"match_all": {}}
COUNTED = {"count": 7, "_shards": {"total": 1, "successful": 1, "failed": 0}}
BUSY = {"error": {"type": "rejected_execution_exception", "reason": "full"}}

Start = Callable[..., StandIn]


@pytest.fixture
def dead() -> str:
    """An address at which nobody answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


def counting(stand_in: Start, **options: Any) -> StandIn:
    server = stand_in(**options)
    server.say(200, COUNTED)
    return server


def test_a_node_that_is_gone_is_passed_over(stand_in: Start, dead: str) -> None:
    server = counting(stand_in)
    client = open_client(OpenSearchSettings(hosts=(dead, server.address, dead)))
    assert [client.count("words", ALL) for _ in range(6)] == [7] * 6
    assert len(server.asked) == 6


def test_a_node_that_is_broken_is_passed_over(stand_in: Start) -> None:
    broken, well = stand_in(), counting(stand_in)
    broken.say(502, b"<html>Bad Gateway</html>")
    client = client_of(broken, well)
    assert [client.count("words", ALL) for _ in range(4)] == [7] * 4
    assert len(broken.asked) <= 1


def test_a_cluster_that_is_gone_is_named_with_all_its_nodes(dead: str) -> None:
    other = "http://glane.invalid:9200"
    with pytest.raises(EngineUnavailable) as caught:
        open_client(OpenSearchSettings(hosts=(dead, other))).version()
    assert str(caught.value).startswith(f"No node of the cluster can be reached at {dead}, {other} (")
    assert "GLANE_OPENSEARCH_HOSTS" in str(caught.value)
    with pytest.raises(EngineUnavailable, match=r"\(Connection refused\)"):
        open_client(OpenSearchSettings(hosts=(dead,))).version()


def test_a_cluster_that_comes_back_is_asked_at_once(stand_in: Start) -> None:
    first = StandIn()
    client = client_of(first)
    first.say(200, COUNTED)
    with first:
        assert client.count("words", ALL) == 7
    port = int(first.address.rpartition(":")[2])
    with pytest.raises(EngineUnavailable):
        client.count("words", ALL)
    with StandIn(port=port) as again:
        again.say(200, COUNTED)
        assert client.count("words", ALL) == 7


def test_no_answer_in_time_is_refused_in_time(stand_in: Start) -> None:
    server, hold = stand_in(), threading.Event()
    server.say(200, COUNTED, hold=hold)
    client = client_of(server, timeout_s=0.5)
    begun = time.monotonic()
    with pytest.raises(EngineUnavailable, match=r"did not answer within 0\.5 s .*GLANE_OPENSEARCH_TIMEOUT_S"):
        client.count("words", ALL)
    assert 0.4 < time.monotonic() - begun < 2
    assert len(server.asked) == 1  # a cluster under load is not asked twice
    hold.set()


@pytest.mark.parametrize("status", [429, 503])
def test_a_cluster_that_is_busy_is_asked_again(stand_in: Start, status: int) -> None:
    server = counting(stand_in)
    server.say(status, BUSY, times=3)
    assert client_of(server, retries=3).count("words", ALL) == 7
    assert len(server.asked) == 4


def test_a_cluster_that_stays_busy_is_left_alone(stand_in: Start) -> None:
    server = stand_in()
    server.say(429, BUSY)
    with pytest.raises(EngineUnavailable, match="too busy") as caught:
        client_of(server, retries=2).count("words", ALL)
    assert len(server.asked) == 3
    assert caught.value.retry_after_s is None


def test_what_the_cluster_says_of_when_to_come_again_is_kept(stand_in: Start) -> None:
    server = counting(stand_in)
    server.say(429, BUSY, times=1, headers={"Retry-After": "1"})
    begun = time.monotonic()
    assert client_of(server).count("words", ALL) == 7
    assert time.monotonic() - begun >= 1
    server.say(503, BUSY, times=1, headers={"Retry-After": "30"})
    begun = time.monotonic()
    with pytest.raises(EngineUnavailable) as caught:
        client_of(server, timeout_s=5).count("words", ALL)
    assert time.monotonic() - begun < 1  # the visitor is told, rather than kept waiting
    assert caught.value.retry_after_s == 30


def test_a_refusal_is_not_asked_again(stand_in: Start) -> None:
    server = stand_in()
    server.say(401, b"Unauthorized")
    with pytest.raises(BadSettings):
        client_of(server).count("words", ALL)
    assert len(server.asked) == 1


def test_the_name_and_the_password_go_with_every_request(stand_in: Start) -> None:
    server = counting(stand_in)
    client_of(server, username="glané", password="clé: €").count("words", ALL)
    (asked,) = server.asked
    scheme, _, both = asked.headers["authorization"].partition(" ")
    assert (scheme, base64.b64decode(both).decode()) == ("Basic", "glané:clé: €")
    assert asked.headers["content-type"] == "application/json"
    client_of(server).count("words", ALL)
    assert "authorization" not in server.asked[-1].headers


def test_half_of_the_credentials_is_a_sentence() -> None:
    with pytest.raises(BadSettings, match="“glane” needs a password: set GLANE_OPENSEARCH_PASSWORD"):
        open_client(OpenSearchSettings(username="glane"))
    with pytest.raises(BadSettings, match="no name: set GLANE_OPENSEARCH_USERNAME") as caught:
        open_client(OpenSearchSettings(password="s3cret"))
    assert "s3cret" not in str(caught.value)


def test_a_path_before_the_cluster_is_kept(stand_in: Start) -> None:
    server = counting(stand_in, greeting_path="/search/")
    client = open_client(OpenSearchSettings(hosts=(f"{server.address}/search",)))
    client.count("words", ALL)
    assert server.asked[0].path == "/search/words/_count"


def test_many_threads_ask_at_once(stand_in: Start) -> None:
    client = client_of(counting(stand_in), counting(stand_in))
    with ThreadPoolExecutor(12) as pool:
        assert list(pool.map(lambda _: client.count("words", ALL), range(200))) == [7] * 200


FORKED = """
import os, sys
from indexer.engines.opensearch.client import open_client
from indexer.settings import OpenSearchSettings

client = open_client(OpenSearchSettings(hosts=(sys.argv[1],)))
assert client.count("words", {"match_all": {}}) == 7
child = os.fork()
assert client.count("words", {"match_all": {}}) == 7
if child:
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert client.count("words", {"match_all": {}}) == 7
"""


def test_a_process_that_is_forked_has_connections_of_its_own(stand_in: Start) -> None:
    """As gunicorn's workers are: on one connection they would read each other's answers."""
    server = counting(stand_in)
    subprocess.run([sys.executable, "-c", FORKED, server.address], cwd=REPOSITORY, check=True)
    assert len(server.asked) == 4
    assert len(server.connections) == 2


def test_without_the_library_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.startswith("opensearchpy"):
            raise ModuleNotFoundError(f"No module named {name!r}", name="opensearchpy")
        return real(name, *rest)

    monkeypatch.delitem(sys.modules, "indexer.engines.opensearch.transport", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(BadSettings, match=r'pip install "glane\[opensearch\]"'):
        open_client(OpenSearchSettings())


# TLS


def certificate(folder: Path, name: str, subject: str) -> tuple[str, str]:
    """A certificate that vouches for itself, and its key."""
    paths = str(folder / f"{name}.crt"), str(folder / f"{name}.key")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}",
         "-addext", f"subjectAltName={subject}", "-out", paths[0], "-keyout", paths[1]],
        check=True, capture_output=True,
    )  # fmt: skip
    return paths


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    folder = tmp_path_factory.mktemp("certificates")
    subjects = {"cluster": "IP:127.0.0.1", "elsewhere": "DNS:elsewhere.example", "glane": "DNS:glane.example"}
    return {name: certificate(folder, name, subject) for name, subject in subjects.items()}


def secured(name: str, certificates: dict[str, tuple[str, str]], wanted: str = "") -> ssl.SSLContext:
    """How a server with this certificate talks; with `wanted`, to whoever has that one only."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificates[name])
    if wanted:
        context.load_verify_locations(certificates[wanted][0])
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def test_a_certificate_that_is_vouched_for_is_trusted(
    stand_in: Start, certificates: dict[str, tuple[str, str]]
) -> None:
    server = counting(stand_in, tls=secured("cluster", certificates))
    assert client_of(server, ca_certs=certificates["cluster"][0]).count("words", ALL) == 7
    assert client_of(server, verify_certs=False).count("words", ALL) == 7


def test_a_certificate_that_nobody_vouches_for_is_refused(
    stand_in: Start, certificates: dict[str, tuple[str, str]]
) -> None:
    server = stand_in(tls=secured("cluster", certificates))
    with pytest.raises(BadSettings, match=r"is not trusted \(self.signed certificate\): set GLANE_OPENSEARCH_CA_CERTS"):
        client_of(server, password="s3cret", username="glane").version()
    with pytest.raises(BadSettings, match="is not trusted"):
        client_of(server, ca_certs=certificates["elsewhere"][0]).version()
    assert server.asked == []


def test_a_certificate_for_another_host_is_refused(stand_in: Start, certificates: dict[str, tuple[str, str]]) -> None:
    server = stand_in(tls=secured("elsewhere", certificates))
    with pytest.raises(BadSettings, match=r"is not trusted \(IP address mismatch.*name the host as the certificate"):
        client_of(server, ca_certs=certificates["elsewhere"][0]).version()


def test_a_cluster_that_asks_for_a_certificate_gets_glanes(
    stand_in: Start, certificates: dict[str, tuple[str, str]]
) -> None:
    server = counting(stand_in, tls=secured("cluster", certificates, wanted="glane"))
    known = {"ca_certs": certificates["cluster"][0]}
    public, key = certificates["glane"]
    assert client_of(server, **known, client_cert=public, client_key=key).count("words", ALL) == 7
    # The node says so, or just ends the connection: with TLS 1.3 that depends on who is quicker.
    with pytest.raises(
        (BadSettings, EngineUnavailable), match=r"wants a certificate of Glane’s.* set GLANE_OPENSEARCH_CLI"
    ):
        client_of(server, **known).version()


def test_a_cluster_without_tls_is_told_from_one_that_is_gone(stand_in: Start) -> None:
    server = stand_in()
    with pytest.raises(BadSettings, match="does not speak TLS: write http:// in GLANE_OPENSEARCH_HOSTS"):
        open_client(OpenSearchSettings(hosts=(server.address.replace("http:", "https:"),))).version()


def test_files_that_hold_no_certificate_are_named(tmp_path: Path, certificates: dict[str, tuple[str, str]]) -> None:
    (tmp_path / "empty").touch()
    base = {"hosts": ("https://127.0.0.1:9",)}
    for wrong in ("none", "empty"):
        with pytest.raises(BadSettings, match=f"GLANE_OPENSEARCH_CA_CERTS: .*/{wrong} cannot be read"):
            open_client(OpenSearchSettings(**base, ca_certs=str(tmp_path / wrong)))
        with pytest.raises(BadSettings, match=f"GLANE_OPENSEARCH_CLIENT_CERT: .*/{wrong} and its key cannot be read"):
            open_client(OpenSearchSettings(**base, client_cert=str(tmp_path / wrong)))
    with pytest.raises(BadSettings, match="GLANE_OPENSEARCH_CLIENT_CERT"):  # the key is not in it
        open_client(OpenSearchSettings(**base, client_cert=certificates["glane"][0]))
