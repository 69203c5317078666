"""What every answer of the app must be, whatever was asked: `check_answer` raises AssertionError with the reason.

Pages are taken apart as a browser does it and compared with those of harmless requests (Vocabulary): an element or an
attribute that no harmless page has is what somebody sent, whatever it looks like in the source.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn
from urllib.parse import urljoin, urlsplit

from lxml import etree, html
from werkzeug.test import TestResponse

from searchapp.http.headers import DOCUMENT_POLICY, PDF_POLICY

HERE = "http://localhost/"
# All headers that an answer of ours may have.
_HEADERS = frozenset(
    name.lower()
    for name in """
    Accept-Ranges Access-Control-Allow-Origin Access-Control-Expose-Headers Allow Cache-Control Content-Disposition
    Content-Encoding Content-Length Content-Range Content-Security-Policy Content-Type Cross-Origin-Opener-Policy
    Cross-Origin-Resource-Policy Date ETag Last-Modified Location Permissions-Policy RateLimit-Limit RateLimit-Policy
    RateLimit-Remaining RateLimit-Reset RateLimit Referrer-Policy Retry-After Vary X-Content-Type-Options
    X-Frame-Options X-Robots-Tag""".split()
)
SECURITY_HEADERS = (
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "X-Frame-Options",
)
_ADDRESSES = frozenset(("href", "src", "action", "formaction", "srcset", "poster", "data", "content", "cite"))
_DATA_SCRIPTS = frozenset(("application/ld+json", "application/json"))
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_DISPOSITION = re.compile(r'(attachment|inline)(; filename="?[\w. -]+"?(; filename\*=UTF-8\'\'[\w.%-]+)?)?')


@dataclass
class Vocabulary:
    """What pages are made of.

    names    elements as ("a",) and their attributes as ("a", "href")
    origins  hosts of addresses in them
    checked  pages that were found to have nothing else: most errors are the same page
    """

    names: set[tuple[str, ...]] = field(default_factory=set)
    origins: set[str] = field(default_factory=set)
    checked: set[str] = field(default_factory=set)

    def learn(self, page: str) -> None:
        """Take over what a harmless page has."""
        for names, origins in _taken_apart(page):
            self.names |= names
            self.origins |= origins

    def check(self, page: str) -> None:
        """Nothing in a page but what harmless ones have."""
        if page in self.checked:
            return
        for names, origins in _taken_apart(page):
            assert names <= self.names, names - self.names
            assert origins <= self.origins, origins - self.origins
        self.checked.add(page)


def _taken_apart(page: str) -> Iterable[tuple[set[tuple[str, ...]], set[str]]]:
    for element in html.document_fromstring(page).iter():
        assert isinstance(element.tag, str), f"a comment or an instruction: {element.text}"
        attributes: Mapping[str, str] = dict(element.attrib)
        names = {(element.tag,), *((element.tag, name) for name in attributes)}
        origins = set()
        for name in _ADDRESSES & attributes.keys():
            if name != "content":
                parts = urlsplit(urljoin(HERE, attributes[name].strip()))
                origins.add(f"{parts.scheme}:{parts.netloc if parts.scheme != 'data' else ''}")
        if element.tag == "script" and "src" not in attributes:
            assert attributes.get("type") in _DATA_SCRIPTS, attributes
            strict_json(element.text or "")
        yield names, origins


def strict_json(text: str | bytes) -> Any:
    """JSON as every reader takes it: no NaN, and no key twice."""

    def refuse(constant: str) -> NoReturn:
        raise AssertionError(f"no JSON: {constant}")

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len(dict(found)) == len(found), found
        return dict(found)

    return json.loads(text, parse_constant=refuse, object_pairs_hook=pairs)


def check_answer(
    response: TestResponse, content_type: str, vocabulary: Vocabulary, statuses: Iterable[int] = (200, 303, 400, 404)
) -> None:
    """`content_type` is that of a harmless answer of the same route."""
    assert response.status_code in statuses, response.status
    _check_headers(response)
    body = response.get_data()
    kind = response.headers["Content-Type"]
    if response.status_code < 300:
        assert kind == content_type
    elif response.status_code >= 400:
        assert kind in ("text/html; charset=utf-8", "application/problem+json"), kind
    check_body(response.mimetype, body, vocabulary)


def check_body(mimetype: str, body: bytes, vocabulary: Vocabulary) -> None:
    """The body is what its type says, and nothing in it acts."""
    match mimetype:
        case "text/html":
            vocabulary.check(body.decode())
        case "application/jsonl":
            for line in body.decode().splitlines():
                strict_json(line)
        case "text/csv":
            for row in csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"):
                assert not [cell for cell in row if cell.startswith(_FORMULA)], row
        case _ if "json" in mimetype:
            _check_marked(strict_json(body))
        case _ if mimetype.endswith("xml"):
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            root = etree.fromstring(body, parser)
            assert root.getroottree().docinfo.doctype == ""


def _check_headers(response: TestResponse) -> None:
    names = {name.lower() for name, _ in response.headers}
    assert names <= _HEADERS, names - _HEADERS
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    for name in SECURITY_HEADERS:
        assert len(response.headers.getlist(name)) == 1, name
    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy or policy in (PDF_POLICY, DOCUMENT_POLICY), policy
    if location := response.headers.get("Location"):
        assert urlsplit(urljoin(HERE, location)).netloc == urlsplit(HERE).netloc, location
        assert location.startswith("/"), location
    if disposition := response.headers.get("Content-Disposition"):
        assert _DISPOSITION.fullmatch(disposition), disposition


def _check_marked(value: Any, key: str = "") -> None:
    """Texts that are HTML have marks and nothing else."""
    match value:
        case dict():
            for name, inner in value.items():
                _check_marked(inner, name)
        case list():
            for inner in value:
                _check_marked(inner, key)
        case str() if key.endswith("_html"):
            assert "<" not in re.sub(r"</?mark>", "", value), value
            assert ">" not in re.sub(r"</?mark>", "", value), value
