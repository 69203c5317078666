"""The generated publications as analysed text, the same for every peer, and how frequent each word is.

Stock engines take text, so they are given our tokens joined by spaces, and cut it at the spaces:

    stems   every stem, alternatives included: what a word is searched in
    forms   the forms as they follow each other, for phrases, with a mark between title, lead, names and text that
            no phrase crosses; behind them the alternatives, each alone, so that a prefix finds them too

Not here: what is asked (queries.py).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer import french

BREAK = "¶"  # in no form: forms are a-z, 0-9, "." and "-"


@dataclass(frozen=True, slots=True)
class Document:
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
        every = {
            "topic": self.topics,
            "author": self.authors,
            "year": (self.year,),
            "kind": (self.kind,),
            "language": (self.language,),
        }
        return every[facet]


@dataclass(frozen=True, slots=True)
class Corpus:
    """All publications and their words.

    stems         stem -> publications that have it
    forms         stem -> its most frequent form
    alternatives  forms that stand somewhere as a further spelling
    """

    documents: list[Document]
    stems: Counter[str]
    forms: dict[str, str]
    alternatives: frozenset[str]


def read_corpus(manifest: Path) -> Corpus:
    """Analyse a manifest of generated publications."""
    documents = []
    stems: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    alternatives: set[str] = set()
    with manifest.open(encoding="utf-8") as lines:
        for line in lines:
            publication = json.loads(line)
            tokens = [[placed.token for placed in french.analyse(zone)] for zone in _zones(publication)]
            every = [token for zone in tokens for token in zone]
            others = [token.form for token in every if token.is_alternative]
            main = [[token.form for token in zone if not token.is_alternative] for zone in tokens]
            documents.append(
                Document(
                    publication["id"],
                    publication["title"],
                    " ".join(token.stem for token in every),
                    f" {BREAK} ".join([*(" ".join(zone) for zone in main), *others]),
                    tuple(publication["topics"]),
                    tuple(publication["authors"]),
                    publication["date"][:4],
                    publication["kind"],
                    "fr",
                    int(publication["date"].replace("-", "")),
                )
            )
            stems.update({token.stem for token in every})
            pairs.update((token.stem, token.form) for token in every)
            alternatives.update(others)
    forms: dict[str, str] = {}
    for (stem, form), _ in pairs.most_common():
        forms.setdefault(stem, form)
    return Corpus(documents, stems, forms, frozenset(alternatives))


def _zones(publication: dict[str, object]) -> Iterator[str]:
    """The texts that are searched, one after the other."""
    for name in ("title", "lead", "authors", "topics", "text"):
        value = publication[name]
        if isinstance(value, list):
            yield from value
        else:
            yield str(value)
