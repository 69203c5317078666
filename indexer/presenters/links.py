"""Addresses of publications and of places inside them.

    links = Links(prefer_local=False)
    links.publication("rapports/bilan.pdf", "https://institut.fr/bilan.pdf")
    links.passage(hit, hit.passages[0])        "https://institut.fr/bilan.pdf#page=12&search=mots&phrase=true"

Whatever an index holds, only http and https addresses are ever linked: `javascript:` and the like give None,
and the reader sees text without a link.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

from indexer.engines.interface import Hit, LinkedPublication, PassageHit
from indexer.publication import is_office_address

# Served here as they are written: no heading in them has an anchor, but browsers find text in them.
_PLAIN_TEXT = re.compile(r"\.(?:md|markdown|txt|text|rst)$", re.IGNORECASE)
# Up to three words beside others, with nothing between but spaces: punctuation is tidied where text is extracted.
_LAST_WORDS = re.compile(r"(?:(?<![^\s])[\w’'-]+ ){1,3}$")
_FIRST_WORDS = re.compile(r"^(?: [\w’'-]+(?![^\s.,;:!?…])){1,3}")
_SLIDES = re.compile(r"\.(?:p(?:pt|ps|ot)[xm]|o[dt]p)$", re.IGNORECASE)
# Browsers drop tabs and line ends inside an address and read "\" as "/": neither may stand in one.
_WEB_ADDRESS = re.compile(r"https?://[^\s/\\?#\x00-\x20\x7f][^\\\x00-\x1f\x7f]*", re.IGNORECASE)


def safe_address(url: str) -> str | None:
    """The address if a page may link to it, without spaces; else None."""
    url = url.strip()
    return url.replace(" ", "%20") if _WEB_ADDRESS.fullmatch(url) else None


def is_slides(hit: Hit) -> bool:
    """Whether the passages of a result are slides, by the name of its file."""
    return any(_SLIDES.search(name.partition("#")[0].partition("?")[0]) for name in (hit.url, hit.id))


@dataclass(frozen=True, slots=True)
class Links:
    """Where results lead.

    prefer_local  to the file served here even where a public address is known
    documents     path under which the web application serves files
    publication_pages       path under which each publication has a page of its own
    """

    prefer_local: bool
    documents: str = "/documents/"
    publication_pages: str = "/publication/"

    def publication(self, identifier: str, url: str, *, has_file: bool = True) -> str | None:
        """Address of a publication, or None when it has neither a public address nor a file."""
        if self.prefer_local and has_file:
            return self._local(identifier)
        public = safe_address(url)
        return public or (self._local(identifier) if has_file else None)

    def _local(self, identifier: str) -> str:
        return self.documents + quote(identifier, safe="/")

    def publication_page(self, identifier: str, words: str = "") -> str:
        """Address of a publication's own page, with words to look for inside it."""
        address = self.publication_pages + quote(identifier, safe="/")
        return f"{address}?q={quote_plus(words)}" if words else address

    def hit(self, hit: Hit) -> str | None:
        """Address of a result."""
        return self.publication(hit.id, hit.url, has_file=hit.has_file)

    def linked(self, linked: LinkedPublication) -> str | None:
        """Address of a publication named in a result."""
        return self.publication(linked.id, linked.url, has_file=linked.has_file)

    def passage(self, hit: Hit, passage: PassageHit) -> str | None:
        """Address of a place inside a result, with the words to show there."""
        address = self.hit(hit)
        if address is None:
            return None
        address = address.partition("#")[0]
        if hit.is_pdf:
            return address + _pdf_fragment(passage.number, passage.words)
        is_local = address.startswith(self.documents)
        if is_office_address(address) or (is_local and hit.attachment):
            return address  # a browser saves it: no fragment leads anywhere in it
        if passage.anchor and not (is_local and _PLAIN_TEXT.search(hit.id)):
            return address + "#" + quote(passage.anchor, safe="")
        return address + _text_fragment(passage)

    def pdf_page(self, identifier: str, url: str, number: int, words: str = "") -> str | None:
        """Address of a page of a PDF that is served here, or has a public address, with the words to show there."""
        address = self.publication(identifier, url)
        return address.partition("#")[0] + _pdf_fragment(number, words) if address else None


def _pdf_fragment(number: int, words: str) -> str:
    # PDF Open Parameters; pdf.js reads `search` and `phrase`, other readers at least the page.
    page = f"#page={number}"
    return f"{page}&search={quote(words, safe='')}&phrase=true" if words else page


def _text_fragment(passage: PassageHit) -> str:
    """The words where they stand: between their neighbours, else, should these differ in the page, alone.

    #:~:text=second-,dépistage%20organisé,-des&text=dépistage%20organisé

    https://wicg.github.io/scroll-to-text-fragment: the first of several that is found is scrolled to.
    """
    if not passage.words:
        return ""
    words = _encoded(passage.words)
    before, found, after = str(passage.snippet).partition(passage.words)
    prefix = _encoded(_words_of(_LAST_WORDS, before)) if found else ""
    suffix = _encoded(_words_of(_FIRST_WORDS, after)) if found else ""
    inside = (f"{prefix}-," if prefix else "") + words + (f",-{suffix}" if suffix else "")
    return "#:~:text=" + (f"{inside}&text={words}" if inside != words else words)


def _words_of(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[0].strip() if match else ""


def _encoded(text: str) -> str:
    # "-" marks what stands beside the words, so it is encoded although `quote` leaves it.
    return quote(text, safe="").replace("-", "%2D")
