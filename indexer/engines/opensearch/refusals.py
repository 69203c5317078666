"""What a cluster says when it does not do as asked, as Glane's errors: each a sentence with what to do.

    raise refusal(answer, request, where)

The only place that knows the cluster's names of errors. Not here: trying again (transport.py, bulk.py).
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from indexer.errors import (
    BadSettings,
    EngineRefused,
    EngineUnavailable,
    GlaneError,
    IndexMissing,
    IndexOfOtherVersion,
)

DISK_FULL = (
    "The cluster’s disks are nearly full and it takes nothing more ({reason}): give its nodes more disk or remove "
    "what is not needed, then run this again; the cluster opens itself again when there is room."
)
_MAX_REASON = 300
_PERMISSION = re.compile(r"no permissions for \[([^\]]*)\]")
_INDEX = re.compile(r"no such index \[([^\]]*)\]")


class Answer(msgspec.Struct, frozen=True):
    """A response: its status, when to come again if it says so, and its body as it came."""

    status: int
    retry_after_s: float | None
    body: bytes


class Reason(msgspec.Struct, frozen=True):
    """What the cluster says of an error: its name for it, and its words."""

    kind: str
    text: str


class VersionConflict(EngineRefused):
    """Another process has changed or made the document first."""


class AlreadyThere(EngineRefused):
    """An index or alias with this name exists."""


def reason_of(body: bytes) -> Reason:
    """The innermost error that a response names; of what is not JSON, its beginning."""
    try:
        whole = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return Reason("", _shortened(body.decode("utf-8", "replace")))
    return reason_in(whole.get("error", whole) if isinstance(whole, dict) else whole)


def reason_in(error: Any) -> Reason:
    """The innermost cause within an error object: of shards that failed, what failed in the first."""
    if not isinstance(error, dict):
        return Reason("", _shortened(str(error)))
    kind, text = str(error.get("type", "")), str(error.get("reason", ""))
    failed = error.get("failed_shards")
    if isinstance(failed, list) and failed and isinstance(failed[0], dict):
        return reason_in(failed[0].get("reason"))
    causes = error.get("root_cause")
    if isinstance(causes, list) and causes and isinstance(causes[0], dict):
        inner = reason_in({name: value for name, value in causes[0].items() if name != "root_cause"})
        return inner if inner.kind else Reason(kind, inner.text)
    if not text and isinstance(error.get("caused_by"), dict):
        return reason_in(error["caused_by"])
    return Reason(kind, _shortened(text or kind))


def refusal(answer: Answer, request: str, where: str) -> GlaneError:
    """The error for a response: `request` is the method and path, `where` the node that gave it."""
    reason = reason_of(answer.body)
    if is_disk_block(reason):
        return EngineUnavailable(DISK_FULL.format(reason=reason.text), answer.retry_after_s)
    if reason.kind == "index_not_found_exception":
        return _no_index(reason, where)
    special = _BY_STATUS.get(answer.status)
    if special is not None:
        return special(reason, request, where, answer)
    if reason.kind == "resource_already_exists_exception":
        return AlreadyThere(f"The cluster has it already ({request}): {reason.text}.")
    said = f"{reason.kind}: {reason.text}" if reason.kind else reason.text
    if answer.status >= 500:
        return EngineUnavailable(
            f"The cluster at {where} cannot answer now ({request}: {answer.status}, {said}): look at its health and "
            "its logs.",
            answer.retry_after_s,
        )
    return EngineRefused(
        f"The cluster at {where} does not accept what Glane asks ({request}: {answer.status}, {said}): if its settings "
        "are those of the documentation, this is a mistake in Glane."
    )


def is_disk_block(reason: Reason) -> bool:
    """Whether the cluster refuses to write for want of disk: on one index, or to make any."""
    blocked = reason.kind in ("cluster_block_exception", "index_create_block_exception")
    return blocked and any(
        words in reason.text
        for words in ("read-only / allow delete", "read-only-allow-delete", "create-index blocked", "watermark")
    )


def _wrong_credentials(reason: Reason, request: str, where: str, answer: Answer) -> GlaneError:
    return BadSettings(
        f"The cluster at {where} does not accept the name and password (401): set GLANE_OPENSEARCH_USERNAME and "
        "GLANE_OPENSEARCH_PASSWORD, or the client certificate, to those of a user it knows."
    )


def _no_permission(reason: Reason, request: str, where: str, answer: Answer) -> GlaneError:
    found = _PERMISSION.search(reason.text)
    if found:
        return BadSettings(
            f"The cluster at {where} does not permit Glane’s user “{found[1]}” ({request}): give its role this "
            "permission (docs/opensearch.md lists all that Glane needs)."
        )
    return BadSettings(f"The cluster at {where} does not permit this ({request}: 403, {reason.text}).")


def _not_found(reason: Reason, request: str, where: str, answer: Answer) -> GlaneError:
    return EngineRefused(f"The cluster at {where} does not know this ({request}: 404, {reason.text or 'not found'}).")


def _no_index(reason: Reason, where: str) -> GlaneError:
    found = _INDEX.search(reason.text)
    name = f" “{found[1]}”" if found else ""
    return IndexMissing(
        f"There is no index{name} in the cluster at {where}: run `indexer add` first, or set GLANE_OPENSEARCH_PREFIX."
    )


def _conflict(reason: Reason, request: str, where: str, answer: Answer) -> GlaneError:
    return VersionConflict(f"Another process has changed this first ({request}: {reason.text}): run this again.")


def _too_large(reason: Reason, request: str, where: str, answer: Answer) -> GlaneError:
    return EngineRefused(
        f"The cluster at {where}, or what stands before it, takes no request as large as this ({request}: 413): raise "
        "its `http.max_content_length`, or the limit of the web server between, to 100 MB."
    )


def _too_busy(reason: Reason, request: str, where: str, answer: Answer) -> GlaneError:
    return EngineUnavailable(
        f"The cluster at {where} is too busy ({request}: 429, {reason.text}): try again later; if it stays so, it "
        "needs more memory or more nodes.",
        answer.retry_after_s,
    )


def _not_ready(reason: Reason, request: str, where: str, answer: Answer) -> GlaneError:
    if "manager" in reason.kind or "master" in reason.kind or "master" in reason.text:
        what = "has no elected manager just now"
    elif reason.kind in ("no_shard_available_action_exception", "unavailable_shards_exception") or not reason.kind:
        what = "lacks parts of an index just now"
    elif "search_phase" in reason.kind:
        what = "could not search all parts of an index"
    else:
        what = f"is not ready ({reason.kind})"
    return EngineUnavailable(
        f"The cluster at {where} {what} ({request}: 503{', ' + reason.text if reason.text else ''}): it mends itself "
        "when enough nodes run; see `GET _cluster/health`.",
        answer.retry_after_s,
    )


_BY_STATUS = {
    401: _wrong_credentials,
    403: _no_permission,
    404: _not_found,
    409: _conflict,
    413: _too_large,
    429: _too_busy,
    503: _not_ready,
}


# Versions

_OLDEST, _TOO_NEW = (2, 11), (4, 0)


class _Version(msgspec.Struct):
    number: str = ""
    distribution: str = ""


class _Greeting(msgspec.Struct):
    version: _Version | None = None
    tagline: str = ""


def check_greeting(body: bytes, where: str) -> str:
    """The version in an answer to `GET /`. Raises a sentence when Glane does not know how to talk with it."""
    wanted = "Glane needs OpenSearch from version 2.11, before 4"
    try:
        greeting = msgspec.json.decode(body, type=_Greeting)
    except msgspec.DecodeError:
        greeting = _Greeting()
    version = greeting.version
    if version is None or not version.number:
        raise BadSettings(f"What answers at {where} is no OpenSearch: set GLANE_OPENSEARCH_HOSTS. {wanted}.")
    if version.distribution != "opensearch":
        if not version.distribution and "search" in greeting.tagline.lower():
            raise BadSettings(f"What answers at {where} is Elasticsearch {version.number}: {wanted}.")
        raise BadSettings(f"What answers at {where} is no OpenSearch: set GLANE_OPENSEARCH_HOSTS. {wanted}.")
    if version.number == "7.10.2":  # what it says it is, to please old clients
        raise BadSettings(
            f"The cluster at {where} hides its version: set its `compatibility.override_main_response_version` to "
            "false."
        )
    found = re.match(r"(\d+)\.(\d+)", version.number)
    if not found or not _OLDEST <= (int(found[1]), int(found[2])) < _TOO_NEW:
        raise BadSettings(f"The cluster at {where} is OpenSearch {version.number}: {wanted}.")
    return version.number


def check_format(found: int, known: int, prefix: str) -> None:
    """Raises IndexOfOtherVersion when the cluster's indices are laid out otherwise than this Glane lays them out."""
    if found > known:
        raise IndexOfOtherVersion(
            f"A newer Glane made the indices “{prefix}-…” (format {found}, this one knows {known}): install "
            "that version, or set another GLANE_OPENSEARCH_PREFIX."
        )
    if found < known:
        raise IndexOfOtherVersion(
            f"An older Glane wrote the indices “{prefix}-…” (format {found}, this one writes {known}): "
            "run `indexer add` again with another GLANE_OPENSEARCH_PREFIX, then remove the old ones."
        )


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _MAX_REASON else text[: _MAX_REASON - 1] + "…"
