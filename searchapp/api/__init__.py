"""The endpoints for other sites, strict about their parameters: one module each, all below /api/v1."""

from searchapp.api import facet_values, publication, related, search, suggest  # noqa: F401 - add their views
from searchapp.api.blueprint import blueprint

__all__ = ["blueprint"]
