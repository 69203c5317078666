"""Questions that fit a corpus, drawn from its own publications: the same ones for the same corpus.

    for query in draw_questions(engine, engine.stored()): ...

Whole titles, single and rare words, phrases of the text, beginnings of words, words of a title, each filter, each
order, further pages.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from hashlib import blake2b

from indexer.engines.interface import Engine, Filters, Query
from indexer.migrating.comparing import LISTED
from indexer.publication import Publication

QUESTIONS = 30
# So many publications are enough to draw them from, even if some have no text.
_ASKED_ABOUT = 20
_WORD = re.compile(r"[^\W\d_]{4,}")


def draw(ids: Collection[str], count: int) -> list[str]:
    """Some ids, without any order of theirs in the choice: those whose digest is smallest."""
    return sorted(ids, key=lambda identifier: blake2b(identifier.encode(), digest_size=8, key=b"draw").digest())[:count]


def draw_questions(engine: Engine, ids: Collection[str], count: int = QUESTIONS) -> list[Query]:
    """Up to so many questions, of as many kinds as the corpus gives reason to."""
    publications = [found for identifier in draw(ids, _ASKED_ABOUT) if (found := engine.get(identifier))]
    rows = [list(_questions(publication)) for publication in publications]
    asked = [Query(per_page=LISTED), Query(sort="newest", per_page=LISTED)]
    # The first kind of question about the first publication, the second about the second: few are of every kind.
    for turn in range(max(map(len, rows), default=0)):
        asked += [row[(turn + place) % len(row)] for place, row in enumerate(rows) if turn < len(row)]
    return list(dict.fromkeys(asked))[:count]


def _questions(publication: Publication) -> Iterator[Query]:
    """What might be asked of which this publication is an answer, in a fixed order."""
    title = _by_length(publication.title)
    text = max((passage.text for passage in publication.passages), key=len, default="")
    words = _by_length(text[:5_000])
    yield _ask(publication.title)
    if title:
        yield _ask(title[0])
        yield _ask(f"titre:{title[-1]}")
        yield _ask(f"{title[0][:4]}*")
    if len(words) >= 4:
        yield _ask(f"{words[0]} {words[1]}")
        yield _ask(words[len(words) // 2])
        yield _ask(f"{words[-1]} -{words[0]}")
        yield _ask(f"{words[2]} {words[3]}", sort="newest")
    if phrase := _phrase(text):
        yield _ask(f'"{phrase}"')
    word = words[-1] if words else ""
    if publication.topics:
        yield _ask(word, Filters(topics=publication.topics[:1]))
    if publication.authors:
        yield _ask("", Filters(authors=publication.authors[:1]))
    if publication.date:
        yield _ask(word, Filters(years=(publication.date.year,)))
        yield _ask("", Filters(since=publication.date.first_day), sort="oldest")
    if publication.kind:
        yield _ask(word, Filters(kinds=(publication.kind,), languages=(publication.language,)))
    if word:
        yield _ask(word, page=2)


def _ask(text: str, filters: Filters | None = None, **fields: object) -> Query:
    return Query(text, filters or Filters(), per_page=LISTED, **fields)  # type: ignore[arg-type]


def _by_length(text: str) -> list[str]:
    """The different words of a text, longest first."""
    return sorted(dict.fromkeys(_WORD.findall(text)), key=len, reverse=True)


def _phrase(text: str) -> str:
    """Three words that follow each other, from the middle of a text."""
    words = text.replace('"', " ").split()
    middle = words[len(words) // 2 :][:3]
    return " ".join(middle) if len(middle) == 3 else ""
