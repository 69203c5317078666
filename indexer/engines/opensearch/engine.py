"""The distributed engine: answers from the newest commit of a cluster."""

from __future__ import annotations

import threading
import time

from indexer.editing import NOTHING, Editing
from indexer.editing.watching import EditorsFile
from indexer.engines import spelling
from indexer.engines.interface import (
    FacetName,
    FacetOrder,
    FacetPage,
    Filters,
    Query,
    Results,
    Suggestion,
)
from indexer.engines.opensearch import facet_values, searching, suggesting, surface_forms
from indexer.engines.opensearch.client import open_client
from indexer.engines.opensearch.control import Control
from indexer.engines.opensearch.near_words import ClusterWords
from indexer.engines.opensearch.reader import Reader
from indexer.settings import OpenSearchSettings

# How long a commit is taken for the newest: what is kept of answers may be so much older than the answers.
_LOOK_AGAIN_S = 1.0


class OpenSearchEngine:
    """A cluster's indices of one prefix. Nothing is asked before the first question.

    With an editors' file it also looks whether that has changed, and is the engine that visitors ask.
    """

    def __init__(self, settings: OpenSearchSettings, editors: EditorsFile | None = None) -> None:
        self._settings = settings
        self._editors = editors
        self._client = open_client(settings)
        self._control = Control(self._client, settings.prefix)
        self._reader: Reader | None = None
        self._look_again = 0.0
        self._opening = threading.Lock()

    def search(self, query: Query) -> Results:
        """Answer a query."""
        return searching.search(self.reader(), query)

    def count(self, query: Query) -> int:
        """The total of a query, every word required."""
        return searching.count(self.reader(), query)

    def facet_values(
        self,
        query: Query,
        facet: FacetName,
        *,
        contains: str = "",
        order: FacetOrder = "count",
        page: int = 1,
        per_page: int = 50,
    ) -> FacetPage:
        """A page of the values of one facet."""
        return facet_values.page_of(
            self.reader(), query, facet, contains=contains, order=order, page=page, per_page=per_page
        )

    def corrected(self, text: str, filters: Filters | None = None) -> str | None:
        """The text as it was probably meant, in words of the corpus, if that finds something."""
        return spelling.corrected(ClusterWords(self.reader()), text, filters or Filters())

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """What a visitor may mean who has typed so far."""
        return suggesting.suggest(self.reader(), text, limit)

    def as_written(self, text: str) -> str | None:
        """Words as the publications write them; None when one stands nowhere in this very form."""
        return surface_forms.as_written(self.reader(), text)

    def version(self) -> str:
        """The newest commit and what editors decided, as text."""
        return f"{self._control.commit().version()}-{self._editing().digest}"

    def reader(self) -> Reader:
        """What questions are asked of: the newest commit, as far as it was looked up lately."""
        editing = self._editing()
        reader = self._reader
        if reader is not None and reader.editing is editing and time.monotonic() < self._look_again:
            return reader
        with self._opening:
            commit = self._control.commit()
            self._look_again = time.monotonic() + _LOOK_AGAIN_S
            if self._reader is None or self._reader.editing is not editing or self._reader.version != commit.version():
                prefix = self._settings.prefix
                self._reader = Reader(
                    self._client, f"{prefix}-publications", f"{prefix}-texts", editing, commit.version()
                )
            return self._reader

    def _editing(self) -> Editing:
        return self._editors.current() if self._editors else NOTHING
