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
from indexer.engines.opensearch.clauses import Dsl, clause_query
from indexer.engines.opensearch.client import Outcome
from indexer.engines.opensearch.counting import counts_of
from indexer.engines.opensearch.mapping import STACKER, START_MARK, STARTING_PLACES
from indexer.engines.opensearch.reader import Reader
from indexer.engines.opensearch.searching import match_all
from indexer.engines.opensearch.surface_forms import Spelling, Spellings, escaped, spellings_aggregation
from indexer.engines.spellings import most_usual
from indexer.engines.suggestions import MAX_SUGGESTIONS, Typed, mixed, read_typed
from indexer.french import fold, stem
from indexer.query import parse

# Spellings of words that begin so, the most frequent ones: those of 64 forms or more.
_CANDIDATES = 120
# Of so many publications and fewer all are looked at.
_SAMPLED = 6_000
# Of longer beginnings so many publications of a shard are looked at; where there are more, a sample is.
_LOOKED_AT = 1_000
_SHORT = 3
# Fewer words in a sample say little: all publications that have any are looked at.
_FEW = 200
# Words of which is looked at whether they follow the words before.
_BESIDE = 16
# A word of a single publication is as a rule a slip of the pen.
_MIN_PUBLICATIONS = 2
# Words that are counted and given.
_MAX_WORDS = 5
# Names with the most publications, of which those that begin as typed come first.
_NAMES = 64
_KEYS = 1 << 64  # there are
_MOST_KEPT = 2_000  # answers, of a commit: 4 MB at most
_LONGEST_PATTERN = 800  # a cluster takes 1,000 characters


class _Hit(msgspec.Struct, frozen=True, gc=False):
    fields: dict[str, list[str]]


class _Hits(msgspec.Struct, frozen=True, gc=False):
    hits: list[_Hit] = []


class _Bucket(msgspec.Struct, frozen=True, gc=False):
    doc_count: int


class _Buckets(msgspec.Struct, frozen=True, gc=False):
    buckets: list[_Bucket] = []


class _Aggregations(msgspec.Struct, frozen=True, gc=False):
    words: Spellings = Spellings()
    following: _Buckets = _Buckets()


class _Answer(Outcome, frozen=True, gc=False):
    hits: _Hits = _Hits()
    aggregations: _Aggregations = _Aggregations()
    terminated_early: bool = False


@dataclass(frozen=True, slots=True)
class _Sample:
    """Publications that are looked at.

    query   finds them
    share   of all that are meant
    most    the first of them in each shard; None for all
    follow  the last of the words before; "" without any
    """

    query: Dsl
    share: float
    most: int | None
    follow: str

    def body(self, aggregations: Dsl) -> Dsl:
        """The search that counts something in it."""
        body: dict[str, Any] = {"size": 0, "track_total_hits": False, "query": self.query, "aggs": aggregations}
        return body if self.most is None else {**body, "terminate_after": self.most}

    def is_enough(self, answer: _Answer) -> bool:
        """Whether it says what is frequent."""
        if self.share < 1:
            return sum(each.doc_count for each in answer.aggregations.words.buckets) >= _FEW
        return not answer.terminated_early


def suggest(reader: Reader, text: str, limit: int) -> tuple[Suggestion, ...]:
    """What the visitor may mean. Kept: all who look for a word begin to type it in the same way."""
    typed = read_typed(text)
    limit = min(limit, MAX_SUGGESTIONS)
    if typed is None or limit < 1:
        return ()
    kept = reader.suggestions
    found = kept.get((text, limit))
    if found is None:
        found = _suggest(reader, text, typed, limit)
        if len(kept) >= _MOST_KEPT:
            kept.clear()
        kept[text, limit] = found
    return found


