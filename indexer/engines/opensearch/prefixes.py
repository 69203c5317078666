"""Beginnings of words: every word that begins so matches, and the most frequent ones say which publications come first.

A cluster scores what a prefix matches all alike; ranking looks at a few hundred of them (searching.py). So the most
frequent forms are looked up, and asked for as one word: with that, what has many of them comes before what has one.
"""

from __future__ import annotations

import re

import msgspec

from indexer.engines.opensearch.clauses import Dsl, prefix_query
from indexer.engines.opensearch.client import Outcome
from indexer.engines.opensearch.mapping import NAME_SEPARATOR, STACKER, surface_field
from indexer.engines.opensearch.reader import Reader
from indexer.languages import ANALYSES
from indexer.query import Clause

# A cluster takes 1,024 terms in a query, and a query four prefixes: each form is a term in each language.
_MOST_FORMS = 80


class _Bucket(msgspec.Struct, frozen=True, gc=False):
    key: str


class _Values(msgspec.Struct, frozen=True, gc=False):
    buckets: list[_Bucket]


class _Found(Outcome, frozen=True, gc=False):
    aggregations: dict[str, _Values]


def forms_query(reader: Reader, clause: Clause) -> Dsl | None:
    """The most frequent words that begin so, as one word in any of its forms; None when there is none."""
    beginning = clause.terms[0].form
    forms = _frequent_forms(reader, beginning)
    if not forms:
        return None
    names = [f"{analysis.stem(form)}{NAME_SEPARATOR}{form}" for form in forms for analysis in ANALYSES]
    return {"match": {"title_words" if clause.field == "title" else "words": STACKER.join(dict.fromkeys(names))}}


def _frequent_forms(reader: Reader, beginning: str) -> list[str]:
    known = reader.prefixes.get(beginning)
    if known is None:
        values = {
            "field": surface_field(beginning),
            "include": f"{re.escape(beginning)}.*",
            "size": 2 * _MOST_FORMS,  # a form may be written in several ways
            "shard_size": 4 * _MOST_FORMS,
        }
        body = {"size": 0, "query": prefix_query(beginning), "aggs": {"forms": {"terms": values}}}
        found = reader.client.search(reader.publications, body, _Found).aggregations["forms"].buckets
        forms = dict.fromkeys(bucket.key.partition(STACKER)[0] for bucket in found)
        known = reader.prefixes[beginning] = tuple(forms)[:_MOST_FORMS]
    return list(known)
