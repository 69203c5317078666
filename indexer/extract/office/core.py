"""Properties of Word and PowerPoint files, as python-docx and python-pptx read them.

Not here: which of them are to be believed (metadata.py).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from indexer.extract.office.metadata import Properties, Stated

_CORE_TYPE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"


def core_properties(document: Any, language: Stated) -> Properties:
    """Take the properties over; `language` is what the document's own settings say."""
    try:
        document.part.package.part_related_by(_CORE_TYPE)
    except KeyError:
        # Asked for what is not there, the libraries invent it: made now, by themselves.
        return Properties(language=language)
    core = document.core_properties
    stated = str(core.language or "")
    return Properties(
        title=Stated(core.title or "", "properties: title"),
        authors=(core.author,) if core.author else (),
        authors_source="properties: author",
        keywords=(core.keywords,) if core.keywords else (),
        keywords_source="properties: keywords",
        description=Stated(core.comments or "", "properties: comments"),
        created=Stated(_written(core.created), "properties: created"),
        modified=Stated(_written(core.modified), "properties: last saved"),
        language=Stated(stated, "properties: language") if stated else language,
    )


def _written(moment: dt.datetime | None) -> str:
    return moment.isoformat() if moment is not None else ""
