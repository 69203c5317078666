"""Which publications are attached to which file, while a run changes both.

    holdings = Holdings(engine.stored())
    holdings.of("bilan.pdf")                            {"bilan.pdf/annexe.docx"}
    holdings.replace("bilan.pdf", ["bilan.pdf/b.pdf"])  {"bilan.pdf/annexe.docx"}, which are no longer there

A file's attachments come and go with it: they are stored in the same commit, and removed in the same. Attachments of
attachments are the file's too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from indexer.engines.interface import Stored
from indexer.publication import file_id_of


class Holdings:
    """The attachments of each file, by their ids."""

    def __init__(self, known: Mapping[str, Stored]) -> None:
        self._holders: dict[str, str] = {
            identifier: file_id_of(identifier, stored.attachment)
            for identifier, stored in known.items()
            if stored.attachment
        }
        self._attached: dict[str, set[str]] = {}
        for identifier, holder in self._holders.items():
            self._attached.setdefault(holder, set()).add(identifier)

    def __contains__(self, holder: str) -> bool:
        """Whether something is attached to a file."""
        return holder in self._attached

    def of(self, holder: str) -> set[str]:
        """What is attached to a file."""
        return set(self._attached.get(holder, ()))

    def holder_of(self, identifier: str) -> str | None:
        """The file that an attachment belongs to; None when it is none."""
        return self._holders.get(identifier)

    def replace(self, holder: str, identifiers: Iterable[str]) -> set[str]:
        """Say what is attached to a file now; gives what was and no longer is."""
        before, now = self.of(holder), set(identifiers)
        for identifier in before - now:
            del self._holders[identifier]
        self._holders |= dict.fromkeys(now, holder)
        if now:
            self._attached[holder] = now
        else:
            self._attached.pop(holder, None)
        return before - now

    def release(self, identifier: str) -> None:
        """It is a publication by itself now, and no attachment, if it was one."""
        holder = self.holder_of(identifier)
        if holder is not None:
            self.replace(holder, self.of(holder) - {identifier})
