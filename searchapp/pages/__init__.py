"""The pages that visitors see, complete without JavaScript: one module each, all of one blueprint."""

from searchapp.pages import home, preview, results  # noqa: F401 - each adds its views
from searchapp.pages.blueprint import blueprint

__all__ = ["blueprint"]
