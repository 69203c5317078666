"""What a question needs of the cluster: where to ask, what of it editors hide, and what was looked up already.

    reader = Reader(client, "glane-publications", "glane-texts", editing, version="b1-7-1764369022.0")
    reader.living({"term": {"forms": "eau"}})        the same query without hidden publications

A reader is of one commit and one state of the editors' file: what it keeps of answers is never out of date.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from indexer.editing import NOTHING, Editing
from indexer.engines.opensearch.client import Client
from indexer.engines.opensearch.preparing import doc_of


@dataclass(frozen=True)
class Reader:
    """One commit, as questions read it.

    publications  the alias of the publications' index
    texts         that of what is shown of them
    version       of the commit
    spellings     how words are written, as far as it was looked up (surface_forms.py)
    """

    client: Client
    publications: str
    texts: str
    editing: Editing = NOTHING
    version: str = ""
    spellings: dict[str, str | None] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def hidden(self) -> dict[str, Any] | None:
        """The query for the publications that editors hide; None when they hide none."""
        if not self.editing.hidden:
            return None
        return {"terms": {"_id": sorted(map(doc_of, self.editing.hidden))}}

    def living(self, *queries: dict[str, Any]) -> dict[str, Any]:
        """The query for the publications that all of these find, without those that editors hide; nothing is scored."""
        body: dict[str, Any] = {"filter": list(queries)} if queries else {"must": [{"match_all": {}}]}
        if self.hidden is not None:
            body["must_not"] = [self.hidden]
        return {"bool": body}
