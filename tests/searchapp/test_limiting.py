"""Limits of requests: counted across workers, told in headers, friendly when spent, never of this machine."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import msgspec
import pytest
from flask.testing import FlaskClient
from limits import parse_many
from limits.storage import MemoryStorage

from indexer.errors import BadSettings
from indexer.settings import ApiSettings, Settings
from searchapp import create_app
from searchapp.http.limiting import Limiter
from searchapp.http.shared_counters import SLOTS, SharedCounters
from tests.paths import REPOSITORY
from tests.serving import gunicorn

OUTSIDE = {"REMOTE_ADDR": "203.0.113.9"}


class Unreachable(MemoryStorage):
    """What a server is that is not there."""

    STORAGE_SCHEME = ["unreachable"]  # noqa: RUF012
    base_exceptions = ConnectionError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        raise ConnectionError("refused")


def client_with(settings: Settings, **api: Any) -> FlaskClient:
    return create_app(msgspec.structs.replace(settings, api=ApiSettings(**api))).test_client()


def test_what_is_left_is_told_and_more_is_refused_with_the_time_to_wait(
    sample_settings: Settings, sample_index: Path
) -> None:
    client = client_with(sample_settings, rate_limit="3/minute")
    left = []
    for _ in range(3):
        response = client.get("/api/v1/search?q=cancer", environ_base=OUTSIDE)
        assert response.status_code == 200
        assert response.headers["RateLimit-Limit"] == "3"
        assert 0 < int(response.headers["RateLimit-Reset"]) <= 60
        left.append(response.headers["RateLimit-Remaining"])
    assert left == ["2", "1", "0"]
    refused = client.get("/api/v1/search?q=cancer", environ_base=OUTSIDE)
    assert refused.status_code == 429
    assert refused.mimetype == "application/problem+json"
    assert refused.headers["Retry-After"] == refused.headers["RateLimit-Reset"]
    assert json.loads(refused.data)["errors"]
    assert refused.headers["Access-Control-Allow-Origin"] == "*"


def test_each_address_is_counted_for_itself_and_pages_are_not(sample_settings: Settings, sample_index: Path) -> None:
    client = client_with(sample_settings, rate_limit="1/minute")
    for address in ("203.0.113.1", "203.0.113.2", "2001:db8:0:1::1", "2001:db8:0:2::1"):
        assert client.get("/api/v1/openapi.json", environ_base={"REMOTE_ADDR": address}).status_code == 200
    for address in ("203.0.113.1", "::ffff:203.0.113.2", "2001:db8:0:1:ffff::"):
        assert client.get("/api/v1/openapi.json", environ_base={"REMOTE_ADDR": address}).status_code == 429
        assert client.options("/api/v1/openapi.json", environ_base={"REMOTE_ADDR": address}).status_code == 200
        assert client.get("/search?q=cancer", environ_base={"REMOTE_ADDR": address}).status_code == 200


@pytest.mark.parametrize("address", ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1", ""])
def test_this_machine_is_never_limited(address: str) -> None:
    limiter = Limiter(parse_many("1/hour"), "shared://")
    assert [limiter.count(address) for _ in range(3)] == [None] * 3


def test_of_several_limits_the_nearest_is_told() -> None:
    limiter = Limiter(parse_many("2/second; 100/minute"), "shared://")
    counted = [limiter.count("203.0.113.9") for _ in range(3)]
    assert [(one.limit, one.remaining, one.is_spent) for one in counted if one] == [
        (2, 1, False),
        (2, 0, False),
        (2, 0, True),
    ]


def test_what_cannot_be_counted_is_answered(sample_settings: Settings, sample_index: Path) -> None:
    client = client_with(sample_settings, rate_limit="1/hour", rate_storage="unreachable://")
    for _ in range(2):
        response = client.get("/api/v1/search?q=cancer", environ_base=OUTSIDE)
        assert response.status_code == 200
        assert "RateLimit-Limit" not in response.headers


def test_no_limit_is_a_setting(sample_settings: Settings, sample_index: Path) -> None:
    response = client_with(sample_settings, rate_limit="").get("/api/v1/search", environ_base=OUTSIDE)
    assert "RateLimit-Limit" not in response.headers


@pytest.mark.parametrize(
    ("api", "part"),
    [
        ({"rate_limit": "often"}, "rate_limit is “often”"),
        ({"rate_storage": "nowhere://x"}, "rate_storage is “nowhere://x”, which is not known"),
        ({"rate_storage": "async+memory://"}, r"rate_storage is “async\+memory://”, which is not known"),
    ],
)
def test_a_setting_that_cannot_be_used_has_its_sentence(api: dict[str, str], part: str) -> None:
    with pytest.raises(BadSettings, match=part):
        create_app(Settings(api=ApiSettings(**api)))  # type: ignore[arg-type]


def test_a_counter_ends_and_begins_again() -> None:
    counters = SharedCounters()
    assert [counters.incr("a", 60), counters.incr("a", 60), counters.incr("b", 60)] == [1, 2, 1]
    assert (counters.get("a"), counters.get("b"), counters.get("c")) == (2, 1, 0)
    counters.clear("a")
    assert (counters.get("a"), counters.get("b")) == (0, 1)
    assert counters.incr("ended", 0) == 1
    assert (counters.get("ended"), counters.incr("ended", 60)) == (0, 1)
    assert counters.check()
    counters.reset()
    assert counters.get("b") == 0


def test_very_many_addresses_are_counted_in_the_same_memory() -> None:
    counters = SharedCounters()
    for number in range(2 * SLOTS):
        assert counters.incr(f"address {number}", 60) == 1
    counted = [counters.incr("one more", 60) for _ in range(5)]
    assert counted == [1, 2, 3, 4, 5]


FORKED = """
import os
from searchapp.http.shared_counters import SharedCounters
counters = SharedCounters()
children = []
for _ in range(4):
    if not (child := os.fork()):
        for _ in range(500):
            counters.incr("same", 60)
        os._exit(0)
    children.append(child)
assert all(os.waitpid(child, 0)[1] == 0 for child in children)
print(counters.get("same"))
"""


def test_processes_that_count_at_once_lose_nothing() -> None:
    done = subprocess.run([sys.executable, "-c", FORKED], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["2000"]


def test_the_workers_of_a_service_count_together(sample_index: Path) -> None:
    """Behind a web server, which says for whom it asks."""
    with gunicorn(sample_index, GLANE_SITE_PROXIES="1", GLANE_API_RATE_LIMIT="20/hour") as serving:

        def status(address: str) -> int:
            asked = urllib.request.Request(
                f"{serving.address}/api/v1/openapi.json", headers={"X-Forwarded-For": address}
            )
            try:
                with urllib.request.urlopen(asked, timeout=5) as answer:
                    return int(answer.status)
            except urllib.error.HTTPError as error:
                error.close()
                return error.code

        assert [status("203.0.113.9") for _ in range(30)] == [200] * 20 + [429] * 10
        assert status("203.0.113.10") == 200
