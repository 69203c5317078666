"""/opensearch.xml: what a browser reads to offer the search in its address bar (a description of OpenSearch 1.1).

Not here: the engine of the same name.
"""

from __future__ import annotations

from flask import Blueprint, Response
from lxml import etree

from searchapp.language import current_language
from searchapp.language import gettext as _
from searchapp.paths import path_of
from searchapp.service import current_service

blueprint = Blueprint("opensearch_description", __name__)

_NAMESPACE = "http://a9.com/-/spec/opensearch/1.1/"
_LONGEST_NAME = 16  # characters of ShortName that the format allows


@blueprint.get("/opensearch.xml")
def description() -> Response:
    """The description, with whole addresses."""
    service = current_service()
    name = service.settings.site.name
    root = etree.Element("OpenSearchDescription", nsmap={None: _NAMESPACE})  # type: ignore[dict-item]  # its stubs know no default namespace
    _add(root, "ShortName", name[:_LONGEST_NAME])
    _add(root, "Description", _("Recherche dans les publications : %(name)s", name=name))
    _add(root, "InputEncoding", "UTF-8")
    _add(root, "Language", current_language())
    _add(root, "Image", service.absolute(path_of("static", filename="icon.svg")), type="image/svg+xml")
    _add_url(root, "text/html", "pages.search")
    _add_url(root, "application/atom+xml", "feeds.atom")
    return Response(
        etree.tostring(root, xml_declaration=True, encoding="UTF-8"), mimetype="application/opensearchdescription+xml"
    )


def _add(root: etree._Element, tag: str, text: str, **attributes: str) -> None:
    etree.SubElement(root, tag, attributes).text = text


def _add_url(root: etree._Element, mimetype: str, endpoint: str) -> None:
    template = current_service().absolute(path_of(endpoint)) + "?q={searchTerms}"
    etree.SubElement(root, "Url", {"type": mimetype, "method": "get", "template": template})
