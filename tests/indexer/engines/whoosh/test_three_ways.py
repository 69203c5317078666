"""Three ways to one answer: the arrays, Whoosh's own matchers over the same segments, and plain Python (model.py).

Over random corpora in several segments, with deletions, replacements and merges.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import reduce
from itertools import product, repeat
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import query as whoosh_query
from whoosh.scoring import BaseScorer, WeightingModel
from whoosh.searching import Searcher

from indexer import french
from indexer.engines.arrays import ranking, sets
from indexer.engines.arrays.documents import key_of
from indexer.engines.interface import Query
from indexer.engines.whoosh import matching
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.engines.whoosh.segment_writer import ArrayIndex
from indexer.languages import ANALYSES, FRENCH, Analysis
from indexer.publication import Publication
from indexer.query import Term, parse
from tests.indexer.engines.whoosh.model import EXACT, Model, Unit, counted
from tests.indexer.engines.whoosh.publications import publications

pytestmark = pytest.mark.usefixtures("way")

Runs = list[tuple[list[Publication], set[str]]]


def without_links(item: Publication) -> Publication:
    return Publication(
        id=item.id,
        title=item.title,
        passages=item.passages,
        lead=item.lead,
        kind=item.kind,
        language=item.language,
        date=item.date,
        authors=item.authors,
        topics=tuple(topic for topic in item.topics if topic != "santé publique"),
    )


names = st.integers(0, 14).map("p{}".format)
# Inheritance and one person's several names are others' subject: no links, and names that stay apart.
items = publications(names).map(without_links)


def runs_of(items: st.SearchStrategy[Publication]) -> st.SearchStrategy[Runs]:
    """Publications to add in one commit, and ids to remove."""
    added = st.lists(items, min_size=1, max_size=6, unique_by=lambda item: item.id)
    return st.lists(st.tuples(added, st.sets(names, max_size=2)), min_size=1, max_size=5)


runs = runs_of(items)
words = st.sampled_from(
    (
        *("cancer", "cancers", "sein", "seins", "été", "post-AVC", "2024", "étude", "kerbrat", "santé"),
        *("study", "policies", "police"),
    )
)
phrases = st.lists(words, min_size=1, max_size=3).map(" ".join).map('"{}"'.format)
questions = st.lists(st.one_of(words, phrases), min_size=1, max_size=3, unique=True).map(" ".join)


def store(folder: Path, steps: Runs) -> dict[str, Publication]:
    """Store runs, one commit each, the last one tidied up or not; what must be there afterwards."""
    expected: dict[str, Publication] = {}
    engine = WhooshEngine(folder)
    for number, (added, removed) in enumerate(steps):
        with engine.writer() as writer:
            writer.add(engine.prepare(added))
            expected |= {item.id: item for item in added}
            for name in removed:
                writer.remove(name)
                expected.pop(name, None)
            writer.commit(final=number == 2)
    return expected


class Bm25(WeightingModel):
    """The formula of ranking.py for the exact form of a word, by Whoosh's rules."""

    def scorer(self, searcher: Searcher, fieldname: str, text: bytes, qf: float = 1) -> BaseScorer:
        reader = searcher.get_parent().reader()
        found = sum(1 for _ in reader.postings(fieldname, text).all_ids())
        total = reader.doc_count()
        importance = math.log1p((total - found + 0.5) / (found + 0.5))
        lengths = [reader.doc_field_length(number, "text", 0) for number in reader.all_doc_ids()]
        average = max(1.0, sum(lengths) / max(total, 1))

        class Scorer(BaseScorer):
            def supports_block_quality(self) -> bool:
                return False

            def score(self, matcher: Any) -> float:
                length = searcher.reader().doc_field_length(matcher.id(), "text", 0)
                norm = ranking.K1 * (1 - ranking.B + ranking.B * length / average)
                amount = float(EXACT * matcher.weight())
                return importance * (ranking.K1 + 1) * amount / (amount + norm)

        return Scorer()


def as_whoosh_asks(typed: str) -> Any:
    """The same question in Whoosh's terms: a phrase of one word is the word."""
    clauses = []
    for clause in parse(typed):
        if clause.kind == "phrase":  # each word in any language
            every = product(*([own_name(analysis, term) for analysis in ANALYSES] for term in clause.terms))
            phrases = [whoosh_query.Phrase("text", list(terms)) for terms in every if len(terms) > 1]
            words = [whoosh_query.Term("text", name) for name in map(own_name, ANALYSES, repeat(clause.terms[0]))]
            clauses.append(whoosh_query.Or(phrases or words))
        else:
            forms = list(map(any_form, clause.terms))
            joined = [any_form(clause.joined)] if clause.joined else []
            clauses.append(whoosh_query.Or([whoosh_query.And(forms), *joined]))
    return whoosh_query.And(clauses)


