"""What a browser reads that offers the search in its address bar, by OpenSearch 1.1.

/opensearch.xml         the description of the search
/suggest.json?q=depi    suggestions while somebody types there: ["depi", [texts], [descriptions], [addresses]]

Not here: the engine of the same name.
"""

from __future__ import annotations

from flask import Blueprint, Response, request
from lxml import etree

from searchapp.api.suggest import BRIEFLY_S, LIMIT, SUGGEST, TYPED, searches_version
from searchapp.http.validators import current_tag, keep_for, not_modified
from searchapp.language import current_language
from searchapp.language import gettext as _
from searchapp.paths import path_of
from searchapp.popular_searches import current_popular_searches
from searchapp.presenters.json import json_response
from searchapp.presenters.results import publications
from searchapp.presenters.suggestions import present_suggestions
from searchapp.service import current_service
from searchapp.suggestions import suggestions as suggested

blueprint = Blueprint("opensearch_description", __name__)

_NAMESPACE = "http://a9.com/-/spec/opensearch/1.1/"
_SUGGESTIONS = "application/x-suggestions+json"
_LONGEST_NAME = 16  # characters of ShortName that the format allows


@blueprint.get("/opensearch.xml")
def description() -> Response:
    """The description, with whole addresses."""
    service = current_service()
    name = service.settings.site.name
    root = etree.Element("OpenSearchDescription", nsmap={None: _NAMESPACE})  # type: ignore[dict-item]  # not in its stubs
    _add(root, "ShortName", name[:_LONGEST_NAME])
    _add(root, "Description", _("Recherche dans les publications : %(name)s", name=name))
    _add(root, "InputEncoding", "UTF-8")
    _add(root, "Language", current_language())
    _add(root, "Image", service.absolute(path_of("static", filename="icon.svg")), type="image/svg+xml")
    _add_url(root, "text/html", "pages.search")
    _add_url(root, "application/atom+xml", "feeds.atom")
    _add_url(root, _SUGGESTIONS, "opensearch_description.suggestions")
    return Response(
        etree.tostring(root, xml_declaration=True, encoding="UTF-8"), mimetype="application/opensearchdescription+xml"
    )


@blueprint.get("/suggest.json")
def suggestions() -> Response:
    """Suggestions as browsers take them; what cannot be understood has none, as nobody would read why."""
    tag = current_tag(also=searches_version())
    response = not_modified(tag)
    if response is None:
        reading = SUGGEST.read(request.query_string, strict=False)
        text, service = reading[TYPED], current_service()
        found = suggested(service.engine, current_popular_searches(), text, reading[LIMIT])
        answer = present_suggestions(text, found, service, path=path_of("pages.search"), took_ms=0)["suggestions"]
        response = json_response(
            [
                text,
                [each["text"] for each in answer],
                [_told(each["kind"], each["count"]) for each in answer],
                [service.absolute(each["url"]) for each in answer],
            ],
            mimetype=_SUGGESTIONS,
        )
    return keep_for(response, tag, BRIEFLY_S)


def _told(kind: str, count: int) -> str:
    """What a suggestion is, in a few words."""
    match kind:
        case "topic":
            return _("Thème, %(count)s", count=publications(count))
        case "author":
            return _("Auteur, %(count)s", count=publications(count))
        case "publication":
            return _("Publication")
        case _:
            return publications(count)


def _add(root: etree._Element, tag: str, text: str, **attributes: str) -> None:
    etree.SubElement(root, tag, attributes).text = text


def _add_url(root: etree._Element, mimetype: str, endpoint: str) -> None:
    template = current_service().absolute(path_of(endpoint)) + "?q={searchTerms}"
    etree.SubElement(root, "Url", {"type": mimetype, "method": "get", "template": template})
