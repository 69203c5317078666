"""The widget's script is for pages of any origin."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from tests.paths import REPOSITORY

SCRIPT = (REPOSITORY / "searchapp" / "static" / "widget.js").read_text(encoding="utf-8")
PAGE = (REPOSITORY / "docs" / "widget.md").read_text(encoding="utf-8")


def test_any_site_may_load_it_and_browsers_ask_again(client: FlaskClient) -> None:
    answer = client.get("/widget.js", buffered=True)
    assert answer.text == SCRIPT
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    again = client.get("/widget.js", headers={"If-None-Match": answer.headers["ETag"]}, buffered=True)
    assert again.status_code == 304


def test_what_can_be_styled_and_set_is_documented_and_the_other_way_round() -> None:
    assert set(re.findall(r"--glane-[\w-]+", SCRIPT)) == set(re.findall(r"--glane-[\w-]+", PAGE))
    parts = set(re.findall(r'part: "([\w-]+)"', SCRIPT))
    (listed,) = re.findall(r"^Parts: (.*?)\.\n", PAGE, re.MULTILINE | re.DOTALL)
    assert parts == set(re.findall(r"`([\w-]+)`", listed))
    attributes = set(re.findall(r'(?:get|has)Attribute\("([\w-]+)"\)', SCRIPT))
    assert attributes == set(re.findall(r"`([\w-]+)`", "".join(re.findall(r"^\| (`.*?) \|", PAGE, re.MULTILINE))))
