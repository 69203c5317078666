"""Scores against a model in plain Python, to 1e-6, and the order against sorting everything."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer import french
from indexer.engines.arrays import ranking as r
from indexer.engines.arrays.passages import WEIGHING
from indexer.engines.arrays.units import EXACT_BONUS
from indexer.engines.interface import Query
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.publication import Passage, Publication
from tests.contract.corpus import order_of_ties, store

pytestmark = pytest.mark.usefixtures("way")

WORDS = ("tabac", "tabacs", "scanner", "rapport", "rapports", "vélo")
word = st.sampled_from(WORDS)
text = st.lists(word, max_size=9).map(" ".join)
heading = st.one_of(st.none(), st.lists(word, min_size=1, max_size=3).map(" ".join))
passages = st.lists(st.tuples(text, heading, st.booleans()), max_size=4)
publications = st.builds(
    lambda title, lead, author, parts: Publication(
        id="",
        title=title or "Titre",
        lead=lead,
        authors=(author,) if author else (),
        passages=tuple(Passage(n, t, heading=h, is_contents=c) for n, (t, h, c) in enumerate(parts, 1)),
    ),
    text, text, text, passages,
)  # fmt: skip
Words = list[tuple[str, str]]  # (form, stem)


def words_of(written: str) -> Words:
    return [(placed.token.form, placed.token.stem) for placed in french.analyse(written)]


class Model:
    """A publication's zones as lists of words."""

    def __init__(self, item: Publication) -> None:
        self.id = item.id
        self.title, self.lead = words_of(item.title), words_of(item.lead)
        self.authors = [word for name in item.authors for word in words_of(name)]
        self.bodies = [words_of(passage.text) for passage in item.passages]
        headings = [None, *(passage.heading for passage in item.passages)]
        # a heading that goes on is not said again
        self.headings = [words_of(h or "") if h != headings[n] else [] for n, h in enumerate(headings[1:])]
        self.is_contents = [passage.is_contents for passage in item.passages]
        self.length = sum(map(len, self.bodies))

    def zones(self) -> Iterator[tuple[Words, int]]:
        yield from ((self.title, 5), (self.lead, 2), (self.authors, 3))
        yield from ((heading, 2) for heading in self.headings)
        yield from ((body, 1) for body in self.bodies)

    def amount(self, form: str, stem: str) -> float:
        return sum(weight * amount(zone, form, stem) for zone, weight in self.zones())

    def passage(self, number: int, asked: Words, rarity: Sequence[float]) -> float:
        body, heading = self.bodies[number], self.headings[number]
        score = covered = headed = 0.0
        for place, ((form, stem), importance) in enumerate(zip(asked, rarity, strict=True)):
            count = amount(body, form, stem)
            norm = WEIGHING.k1 * (1 - WEIGHING.b + WEIGHING.b * len(body) / WEIGHING.usual_passage)
            is_headed = amount(heading, form, stem) > 0
            score += importance * (count * (WEIGHING.k1 + 1) / (count + norm) + WEIGHING.heading_bonus * is_headed)
            covered += importance * (count > 0 or is_headed)
            headed += is_headed
            if place:
                before = asked[place - 1][1]
                # what is near may stand on the next page
                after = [one for body_ in self.bodies[number + 1 :] for one in body_]
                near = max(nearness(before, stem, body, after), nearness(before, stem, heading, []))
                score += WEIGHING.near_bonus * importance * near
        score += WEIGHING.whole_heading_bonus * sum(rarity) * (headed / max(len(heading), len(asked))) ** 2
        score *= (covered / sum(rarity)) ** 2
        return score * (WEIGHING.contents_factor if self.is_contents[number] else 1)

    def score(self, asked: Words, rarity: Sequence[float], average: float) -> float:
        norm = r.K1 * (1 - r.B + r.B * self.length / average)
        amounts = [self.amount(form, stem) for form, stem in asked]
        score = sum(i * a * (r.K1 + 1) / (a + norm) for i, a in zip(rarity, amounts, strict=True))
        best = max((self.passage(number, asked, rarity) for number in range(len(self.bodies))), default=0.0)
        in_title = [amount(self.title, form, stem) > 0 for form, stem in asked]
        named = [inside or amount(self.authors, *one) > 0 for inside, one in zip(in_title, asked, strict=True)]
        title = WEIGHING.title_bonus * sum(i for i, is_named in zip(rarity, named, strict=True) if is_named)
        title += WEIGHING.whole_title_bonus * sum(rarity) * (sum(in_title) / max(len(self.title), len(asked))) ** 2
        return score + r.PASSAGE_WEIGHT * (best + title)


def amount(zone: Words, form: str, stem: str) -> float:
    return sum(1 + EXACT_BONUS * (own == form) for own, other in zone if other == stem)


def nearness(before: str, stem: str, zone: Words, after: Words) -> float:
    stems = [one for _, one in (*zone, *after)]
    found = [0.0]
    for place in range(len(zone)):
        if stems[place] == before:
            following = [
                distance for distance in range(1, WEIGHING.near_words + 1) if stems[place + distance :][:1] == [stem]
            ]
            found += [1 / distance for distance in following[:1]]
    return max(found)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(items=st.lists(publications, min_size=1, max_size=8), asked=st.lists(word, min_size=1, max_size=3, unique=True))
def test_scores_and_order_are_those_of_the_model(items: list[Publication], asked: list[str]) -> None:
    """Over two segments, one publication of which is deleted."""
    items = [Publication(**{**vars_of(item), "id": f"p{number}"}) for number, item in enumerate(items)]
    with tempfile.TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder))
        store(engine, [*items[::2], Publication("gone", "tabac scanner rapport vélo")])
        store(engine, items[1::2], remove=["gone"])
        results = engine.search(Query(" ".join(asked), per_page=100))
    models = [Model(item) for item in items]
    words = [words_of(one)[0] for one in asked]
    frequencies = [sum(model.amount(*one) > 0 for model in models) for one in words]
    rarity = [math.log1p((len(models) - n + 0.5) / (n + 0.5)) for n in frequencies]
    average = max(1.0, sum(model.length for model in models) / len(models))
    found = {hit.id for hit in results.hits}
    if not results.relaxed:
        assert found == {model.id for model in models if all(model.amount(*one) > 0 for one in words)}
    scores = {model.id: model.score(words, rarity, average) for model in models if model.id in found}
    assert {hit.id: hit.score for hit in results.hits} == pytest.approx(scores, abs=1e-6)
    given_order = [(-hit.score, order_of_ties(hit.id)) for hit in results.hits]
    assert given_order == sorted(given_order)


def vars_of(item: Publication) -> dict[str, object]:
    return {name: getattr(item, name) for name in item.__slots__}
