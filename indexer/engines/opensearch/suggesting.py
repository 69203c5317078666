"""What a visitor may mean who has begun to type: words completed, topics, authors, titles.

    suggest(reader, "depi", 8)   ->   Suggestion("word", "dépistage", 120), ..., Suggestion("publication", ...)

The first request gives titles, and the words that begin as the last one typed, with their spellings; another one
counts what a search for each word finds, which is exact. Where words stand before the last one, a request between them
says which words follow these. Topics and authors are at hand (counted_names.py).

Of very many publications that have such words a sample tells which are frequent. Their keys are numbers without an
order, so a sample is those below a limit.

Not here: what was typed, and how many of each are given (engines/suggestions.py).
"""

from __future__ import annotations

from base64 import b64decode
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

import msgspec

from indexer.engines.interface import FacetName, Suggestion
from indexer.engines.opensearch.candidates import FoundHit
from indexer.engines.opensearch.clauses import Dsl, clause_query
from indexer.engines.opensearch.counting import counts_of
from indexer.engines.opensearch.mapping import STACKER, STARTING_PLACES
from indexer.engines.opensearch.reader import Reader
from indexer.engines.opensearch.searching import match_all
from indexer.engines.opensearch.surface_forms import Spelling, Spellings, escaped, spellings_aggregation
from indexer.engines.spellings import most_usual
from indexer.engines.suggestions import MAX_SUGGESTIONS, Typed, mixed, read_typed
from indexer.french import fold, stem
from indexer.query import parse

# Spellings of words that begin so, the most frequent of all shards: those of 64 forms or more.
_CANDIDATES = 200
# Of so many publications and fewer all are looked at.
_SAMPLED = 12_000
# Publications of a shard that are looked at before a sample is taken instead.
_LOOKED_AT = 2_000
# Words of which is looked at whether they follow the words before.
_BESIDE = 16
# A word of a single publication is as a rule a slip of the pen.
_MIN_PUBLICATIONS = 2
# Words that are counted and given.
_MAX_WORDS = 5
# Names with the most publications, of which those that begin as typed come first.
_NAMES = 64
_KEYS = 1 << 64  # there are
_LONGEST_PATTERN = 800  # a cluster takes 1,000 characters


class _Hits(msgspec.Struct, frozen=True, gc=False):
    hits: list[FoundHit] = []


class _Bucket(msgspec.Struct, frozen=True, gc=False):
    doc_count: int


class _Buckets(msgspec.Struct, frozen=True, gc=False):
    buckets: list[_Bucket] = []


class _Aggregations(msgspec.Struct, frozen=True, gc=False):
    words: Spellings = Spellings()
    following: _Buckets = _Buckets()


class _Answer(msgspec.Struct, frozen=True, gc=False):
    hits: _Hits = _Hits()
    aggregations: _Aggregations = _Aggregations()
    terminated_early: bool = False


@dataclass(frozen=True, slots=True)
class _Sample:
    """Publications that are looked at: all that `query` finds, or `share` of them."""

    query: Dsl
    share: float = 1.0
    is_cut: bool = False

    def body(self, aggregations: Dsl) -> Dsl:
        """The search that counts something in it."""
        body: dict[str, Any] = {"size": 0, "query": self.query, "aggs": aggregations}
        return {**body, "terminate_after": _LOOKED_AT} if self.is_cut else body


def suggest(reader: Reader, text: str, limit: int) -> tuple[Suggestion, ...]:
    """What the visitor may mean."""
    typed = read_typed(text)
    limit = min(limit, MAX_SUGGESTIONS)
    if typed is None or limit < 1:
        return ()
    before = _words_before(reader, typed)
    samples = _samples(reader, typed, before)
    bodies = [sample.body({"words": _words_aggregation(typed.beginning)}) for sample in samples]
    # a report and its announcement often have one title
    *counted, titles = reader.client.msearch(
        reader.publications, [*bodies, _titles_body(reader, typed, 3 * limit)], _Answer
    )
    groups = (
        _words(reader, typed, text, before, list(zip(samples, counted, strict=True))),
        _names(reader, "topic", typed),
        _names(reader, "author", typed),
        _titles(titles),
    )
    return mixed(groups, limit)


# -- words -------------------------------------------------------------------------------------------------------------


def _words_before(reader: Reader, typed: Typed) -> list[Dsl]:
    """The queries for the words before the one that is typed, function words left out."""
    clauses = reader.editing.expanded(parse(typed.before))
    return [clause_query(clause, {}) for clause in clauses if not clause.is_stop_word]


def _samples(reader: Reader, typed: Typed, before: Sequence[Dsl]) -> list[_Sample]:
    """Where words that begin so are looked for: in all publications that have them, or in a share if these are many."""
    if not typed.beginning.isalnum():
        return []
    queries = [{"prefix": {"forms": typed.beginning}}, *before]
    total = reader.statistics.total
    if total <= _SAMPLED:
        return [_Sample(reader.living(*queries))]
    share = _SAMPLED / total
    some = {"range": {"key": {"lt": int(share * _KEYS)}}}
    return [_Sample(reader.living(*queries), is_cut=True), _Sample(reader.living(*queries, some), share)]


