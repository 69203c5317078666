"""What is asked of every engine: classes of queries, drawn from the corpus by how frequent words are.

    draw(corpus, 24)["rare word"]  ->  [Asked(words=("imprim",), typed="imprimerie"), ...]

The same seed and corpus give the same queries.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import cycle, islice
from typing import Literal

from indexer import french
from indexer.engines.interface import FACETS, FacetName, Filters, Query, Sort
from indexer.query import parse
from tests.bench.corpus import BREAK, Corpus, Document

_SEED = 2024

# The table's nine, then those that are asked beside them.
CLASSES = (
    "one frequent word",
    "one rare word",
    "two words, both",
    "three words, any (none has all)",
    "a word and a topic filter",
    "an exact phrase",
    "a prefix",
    "a frequent word, newest first",
    "nothing typed, newest first",
)
FURTHER_CLASSES = ("page 100 of a frequent word", "50 filters at once", "a word of every publication")

How = Literal["all", "any", "phrase", "prefix", "everything"]
Chosen = tuple[tuple[FacetName, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in the terms of every engine.

    typed   what a visitor types into Glane
    words   the same for the peers: stems; for a phrase or a prefix, forms
    chosen  the filters: of each facet any value, all facets
    """

    typed: str
    words: tuple[str, ...]
    how: How = "all"
    chosen: Chosen = ()
    sort: Sort = "relevance"
    page: int = 1

    @property
    def query(self) -> Query:
        """For Glane."""
        values = dict(self.chosen)
        filters = Filters(
            topics=values.get("topic", ()),
            authors=values.get("author", ()),
            years=tuple(int(year) for year in values.get("year", ())),
            kinds=values.get("kind", ()),
        )
        return Query(self.typed, filters, self.sort, self.page)

    def chosen_but(self, facet: str) -> Chosen:
        """The filters that a facet's counts are under: all but its own."""
        return tuple((name, values) for name, values in self.chosen if name != facet)

    def facets_by_filters(self) -> dict[Chosen, list[FacetName]]:
        """The filters that some facets are counted under -> these facets; first those of the results themselves."""
        found: dict[Chosen, list[FacetName]] = {self.chosen: []}
        for name in FACETS:
            found.setdefault(self.chosen_but(name), []).append(name)
        return found


def draw(corpus: Corpus, count: int, classes: Iterable[str] = CLASSES + FURTHER_CLASSES) -> dict[str, list[Asked]]:
    """`count` queries of each class."""
    words = _Words(corpus)
    return {name: _different(words.of_class(name), count) for name in classes}


def _different(make: Callable[[], Asked], count: int) -> list[Asked]:
    """As many different questions as there are, then the same again: a small corpus may not have so many."""
    found: dict[Asked, None] = {}
    for _ in range(20 * count):
        found[make()] = None
        if len(found) == count:
            break
    return list(islice(cycle(found), count))


