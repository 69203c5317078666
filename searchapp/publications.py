"""One publication as its page, its endpoints and its citations need it: found by id, with what is known around it.

found = find_publication("rapports/bilan.pdf")       404, with the nearest id, where there is none
found.publication, found.hit, found.citation().title, found.size_bytes
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from indexer.engines.interface import Hit
from indexer.presenters.links import safe_address
from indexer.publication import Publication
from indexer.settings import SiteSettings
from searchapp.mistyped_ids import publication_meant
from searchapp.presenters.citations import Citation, cite
from searchapp.presenters.metadata import PublicAddresses
from searchapp.presenters.publication import page_count
from searchapp.service import current_service

# Lines of a manifest are publications; the manifest is not what they are read from.
_MANIFESTS = {".jsonl", ".ndjson", ".csv"}


class NoSuchPublicationError(LookupError):
    """There is no publication with the id `identifier`; `nearest` is the one that was meant, if any comes close."""

    def __init__(self, identifier: str, nearest: Hit | None) -> None:
        super().__init__(identifier)
        self.identifier = identifier
        self.nearest = nearest


@dataclass(frozen=True, slots=True)
class FoundPublication:
    """A publication, whole and as a search shows it."""

    publication: Publication
    hit: Hit

    @property
    def size_bytes(self) -> int | None:
        """How large the file is that it was read from, if it is there and it alone."""
        file = self.publication.file
        if not file or self.publication.attachment or Path(file).suffix.lower() in _MANIFESTS:
            return None
        try:
            return Path(file).stat().st_size
        except OSError:  # it has been moved away since
            return None

    def addresses(self) -> PublicAddresses:
        """Whole addresses; where it can be read, the public one first. Needs a request."""
        service = current_service()
        page = service.absolute(service.links.publication_page(self.hit.id))
        address = safe_address(self.hit.url) or service.links.hit(self.hit)
        reading = service.absolute(address) if address else None
        return PublicAddresses(page, reading, reading if self.hit.is_pdf else None)

    def citation(self) -> Citation:
        """What is cited; of a site without a name, no institution."""
        site, addresses = current_service().settings.site, self.addresses()
        return cite(
            self.hit,
            pages=page_count(self.publication),
            institution=site.name if site.name != SiteSettings().name else "",
            url=addresses.reading or addresses.page,
        )


def find_publication(identifier: str) -> FoundPublication:
    """The publication with this id. Raises NoSuchPublicationError."""
    engine = current_service().engine
    publication, hit = engine.get(identifier), engine.hit(identifier)
    if publication is None or hit is None:
        raise no_such_publication(identifier)
    return FoundPublication(publication, hit)


def no_such_publication(identifier: str) -> NoSuchPublicationError:
    """The error that says so, and which publication was meant."""
    return NoSuchPublicationError(identifier, publication_meant(current_service().engine, identifier))
