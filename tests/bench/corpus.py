"""The generated publications as analysed text, the same for every peer, and how frequent each word is.

    analyse(manifest, folder)      once: reads a manifest and writes what follows
    corpus = Corpus(folder)        statistics are read, publications only as they are asked for
    corpus.document(12).stems

Stock engines take text, so they are given our tokens joined by spaces, and cut it at the spaces:

    stems   every stem, alternatives included: what a word is searched in
    forms   the forms as they follow each other, for phrases, with a mark between title, lead, names and text that
            no phrase crosses; behind them the alternatives, each alone, so that a prefix finds them too

The folder holds

    documents.jsonl    a `Document` a line
    statistics.json    `Statistics`
    lines.npy          i64[n + 1]: where each line begins
    starts.npy         i64[n + 1]: document i has the stems numbers[starts[i]:starts[i + 1]]
    numbers.npy        u32[]: different stems of each document, as numbers: the place in Statistics.stems

Not here: what is asked (queries.py).
"""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from indexer import french

BREAK = "¶"  # in no form: forms are a-z, 0-9, "." and "-"


class Document(msgspec.Struct, frozen=True, array_like=True):
    """A publication, ready for a stock engine."""

    id: str
    title: str
    stems: str
    forms: str
    topics: tuple[str, ...]
    authors: tuple[str, ...]
    year: str
    kind: str
    language: str
    day: int  # 20240904

    def values(self, facet: str) -> tuple[str, ...]:
        """Its values of a facet."""
        match facet:
            case "topic":
                return self.topics
            case "author":
                return self.authors
            case "year":
                return (self.year,)
            case "kind":
                return (self.kind,)
            case _:
                return (self.language,)


class Statistics(msgspec.Struct, frozen=True):
    """All words.

    stems         stem -> publications that have it, in the order of the stems' numbers
    forms         stem -> its most frequent form
    alternatives  forms that stand somewhere as a further spelling
    vocabulary    every form, ascending
    authors       the most frequent first, like topics
    """

    stems: dict[str, int]
    forms: dict[str, str]
    alternatives: frozenset[str]
    vocabulary: list[str]
    authors: list[str]
    topics: list[str]


class Corpus:
    """An analysed manifest. Publications stay on disk: 100,000 of them would take half a gigabyte."""

    def __init__(self, folder: Path) -> None:
        self._documents = folder / "documents.jsonl"
        self.statistics = msgspec.json.decode((folder / "statistics.json").read_bytes(), type=Statistics)
        self._lines: npt.NDArray[np.int64] = np.load(folder / "lines.npy")
        self._starts: npt.NDArray[np.int64] = np.load(folder / "starts.npy")
        self._numbers: npt.NDArray[np.uint32] = np.load(folder / "numbers.npy", mmap_mode="r")
        self._number_of = {stem: number for number, stem in enumerate(self.statistics.stems)}

    def __len__(self) -> int:
        return len(self._lines) - 1

    def documents(self) -> Iterator[Document]:
        """All publications, one after the other."""
        decoder = msgspec.json.Decoder(Document)
        with self._documents.open("rb") as lines:
            yield from map(decoder.decode, lines)

    def document(self, number: int) -> Document:
        """One publication."""
        with self._documents.open("rb") as lines:
            lines.seek(int(self._lines[number]))
            return msgspec.json.decode(lines.readline(), type=Document)

    def having(self, stem: str) -> frozenset[int]:
        """The publications that have a stem."""
        found = np.flatnonzero(self._numbers == self._number_of[stem])
        return frozenset((np.searchsorted(self._starts, found, side="right") - 1).tolist())


def analyse(manifest: Path, folder: Path) -> None:
    """Analyse a manifest of generated publications into a new folder."""
    folder.mkdir(parents=True)
    counts: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    authors: Counter[str] = Counter()
    topics: Counter[str] = Counter()
    alternatives: set[str] = set()
    numbers: dict[str, int] = {}
    lines, starts, of_documents = array("q", [0]), array("q", [0]), array("I")
    encoder = msgspec.json.Encoder()
    with manifest.open("rb") as read, (folder / "documents.jsonl").open("wb") as written:
        for line in read:
            publication = json.loads(line)
            zones = [[token for chunk in _chunks(zone) for token in chunk] for zone in _zones(publication)]
            every = [token for zone in zones for token in zone]
            pairs.update([(token.stem, token.form) for token in every])
            alternatives.update([token.form for token in every if token.is_alternative])
            stems = list(dict.fromkeys([token.stem for token in every]))
            counts.update(stems)
            authors.update(publication["authors"])
            topics.update(publication["topics"])
            of_documents.extend([numbers.setdefault(stem, len(numbers)) for stem in stems])
            starts.append(len(of_documents))
            encoded = encoder.encode(_document(publication, zones)) + b"\n"
            written.write(encoded)
            lines.append(lines[-1] + len(encoded))
    forms: dict[str, str] = {}
    for (stem, form), _ in pairs.most_common():
        forms.setdefault(stem, form)
    statistics = Statistics(
        {stem: counts[stem] for stem in numbers},
        forms,
        frozenset(alternatives),
        sorted({form for _, form in pairs}),
        [name for name, _ in authors.most_common()],
        [name for name, _ in topics.most_common()],
    )
    (folder / "statistics.json").write_bytes(encoder.encode(statistics))
    np.save(folder / "lines.npy", np.array(lines, np.int64))
    np.save(folder / "starts.npy", np.array(starts, np.int64))
    np.save(folder / "numbers.npy", np.array(of_documents, np.uint32))


def _document(publication: Mapping[str, object], zones: list[list[french.Token]]) -> Document:
    """A publication with its tokens as text."""
    main = [" ".join([token.form for token in zone if not token.is_alternative]) for zone in zones]
    others = [token.form for zone in zones for token in zone if token.is_alternative]
    fields = {
        "id": publication["id"],
        "title": publication["title"],
        "stems": " ".join([token.stem for zone in zones for token in zone]),
        "forms": f" {BREAK} ".join([*main, *others]),
        "topics": publication["topics"],
        "authors": publication["authors"],
        "year": str(publication["date"])[:4],
        "kind": publication["kind"],
        "language": "fr",
        "day": int(str(publication["date"]).replace("-", "")),
    }
    return msgspec.convert(list(fields.values()), Document)


def _chunks(text: str) -> Iterator[tuple[french.Token, ...]]:
    return map(french.tokens_of, french.join_spaced(text).split())


def _zones(publication: Mapping[str, object]) -> Iterator[str]:
    """The texts that are searched, one after the other."""
    for name in ("title", "lead", "authors", "topics", "kind", "text"):
        value = publication[name]
        if isinstance(value, list):
            yield from value
        else:
            yield str(value)
