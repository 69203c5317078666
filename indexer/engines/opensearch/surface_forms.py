"""How the publications write words, from the spelling that each has: `depistage` -> `dépistage`, `cnil` -> `CNIL`.

    as_written(reader, "depistage du CANCER")     ->  "dépistage du cancer"
    spellings_of(reader, ["cnil"])                ->  {"cnil": Counter({"CNIL": 41, "cnil": 3})}

The embedded engine looks at three places; here all publications that have a word are counted, as far as they are few.
Which spelling is given is the same for every engine (engines/spellings.py).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice

import msgspec

from indexer.engines.opensearch.client import Outcome
from indexer.engines.opensearch.counting import counts_of
from indexer.engines.opensearch.mapping import STACKER, surface_field
from indexer.engines.opensearch.reader import Reader
from indexer.engines.spellings import most_usual, written
from indexer.french import analyse, is_stop_word

# Publications of a shard that are looked at: most of them agree.
_LOOKED_AT = 1_000
_SPELLINGS = 20  # of one word
_MOST_KEPT = 20_000  # of a commit: some megabytes
_AT_ONCE = 16  # words that are asked for: a text of a thousand has one that stands nowhere among the first


class Spelling(msgspec.Struct, frozen=True, gc=False):
    """A value of a field `surface.*`, and how many publications have it."""

    key: str
    doc_count: int

    @property
    def form(self) -> str:
        """The folded word."""
        return self.key.partition(STACKER)[0]

    @property
    def written(self) -> str:
        """How it is written."""
        return self.key.partition(STACKER)[2]


class Spellings(msgspec.Struct, frozen=True, gc=False):
    """Some of them, most frequent first."""

    buckets: list[Spelling] = []


class _Aggregations(msgspec.Struct, frozen=True, gc=False):
    words: Spellings


class _Answer(Outcome, frozen=True, gc=False):
    aggregations: _Aggregations


def as_written(reader: Reader, text: str) -> str | None:
    """The words of a text as the corpus writes them, function words as they are; None when one stands nowhere."""
    forms = dict.fromkeys(
        token.form for token, *_ in analyse(text) if not token.is_alternative and not is_stop_word(token.form)
    )
    usual: dict[str, str | None] = {}
    waiting = iter(forms)
    while some := list(islice(waiting, _AT_ONCE)):
        usual |= {form: most_usual(spellings) for form, spellings in spellings_of(reader, some).items()}
        if None in usual.values():
            return None
    return written(text, usual.__getitem__)


def spellings_of(reader: Reader, forms: Iterable[str]) -> dict[str, Counter[str]]:
    """How some words are written, and in how many publications; none of a word that is not written as one."""
    wanted = list(dict.fromkeys(forms))
    kept = reader.spellings
    known = {form: kept[form] for form in wanted if form in kept}
    unknown = [form for form in wanted if form not in known]
    found = _numbers(reader, [form for form in unknown if form.isdigit()])
    found |= _words(reader, [form for form in unknown if not form.isdigit()])
    if len(kept) + len(found) > _MOST_KEPT:
        kept.clear()
    kept.update(found)
    return known | found


def _numbers(reader: Reader, forms: Sequence[str]) -> dict[str, Counter[str]]:
    """There is one way to write a number as one word."""
    counts = counts_of(reader, [{"term": {"forms": form}} for form in forms])
    return {form: Counter({form: count} if count else {}) for form, count in zip(forms, counts, strict=True)}


def _words(reader: Reader, forms: Sequence[str]) -> dict[str, Counter[str]]:
    bodies = [
        {
            "size": 0,
            "terminate_after": _LOOKED_AT,
            "query": reader.living({"term": {"forms": form}}),
            "aggs": {"words": spellings_aggregation(form, f"{escaped(form)}\\{STACKER}.*", _SPELLINGS)},
        }
        for form in forms
    ]
    answers = reader.client.msearch(reader.publications, bodies, _Answer)
    return {
        form: Counter({each.written: each.doc_count for each in answer.aggregations.words.buckets})
        for form, answer in zip(forms, answers, strict=True)
    }


def spellings_aggregation(form: str, pattern: str, size: int) -> dict[str, object]:
    """What counts the spellings that a pattern allows, of words with the first letter of `form`."""
    return {"terms": {"field": surface_field(form), "include": pattern, "size": size}}


def escaped(form: str) -> str:
    """Letters as they stand in a pattern of the cluster."""
    return re.sub(r"([^\w ])", r"\\\1", form)
