"""The documents attached to a file, read as publications of their own.

    whole = with_documents(extraction, finish=tidy, max_bytes=2**30, most_s=60.0)
    whole.documents[0].publication.id       "rapports/bilan.pdf/annexe.docx"
    whole.unread[0].sentence                "In bilan.pdf: vide.docx is empty: ..."
    whole.left_out                          ("facture.xml",)

An attachment goes the way of any file (extract/files.py), from a temporary folder that is gone when it has been read.
What of it cannot be read is a sentence of its own and stops nothing else. Only types that are read in a folder are read
here, by the same rule: an invoice as XML, an image, a spreadsheet are left out.

The id is that of the file it is attached to, "/" and its name: a file has nothing below it in its folder, so that no
other file's id is like it. What an attachment lacks (topics, authors, date) the index takes from what it is attached
to, as a report takes it from the page that announces it (engines/whoosh/landing.py).

Not here: how attachments are found in a PDF and named (extract/pdf/attachments.py).
"""

from __future__ import annotations

import dataclasses
import mmap
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.errors import BadDocument
from indexer.publication import Extraction, Publication, Unread

if TYPE_CHECKING:
    from indexer.extract.pdf.attachments import AttachedFile

# Of one file, whatever it holds; the largest portfolio of a public body that was looked at for this has some dozens.
MAX_DOCUMENTS = 200
MAX_TOTAL_BYTES = 256 * 2**20
# A report with annexes in a portfolio is two deep; what lies deeper is a file in a file in a file to tire readers.
MAX_DEPTH = 3

ATTACHED_KIND = "annexe"

Finish = Callable[[Publication], Publication]


@dataclass(slots=True)
class _Allowance:
    """What the attachments of one file may still take, all together."""

    documents: int
    size_bytes: int
    each_bytes: int
    until: float

    def take(self, file: AttachedFile) -> bytes:
        """The bytes of one of them. Raises BadDocument when there is no time or room for it."""
        if time.monotonic() > self.until:
            raise BadDocument(f"{file.name} was not read: the others took too long (the setting timeout_s).")
        data = file.read(self.each_bytes)
        if len(data) > self.size_bytes:
            raise BadDocument(f"{file.name} was not read: the attached files are too large together.")
        self.size_bytes -= len(data)
        return data


