"""The words of a cluster, as corrections ask for them (engines/near_words.py).

Words a few letters away come from the cluster's own suggester, which goes through its dictionary as a fuzzy query does.
It reaches two letters; a third one, in long words, is looked for where nothing is closer, among those that begin with
the same letter and have a quarter of the word as it was typed: three mistakes leave one of four quarters alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain, pairwise
from typing import Any

import msgspec

from indexer.engines.interface import FacetName, Filters
from indexer.engines.near_words import Forms
from indexer.engines.opensearch.clauses import Dsl, phrase_query, unscored, word_query
from indexer.engines.opensearch.client import Outcome
from indexer.engines.opensearch.counting import counts_of
from indexer.engines.opensearch.facets import filter_queries
from indexer.engines.opensearch.mapping import STACKER
from indexer.engines.opensearch.reader import Reader
from indexer.engines.opensearch.searching import as_shown, match_all
from indexer.engines.opensearch.surface_forms import Spellings, escaped, spellings_aggregation, spellings_of
from indexer.french import Token, is_stop_word
from indexer.query import Term

_REACH = 2  # letters that a fuzzy query of the cluster may change
_MOST_AROUND = 60  # words; four of them are tried
_QUARTERS = 4
# Publications of a shard in which words three letters away are looked for, and how many words.
_LOOKED_AT = 2_000
_MOST_FAR = 500


class _Option(msgspec.Struct, frozen=True, gc=False):
    text: str
    freq: int


class _Options(msgspec.Struct, frozen=True, gc=False):
    options: list[_Option] = []


class _Suggested(Outcome, frozen=True, gc=False):
    suggest: dict[str, list[_Options]]


class _Aggregations(msgspec.Struct, frozen=True, gc=False):
    words: Spellings


class _Far(Outcome, frozen=True, gc=False):
    aggregations: _Aggregations


class ClusterWords:
    """See `near_words.Words`. Made for one correction."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._around: dict[str, list[str]] = {}
        self._frequencies: dict[str, int] = {}

    def are_known(self, forms: Sequence[str]) -> list[bool]:
        """Whether each word stands in the corpus, in any form."""
        return [count > 0 for count in counts_of(self._reader, list(map(word_query, forms)))]

    def counts(self, phrases: Sequence[Forms]) -> list[int]:
        """How many publications have each word or phrase."""
        unknown = [forms for forms in phrases if len(forms) > 1 or forms[0] not in self._frequencies]
        found = dict(zip(unknown, counts_of(self._reader, list(map(_phrase_query, unknown))), strict=True))
        return [found[forms] if forms in found else self._frequencies[forms[0]] for forms in phrases]

    def expect(self, forms: Sequence[str]) -> None:
        """Ask for the words around some, all at once."""
        unknown = [form for form in dict.fromkeys(forms) if form not in self._around]
        if not unknown:
            return
        body = {"size": 0, "suggest": {form: _suggester(form) for form in unknown}}
        found = self._reader.client.search(self._reader.publications, body, _Suggested).suggest
        for form in unknown:
            options = list(chain.from_iterable(each.options for each in found[form]))
            self._frequencies |= {option.text: option.freq for option in options}
            words = [option.text for option in options if option.text.isalpha() and not is_stop_word(option.text)]
            self._around[form] = words

    def around(self, form: str, edits: int, length: int) -> Sequence[str]:
        """The words of so many letters around one."""
        self.expect([form])
        if edits > _REACH and not self._around[form]:
            self._around[form] = self._far(form)
        return [word for word in self._around[form] if len(word) == length]

    def _far(self, form: str) -> list[str]:
        """The words that share a quarter of their letters with one, about where they stand in it."""
        pattern = _quarters(form)
        body = {
            "size": 0,
            "terminate_after": _LOOKED_AT,
            "query": self._reader.living({"regexp": {"forms": {"value": pattern}}}),
            "aggs": {"words": spellings_aggregation(form, f"({pattern})\\{STACKER}.*", _MOST_FAR)},
        }
        found = self._reader.client.search(self._reader.publications, body, _Far)
        forms = dict.fromkeys(each.form for each in found.aggregations.words.buckets)
        return [word for word in forms if word.isalpha()]

    def written(self, form: str) -> Iterable[str]:
        """How a word is written in small letters, the most usual spelling first."""
        small: Counter[str] = Counter()
        for spelling, count in spellings_of(self._reader, [form])[form].items():
            small[spelling.lower()] += count
        return sorted(small, key=lambda spelling: (-small[spelling], spelling.isascii(), spelling))

    def names(self, facet: FacetName) -> tuple[Sequence[str], Sequence[Sequence[Token]]]:
        """The values of a facet, and the words of each."""
        names = self._reader.names[facet]
        return names.values, names.tokens

    def first_found(self, texts: Iterable[str], filters: Filters) -> int | None:
        """The place of the first text that finds something. The first is asked for alone, the others together."""
        chosen = tuple(filter_queries(as_shown(self._reader, filters)).values())
        waiting = iter(texts)
        place = 0
        while some := list([next(waiting, None)] if not place else waiting):
            queries = [unscored(match_all(self._reader, text).query, *chosen) for text in some if text]
            counts = iter(counts_of(self._reader, queries))
            for text in some:
                if text and next(counts):
                    return place
                place += 1
        return None


def _phrase_query(forms: Forms) -> Dsl:
    if len(forms) == 1:
        return {"term": {"forms": forms[0]}}
    return phrase_query([Term(form, offset) for offset, form in enumerate(forms)])


def _suggester(form: str) -> dict[str, Any]:
    return {
        "text": form,
        "term": {
            "field": "forms",
            "suggest_mode": "always",
            "max_edits": _REACH,
            "prefix_length": 0,
            "min_word_length": 1,
            "accuracy": 0,
            "size": _MOST_AROUND,
            "shard_size": 2 * _MOST_AROUND,
        },
    }


def _quarters(form: str) -> str:
    """The pattern of words with the same first letter and a quarter of a word, up to three letters from its place."""
    bounds = [len(form) * quarter // _QUARTERS for quarter in range(_QUARTERS + 1)]
    first, *others = pairwise(bounds)
    patterns = [f"{escaped(form[slice(*first)])}.*"]
    for begin, end in others:
        patterns.append(f"{escaped(form[0])}.{{{begin - 4},{begin + 2}}}{escaped(form[begin:end])}.*")
    return "|".join(patterns).replace(".*", "[^|]*").replace("{-1,", "{0,")
