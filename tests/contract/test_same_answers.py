"""Both engines over the same publications say the same: on the sample, on real documents, and on random corpora.

Publications, totals, counts, places, excerpts and links are equal. The order by relevance may differ where scores tie
or are summed elsewhere: rank overlap at 10 (indexer/migrating/rank_overlap.py) is at least 0.95 on
average, and printed.
"""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from indexer.engines import open_engine
from indexer.engines.interface import FACET_ORDERS, Engine, Filters, Query
from indexer.french import fold
from indexer.migrating import migrate
from indexer.migrating.comparing import compare, described
from indexer.migrating.questions import draw
from indexer.pipeline import run
from indexer.publication import Publication
from indexer.settings import Settings
from tests.cluster.cluster import Cluster
from tests.contract.asking import questions
from tests.contract.makers import MakeOpenSearch, MakeWhoosh
from tests.contract.test_against_brute_force import clauses, filters, index, runs, typed
from tests.paths import SAMPLE, SHARED_DATA

REAL = SHARED_DATA / "real"
LEAST_OVERLAP = 0.95


class Pair(NamedTuple):
    """The embedded engine and that of the cluster, over the same publications."""

    name: str
    one: Engine
    other: Engine


@pytest.fixture(scope="module")
def make_opensearch(opensearch_cluster: Cluster) -> Iterator[MakeOpenSearch]:
    with closing(MakeOpenSearch(opensearch_cluster)) as make:
        yield make


@pytest.fixture(scope="module", params=["sample", "real"])
def pair(
    request: pytest.FixtureRequest, make_opensearch: MakeOpenSearch, tmp_path_factory: pytest.TempPathFactory
) -> Pair:
    """Read once, and brought into the cluster as `indexer migrate` does it: which finds no difference either."""
    folder = tmp_path_factory.mktemp(request.param)
    source, files = Settings(index=str(folder)), SAMPLE
    if request.param == "real":
        assert REAL.is_dir(), f"the shared data is missing: {REAL}"
        files = REAL
    engine = open_engine(source)
    run(engine, source, [files])
    other = make_opensearch(folder, replicas=1)
    migration = migrate(source, make_opensearch.settings(folder, replicas=1))
    assert [(check.what, check.differences) for check in migration.checks if check.differences] == []
    return Pair(request.param, engine, other)


def differences(one: Engine, other: Engine, asked: Iterable[Query], overlaps: list[float]) -> list[str]:
    """What two engines say differently; the overlap of their orders is added to the list."""
    found = []
    for query in asked:
        a, b = one.search(query), other.search(query)
        compared = compare(query, a, b)
        said = list(compared.differences)
        if query.sort == "relevance" and a.hits:
            overlaps.append(compared.overlap)
        shown = {hit.id: msgspec.structs.replace(hit, score=0.0) for hit in b.hits}
        for hit in a.hits:
            if hit.id in shown and msgspec.structs.replace(hit, score=0.0) != shown[hit.id]:
                said.append(f"how {hit.id} is shown")
        if a.last != b.last and query.sort != "relevance":
            said.append("the place to go on from")
        if one.count(query) != other.count(query):
            said.append(f"counts {one.count(query)} and {other.count(query)}")
        found += [f"{described(query)}: {each}" for each in said]
    return found


def test_questions_are_answered_the_same(pair: Pair, capsys: pytest.CaptureFixture[str]) -> None:
    asked = questions(pair.one)
    assert len(asked) >= 60
    overlaps: list[float] = []
    found = differences(pair.one, pair.other, asked, overlaps)
    with capsys.disabled():
        print(f"\n{pair.name}: rank overlap at 10 is {fmean(overlaps):.4f} over {len(overlaps)} questions")
    assert not found, "\n".join(found)
    assert fmean(overlaps) >= LEAST_OVERLAP


