"""The endpoints for other sites, strict about their parameters: one module each, all below /api/v1."""

from searchapp.api import (  # noqa: F401 - each adds its view
    facet_values,
    openapi,
    publication,
    related,
    search,
    suggest,
)
from searchapp.api.blueprint import blueprint

__all__ = ["blueprint"]