def _words_aggregation(beginning: str) -> dict[str, object]:
    return spellings_aggregation(beginning, f"{escaped(beginning)}.*", _CANDIDATES)


def _words(
    reader: Reader, typed: Typed, text: str, before: Sequence[Dsl], counted: Sequence[tuple[_Sample, _Answer]]
) -> Iterator[Suggestion]:
    """The last word completed to frequent words, which stand beside the words before it."""
    if not counted:
        return
    sample, answer = next((each for each in counted if not each[1].terminated_early), counted[-1])
    spellings = _by_form(answer.aggregations.words.buckets)
    wholes = [
        typed.before + spelling
        for form in islice(_completions(reader, typed, before, sample, spellings), _MAX_WORDS)
        if (spelling := most_usual(spellings[form]))
    ]
    wholes = [whole for whole in wholes if fold(whole) != fold(text.strip())]
    counts = counts_of(reader, [match_all(reader, whole).query for whole in wholes])
    for whole, count in zip(wholes, counts, strict=True):
        if count:
            yield Suggestion("word", whole, count)


def _by_form(counted: Sequence[Spelling]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for each in counted:
        found.setdefault(each.form, Counter())[each.written] = each.doc_count
    return found


def _completions(
    reader: Reader, typed: Typed, before: Sequence[Dsl], sample: _Sample, spellings: dict[str, Counter[str]]
) -> Iterator[str]:
    """The forms that begin so, one of each stem: what follows the words before, then what most publications have."""
    counts = {form: each.total() for form, each in spellings.items()}
    if not before:
        counts = {form: count for form, count in counts.items() if count >= _MIN_PUBLICATIONS * sample.share}
    frequent = sorted(counts, key=lambda form: (-counts[form], form))
    if before and len(frequent) > 1:
        some = frequent[:_BESIDE]
        follow = dict(zip(some, _following(reader, sample, typed.forms[-2], some), strict=True))
        frequent = sorted(some, key=lambda form: (-follow[form], -counts[form], form))
    # all forms of a stem find the same
    of_stems: dict[str, str] = {}
    for form in frequent:
        of_stems.setdefault(stem(form), form)
    return (form for form in of_stems.values() if form != typed.beginning)


def _following(reader: Reader, sample: _Sample, last: str, forms: Sequence[str]) -> list[int]:
    """In how many publications of a sample each form follows the last of the words before."""
    phrases = [{"match_phrase": {"forms": f"{last} {form}"}} for form in forms]
    body = sample.body({"following": {"filters": {"filters": phrases}}})
    found = reader.client.search(reader.publications, body, _Answer)
    return [bucket.doc_count for bucket in found.aggregations.following.buckets]


# -- names -------------------------------------------------------------------------------------------------------------


def _names(reader: Reader, facet: FacetName, typed: Typed) -> Iterator[Suggestion]:
    """The topics or authors each of whose words begins as one typed, most publications first."""
    begin = " ".join(typed.forms)
    found = [
        (not _plain(value).startswith(begin), -amount, value)
        for value, amount in reader.counted_names[facet].beginning(typed.forms, _NAMES)
    ]
    for _, amount, value in sorted(found)[:MAX_SUGGESTIONS]:
        yield Suggestion("topic" if facet == "topic" else "author", value, -amount)


@lru_cache(2_000)
def _plain(value: str) -> str:
    return " ".join("".join(letter if letter.isalnum() else " " for letter in fold(value)).split())


# -- titles ------------------------------------------------------------------------------------------------------------


def _titles_body(reader: Reader, typed: Typed, wanted: int) -> Dsl:
    """The publications in whose title each typed word begins a word: what begins as typed first, then the newest."""
    query = reader.living(*({"prefix": {"title_forms": form}} for form in typed.forms))
    begins = {"regexp": {"title_start": {"value": _pattern(typed), "flags": "NONE"}}}
    query["bool"]["should"] = [{"constant_score": {"filter": begins}}]
    return {
        "size": wanted,
        "query": query,
        "sort": [{"_score": "desc"}, {"day": {"order": "desc", "missing": 0}}, {"key": "asc"}],
        "track_total_hits": False,
        "_source": False,
        "docvalue_fields": ["id", "title"],
    }


def _pattern(typed: Typed) -> str:
    """What a title begins with that has these beginnings of words at its first places, one of several in each."""
    places = ["[^ ]+"] * (typed.positions[-1] + 1)
    for form, position in zip(typed.forms, typed.positions, strict=True):
        places[position] = f"([^ {STACKER}]+\\{STACKER})*{escaped(form)}[^ ]*"
    pattern = ""
    for place in places[:STARTING_PLACES]:
        longer = f"{pattern} {place}" if pattern else place
        if len(longer) > _LONGEST_PATTERN:
            break
        pattern = longer
    return f"{pattern}.*"


def _titles(answer: _Answer) -> Iterator[Suggestion]:
    for hit in answer.hits.hits:
        title = b64decode(f"{hit.fields['title'][0]}==").decode()
        yield Suggestion("publication", title, 1, hit.fields["id"][0])