def test_corrections_and_suggestions_are_the_same(pair: Pair) -> None:
    """But for accents: of spellings that are as frequent either is the usual one, by what was stored first."""
    for text in ("raport", "donees personnelles", "dépistaje", "recherhce cancer", "rapport", "xqzw", "bilna 2024"):
        for chosen in (Filters(), Filters(languages=("fr",))):
            one, other = (fold(engine.corrected(text, chosen) or "") for engine in (pair.one, pair.other))
            assert other == one, text
    for text in ("ra", "rapport", "rapport d", "don", "cancer du s", "20", "prév", "l’é", "inst", "zzz", ""):
        one_list, other_list = (
            [(each.kind, fold(each.text), each.count, each.id) for each in engine.suggest(text)]
            for engine in (pair.one, pair.other)
        )
        assert other_list == one_list, text
    for text in ("rapport annuel", "RAPPORT", "donnees", "sante", "xqzw", "la sante"):
        one, other = (fold(engine.as_written(text) or "") for engine in (pair.one, pair.other))
        assert other == one, text


def test_lists_of_values_and_years_are_the_same(pair: Pair) -> None:
    for query in (Query(), Query("rapport"), Query("données", Filters(years=(2024,)))):
        one_years, other_years = (dataclasses.replace(e.years(query), took_ms=0.0) for e in (pair.one, pair.other))
        assert other_years == one_years, query
        for order in FACET_ORDERS:
            for contains in ("", "sa"):
                one, other = (
                    engine.facet_values(query, "topic", contains=contains, order=order, page=1, per_page=20)
                    for engine in (pair.one, pair.other)
                )
                assert (other.values, other.total) == (one.values, one.total)


def test_one_publication_is_the_same_whatever_is_asked_of_it(pair: Pair) -> None:
    ids = draw(pair.one.stored(), 15)
    assert ids
    for identifier in ids:
        assert pair.other.get(identifier) == pair.one.get(identifier)
        assert pair.other.hit(identifier) == pair.one.hit(identifier)
        assert pair.other.source(identifier) == pair.one.source(identifier)
        for text in ("données", '"de la"', "rapport xyzzy"):
            assert pair.other.search_within(identifier, text) == pair.one.search_within(identifier, text)
            in_order = {"limit": 5, "first": 1, "best_first": False}
            assert pair.other.search_within(identifier, text, **in_order) == pair.one.search_within(
                identifier, text, **in_order
            )


def test_related_publications_are_the_same(pair: Pair) -> None:
    overlaps = []
    for identifier in draw(pair.one.stored(), 15):
        one, other = pair.one.related(identifier), pair.other.related(identifier)
        assert one is not None
        assert other is not None
        assert [hit.id for hit in other.versions] == [hit.id for hit in one.versions]
        assert [(issue.year, issue.hit.id) for issue in other.issues] == [
            (issue.year, issue.hit.id) for issue in one.issues
        ]
        found = {hit.id for hit in one.related}
        overlaps.append(len(found & {hit.id for hit in other.related}) / len(found) if found else 1.0)
    assert fmean(overlaps) >= LEAST_OVERLAP


def test_records_are_the_same(pair: Pair) -> None:
    one, other = ({record.id: record for record in engine.records()} for engine in (pair.one, pair.other))
    assert other == one


# A failure is told as it was found: to make it smaller takes hundreds of corpora, each of which makes indices.
@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
@given(planned=runs, asked=st.lists(st.tuples(st.lists(clauses, max_size=3), filters), min_size=40, max_size=60))
def test_random_corpora_are_answered_the_same(
    make_opensearch: MakeOpenSearch,
    planned: list[tuple[list[Publication], set[str]]],
    asked: Sequence[tuple[list[tuple[str, str]], Filters]],
) -> None:
    """Updated and removed in the same runs."""
    with tempfile.TemporaryDirectory() as folder:
        one, other = MakeWhoosh()(Path(folder) / "one"), make_opensearch(Path(folder))
        for engine in (one, other):
            index(engine, planned)
        overlaps: list[float] = []
        queries = [Query(typed(parts), chosen, per_page=30, months=True) for parts, chosen in asked]
        found = differences(one, other, queries, overlaps)
        assert not found, "\n".join(found)
        assert fmean(overlaps or [1.0]) >= LEAST_OVERLAP
