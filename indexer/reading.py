"""One file or line -> a publication ready to index: what a worker process does.

Every outcome is a value: a file that cannot be read is a sentence, never an exception, so one bad file stops nothing.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from indexer import people
from indexer.engines.interface import Prepared
from indexer.errors import BadDocument
from indexer.publication import Extraction, Passage, Publication
from indexer.sources import manifest

# A publication's lists and names have ends, whatever a file says.
_MAX_NAMES = 200
_MAX_TITLE = 1_000
_MAX_LEAD = 10_000
_MAX_ID = 1_000
_MAX_ADDRESS = 2_000
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class FileTask:
    """A file to read under an id; `url` is its public address when the settings give one."""

    path: Path
    identifier: str
    digest: str
    url: str = ""

    @property
    def name(self) -> str:
        """How it is called in messages."""
        return self.path.name

    @property
    def source(self) -> str:
        """The absolute path it is remembered by."""
        return str(self.path)


Task = FileTask | manifest.Line


@dataclass(frozen=True, slots=True)
class Read:
    """What became of one task: a publication to store, or the sentence that says why not."""

    task: Task
    prepared: Prepared | None = None
    entry: Entry | None = None
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A publication's line on the receipt."""

    id: str
    title: str
    kind: str
    date: str
    topics: tuple[str, ...]
    authors: tuple[str, ...]
    pages: int
    pages_without_text: tuple[int, ...]
    warnings: tuple[str, ...]

    @property
    def pages_read(self) -> int:
        """Pages with text, all of which are in the index."""
        return self.pages - len(self.pages_without_text)


def read_task(task: Task, prepare: Callable[[Publication], Prepared], *, max_bytes: int) -> Read:
    """Read one task and make it ready for the engine."""
    extraction = inspect_task(task, max_bytes=max_bytes)
    if isinstance(extraction, str):
        return Read(_sent_back(task), failure=extraction)
    publication = extraction.publication
    try:
        prepared = prepare(publication)
    except Exception as error:  # noqa: BLE001 - the engine's surprise at one text must not stop the run
        return Read(_sent_back(task), failure=f"{task.name} could not be stored ({type(error).__name__}: {error}).")
    entry = Entry(
        id=publication.id,
        title=publication.title,
        kind=publication.kind,
        date=str(publication.date or ""),
        topics=publication.topics,
        authors=publication.authors,
        pages=extraction.pages or len(publication.passages),
        pages_without_text=extraction.pages_without_text,
        warnings=extraction.warnings,
    )
    return Read(_sent_back(task), prepared, entry)


def _sent_back(task: Task) -> Task:
    """A task without its data, which the parent process does not need again."""
    return dataclasses.replace(task, data=b"") if isinstance(task, manifest.Line) else task


def inspect_task(task: Task, *, max_bytes: int) -> Extraction | str:
    """Read one task to its end: what it holds, or the sentence that says why it cannot be read."""
    try:
        return extract_task(task, max_bytes=max_bytes)
    except BadDocument as error:
        return str(error)
    except MemoryError:
        return f"{task.name} needs more memory than a reading process may use (the setting memory_mb)."
    except Exception as error:  # noqa: BLE001 - a library's surprise on one file must not stop the run
        return f"{task.name} could not be read ({type(error).__name__}: {str(error)[:200]})."


def extract_task(task: Task, *, max_bytes: int) -> Extraction:
    """Read and tidy. Raises BadDocument."""
    from indexer.extract.files import extract_file

    if isinstance(task, FileTask):
        extraction = extract_file(task.path, task.identifier, max_bytes=max_bytes)
        url = extraction.publication.url or task.url
        publication = dataclasses.replace(extraction.publication, url=url, digest=task.digest)
        return dataclasses.replace(extraction, publication=tidy(publication))
    stated = manifest.decode(task)
    if stated.passages or stated.file is None:
        language = stated.language or "fr"
        kind = stated.kind or "article"
        publication = tidy(dataclasses.replace(stated, language=language, kind=kind))
        return Extraction(publication, _said_by_manifest(stated), pages=len(stated.passages))
    try:
        extraction = extract_file(Path(stated.file), stated.id, max_bytes=max_bytes)
    except BadDocument as error:
        raise BadDocument(f"{task.name}: {error}") from error
    publication = tidy(merge(extraction.publication, stated))
    return dataclasses.replace(
        extraction, publication=publication, sources=extraction.sources | _said_by_manifest(stated)
    )


def merge(read: Publication, stated: Publication) -> Publication:
    """What a file holds, with what its manifest line says of it."""
    said = {name: getattr(stated, name) for name in _said_by_manifest(stated)}
    return dataclasses.replace(read, id=stated.id, digest=stated.digest, manifest=stated.manifest, **said)


def _said_by_manifest(stated: Publication) -> dict[str, str]:
    names = ("title", "url", "lead", "kind", "language", "date", "updated", "authors", "topics")
    return {name: "manifest" for name in names if getattr(stated, name)}


def tidy(publication: Publication) -> Publication:
    """Bounded, printable, in composed Unicode; names of authors made one, repeated topics taken out.

    Raises BadDocument when the id cannot be one.
    """
    if not publication.id.strip() or len(publication.id) > _MAX_ID:
        raise BadDocument(f"The id {publication.id[:40]!r} cannot be used: it needs 1 to {_MAX_ID:,} characters.")
    authors = (people.clean_name(_line(author)) for author in publication.authors[:_MAX_NAMES])
    topics = (_line(topic)[: people.MAX_NAME] for topic in publication.topics[:_MAX_NAMES])
    return dataclasses.replace(
        publication,
        title=_line(publication.title)[:_MAX_TITLE] or publication.id,
        url=publication.url if len(publication.url) <= _MAX_ADDRESS else "",
        links=tuple(link for link in publication.links[:_MAX_NAMES] if len(link) <= _MAX_ADDRESS),
        lead=_line(publication.lead)[:_MAX_LEAD],
        kind=_line(publication.kind)[: people.MAX_NAME].lower(),
        language=_line(publication.language)[:20].lower(),
        authors=tuple(dict.fromkeys(author for author in authors if author)),
        topics=tuple(dict.fromkeys(topic for topic in topics if topic)),
        passages=tuple(_tidy_passage(passage) for passage in publication.passages),
    )


def _tidy_passage(passage: Passage) -> Passage:
    return dataclasses.replace(
        passage,
        text=_printable(passage.text),
        heading=_line(passage.heading or "")[:_MAX_ADDRESS] or None,
        label=_line(passage.label or "")[: people.MAX_NAME] or None,
        anchor=passage.anchor if passage.anchor and len(passage.anchor) <= _MAX_ADDRESS else None,
    )


def _printable(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", _UNPRINTABLE.sub(" ", text))


def _line(text: str) -> str:
    """On one line; non-breaking spaces stay."""
    return re.sub(r"[ \t\r\n\f\v]+", " ", _printable(text)).strip()
