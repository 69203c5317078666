"""Files or lines -> publications ready to index: what a worker process does.

    read_bundle(tasks, engine.prepare, max_bytes=2**30)  -> Read(outcomes=[Entry, "m.jsonl, line 2 ...", ...], prepared)

Every outcome is a value: a file that cannot be read is a sentence, never an exception, so one bad file stops nothing.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from indexer import people
from indexer.attached import with_documents
from indexer.engines.interface import Prepared
from indexer.errors import BadDocument, NeedsRecognition
from indexer.extract.language import detect_language, passage_language, stated_language
from indexer.extract.tidy import composed
from indexer.publication import Extraction, Passage, Publication, Unread
from indexer.sources import manifest

if TYPE_CHECKING:
    from indexer.extract.pdf.recognition import Recognised

# A publication's lists and names have ends, whatever a file says.
_MAX_NAMES = 200
_MAX_TITLE = 1_000
_MAX_LEAD = 10_000
_MAX_ID = 1_000
_MAX_ADDRESS = 2_000
_HEARD_PASSAGES = 5  # tell a publication's language
_USUAL_NAMES = 10_000  # of authors, kept as they were made: they repeat, and each takes 30 us
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class FileTask:
    """A file to read under an id; `url` is its public address when the settings give one.

    alone  why it is read without what is attached to it: how reading both ended; "" to read both
    """

    path: Path
    identifier: str
    digest: str
    url: str = ""
    alone: str = ""

    @property
    def name(self) -> str:
        """How it is called in messages."""
        return self.path.name

    @property
    def source(self) -> str:
        """The absolute path it is remembered by."""
        return str(self.path)


Task = FileTask | manifest.Line


def file_of(task: Task) -> Path:
    """The file that a task is about; of a line, the one that it names."""
    return task.path if isinstance(task, FileTask) else Path(manifest.decode(task).file or "")


class Entry(msgspec.Struct, frozen=True):
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
    pages_waiting: tuple[int, ...] = ()
    recognised: dict[int, float] = {}  # a copy for each
    attachment: tuple[str, ...] = ()

    @property
    def pages_read(self) -> int:
        """Pages with text, all of which are in the index."""
        return self.pages - len(self.pages_without_text)


class Attached(msgspec.Struct, frozen=True):
    """What became of the documents attached to a file: what the receipt says of them, and why some were not read."""

    file: str
    entries: tuple[Entry, ...] = ()
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """A file that gives nothing before its pages are recognised: why, and their numbers."""

    sentence: str
    pages_waiting: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """What became of a bundle of tasks.

    outcomes  of each task: what the receipt says of its publication, or why there is none
    prepared  the publications, in the order of their entries, each followed by those attached to it; None when there
              is none
    attached  what is attached to the publication of a task, by the place of the task; of those that have something
    ended     whether reading ended its process: no task was read to its end
    """

    outcomes: list[Entry | Unrecognised | str]
    prepared: Prepared | None = None
    attached: Mapping[int, Attached] = field(default_factory=dict)
    ended: bool = False


Prepare = Callable[[Sequence[Publication]], Prepared]


def read_bundle(
    tasks: Sequence[Task],
    prepare: Prepare,
    *,
    max_bytes: int,
    attached_s: float = math.inf,
    recognised: Recognised | None = None,
) -> Read:
    """Read tasks and make their publications ready for the engine, together.

    After `attached_s` seconds of reading what is attached to a file, no further attachment is begun. `recognised` is
    what OCR made of the pages of the one file that is read.
    """
    outcomes: list[Entry | Unrecognised | str] = []
    attached: dict[int, Attached] = {}
    publications: dict[_Place, Publication] = {}
    read = inspect_bundle(tasks, max_bytes=max_bytes, attached_s=attached_s, recognised=recognised)
    for place, extraction in enumerate(read):
        if isinstance(extraction, str | Unrecognised):
            outcomes.append(extraction)
            continue
        outcomes.append(_entry(extraction))
        every = list(_every(extraction))
        publications |= {(place, number): one.publication for number, one in enumerate(every)}
        unread = tuple(one for holder in every for one in holder.unread)
        if len(every) > 1 or unread:
            attached[place] = Attached(extraction.publication.file or "", tuple(map(_entry, every[1:])), unread)
    prepared, unfit = _prepare(publications, prepare)
    for (place, number), what in unfit.items():
        sentence = f"{tasks[place].name} could not be stored ({what})."
        if number:
            attached[place] = _without(attached[place], publications[place, number].id, sentence)
        else:
            outcomes[place] = sentence
    return Read(outcomes, prepared, {place: one for place, one in attached.items() if (place, 0) not in unfit})


_Place = tuple[int, int]  # of a publication: that of its task, and 0 for the file itself


def _every(extraction: Extraction) -> Iterator[Extraction]:
    """A file, and all that is attached to it."""
    yield extraction
    for document in extraction.documents:
        yield from _every(document)


def _without(attached: Attached, identifier: str, sentence: str) -> Attached:
    """One attached document less, and why."""
    entries = tuple(entry for entry in attached.entries if entry.id != identifier)
    return Attached(attached.file, entries, (*attached.unread, Unread(identifier, sentence)))


def _prepare(
    publications: Mapping[_Place, Publication], prepare: Prepare
) -> tuple[Prepared | None, Mapping[_Place, str]]:
    """The publications made ready, but for those that cannot be: what happened, by their place."""
    if not publications:
        return None, {}
    try:
        return prepare(list(publications.values())), {}
    except Exception as error:  # noqa: BLE001 - the engine's surprise at one text must not stop the others
        unfit = {place: why for place, one in publications.items() if (why := _surprise(one, prepare))}
        if not unfit:  # each of them can be prepared, but not all
            return None, dict.fromkeys(publications, _named(error))
    # what is attached goes with the file that it is attached to
    unfit |= {place: "with its file" for place in publications if (place[0], 0) in unfit and place not in unfit}
    fit = {place: one for place, one in publications.items() if place not in unfit}
    prepared, unfit_together = _prepare(fit, prepare)
    return prepared, {**unfit, **unfit_together}


def _surprise(publication: Publication, prepare: Prepare) -> str | None:
    try:
        prepare([publication])
    except Exception as error:  # noqa: BLE001 - as above
        return _named(error)
    return None


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error)[:200]}"


def _entry(extraction: Extraction) -> Entry:
    publication = extraction.publication
    return Entry(
        publication.id,
        publication.title,
        publication.kind,
        str(publication.date or ""),
        publication.topics,
        publication.authors,
        extraction.pages or len(publication.passages),
        extraction.pages_without_text,
        extraction.warnings,
        extraction.pages_waiting,
        extraction.recognised,
        publication.attachment,
    )


Outcome = Extraction | Unrecognised | str


def inspect_bundle(
    tasks: Sequence[Task], *, max_bytes: int, attached_s: float = math.inf, recognised: Recognised | None = None
) -> list[Outcome]:
    """What each task holds, or why it cannot be read."""
    return [inspect_task(task, max_bytes=max_bytes, attached_s=attached_s, recognised=recognised) for task in tasks]


def inspect_task(
    task: Task, *, max_bytes: int, attached_s: float = math.inf, recognised: Recognised | None = None
) -> Outcome:
    """Read one task to its end: what it holds, or why it cannot be read."""
    try:
        extraction = extract_task(task, max_bytes=max_bytes, recognised=recognised)
        if task.alone:
            return _without_documents(extraction, task)
        return with_documents(extraction, finish=tidy, max_bytes=max_bytes, most_s=attached_s)
    except NeedsRecognition as error:
        return Unrecognised(str(error), error.pages)
    except BadDocument as error:
        return str(error)
    except MemoryError:
        return f"{task.name} needs more memory than a reading process may use (the setting memory_mb)."
    except Exception as error:  # noqa: BLE001 - a library's surprise on one file must not stop the run
        return f"{task.name} could not be read ({type(error).__name__}: {str(error)[:200]})."


def _without_documents(extraction: Extraction, task: Task) -> Extraction:
    """A file alone, with a sentence that says so when something is attached to it."""
    if not extraction.attached:
        return extraction
    sentence = f"What is attached to {task.name} was not read: with it, {task.alone}"
    return dataclasses.replace(extraction, unread=(Unread(f"{extraction.publication.id}/", sentence),))


def extract_task(task: Task, *, max_bytes: int, recognised: Recognised | None = None) -> Extraction:
    """Read and tidy, without what is attached. Raises BadDocument."""
    from indexer.extract.files import extract_file

    if isinstance(task, FileTask):
        extraction = extract_file(task.path, task.identifier, max_bytes=max_bytes, recognised=recognised)
        url = extraction.publication.url or task.url
        # remembered by the path that it is found by: that of a link is not that of the file it leads to
        publication = dataclasses.replace(extraction.publication, url=url, digest=task.digest, file=task.source)
        return dataclasses.replace(extraction, publication=tidy(publication))
    stated = manifest.decode(task)
    if stated.passages or stated.file is None:
        publication = tidy(stated, kind="article")
        return Extraction(publication, _said_by_manifest(stated), pages=len(stated.passages))
    try:
        extraction = extract_file(Path(stated.file), stated.id, max_bytes=max_bytes, recognised=recognised)
    except NeedsRecognition as error:
        raise NeedsRecognition(f"{task.name}: {error}", error.pages) from error
    except BadDocument as error:
        raise BadDocument(f"{task.name}: {error}") from error
    publication = tidy(merge(extraction.publication, stated))
    return dataclasses.replace(
        extraction, publication=publication, sources=extraction.sources | _said_by_manifest(stated)
    )


def merge(read: Publication, stated: Publication) -> Publication:
    """What a file holds, with what its manifest line says of it."""
    said = {name: getattr(stated, name) for name in _said_by_manifest(stated)}
    if stated.date:
        said["date_is_of_file"] = False
    return dataclasses.replace(read, id=stated.id, digest=stated.digest, manifest=stated.manifest, **said)


def _said_by_manifest(stated: Publication) -> dict[str, str]:
    names = ("title", "url", "lead", "kind", "language", "date", "updated", "authors", "topics")
    return {name: "manifest" for name in names if getattr(stated, name)}


def tidy(publication: Publication, *, kind: str = "") -> Publication:
    """Bounded, printable, in composed Unicode; names of authors made one, repeated topics taken out; languages known.

    `kind` is for a publication that states none. Raises BadDocument when the id cannot be one.
    """
    if not publication.id.strip() or len(publication.id) > _MAX_ID:
        raise BadDocument(f"The id {publication.id[:40]!r} cannot be used: it needs 1 to {_MAX_ID:,} characters.")
    authors = map(_author, publication.authors[:_MAX_NAMES])
    topics = map(_name, publication.topics[:_MAX_NAMES])
    language, passages = _languages(publication, tuple(map(_tidy_passage, publication.passages)))
    return Publication(
        id=publication.id,
        title=_line(publication.title)[:_MAX_TITLE] or publication.id,
        passages=passages,
        url=publication.url if len(publication.url) <= _MAX_ADDRESS else "",
        lead=_line(publication.lead)[:_MAX_LEAD],
        kind=_name(publication.kind or kind).lower(),
        language=language,
        date=publication.date,
        updated=publication.updated,
        authors=tuple(dict.fromkeys(filter(None, authors))),
        topics=tuple(dict.fromkeys(filter(None, topics))),
        links=tuple(link for link in publication.links[:_MAX_NAMES] if len(link) <= _MAX_ADDRESS),
        file=publication.file,
        digest=publication.digest,
        manifest=publication.manifest,
        documents=publication.documents,
        attachment=publication.attachment,
        date_is_of_file=publication.date_is_of_file,
    )


def _languages(publication: Publication, passages: tuple[Passage, ...]) -> tuple[str, tuple[Passage, ...]]:
    """The language of a publication, as stated or heard, and its passages, those in another one marked so."""
    language = stated_language(_line(publication.language)[:20].lower())
    if not language:
        texts = (publication.title, publication.lead, *(passage.text for passage in passages[:_HEARD_PASSAGES]))
        language = detect_language(" ".join(texts), "fr") or "fr"
        if len(passages) == 1:  # it has been listened to
            return language, passages
    return language, tuple(_in_own_language(passage, language) for passage in passages)


def _in_own_language(passage: Passage, language: str) -> Passage:
    """A passage with its language where that is another than its publication's."""
    own = passage.language or passage_language(passage.text, language)
    own = "" if own == language else own
    return passage if own == passage.language else dataclasses.replace(passage, language=own)


def _tidy_passage(passage: Passage) -> Passage:
    return Passage(
        passage.number,
        _printable(passage.text),
        _name(passage.label) or None if passage.label else None,
        _line(passage.heading)[:_MAX_ADDRESS] or None if passage.heading else None,
        passage.anchor if passage.anchor and len(passage.anchor) <= _MAX_ADDRESS else None,
        passage.is_contents,
        _line(passage.language)[:20].lower(),
    )


def _author(name: str) -> str:
    return _usual_author(name) if len(name) <= people.MAX_NAME else people.clean_name(_line(name))


@lru_cache(_USUAL_NAMES)
def _usual_author(name: str) -> str:
    return people.clean_name(_line(name))


def _name(name: str) -> str:
    return _line(name)[: people.MAX_NAME]


def _line(text: str) -> str:
    """On one line; non-breaking spaces stay."""
    if not text.isprintable() or "  " in text:
        text = _SPACES.sub(" ", _UNPRINTABLE.sub(" ", text))
    return composed(text).strip()


def _printable(text: str) -> str:
    return composed(_UNPRINTABLE.sub(" ", text))
