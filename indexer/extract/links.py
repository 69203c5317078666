"""Addresses in pages: which ones lead to documents, and the forms under which those may be indexed.

    resolve_document("../rapports/bilan.pdf", Path("/site/actus/bilan.html"))   ["/site/rapports/bilan.pdf"]
    resolve_document("https://exemple.fr/bilan.pdf#page=3", path)               ["https://exemple.fr/bilan.pdf"]

Nothing is fetched or opened here.
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

_DOCUMENT = re.compile(r"\.(?:pdf|docx?|odt|rtf|xlsx?|ods|csv|pptx?|odp|epub)$", re.IGNORECASE)
_LONGEST = 2_000
_FOLDERS_UP = 8
# Each asks the disk where it leads; no page announces as many documents.
MOST_LINKS = 1_000


def is_web_address(text: str) -> bool:
    """Tell whether `text` is an http or https address with a host."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def is_document_address(href: str) -> bool:
    """Tell whether a link leads to a document by its name."""
    try:
        return len(href) <= _LONGEST and bool(_DOCUMENT.search(unquote(urlsplit(href.strip()).path)))
    except ValueError:
        return False


def resolve_document(href: str, path: Path, *, page_url: str = "", is_document: bool = False) -> list[str]:
    """Give the usable forms of a link to a document, none when it is no document.

    A relative link gives the absolute path of the file it leads to, beside `path`; and its public address
    too, when `page_url` says where this page is published. `is_document` is for links that a type
    attribute declares as one.
    """
    href = href.strip()
    if not href or len(href) > _LONGEST:
        return []
    try:
        parts = urlsplit(href)
        target = unquote(parts.path)
        if "\0" in target or not (_DOCUMENT.search(target) or (is_document and target)):
            return []
        if parts.scheme in ("http", "https"):
            return [urlunsplit(parts._replace(fragment=""))] if parts.netloc else []
        if parts.scheme:
            return []
        forms = [] if parts.netloc else _file_forms(target, path)
        if is_web_address(page_url):
            forms.append(urljoin(page_url, urlunsplit(parts._replace(fragment=""))))
    except ValueError:  # "http://[": no address
        return []
    return forms


def _file_forms(target: str, path: Path) -> list[str]:
    if not target.startswith("/"):
        return [str((path.parent / target).resolve())]
    # "/docs/bilan.pdf" starts at the site's root, which is some folder above this page.
    for folder in list(path.resolve().parents)[:_FOLDERS_UP]:
        candidate = folder / target.lstrip("/")
        try:
            if candidate.is_file():
                return [str(candidate.resolve())]
        except OSError:
            return []
    return []
