"""What a visitor typed -> clauses. Never an error: what is no syntax is words.

    parse('dépistage "cancer du sein" -poumon auteur:Kerbrat canc*')

    words                      all must be found (function words are left out when others remain)
    "a phrase", « a phrase »   the very words in this order, but for accents and case
    -word, -"a phrase"         must not be found
    titre: auteur: theme:      only there (title:, author:, topic: too); the word follows without a space
    canc*                      every word that begins so

A pasted title stays a title: in `Rapport d'activité : 2024` or `Note: bilan` nothing is syntax.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from indexer import french

Field = Literal["title", "author", "topic"]
Kind = Literal["word", "phrase", "prefix"]

FIELDS: dict[str, Field] = {
    "titre": "title", "title": "title",
    "auteur": "author", "auteure": "author", "author": "author",
    "theme": "topic", "topic": "topic", "sujet": "topic",
}  # fmt: skip

QUOTES = str.maketrans(dict.fromkeys("“”„‟″＂", '"'))
PART = re.compile(
    r"(?P<minus>(?<!\S)[-‐‑−](?=[^\s‐‑−-]))?"
    r"(?:(?P<field>(?<![^\s‐‑−-])[^\W\d_]{4,7}):(?=[^\s:]))?"
    r'(?:"(?P<quoted>[^"]*)"|«(?P<guillemets>[^«»]*)»|(?P<word>[^\s"«»]+))'
)
_PREFIX = re.compile(
    rf"(?P<head>.*[{french.HYPHENS}{french.APOSTROPHES}])?(?P<beginning>(?:[^\W_][\u0300-\u036f]*){{2,}})\*[.,;:!?)]*"
)
MAX_CLAUSES = 64  # more words than that are no question: the first 64 are asked


MAX_PREFIXES = 4  # each may stand for thousands of words, and take 50 ms; further ones are left out


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a clause, with its position within a phrase.

    It has no stem: which words meet depends on the language of a text (languages.py), and a query has none.
    """

    form: str
    offset: int = 0

    @property
    def is_stop_word(self) -> bool:
        """Whether it carries no subject of its own."""
        return french.is_stop_word(self.form)


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that must (or must not) be found.

    text     as typed, without quotes and operators
    terms    word: one, or several for "post-AVC"; phrase: its words; prefix: one whose form is the beginning
    joined   another spelling of all the terms of a word: "postavc"
    synonyms what answers for a word as well, as editors say (editing/synonyms.py): a word, or a phrase
    """

    kind: Kind
    text: str
    terms: tuple[Term, ...]
    field: Field | None = None
    is_excluded: bool = False
    joined: Term | None = None
    synonyms: tuple[tuple[Term, ...], ...] = ()

    @property
    def is_stop_word(self) -> bool:
        """Whether the clause may be left out when others remain."""
        return (
            self.kind == "word"
            and self.field is None
            and not self.is_excluded
            and all(term.is_stop_word for term in self.terms)
        )


def parse(text: str) -> tuple[Clause, ...]:
    """Read a query; function words are left out unless nothing else would remain."""
    clauses: list[Clause] = []
    for match in PART.finditer(french.join_spaced(text.translate(QUOTES))):
        clauses.extend(_clauses(match))
        if len(clauses) >= MAX_CLAUSES:
            break
    if not clauses:  # an elision and nothing else: l'
        clauses = _words(re.sub(f"[{french.APOSTROPHES}]", " ", text), None, False)
    if len(clauses) < 2:
        return tuple(clauses)
    full = [clause for clause in clauses if not clause.is_stop_word]
    if any(not clause.is_excluded for clause in full):
        clauses = full
    unique = list(dict.fromkeys(clauses))[:MAX_CLAUSES]
    prefixes = [clause for clause in unique if clause.kind == "prefix"]
    return tuple(clause for clause in unique if clause not in prefixes[MAX_PREFIXES:])


def field_of(name: str | None) -> Field | None:
    """The field that a name before a colon means, None when it is a word like another."""
    return FIELDS.get(french.fold(name)) if name else None


def is_prefix(word: str) -> bool:
    """Whether a word stands for all that begin so: canc*."""
    return _PREFIX.fullmatch(word) is not None


def quoted_removed(text: str) -> str:
    """The same query without its quotes: a repair when a phrase is not found."""
    return re.sub(r"\s+", " ", re.sub('["«»]', " ", text.translate(QUOTES))).strip()


def _clauses(match: re.Match[str]) -> list[Clause]:
    groups = match.groupdict()
    is_excluded = groups["minus"] is not None
    field = field_of(groups["field"])
    prelude: list[Clause] = []
    if groups["field"] and field is None:  # "Note:bilan": the name is a word like another
        prelude = _words(groups["field"], None, is_excluded)
    phrase = groups["quoted"] if groups["quoted"] is not None else groups["guillemets"]
    if phrase is not None:
        terms = _terms(phrase)
        return prelude + ([Clause("phrase", _typed(phrase), terms, field, is_excluded)] if terms else [])
    word = groups["word"]
    prefix = _PREFIX.fullmatch(word)
    beginning = next(french.analyse(prefix["beginning"]), None) if prefix else None
    if prefix and beginning:
        form = beginning.token.form
        before = _words((prefix["head"] or "").rstrip(french.HYPHENS), field, is_excluded)
        return [*prelude, *before, Clause("prefix", f"{prefix['beginning']}*", (Term(form),), field, is_excluded)]
    return prelude + _words(word, field, is_excluded)


def _typed(text: str) -> str:
    """A clause as a visitor is shown it."""
    return text.replace(french.JOINER, " ").strip().strip(".,;:!?()[]").strip()


def _terms(text: str) -> tuple[Term, ...]:
    return tuple(
        Term(token.form, position) for token, position, _, _ in french.analyse(text) if not token.is_alternative
    )


def _words(text: str, field: Field | None, is_excluded: bool) -> list[Clause]:
    placed = list(french.analyse(text))
    terms = tuple(Term(p.token.form) for p in placed if not p.token.is_alternative)
    if not terms:
        return []
    joined = next(
        (
            Term(p.token.form)
            for p in placed
            if p.token.is_alternative and p.token.form == "".join(term.form for term in terms)
        ),
        None,
    )
    if len(terms) > 1 and joined is None:  # two words that only punctuation holds together: "bilan,2024"
        return [Clause("word", term.form, (term,), field, is_excluded) for term in terms]
    return [Clause("word", _typed(text), terms, field, is_excluded, joined)]
