"""Builds a Xapian database, or answers questions about it, with lines of JSON (peer_xapian.py tells why).

    /usr/bin/python3 xapian_engine.py build FOLDER     reads [title, stems, forms, day, [[facet, values], ...]] a line
    /usr/bin/python3 xapian_engine.py answer FOLDER    a question a line, an answer a line

Imports nothing but Xapian and the standard library: this Python has nothing else.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import xapian

DAY = 0
# The most values that a generated publication has of each facet; a slot for each.
SLOTS = {"topic": (1, 2, 3, 4), "author": (5, 6, 7), "year": (8,), "kind": (9,), "language": (10,)}
# What the terms of each kind begin with.
STEM, FORM = "S", "F"
VALUE = {"topic": "XT:", "author": "XA:", "year": "XY:", "kind": "XK:", "language": "XL:"}


def build(folder: Path) -> None:
    """Index what stands on standard input."""
    growing = folder / "growing"
    database = xapian.WritableDatabase(str(growing), xapian.DB_CREATE_OR_OPEN)
    for line in sys.stdin.buffer:
        database.add_document(_document(*json.loads(line)))
    database.commit()
    database.compact(str(folder / "database"), xapian.DBCOMPACT_SINGLE_FILE)
    database.close()
    for path in growing.iterdir():
        path.unlink()
    growing.rmdir()


def _document(title: str, stems: str, forms: str, day: int, values: list[tuple[str, list[str]]]) -> xapian.Document:
    document = xapian.Document()
    document.set_data(title)
    document.add_value(DAY, xapian.sortable_serialise(day))
    for facet, texts in values:
        for slot, text in zip(SLOTS[facet], texts, strict=False):
            document.add_value(slot, text)
        for text in texts:
            document.add_boolean_term(VALUE[facet] + text)
    for stem in stems.split():
        document.add_term(STEM + stem)
    for position, form in enumerate(forms.split(), start=1):
        document.add_posting(FORM + form, position)
    return document


def answer(folder: Path) -> None:
    """Answer what is asked on standard input."""
    database = xapian.Database(str(folder / "database"))
    for line in sys.stdin.buffer:
        sys.stdout.write(json.dumps(_answer(database, json.loads(line))) + "\n")
        sys.stdout.flush()


def _answer(database: xapian.Database, asked: dict[str, Any]) -> dict[str, Any]:
    """The first of `counted` are the filters of the results themselves."""
    found = _query(asked["how"], asked["words"])
    counts: dict[str, list[tuple[str, int]]] = {}
    answered: dict[str, Any] = {}
    for number, (chosen, facets) in enumerate(asked["counted"]):
        enquire = xapian.Enquire(database)
        within = [
            xapian.Query(xapian.Query.OP_OR, [VALUE[name] + v for v in values]) for name, values in chosen.items()
        ]
        filtered = found
        for each in within:
            filtered = xapian.Query(xapian.Query.OP_FILTER, filtered, each)
        enquire.set_query(filtered)
        if asked["sort"] == "newest" or number > 0:
            enquire.set_weighting_scheme(xapian.BoolWeight())
        if asked["sort"] == "newest" and number == 0:
            enquire.set_sort_by_value(DAY, True)
        spies = {name: [xapian.ValueCountMatchSpy(slot) for slot in SLOTS[name]] for name in facets}
        for spy in (spy for each in spies.values() for spy in each):
            enquire.add_matchspy(spy)
        first, count = (asked["first"], asked["count"]) if number == 0 else (0, 0)
        matches = enquire.get_mset(first, count, database.get_doccount())
        counts |= {name: _counts(each, asked["listed"]) for name, each in spies.items()}
        if number == 0:
            titles = [match.document.get_data().decode() for match in matches]
            # the lower bound is exact, as every match was looked at
            answered = {"total": matches.get_matches_lower_bound(), "titles": titles}
    return answered | {"counts": counts}


def _counts(spies: list[xapian.ValueCountMatchSpy], listed: int) -> list[tuple[str, int]]:
    if len(spies) == 1:
        return [(item.term.decode(), item.termfreq) for item in spies[0].top_values(listed)]
    counts: Counter[bytes] = Counter()
    for spy in spies:
        for item in spy.values():
            counts[item.term] += item.termfreq
    return [(value.decode(), count) for value, count in counts.most_common(listed)]


def _query(how: str, words: list[str]) -> xapian.Query:
    match how:
        case "everything":
            return xapian.Query.MatchAll
        case "phrase":
            return xapian.Query(xapian.Query.OP_PHRASE, [FORM + word for word in words])
        case "prefix":
            return xapian.Query(xapian.Query.OP_WILDCARD, FORM + words[0], 0, xapian.Query.WILDCARD_LIMIT_ERROR)
        case "any":
            return xapian.Query(xapian.Query.OP_OR, [STEM + word for word in words])
        case _:
            return xapian.Query(xapian.Query.OP_AND, [STEM + word for word in words])


if __name__ == "__main__":
    {"build": build, "answer": answer}[sys.argv[1]](Path(sys.argv[2]))
