"""So many requests for one address within a window of time, and a friendly 429 for more: for the endpoints only.

    [api]
    rate_limit = "3000/minute"          or "20/second; 3000/minute"; "" for no limit
    rate_storage = "shared"             this service's workers together; or redis://..., memcached://...

Every answer says what is left (`RateLimit-Limit`, `RateLimit-Remaining`, `RateLimit-Reset`), so that a program need not
run into the limit. The library `limits` counts. Flask-Limiter, which is built on it, counts by view and says the end of
the window as a date of Unix; what it would take off us is the thirty lines below.

Addresses are counted under a digest with a salt of this start: none is stored, here or in a server. Those of one home
or office in IPv6 (a /64) are one. The machine itself is never limited: a web server on it that does not say for whom it
asks (`[site] proxies`) would else be refused for all its visitors together.

When a server that counts cannot be reached, requests are answered uncounted.
"""

from __future__ import annotations

import math
import secrets
import time
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address

from flask import Flask, Response, current_app, g, request
from limits import RateLimitItem, parse_many
from limits.errors import ConfigurationError, StorageError
from limits.storage import Storage, storage_from_string
from werkzeug.exceptions import TooManyRequests

import searchapp.http.shared_counters  # noqa: F401 - `limits` then knows "shared://"
from indexer.errors import BadSettings
from indexer.settings import ApiSettings
from searchapp.http.headers import is_api

_LIBRARIES = {"redis": "redis", "rediss": "redis", "memcached": "pymemcache"}


@dataclass(frozen=True, slots=True)
class Allowance:
    """What an address has left, in the window that is nearest to its end.

    reset_s  seconds until the window ends
    """

    limit: int
    remaining: int
    reset_s: int
    is_spent: bool


class Limiter:
    """Counts requests by address. Raises ConfigurationError when the storage cannot be had."""

    def __init__(self, limits: list[RateLimitItem], storage: str) -> None:
        counting = storage_from_string(storage, wrap_exceptions=True)
        if not isinstance(counting, Storage):  # "async+redis://..."
            raise ConfigurationError(f"{storage} is for asynchronous programs")
        self._storage = counting
        self._limits = limits
        self._salt = secrets.token_bytes(16)

    def count(self, address: str) -> Allowance | None:
        """Count one request; None when the address is not limited. Raises StorageError."""
        name = _name(address, self._salt)
        if name is None:
            return None
        allowances = []
        for limit in self._limits:
            # What the library's fixed window does, which asks three times for what is known after two.
            key = limit.key_for(name)
            counted = self._storage.incr(key, limit.get_expiry())
            reset_s = math.ceil(self._storage.get_expiry(key) - time.time())
            remaining = max(0, limit.amount - counted)
            allowances.append(Allowance(limit.amount, remaining, max(1, reset_s), counted > limit.amount))
        return min(allowances, key=lambda one: (not one.is_spent, one.remaining))


def init_limiting(app: Flask, settings: ApiSettings) -> None:
    """Limit the requests of each address for an endpoint. Raises BadSettings."""
    limiter = _limiter(settings)
    if limiter is None:
        return

    def before() -> None:
        if not is_api() or request.method == "OPTIONS":
            return
        try:
            allowance = limiter.count(request.remote_addr or "")
        except StorageError as error:
            current_app.logger.warning("Requests are not counted: %s", error)
            return
        if allowance is not None:
            g.allowance = allowance
            if allowance.is_spent:
                raise TooManyRequests(retry_after=allowance.reset_s)

    app.before_request(before)
    app.after_request(_tell)


def _tell(response: Response) -> Response:
    allowance: Allowance | None = g.get("allowance")
    if allowance is not None:
        headers = response.headers
        headers["RateLimit-Limit"] = str(allowance.limit)
        headers["RateLimit-Remaining"] = str(allowance.remaining)
        headers["RateLimit-Reset"] = str(allowance.reset_s)
    return response


def _limiter(settings: ApiSettings) -> Limiter | None:
    if not settings.rate_limit.strip():
        return None
    try:
        limits = parse_many(settings.rate_limit)
    except ValueError as error:
        raise BadSettings(
            f"The setting [api] rate_limit is “{settings.rate_limit}”: write a number and a window of time, such as "
            "“3000/minute” or “20/second; 3000/minute”, or nothing for no limit."
        ) from error
    storage = "shared://" if settings.rate_storage == "shared" else settings.rate_storage
    try:
        return Limiter(limits, storage)
    except ConfigurationError as error:
        scheme = storage.partition(":")[0]
        known = f"needs the package {_LIBRARIES[scheme]}" if scheme in _LIBRARIES else "is not known"
        raise BadSettings(
            f"The setting [api] rate_storage is “{settings.rate_storage}”, which {known}: write “shared”, or the "
            "address of a Redis or Memcached such as “redis://localhost:6379”."
        ) from error


@lru_cache(maxsize=10_000)
def _name(address: str, salt: bytes) -> str | None:
    """What an address is counted as; None for this machine and for what has no address, such as a Unix socket."""
    try:
        parsed = ip_address(address)
    except ValueError:
        if not address:
            return None
        known = address[:200]  # a web server that says "unknown", or a name
    else:
        if isinstance(parsed, IPv6Address):
            parsed = parsed.ipv4_mapped or parsed
        if parsed.is_loopback:
            return None
        known = str(parsed)
        if isinstance(parsed, IPv6Address):
            known = str(int(parsed) >> 64)
    return blake2b(known.encode("utf-8", "replace"), digest_size=8, key=salt).hexdigest()
