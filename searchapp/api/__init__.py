"""The endpoints for other sites, strict about their parameters: one module each, all below /api/v1."""

from searchapp.api import openapi, search  # noqa: F401 - each adds its view
from searchapp.api.blueprint import blueprint

__all__ = ["blueprint"]