def own_name(analysis: Analysis, term: Term) -> str:
    return french.term_of(analysis.stem(term.form), term.form)


def any_form(term: Term) -> Any:
    return whoosh_query.Or(
        [whoosh_query.Prefix("text", french.term_of(analysis.stem(term.form), "")) for analysis in ANALYSES]
    )


@given(steps=runs, asked=st.lists(questions, min_size=4, max_size=4))
def test_publications_and_counts_are_the_same(steps: Runs, asked: list[str]) -> None:
    with TemporaryDirectory() as name:
        expected = store(Path(name), steps)
        model, engine = Model(expected.values()), WhooshEngine(Path(name))
        with ArrayIndex(Path(name)).searcher() as searcher:
            for typed in asked:
                results = engine.search(Query(typed, per_page=100))
                if results.relaxed:
                    assert not list(searcher.docs_for_query(as_whoosh_asks(typed)))
                    continue
                found = {hit.id for hit in results.hits}
                by_whoosh = searcher.docs_for_query(as_whoosh_asks(typed))
                assert found == {searcher.stored_fields(number)["id"] for number in by_whoosh}
                if "post-AVC" not in typed:  # of two spellings any will do: the model has one
                    assert found == set(model.answer(Unit.of(typed)))
                counts = counted(expected[identifier] for identifier in found)
                assert {
                    facet: {value.value: value.count for value in values.values}
                    for facet, values in results.facets.items()
                } == counts


@given(steps=runs, asked=st.lists(questions.filter(lambda typed: "post-AVC" not in typed), min_size=4, max_size=4))
def test_scores_and_order_are_those_of_the_model(steps: Runs, asked: list[str]) -> None:
    with TemporaryDirectory() as name:
        expected = store(Path(name), steps)
        model, engine = Model(expected.values()), WhooshEngine(Path(name))
        for typed in asked:
            results = engine.search(Query(typed, per_page=100))
            if results.relaxed:
                continue
            scores = model.answer(Unit.of(typed))
            assert {hit.id: hit.score for hit in results.hits} == pytest.approx(scores, rel=1e-6, abs=1e-6)
            # as many digits as the two ways have in common; then the order of ties
            ordered = sorted(scores, key=lambda identifier: (-round(scores[identifier], 6), key_of(identifier)))
            shown = [(hit.id, round(hit.score, 6)) for hit in results.hits]
            assert [hit.id for hit in results.hits] == ordered or shown == sorted(shown, key=lambda hit: -hit[1])


one_form = st.sampled_from(("2024", "étude", "kerbrat", "santé"))
french_items = items.map(
    lambda item: replace(item, language="fr", passages=tuple(replace(p, language="") for p in item.passages))
)


@given(steps=runs_of(french_items), asked=st.lists(one_form, min_size=1, max_size=3, unique=True))
def test_scores_of_words_are_those_that_whoosh_gives(steps: Runs, asked: list[str]) -> None:
    """By its own collector and matchers: words in one form, before passages are looked at."""
    with TemporaryDirectory() as name:
        expected = store(Path(name), steps)
        snapshot = WhooshEngine(Path(name)).snapshot()
        terms = [clause.terms[0] for word in asked for clause in parse(word)]
        asked_of_whoosh = whoosh_query.And([whoosh_query.Term("text", own_name(FRENCH, term)) for term in terms])
        with ArrayIndex(Path(name)).searcher(weighting=Bm25()) as searcher:
            by_whoosh = {hit["id"]: hit.score for hit in searcher.search(asked_of_whoosh, limit=None)}
        units = [matching.word_unit(snapshot, term) for term in terms]
        documents = reduce(sets.both, [unit.documents for unit in units])
        scores = ranking.score_publications(snapshot, units, documents)
        own = {snapshot.summary(n).id: score for n, score in zip(documents.tolist(), scores.tolist(), strict=True)}
        assert own == pytest.approx(by_whoosh, rel=1e-6)
        assert own == pytest.approx(Model(expected.values()).answer(Unit.of(" ".join(asked)), refined=False), rel=1e-6)