def _suggest(reader: Reader, text: str, typed: Typed, limit: int) -> tuple[Suggestion, ...]:
    samples = _samples(reader, typed)
    bodies = [_words_body(sample, typed) for sample in samples[:1]]
    # a report and its announcement often have one title
    *counted, titles = reader.client.msearch(
        reader.publications, [*bodies, _titles_body(reader, typed, 3 * limit)], _Answer
    )
    groups = (
        _words(reader, typed, text, samples, counted),
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


def _samples(reader: Reader, typed: Typed) -> list[_Sample]:
    """Where words that begin so are looked for: in all publications that have them, or in some where these are many."""
    if not typed.beginning.isalnum():
        return []
    before = _words_before(reader, typed)
    follow = typed.forms[-2] if before else ""
    having: Dsl = {"prefix": {"forms": typed.beginning}}
    total = reader.statistics.total
    if total <= _SAMPLED:
        return [_Sample(reader.living(having, *before), 1, None, follow)]
    share = _SAMPLED / total
    some = {"range": {"key": {"lt": int(share * _KEYS)}}}
    first = _Sample(reader.living(having, *before), 1, _LOOKED_AT, follow)
    # most have such words: to find out which takes longer than to look at the others
    sample = _Sample(reader.living(some, *before), share, None, follow)
    return [sample, first] if len(typed.beginning) <= _SHORT else [first, sample]


def _words_body(sample: _Sample, typed: Typed) -> Dsl:
    pattern = f"{escaped(typed.beginning)}.*"
    return sample.body({"words": spellings_aggregation(typed.beginning, pattern, _CANDIDATES)})


def _words(
    reader: Reader, typed: Typed, text: str, samples: Sequence[_Sample], counted: Sequence[_Answer]
) -> Iterator[Suggestion]:
    """The last word completed to frequent words, which stand beside the words before it."""
    if not counted:
        return
    sample, (answer,) = samples[0], counted
    if len(samples) > 1 and not sample.is_enough(answer):
        sample = samples[1]
        answer = reader.client.search(reader.publications, _words_body(sample, typed), _Answer)
    spellings = _by_form(answer.aggregations.words.buckets)
    wholes = [
        typed.before + spelling
        for form in islice(_completions(reader, typed, sample, spellings), _MAX_WORDS)
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


def _completions(reader: Reader, typed: Typed, sample: _Sample, spellings: dict[str, Counter[str]]) -> Iterator[str]:
    """The forms that begin so, one of each stem: what follows the words before, then what most publications have."""
    counts = {form: each.total() for form, each in spellings.items()}
    if not sample.follow:
        counts = {form: count for form, count in counts.items() if count >= _MIN_PUBLICATIONS * sample.share}
    frequent = sorted(counts, key=lambda form: (-counts[form], form))
    if sample.follow and len(frequent) > 1:
        some = frequent[:_BESIDE]
        follow = dict(zip(some, _following(reader, sample, some), strict=True))
        frequent = sorted(some, key=lambda form: (-follow[form], -counts[form], form))
    # all forms of a stem find the same
    of_stems: dict[str, str] = {}
    for form in frequent:
        of_stems.setdefault(stem(form), form)
    return (form for form in of_stems.values() if form != typed.beginning)


def _following(reader: Reader, sample: _Sample, forms: Sequence[str]) -> list[int]:
    """In how many publications of a sample each form follows the last of the words before."""
    phrases = [{"match_phrase": {"forms": f"{sample.follow} {form}"}} for form in forms]
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
    query["bool"]["should"] = [{"constant_score": {"filter": _begins(typed)}}]
    return {
        "size": wanted,
        "query": query,
        "sort": [{"_score": "desc"}, {"day": {"order": "desc", "missing": 0}}, {"key": "asc"}],
        "track_total_hits": False,
        # texts lie compressed together: reading an id alone would take as long as reading all of them
        "stored_fields": "_none_",
        "docvalue_fields": ["id", "title"],
    }


def _begins(typed: Typed) -> Dsl:
    """The publications whose title begins as typed. Of one word, the first words are fewer than the beginnings are."""
    if len(typed.forms) == 1:
        return {"prefix": {"title_forms": f"{START_MARK}{typed.forms[0]}"}}
    return {"regexp": {"title_start": {"value": _pattern(typed), "flags": "NONE"}}}


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
