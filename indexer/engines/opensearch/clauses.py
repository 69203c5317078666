"""Clauses as the cluster is asked for them: which publications have the words.

    clause_query(parse("dépistage")[0], ...)   ->   {"match": {"words": "depistag|depistag=depistage|en:depistag|..."}}

A word is asked for in each language at once, as one unit: the cluster takes the terms of one place for synonyms, and
adds up how often each stands there. What the amounts mean: mapping.py. Not here: what a match is worth (units.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from indexer.engines.interface import FacetName
from indexer.engines.names import Names
from indexer.engines.opensearch.mapping import EMPTY_PLACE, NAME_SEPARATOR, STACKER
from indexer.french import TERM_SEPARATOR
from indexer.languages import ANALYSES, names_of
from indexer.query import Clause, Term

Dsl = dict[str, Any]
NOTHING: Dsl = {"match_none": {}}
EVERYTHING: Dsl = {"match_all": {}}


def word_query(form: str, *, in_title: bool = False) -> Dsl:
    """The publications that have a word in any form."""
    terms: list[str] = []
    for beginning, exact in names_of(form, ANALYSES):
        terms += (
            beginning.decode().removesuffix(TERM_SEPARATOR),
            exact.decode().replace(TERM_SEPARATOR, NAME_SEPARATOR),
        )
    return {"match": {"title_words" if in_title else "words": STACKER.join(dict.fromkeys(terms))}}


def phrase_query(terms: Sequence[Term], *, in_title: bool = False) -> Dsl:
    """The publications that have words one after the other, as they are typed."""
    places: list[str] = []
    for term in terms:
        places += [EMPTY_PLACE] * (term.offset - len(places))
        places.append(term.form)
    return {"match_phrase": {"title_forms" if in_title else "forms": " ".join(places)}}


def prefix_query(beginning: str, *, in_title: bool = False) -> Dsl:
    """The publications that have a word which begins so."""
    return {"constant_score": {"filter": {"prefix": {"title_forms" if in_title else "forms": beginning}}, "boost": 0}}


def terms_query(terms: Sequence[Term]) -> Dsl:
    """The publications that have a word, or several as a phrase: what editors call a synonym."""
    return phrase_query(terms) if len(terms) > 1 else word_query(terms[0].form)


def clause_query(clause: Clause, names: dict[FacetName, Names]) -> Dsl:
    """What a clause matches, whether it is excluded or not; `names` has those of topics and authors."""
    if clause.field in ("author", "topic"):
        values = names[clause.field].having_words(clause)
        return {"constant_score": {"filter": {"terms": {clause.field: values}}, "boost": 0}} if values else NOTHING
    in_title = clause.field == "title"
    if clause.kind == "phrase":
        return phrase_query(clause.terms, in_title=in_title)
    if clause.kind == "prefix":
        return prefix_query(clause.terms[0].form, in_title=in_title)
    words = all_of([word_query(term.form, in_title=in_title) for term in clause.terms])
    others = [terms_query(terms) for terms in clause.synonyms]
    if clause.joined:
        others.append(word_query(clause.joined.form, in_title=in_title))
    return any_of([words, *others]) if others else words


def all_of(queries: Sequence[Dsl], *, excluded: Iterable[Dsl] = ()) -> Dsl:
    """What all of some queries find, and none of others."""
    without = list(excluded)
    if len(queries) == 1 and not without:
        return queries[0]
    body: Dsl = {"must": list(queries) or [{"constant_score": {"filter": EVERYTHING, "boost": 0}}]}
    if without:
        body["must_not"] = without
    return {"bool": body}


def any_of(queries: Sequence[Dsl]) -> Dsl:
    """What any of some queries finds."""
    return queries[0] if len(queries) == 1 else {"bool": {"should": list(queries), "minimum_should_match": 1}}


def unscored(*queries: Dsl) -> Dsl:
    """The same, scored as nothing."""
    return {"bool": {"filter": list(queries)}}
