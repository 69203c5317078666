"""The pages that visitors see, complete without JavaScript: one module each, all of one blueprint."""

from searchapp.pages import (  # noqa: F401 - each adds its views
    browse,
    citations,
    facet_values,
    guide,
    home,
    preview,
    publication,
    results,
)
from searchapp.pages.blueprint import blueprint

__all__ = ["blueprint"]
