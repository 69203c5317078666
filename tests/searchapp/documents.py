"""Pages as tests read them."""

from __future__ import annotations

from flask.testing import FlaskClient
from lxml import html
from lxml.html import HtmlElement


def page(client: FlaskClient, address: str, status: int = 200, **parameters: str) -> HtmlElement:
    """The page at an address, which answers with this status."""
    response = client.get(address, query_string=parameters or None)
    assert response.status_code == status, address
    return html.document_fromstring(response.text)


def text(element: HtmlElement) -> str:
    """What is read of an element, on one line."""
    return " ".join(element.text_content().split())
