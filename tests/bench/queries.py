"""What is asked of every engine: classes of queries, drawn from the corpus by how frequent words are.

    draw(corpus, 24)["rare word"]  ->  [Asked(words=("imprim",), typed="imprimerie"), ...]

The same seed and corpus give the same queries.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from indexer import french
from indexer.engines.interface import Filters, Query, Sort
from indexer.query import parse
from tests.bench.corpus import BREAK, Corpus

_SEED = 2024

How = Literal["all", "any", "phrase", "prefix", "everything"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in the terms of every engine.

    typed   what a visitor types into Glane
    words   the same for the peers: stems; for a phrase or a prefix, forms
    """

    typed: str
    words: tuple[str, ...]
    how: How = "all"
    topic: str | None = None
    sort: Sort = "relevance"

    @property
    def query(self) -> Query:
        """For Glane."""
        topics = (self.topic,) if self.topic else ()
        return Query(self.typed, Filters(topics=topics), self.sort)


def draw(corpus: Corpus, count: int) -> dict[str, list[Asked]]:
    """`count` queries of each class."""
    words = _Words(corpus)
    classes: dict[str, Callable[[], Asked]] = {
        "one frequent word": words.frequent,
        "one rare word": words.rare,
        "two words, both": words.both,
        "three words, any (none has all)": words.any_of_three,
        "a word and a topic filter": words.filtered,
        "an exact phrase": words.phrase,
        "a prefix": words.prefix,
        "a frequent word, newest first": words.newest,
    }
    drawn = {name: _different(make, count) for name, make in classes.items()}
    drawn["nothing typed, newest first"] = [Asked("", (), "everything", sort="newest")] * count
    return drawn


def _different(make: Callable[[], Asked], count: int) -> list[Asked]:
    found: dict[Asked, None] = {}
    for _ in range(100 * count):  # a small corpus may not have so many
        found[make()] = None
        if len(found) == count:
            break
    return list(found)


class _Words:
    def __init__(self, corpus: Corpus) -> None:
        self._random = random.Random(_SEED)
        self._corpus = corpus
        self._size = len(corpus.documents)
        self._sets: dict[str, frozenset[int]] = {}
        self._usual = [stem for stem in sorted(corpus.stems) if self._is_usual(stem)]
        self._vocabulary = sorted({form for document in corpus.documents for form in document.forms.split()})

    def _is_usual(self, stem: str) -> bool:
        """A word that a visitor may type and that Glane takes for this one stem."""
        form = self._corpus.forms[stem]
        if len(form) < 4 or not form.isalpha() or french.is_stop_word(form):
            return False
        clauses = parse(form)
        return len(clauses) == 1 and [term.stem for term in clauses[0].terms] == [stem]

    def _between(self, low: float, high: float) -> list[str]:
        """Words that such shares of the publications have."""
        stems = self._corpus.stems
        return [stem for stem in self._usual if low * self._size <= stems[stem] <= high * self._size]

    def _asked(self, *stems: str, how: How = "all", topic: str | None = None, sort: Sort = "relevance") -> Asked:
        return Asked(" ".join(self._corpus.forms[stem] for stem in stems), stems, how, topic, sort)

    def frequent(self) -> Asked:
        """A word that a tenth of all publications have, or more."""
        return self._asked(self._random.choice(self._between(0.1, 1.0)))

    def rare(self) -> Asked:
        """A word of two to twenty publications."""
        return self._asked(self._random.choice(self._between(2 / self._size, 20 / self._size)))

    def both(self) -> Asked:
        """Two words that stand in one publication together, each in 1% to 20% of them."""
        allowed = set(self._between(0.01, 0.2))
        while True:
            document = self._random.choice(self._corpus.documents)
            stems = sorted(allowed.intersection(document.stems.split()))
            if len(stems) >= 2:
                return self._asked(*self._random.sample(stems, 2))

    def any_of_three(self) -> Asked:
        """Three words of like frequency that no publication has all of: Glane then takes any of them."""
        stems = self._between(0.02, 0.06) or self._usual
        while True:
            chosen = self._random.sample(stems, 3)
            # Glane may first try two of the three: only where no publication has all are all three asked for
            if not frozenset.intersection(*(self._having(stem) for stem in chosen)):
                return self._asked(*chosen, how="any")

    def filtered(self) -> Asked:
        """A word and a topic that some publication has both of."""
        allowed = set(self._between(0.05, 1.0))
        while True:
            document = self._random.choice(self._corpus.documents)
            stems = sorted(allowed.intersection(document.stems.split()))
            if stems:
                topic = self._random.choice(document.topics)
                return self._asked(self._random.choice(stems), topic=topic)

    def phrase(self) -> Asked:
        """Two or three words as they follow each other somewhere, the first and the last no function words."""
        while True:
            forms = self._random.choice(self._corpus.documents).forms.split()
            length = self._random.choice((2, 3))
            begin = self._random.randrange(max(len(forms) - length, 1))
            words = tuple(forms[begin : begin + length])
            if self._is_phrase(words):
                return Asked(f'"{" ".join(words)}"', words, "phrase")

    def _is_phrase(self, words: tuple[str, ...]) -> bool:
        if BREAK in words or any(not word.isalpha() or word in self._corpus.alternatives for word in words):
            return False  # an alternative stands at a position of another word, which a stock engine's text cannot say
        return not (french.is_stop_word(words[0]) or french.is_stop_word(words[-1]))

    def prefix(self) -> Asked:
        """Four letters that 5 to 200 words begin with."""
        while True:
            beginning = self._corpus.forms[self._random.choice(self._usual)][:4]
            if 5 <= sum(form.startswith(beginning) for form in self._vocabulary) <= 200:
                return Asked(f"{beginning}*", (beginning,), "prefix")

    def newest(self) -> Asked:
        """A frequent word, by date."""
        return self._asked(self._random.choice(self._between(0.1, 1.0)), sort="newest")

    def _having(self, stem: str) -> frozenset[int]:
        if stem not in self._sets:
            documents = enumerate(self._corpus.documents)
            self._sets[stem] = frozenset(n for n, document in documents if stem in document.stems.split())
        return self._sets[stem]


def facet_names() -> Iterator[str]:
    """The five facets that every answer counts."""
    yield from ("topic", "author", "year", "kind", "language")
