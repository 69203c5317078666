"""Words that are answered by other words, found again in a query.

    synonyms = Synonyms.of({key: synonyms of it, ...})
    synonyms.expand(parse("IA santé"))     ->  (“IA” or “intelligence artificielle”), “santé”

Words are compared by their stems, so accents, case and plurals do not matter; function words do not count. Only plain
words are expanded: what stands in quotes, in a field, or is excluded, is meant as it is typed. Of several that begin
with one word the longest is taken, and what was put in is not expanded again, so that nothing goes round in circles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from indexer import french
from indexer.query import Clause, Term, parse

Key = tuple[str, ...]  # the stems of words
Words = tuple[Term, ...]  # one, or several that follow each other


@dataclass(frozen=True, slots=True)
class Synonyms:
    """What answers which words, by the first stem of these: the longest keys first."""

    by_first: Mapping[str, tuple[tuple[Key, tuple[Words, ...]], ...]]

    @classmethod
    def of(cls, pairs: Mapping[Key, Sequence[Words]]) -> Synonyms:
        """From the words of each key."""
        found: dict[str, list[tuple[Key, tuple[Words, ...]]]] = {}
        for key, words in sorted(pairs.items(), key=lambda pair: -len(pair[0])):
            found.setdefault(key[0], []).append((key, tuple(dict.fromkeys(words))))
        return cls({first: tuple(entries) for first, entries in found.items()})

    def expand(self, clauses: Sequence[Clause]) -> tuple[Clause, ...]:
        """The clauses, those that make a key together as one."""
        if not self.by_first:
            return tuple(clauses)
        keys = [_stems(clause) for clause in clauses]
        expanded: list[Clause] = []
        at = 0
        while at < len(clauses):
            end, words = self._longest(keys, at)
            expanded.append(_as_one(clauses[at:end], words) if words else clauses[at])
            at = end
        return tuple(expanded)

    def _longest(self, keys: Sequence[Key], at: int) -> tuple[int, tuple[Words, ...]]:
        """Where the longest key that begins here ends, and what answers it."""
        first = keys[at][0] if keys[at] else ""
        for key, words in self.by_first.get(first, ()):
            end, length = at, 0
            while end < len(keys) and keys[end] and length < len(key):
                length += len(keys[end])
                end += 1
            if tuple(chain.from_iterable(keys[at:end])) == key:
                return end, words
        return at + 1, ()


NO_SYNONYMS = Synonyms({})


def _as_one(clauses: Sequence[Clause], words: tuple[Words, ...]) -> Clause:
    first = clauses[0]
    if len(clauses) == 1:
        return replace(first, synonyms=words)
    text = " ".join(clause.text for clause in clauses)
    terms = tuple(chain.from_iterable(clause.terms for clause in clauses))
    return Clause("word", text, terms, synonyms=words)


def is_plain(clause: Clause) -> bool:
    """Whether a clause is a word without quotes, field or minus."""
    return clause.kind == "word" and clause.field is None and not clause.is_excluded


def _stems(clause: Clause) -> Key:
    return tuple(french.stem(term.form) for term in clause.terms) if is_plain(clause) else ()


def key_of(clauses: Sequence[Clause]) -> Key | None:
    """The stems of a query of plain words; None where anything else is in it."""
    if not clauses or not all(map(is_plain, clauses)):
        return None
    return tuple(chain.from_iterable(_stems(clause) for clause in clauses))


def keys_of(text: str) -> tuple[Key, ...]:
    """The keys by which a text of plain words is found; a compound has two, `e-cigarette` and `ecigarette`."""
    clauses = parse(text)
    key = key_of(clauses)
    if key is None:
        return ()
    joined = clauses[0].joined if len(clauses) == 1 else None
    return (key, (french.stem(joined.form),)) if joined else (key,)


def words_of(text: str) -> tuple[Words, ...]:
    """What answers for a text: its words, one after the other; a compound also written as one word."""
    placed = [placed for placed in french.analyse(text) if not placed.token.is_alternative]
    terms = tuple(Term(each.token.form, each.position - placed[0].position) for each in placed)
    clauses = parse(text)
    joined = clauses[0].joined if len(clauses) == 1 else None
    return (terms, (Term(joined.form),)) if joined else (terms,)