def may_hold_files(path: Path) -> bool:
    """Whether a PDF says that files are attached to it, or may say so where it is compressed."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return data.find(b"%PDF-", 0, 1024) >= 0 and (
                data.find(b"/EmbeddedFiles") >= 0 or data.find(b"/ObjStm") >= 0
            )
    except (OSError, ValueError):
        return False


def with_documents(extraction: Extraction, *, finish: Finish, max_bytes: int, most_s: float) -> Extraction:
    """The same file with the documents attached to it, and those attached to these.

    `finish` makes a publication ready to be stored (it may raise BadDocument); after `most_s` seconds no further
    attachment is begun.
    """
    allowance = _Allowance(MAX_DOCUMENTS, MAX_TOTAL_BYTES, max_bytes, time.monotonic() + most_s)
    file = extraction.publication.file
    return _Reader(finish, allowance, max_bytes).read(extraction, Path(file)) if file else extraction


class _Reader:
    """Reads the attachments of one file, at every depth."""

    def __init__(self, finish: Finish, allowance: _Allowance, max_bytes: int) -> None:
        self._finish = finish
        self._allowance = allowance
        self._max_bytes = max_bytes

    def read(self, holder: Extraction, path: Path) -> Extraction:
        """What is attached to `holder`, which was read from `path`."""
        if not holder.attached:
            return holder
        from indexer.extract.files import SUPPORTED_SUFFIXES
        from indexer.extract.pdf.attachments import attached_files

        publication = holder.publication
        found: list[Extraction] = []
        unread: list[Unread] = []
        readable: list[AttachedFile] = []
        left_out_files: list[AttachedFile] = []
        left_out: list[str] = []
        warnings: list[str] = []
        try:
            with path.open("rb") as stream:
                files = attached_files(stream)
                may_be_read = len(publication.attachment) < MAX_DEPTH
                for file in files:
                    is_readable = may_be_read and Path(file.name).suffix.lower() in SUPPORTED_SUFFIXES
                    (readable if is_readable else left_out_files).append(file)
                left_out = [file.name for file in left_out_files]
                for number, file in enumerate(readable):
                    if not self._allowance.documents:
                        warnings.append(f"{len(readable) - number} more documents are attached: too many to be read.")
                        left_out += [file.name for file in readable[number:]]
                        break
                    self._allowance.documents -= 1
                    outcome = self._outcome(holder, file)
                    if isinstance(outcome, Extraction):
                        found.append(outcome)
                    else:
                        unread.append(outcome)
        except (BadDocument, OSError) as error:
            unread.append(Unread(f"{publication.id}/", f"{path.name}: {error}"))
        documents = tuple(child.publication.id for child in found)
        return dataclasses.replace(
            holder,
            publication=dataclasses.replace(publication, documents=documents),
            warnings=(*holder.warnings, *warnings),
            documents=tuple(found),
            unread=tuple(unread),
            left_out=tuple(left_out),
        )

    def _outcome(self, holder: Extraction, file: AttachedFile) -> Extraction | Unread:
        name = file.name
        identifier = f"{holder.publication.id}/{name}"
        where = _name_of(holder.publication)
        try:
            return self._extract(holder, name, file.description, self._allowance.take(file))
        except BadDocument as error:
            return Unread(identifier, f"In {where}: {error}")
        except MemoryError:
            return Unread(identifier, f"In {where}: {name} needs more memory than a reading process may use.")
        except Exception as error:  # noqa: BLE001 - a library's surprise at one attachment must not cost the others
            what = f"{type(error).__name__}: {str(error)[:200]}"
            return Unread(identifier, f"In {where}: {name} could not be read ({what}).")

    def _extract(self, holder: Extraction, name: str, description: str, data: bytes) -> Extraction:
        from indexer.extract.files import extract_file

        with tempfile.TemporaryDirectory(prefix="glane-") as folder:
            path = Path(folder, name)
            path.write_bytes(data)
            extraction = extract_file(path, f"{holder.publication.id}/{name}", max_bytes=self._max_bytes)
            extraction = _as_attached(extraction, holder, name, description)
            publication = self._finish(extraction.publication)
            return self.read(dataclasses.replace(extraction, publication=publication), path)


def _as_attached(extraction: Extraction, holder: Extraction, name: str, description: str) -> Extraction:
    """What was read from a temporary file, as part of the file it is attached to."""
    own, outer = extraction.publication, holder.publication
    sources = dict(extraction.sources)
    title, kind, language = own.title, own.kind, own.language
    if description and sources.get("title") in {None, "file name"}:
        title, sources["title"] = description, "description of the attachment"
    if not holder.is_portfolio and sources.get("kind") in {None, "default"}:
        kind, sources["kind"] = ATTACHED_KIND, "attached to another document"
    if not language or sources.get("language") in {None, "default"}:
        language, sources["language"] = outer.language, "what it is attached to"
    publication = dataclasses.replace(
        own,
        title=title,
        kind=kind,
        language=language,
        # a portfolio is no report, whose date would say more than that of the file
        date_is_of_file=own.date_is_of_file and not holder.is_portfolio,
        url="",  # what a page says of its own address leads elsewhere
        links=(),
        file=outer.file,
        digest=outer.digest,
        manifest=outer.manifest,
        attachment=(*outer.attachment, name),
    )
    sources.pop("url", None)
    warnings = extraction.warnings
    if extraction.pages_waiting:
        warnings = (*warnings, "Scanned pages are recognised of files, not of what is attached to them.")
    return dataclasses.replace(
        extraction, publication=publication, sources=sources, warnings=warnings, pages_waiting=()
    )


def _name_of(publication: Publication) -> str:
    return publication.attachment[-1] if publication.attachment else Path(publication.file or publication.id).name
