"""Files or lines -> publications ready to index: what a worker process does.

    read_bundle(tasks, engine.prepare, max_bytes=2**30)  -> Read(outcomes=[Entry, "m.jsonl, line 2 ...", ...], prepared)

Every outcome is a value: a file that cannot be read is a sentence, never an exception, so one bad file stops nothing.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec

from indexer import people
from indexer.engines.interface import Prepared
from indexer.errors import BadDocument
from indexer.extract.language import detect_language, passage_language, stated_language
from indexer.publication import Extraction, Passage, Publication
from indexer.sources import manifest

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

    @property
    def pages_read(self) -> int:
        """Pages with text, all of which are in the index."""
        return self.pages - len(self.pages_without_text)


@dataclass(frozen=True, slots=True)
class Read:
    """What became of a bundle of tasks.

    outcomes  of each task: what the receipt says of its publication, or the sentence that says why there is none
    prepared  the publications, in the order of their entries; None when there is none
    """

    outcomes: list[Entry | str]
    prepared: Prepared | None = None


Prepare = Callable[[Sequence[Publication]], Prepared]


def read_bundle(tasks: Sequence[Task], prepare: Prepare, *, max_bytes: int) -> Read:
    """Read tasks and make their publications ready for the engine, together."""
    outcomes: list[Entry | str] = []
    publications: dict[int, Publication] = {}  # by the place of their task
    for place, extraction in enumerate(inspect_bundle(tasks, max_bytes=max_bytes)):
        if isinstance(extraction, str):
            outcomes.append(extraction)
        else:
            outcomes.append(_entry(extraction))
            publications[place] = extraction.publication
    prepared, unfit = _prepare(publications, prepare)
    for place, what in unfit.items():
        outcomes[place] = f"{tasks[place].name} could not be stored ({what})."
    return Read(outcomes, prepared)


def _prepare(publications: Mapping[int, Publication], prepare: Prepare) -> tuple[Prepared | None, Mapping[int, str]]:
    """The publications made ready, but for those that cannot be: what happened, by their place."""
    if not publications:
        return None, {}
    try:
        return prepare(list(publications.values())), {}
    except Exception as error:  # noqa: BLE001 - the engine's surprise at one text must not stop the others
        unfit = {place: why for place, one in publications.items() if (why := _surprise(one, prepare))}
        if not unfit:  # each of them can be prepared, but not all
            return None, dict.fromkeys(publications, _named(error))
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
    )


def inspect_bundle(tasks: Sequence[Task], *, max_bytes: int) -> list[Extraction | str]:
    """What each task holds, or the sentence that says why it cannot be read."""
    return [inspect_task(task, max_bytes=max_bytes) for task in tasks]


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
        publication = tidy(stated, kind="article")
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
    return _composed(text).strip()


def _printable(text: str) -> str:
    return _composed(_UNPRINTABLE.sub(" ", text))


def _composed(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)