class _Words:
    def __init__(self, corpus: Corpus) -> None:
        self._random = random.Random(_SEED)
        self._corpus = corpus
        self._statistics = corpus.statistics
        self._usual = [stem for stem in sorted(corpus.statistics.stems) if self._is_usual(stem)]
        self._everywhere = self._most_frequent()

    def of_class(self, name: str) -> Callable[[], Asked]:
        """What makes a question of a class."""
        makers = (
            self.frequent,
            self.rare,
            self.both,
            self.any_of_three,
            self.filtered,
            self.phrase,
            self.prefix,
            self.newest,
            self.nothing,
            self.hundredth_page,
            self.filtered_fifty_times,
            self.everywhere,
        )
        return dict(zip(CLASSES + FURTHER_CLASSES, makers, strict=True))[name]

    def _is_usual(self, stem: str) -> bool:
        """A word that a visitor may type and that Glane takes for this one stem."""
        form = self._statistics.forms[stem]
        if len(form) < 4 or not form.isalpha() or french.is_stop_word(form):
            return False
        clauses = parse(form)
        return len(clauses) == 1 and [french.stem(term.form) for term in clauses[0].terms] == [stem]

    def _between(self, low: float, high: float) -> list[str]:
        """Words that such shares of the publications have."""
        stems, size = self._statistics.stems, len(self._corpus)
        return [stem for stem in self._usual if low * size <= stems[stem] <= high * size]

    def _asked(self, *stems: str, how: How = "all", sort: Sort = "relevance") -> Asked:
        return Asked(" ".join(self._statistics.forms[stem] for stem in stems), stems, how, sort=sort)

    def _document(self) -> Document:
        return self._corpus.document(self._random.randrange(len(self._corpus)))

    def frequent(self) -> Asked:
        """A word that a tenth of all publications have, or more."""
        return self._asked(self._random.choice(self._between(0.1, 1.0)))

    def rare(self) -> Asked:
        """A word of two to twenty publications."""
        size = len(self._corpus)
        return self._asked(self._random.choice(self._between(2 / size, 20 / size)))

    def both(self) -> Asked:
        """Two words that stand in one publication together, each in 1% to 20% of them."""
        allowed = set(self._between(0.01, 0.2))
        while True:
            stems = sorted(allowed.intersection(self._document().stems.split()))
            if len(stems) >= 2:
                return self._asked(*self._random.sample(stems, 2))

    def any_of_three(self) -> Asked:
        """Three words of like frequency that no publication has all of: Glane then takes any of them."""
        stems = self._between(0.02, 0.06) or self._usual
        while True:
            chosen = self._random.sample(stems, 3)
            # Glane may first try two of the three: only where no publication has all are all three asked for
            if not frozenset.intersection(*(self._corpus.having(stem) for stem in chosen)):
                return self._asked(*chosen, how="any")

    def filtered(self) -> Asked:
        """A word and a topic that some publication has both of."""
        allowed = set(self._between(0.05, 1.0))
        while True:
            document = self._document()
            stems = sorted(allowed.intersection(document.stems.split()))
            if stems:
                topic = self._random.choice(document.topics)
                return replace(self._asked(self._random.choice(stems)), chosen=(("topic", (topic,)),))

    def phrase(self) -> Asked:
        """Two or three words as they follow each other somewhere, the first and the last no function words."""
        while True:
            forms = self._document().forms.split()
            length = self._random.choice((2, 3))
            begin = self._random.randrange(max(len(forms) - length, 1))
            words = tuple(forms[begin : begin + length])
            if self._is_phrase(words):
                return Asked(f'"{" ".join(words)}"', words, "phrase")

    def _is_phrase(self, words: tuple[str, ...]) -> bool:
        if BREAK in words or any(not word.isalpha() or word in self._statistics.alternatives for word in words):
            return False  # an alternative stands at a position of another word, which a stock engine's text cannot say
        return not (french.is_stop_word(words[0]) or french.is_stop_word(words[-1]))

    def prefix(self) -> Asked:
        """Four letters that 5 to 200 words begin with."""
        while True:
            beginning = self._statistics.forms[self._random.choice(self._usual)][:4]
            if 5 <= sum(form.startswith(beginning) for form in self._statistics.vocabulary) <= 200:
                return Asked(f"{beginning}*", (beginning,), "prefix")

    def newest(self) -> Asked:
        """A frequent word, by date."""
        return replace(self.frequent(), sort="newest")

    def nothing(self) -> Asked:
        """All publications."""
        return Asked("", (), "everything", sort="newest")

    def hundredth_page(self) -> Asked:
        """The publications 991 to 1,000 of a word that has as many, or the last page of a small corpus."""
        asked = self.frequent()
        found = self._statistics.stems[asked.words[0]]
        return replace(asked, page=min(100, found // 10))

    def filtered_fifty_times(self) -> Asked:
        """A frequent word, and 50 chosen values in four facets."""
        years = sorted({self._document().year for _ in range(200)})
        chosen: dict[FacetName, list[str]] = {
            "topic": self._random.sample(self._statistics.topics, 20),
            "author": self._random.sample(self._statistics.authors[:40], 20),
            "year": self._random.sample(years, 8),
            "kind": ["article", "rapport"],
        }
        return replace(self.frequent(), chosen=tuple((name, tuple(values)) for name, values in chosen.items()))

    def everywhere(self) -> Asked:
        """A word that all publications have, or as many of them as any word has."""
        return self._asked(self._random.choice(self._everywhere))

    def _most_frequent(self) -> list[str]:
        stems = self._statistics.stems
        most = max(stems[stem] for stem in self._usual)
        return [stem for stem in self._usual if stems[stem] == most]
