"""What a cluster refuses, and what is none: each a sentence that says which and what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from indexer.engines.opensearch.client import Outcome
from indexer.engines.opensearch.refusals import Reason, is_disk_block
from indexer.errors import BadSettings, EngineRefused, EngineUnavailable, GlaneError
from tests.indexer.engines.opensearch.stand_in import GREETING, StandIn, client_of

ALL = {"match_all": {}}


def error(kind: str, reason: str, **fields: Any) -> dict[str, Any]:
    cause = {"type": kind, "reason": reason}
    return {"error": {"root_cause": [cause], **cause, **fields}}


PHASE = "search_phase_execution_exception"
NO_PERMISSION = "no permissions for [indices:data/read/search] and User [name=glane, backend_roles=[]]"
SHARD = {"shard": 0, "index": "words", "reason": {"type": "no_shard_available_action_exception", "reason": "gone"}}

# A response, the error it is told as, and what stands in its sentence.
RESPONSES: dict[str, tuple[int, Any, type[GlaneError], tuple[str, ...]]] = {
    "wrong password": (401, b"Unauthorized", BadSettings,
        ("name and password (401)", "GLANE_OPENSEARCH_USERNAME", "GLANE_OPENSEARCH_PASSWORD")),
    "no permission": (403, error("security_exception", NO_PERMISSION), BadSettings,
        ("“indices:data/read/search”", "POST /words/_count", "give its role")),
    "a proxy's own 403": (403, b"<html>Forbidden</html>", BadSettings, ("403, <html>Forbidden</html>",)),
    "too large": (413, b"", EngineRefused, ("413", "http.max_content_length")),
    "too busy": (429, error("rejected_execution_exception", "queue capacity 1000"), EngineUnavailable,
        ("too busy", "queue capacity 1000", "more nodes")),
    "no memory": (429, error("circuit_breaking_exception", "[parent] Data too large"), EngineUnavailable,
        ("too busy", "[parent] Data too large")),
    "disk full, as 429": (429, error("cluster_block_exception",
        "index [words] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has "
        "read-only-allow-delete block];"), EngineUnavailable, ("disks are nearly full", "[words]", "more disk")),
    "disk full, as 403": (403, error("cluster_block_exception",
        "index [words] blocked by: [FORBIDDEN/12/index read-only / allow delete (api)];"), EngineUnavailable,
        ("disks are nearly full", "more disk")),
    "no new indices": (403, error("index_create_block_exception",
        "blocked by: [FORBIDDEN/10/cluster create-index blocked (api)];"), EngineUnavailable, ("nearly full",)),
    "no manager": (503, error("cluster_manager_not_discovered_exception", ""), EngineUnavailable,
        ("no elected manager", "_cluster/health")),
    "no manager, as it was called": (503, error("master_not_discovered_exception", ""), EngineUnavailable,
        ("no elected manager",)),
    "no shard": (503, error(PHASE, "all shards failed", failed_shards=[SHARD]), EngineUnavailable,
        ("lacks parts of an index", "gone")),
    "state unknown": (503, error("cluster_block_exception",
        "blocked by: [SERVICE_UNAVAILABLE/1/state not recovered / initialized];"), EngineUnavailable,
        ("is not ready (cluster_block_exception)", "state not recovered")),
    "a proxy's own 503": (503, b"<html>none</html>", EngineUnavailable, ("503, <html>none</html>",)),
    "its own mistake": (500, error("null_pointer_exception", "x is null"), EngineUnavailable,
        ("500, null_pointer_exception: x is null", "its logs")),
    "no such query": (400, error("parsing_exception", "unknown query [x]"), EngineRefused,
        ("does not accept what Glane asks", "parsing_exception: unknown query [x]")),
    "no such path": (405, {"error": "Incorrect HTTP method", "status": 405}, EngineRefused,
        ("405, Incorrect HTTP method",)),
    "no JSON": (200, b"<html>hello</html>", EngineUnavailable, ("cannot read", "what stands between")),
}  # fmt: skip


@pytest.mark.parametrize("case", RESPONSES)
def test_a_refusal_is_a_sentence_that_says_what_to_do(case: str, stand_in: Callable[..., StandIn]) -> None:
    status, body, kind, words = RESPONSES[case]
    server = stand_in()
    server.say(status, body)
    with pytest.raises(kind) as caught:
        client_of(server, username="glane", password="s3cret", retries=0).count("words", ALL)
    sentence = str(caught.value)
    assert type(caught.value) is kind
    assert [word for word in words if word not in sentence] == []
    assert "s3cret" not in sentence
    assert sentence.endswith(".")


WHOLE = {"timed_out": False, "_shards": {"total": 2, "successful": 2, "failed": 0}, "hits": {"hits": []}}
PARTS: dict[str, tuple[dict[str, Any], str]] = {
    "a shard failed": (
        {"_shards": {"total": 2, "successful": 1, "failed": 1, "failures": [SHARD]}},
        r"1 of 2 parts of an index did not answer .*: gone\)",
    ),
    "a shard is nowhere": ({"_shards": {"total": 2, "successful": 1, "failed": 0}}, "1 of 2 parts of an index"),
    "its time was over": ({"timed_out": True}, "ended a search before it was done"),
}


class Found(Outcome):
    hits: dict[str, Any]


class Counted(Outcome):
    """Of which an error has all that is needed, as it needs nothing."""

    hits: dict[str, Any] = msgspec.field(default_factory=dict)


@pytest.mark.parametrize("kind", [Found, Counted])
@pytest.mark.parametrize("case", PARTS)
def test_a_part_of_an_answer_is_refused(
    case: str, kind: type[Found | Counted], stand_in: Callable[..., StandIn]
) -> None:
    fields, sentence = PARTS[case]
    server = stand_in()
    client = client_of(server)
    server.say(200, WHOLE, times=1)
    assert client.search("words", {}, Found).hits == WHOLE["hits"]
    server.say(200, WHOLE | fields, times=1)
    with pytest.raises(EngineUnavailable, match=sentence):
        client.search("words", {}, kind)
    server.say(200, {"responses": [WHOLE, WHOLE | fields]}, times=1)
    with pytest.raises(EngineUnavailable, match=sentence):
        client.msearch("words", [{}, {}], kind)


@pytest.mark.parametrize("kind", [Found, Counted])
def test_an_error_among_answers_is_told(kind: type[Found | Counted], stand_in: Callable[..., StandIn]) -> None:
    server = stand_in()
    error = {"error": {"type": "too_many_clauses", "reason": "maxClauseCount is set to 1024"}, "status": 500}
    server.say(200, {"responses": [WHOLE, error]})
    with pytest.raises(GlaneError, match="maxClauseCount is set to 1024"):
        client_of(server).msearch("words", [{}, {}], kind)


GREETINGS: dict[str, tuple[Any, str]] = {
    "Elasticsearch": (
        {"version": {"number": "8.15.0", "build_flavor": "default"}, "tagline": "You Know, for Search"},
        r"is Elasticsearch 8\.15\.0: Glane needs OpenSearch",
    ),
    "too old": (
        GREETING | {"version": {"distribution": "opensearch", "number": "2.10.0"}},
        r"2\.10\.0: .*version 2\.11",
    ),
    "of another age": (GREETING | {"version": {"distribution": "opensearch", "number": "1.3.20"}}, r"1\.3\.20"),
    "too new": (GREETING | {"version": {"distribution": "opensearch", "number": "4.0.0"}}, r"4\.0\.0: .*before 4"),
    "no number": (GREETING | {"version": {"distribution": "opensearch", "number": "next"}}, "is OpenSearch next"),
    "hidden": (
        GREETING | {"version": {"distribution": "opensearch", "number": "7.10.2"}},
        "hides its version: .*override_main_response_version",
    ),
    "another program": ({"version": {"distribution": "other", "number": "3.1.0"}}, "is no OpenSearch"),
    "another JSON": ({"hello": "world"}, "is no OpenSearch: set GLANE_OPENSEARCH_HOSTS"),
    "a list": ([1], "is no OpenSearch"),
    "a page": (b"<html>It works!</html>", "is no OpenSearch"),
}


@pytest.mark.parametrize("case", GREETINGS)
def test_what_is_not_a_cluster_that_glane_knows_is_named(case: str, stand_in: Callable[..., StandIn]) -> None:
    greeting, sentence = GREETINGS[case]
    server = stand_in(greeting=greeting)
    client = client_of(server)
    for _ in range(2):
        with pytest.raises(BadSettings, match=sentence):
            client.count("words", ALL)
    assert server.asked == []


@pytest.mark.parametrize("number", ["2.11.0", "2.19.3", "3.0.0-beta1", "3.8.0", "3.99.1-SNAPSHOT"])
def test_versions_that_glane_knows_are_asked(number: str, stand_in: Callable[..., StandIn]) -> None:
    server = stand_in(greeting={"version": {"distribution": "opensearch", "number": number}})
    assert client_of(server).version() == number


def test_a_greeting_that_is_not_permitted_is_a_sentence(stand_in: Callable[..., StandIn]) -> None:
    with pytest.raises(BadSettings, match=r"name and password \(401\)"):
        client_of(stand_in(greeting=b"Unauthorized", greeting_status=401)).version()
    refused = error("security_exception", "no permissions for [cluster:monitor/main] and User [name=x]")
    with pytest.raises(BadSettings, match="“cluster:monitor/main”"):
        client_of(stand_in(greeting=refused, greeting_status=403)).version()


def test_other_blocks_are_not_for_want_of_disk() -> None:
    assert not is_disk_block(Reason("cluster_block_exception", "blocked by: [FORBIDDEN/8/index write (api)];"))
    assert not is_disk_block(Reason("security_exception", "watermark"))


def test_a_reason_of_any_length_is_one_line(stand_in: Callable[..., StandIn]) -> None:
    server = stand_in()
    server.say(400, error("parsing_exception", "very\nlong " * 1000))
    with pytest.raises(EngineRefused) as caught:
        client_of(server).count("words", ALL)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 700
