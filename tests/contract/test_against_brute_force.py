"""Random corpora and questions: the engine and forty lines of plain Python say the same."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import tempfile
from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from indexer import french
from indexer.engines.interface import FACET_ORDERS, FACETS, SORTS, Engine, FacetName, FacetValue, Filters, Query
from indexer.languages import ANALYSES, analysis_of
from indexer.publication import PartialDate, Passage, Publication
from tests.contract.makers import MakeEngine
from tests.contract.test_narrowing import FIELDS, choose
from tests.contract.test_walking import walk
from tests.ways import WAYS

# Few words, so that they meet: forms of one stem (in one language or the other), function words, compounds, numbers,
# elisions.
WORDS = (
    "cancer Cancers sein dépistage dépistages chercheur chercheuse l’étude d'étude de la le e-cigarette post-AVC "
    "2024 1 234 santé study studies police policy the women’s"
).split()  # fmt: skip
word = st.sampled_from(WORDS)
text = st.lists(word, max_size=12).map(" ".join)
# Paths whose parents may be there or not: which topics are paths depends on what is stored.
topics = st.lists(
    st.sampled_from(["Santé", "Tabac", "Santé/Soins", "Santé/Soins > Ville", "Tabac > Prix", "VIH/sida"]),
    max_size=2,
    unique=True,
).map(tuple)
authors = st.lists(st.sampled_from(["Awa Diop", "Éric Le Goff"]), max_size=2, unique=True).map(tuple)
dates = st.sampled_from([None, *map(PartialDate.parse, ("2023", "2024", "2024-02", "2024-02-29", "2025-12-31"))])
publications = st.builds(
    Publication,
    id=st.sampled_from("abcdefgh"),
    title=text.map(lambda words: words[:60] or "Titre"),
    passages=st.lists(st.tuples(text, st.sampled_from(["", "", "fr", "en", "de"])), max_size=4).map(
        lambda texts: tuple(Passage(n, text, language=language) for n, (text, language) in enumerate(texts, 1))
    ),
    lead=text,
    kind=st.sampled_from(["", "article", "rapport"]),
    language=st.sampled_from(["fr", "en", "es"]),
    date=dates,
    authors=authors,
    topics=topics,
)
# A run: publications to add (or to replace those with the same id), then ids to remove.
runs = st.lists(
    st.tuples(st.lists(publications, max_size=6), st.sets(st.sampled_from("abcdefgh"), max_size=2)), max_size=5
)
filters = st.builds(
    Filters,
    topics=topics,
    authors=authors,
    years=st.lists(st.sampled_from([2023, 2024, 1999]), max_size=2, unique=True).map(tuple),
    kinds=st.lists(st.sampled_from(["article", "rapport"]), max_size=1).map(tuple),
    languages=st.lists(st.sampled_from(["fr", "en", "es"]), max_size=1).map(tuple),
    since=st.sampled_from([None, None, dt.date(2024, 1, 1), dt.date(2024, 2, 29)]),
    until=st.sampled_from([None, None, dt.date(2024, 2, 1), dt.date(2025, 12, 31)]),
)
# What can be asked: (kind, words). Every clause must match.
clauses = st.one_of(
    st.tuples(st.just("word"), word),
    st.tuples(st.just("without"), word),
    st.tuples(
        st.just("prefix"),
        st.sampled_from(["ca", "canc", "depistages", "chercheu", "étud", "ecig", "20", "zz", "stud", "polic"]),
    ),
    st.tuples(st.just("phrase"), st.lists(word, min_size=1, max_size=7).map(" ".join)),
    st.tuples(st.just("title"), word),
)


class Model:
    """A publication as sets and lists of its words, by zone; positions start anew in each."""

    def __init__(self, item: Publication) -> None:
        zones = [[zone] for zone in (item.title, item.lead, *item.authors, *item.topics)]
        self.zones = [self.read(zone, [item.language]) for zone in zones]
        body = [(passage.text, passage.language or item.language) for passage in item.passages]
        self.zones.append(self.read([text for text, _ in body], [language for _, language in body]))
        self.item = item

    @staticmethod
    def read(texts: list[str], languages: list[str]) -> list[tuple[french.Token, int]]:
        """The words of texts that follow each other."""
        found: list[tuple[french.Token, int]] = []
        first = 0
        for text, language in zip(texts, languages, strict=True):
            placed = list(analysis_of(language).analyse(text))
            found += [(p.token, first + p.position) for p in placed]
            first += max((p.position for p in placed), default=-1) + 1
        return found

    def has_word(self, typed: str, *, in_title: bool = False) -> bool:
        stems = {token.stem for zone in self.zones[: 1 if in_title else None] for token, _ in zone}

        def has(token: french.Token) -> bool:
            return any(analysis.stem(token.form) in stems for analysis in ANALYSES)

        asked = [placed.token for placed in french.analyse(typed)]
        main = [token for token in asked if not token.is_alternative]
        joined = "".join(token.form for token in main)
        other = [token for token in asked if token.is_alternative and token.form == joined]
        return all(map(has, main)) or any(map(has, other))

    def has_phrase(self, typed: str) -> bool:
        asked = [(p.token.form, p.position) for p in french.analyse(typed) if not p.token.is_alternative]
        for zone in self.zones:
            at = {(token.form, position) for token, position in zone}
            if any(all((form, first + offset) in at for form, offset in asked) for _, first in zone):
                return True
        return False

    def has_prefix(self, typed: str) -> bool:
        return any(token.form.startswith(french.fold(typed)) for zone in self.zones for token, _ in zone)

    def matches(self, asked: list[tuple[str, str]]) -> bool:
        tests = {
            "word": self.has_word,
            "without": lambda typed: not self.has_word(typed),
            "prefix": self.has_prefix,
            "phrase": self.has_phrase,
            "title": lambda typed: self.has_word(typed, in_title=True),
        }
        return all(tests[kind](typed) for kind, typed in asked)

    def values(self, facet: FacetName, every: Collection[str]) -> set[str]:
        """Its values, and of topics those above them."""
        item = self.item
        return set(
            {
                "topic": tuple(path for topic in item.topics for path in paths(topic, every)),
                "author": item.authors,
                "year": (str(item.date.year),) if item.date else (),
                "kind": (item.kind,) if item.kind else (),
                "language": (item.language,),
            }[facet]
        )

    def passes(self, chosen: Filters, every: Collection[str]) -> bool:
        day = self.item.date.first_day if self.item.date else None
        in_range = not (chosen.since or chosen.until) or (
            day is not None and (chosen.since or dt.date.min) <= day <= (chosen.until or dt.date.max)
        )
        facets = all(not chosen.chosen(f) or set(chosen.chosen(f)) & self.values(f, every) for f in FACETS)
        return in_range and facets


def paths(topic: str, every: Collection[str]) -> list[str]:
    """A topic and those above it, `every` being all topics of the index."""
    found = [topic]
    for place, character in enumerate(topic):
        head = topic[:place].rstrip()
        below = {other for other in every if other.startswith(f"{head}/")}
        if character == ">" or (character == "/" and (head in heads(every) or len(below) > 1)):
            found.append(head)
    return found


def heads(every: Collection[str]) -> set[str]:
    """The topics that are there by themselves or as what stands before an arrow."""
    return {*every, *(topic.split(" > ")[0] for topic in every)}


def typed(asked: list[tuple[str, str]]) -> str:
    forms = {"word": "{}", "without": "-{}", "prefix": "{}*", "phrase": '"{}"', "title": "titre:{}"}
    return " ".join(forms[kind].format(words) for kind, words in asked)


def without_function_words(asked: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """They are left out of a question unless nothing else that must be found would remain."""

    def is_function_word(kind: str, words: str) -> bool:
        tokens = [placed.token for placed in french.analyse(words) if not placed.token.is_alternative]
        return kind == "word" and all(french.is_stop_word(token.form) for token in tokens)

    full = [clause for clause in asked if not is_function_word(*clause)]
    return full if any(kind != "without" for kind, _ in full) else asked


def index(engine: Engine, planned: list[tuple[list[Publication], set[str]]]) -> list[Model]:
    """Store all runs, each in one or two commits; give what must be there afterwards."""
    expected: dict[str, Model] = {}
    with engine.writer() as writer:
        writer.commit()
    for number, (added, removed) in enumerate(planned):
        with engine.writer() as writer:
            for item in added:
                writer.add(engine.prepare([item]))
                expected[item.id] = Model(item)
            if number % 2:
                writer.commit(final=False)
            for identifier in sorted(removed):
                assert writer.remove(identifier) == (expected.pop(identifier, None) is not None)
            writer.commit(final=number == 2)
    return list(expected.values())


def check(engine: Engine, models: list[Model], asked: list[tuple[str, str]], chosen: Filters) -> None:
    query = Query(typed(asked), chosen, per_page=100)
    every = {topic for model in models for topic in model.item.topics}
    matching = [model for model in models if model.matches(without_function_words(asked))]
    found = [model.item.id for model in matching if model.passes(chosen, every)]
    results = engine.search(query)
    assert engine.count(query) == len(found)
    if results.relaxed:
        assert not matching
        matching_ids = {hit.id for hit in engine.search(dataclasses.replace(query, filters=Filters())).hits}
        matching = [model for model in models if model.item.id in matching_ids]
        assert matching
    else:
        assert results.total == len(found)
        assert {hit.id for hit in results.hits} == set(found)
    for facet in FACETS:
        others = choose(chosen, facet)
        within = [model for model in matching if model.passes(others, every)]
        expected = Counter(value for model in within for value in model.values(facet, every))
        listed = {value.value: value.count for value in results.facets[facet].values}
        assert {value: count for value, count in listed.items() if count} == dict(expected)
        assert set(chosen.chosen(facet)) <= set(listed)
        assert results.facets[facet].total == len(expected)
        for value, count in listed.items():
            clicked = engine.search(Query(query.text, choose(chosen, facet, value), per_page=0))
            assert clicked.total == count
        if facet in {"topic", "author"}:
            check_values(engine, query, facet, expected)
    check_months(engine, query, [model for model in matching if model.passes(without_dates(chosen), every)])
    for sort in SORTS:
        everything = [hit.id for hit in engine.search(dataclasses.replace(query, sort=sort)).hits]
        paged: list[str] = []
        for page in itertools.count(1):
            hits = engine.search(dataclasses.replace(query, sort=sort, page=page, per_page=3)).hits
            if not hits:
                break
            paged += [hit.id for hit in hits]
        assert paged == everything
        assert len(paged) == len(set(paged)) == results.total
        if sort != "relevance":
            assert list(walk(engine, dataclasses.replace(query, sort=sort, per_page=2))) == everything


def without_dates(chosen: Filters) -> Filters:
    return dataclasses.replace(chosen, years=(), since=None, until=None)


def check_months(engine: Engine, query: Query, within: list[Model]) -> None:
    """Years and days that were chosen are left out; and a month is what its days find."""
    expected = Counter((date.year, date.first_day.month) for model in within if (date := model.item.date))
    found = engine.search(dataclasses.replace(query, months=True)).months
    assert [(each.year, each.month, each.count) for each in found] == [
        (*month, count) for month, count in sorted(expected.items())
    ]
    for each in found:
        first = dt.date(each.year, each.month, 1)
        last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
        of_month = dataclasses.replace(without_dates(query.filters), since=first, until=last)
        assert engine.search(Query(query.text, of_month, per_page=0)).total == each.count


def check_values(engine: Engine, query: Query, facet: FacetName, expected: Mapping[str, int]) -> None:
    """The list of all values: the same counts, each value once, whatever is typed, in whatever order and pages."""
    counts = {**dict.fromkeys(query.filters.chosen(facet), 0), **expected}
    for contains in ("", "sante", "goff er"):
        wanted = {
            value: count
            for value, count in counts.items()
            if all(word in french.fold(value) for word in french.fold(contains).split())
        }
        for order in FACET_ORDERS:
            whole = engine.facet_values(query, facet, contains=contains, order=order)
            assert {value.value: value.count for value in whole.values} == wanted
            assert {value.value for value in whole.values if value.selected} == set(query.filters.chosen(facet)) & set(
                wanted
            )
            listed: list[FacetValue] = []
            for page in itertools.count(1):
                some = engine.facet_values(query, facet, contains=contains, order=order, page=page, per_page=2)
                assert some.total == len(wanted)
                if not some.values:
                    break
                listed += some.values
            assert listed == [*whole.values]


# A cluster is asked about few: each example makes indices, and asks a thousand questions over the network. A failure is
# told as it was found.
many = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
some = settings(many, max_examples=6, phases=[Phase.explicit, Phase.generate])
embedded = pytest.mark.parametrize("make_engine", WAYS, indirect=True)
opensearch = pytest.mark.parametrize("make_engine", ["OpenSearch"], indirect=True)

Planned = list[tuple[list[Publication], set[str]]]
Asked = list[tuple[list[tuple[str, str]], Filters]]
questions = st.lists(st.tuples(st.lists(clauses, max_size=3), filters), min_size=6, max_size=6)


def check_totals(make_engine: MakeEngine, planned: Planned, asked: Asked) -> None:
    """For every question; counts are what the click gives and pages give each publication once."""
    assert set(FIELDS) == set(FACETS)
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(Path(folder))
        models = index(engine, planned)
        for parts, chosen in asked:
            check(engine, models, parts, chosen)


@embedded
@many
@given(planned=runs, asked=questions)
def test_totals_facets_and_pages_are_those_of_the_model(
    make_engine: MakeEngine, planned: Planned, asked: Asked
) -> None:
    check_totals(make_engine, planned, asked)


@opensearch
@some
@given(planned=runs, asked=questions)
def test_totals_facets_and_pages_of_a_cluster(make_engine: MakeEngine, planned: Planned, asked: Asked) -> None:
    check_totals(make_engine, planned, asked)


few = st.lists(st.sampled_from(["le", "la", "sein", "seins", "le-sein", "l'été"]), max_size=14).map(" ".join)
pages = st.lists(st.lists(few, min_size=1, max_size=3), min_size=1, max_size=6)
quoted = st.lists(few.filter(bool).map(lambda words: " ".join(words.split()[:7])), min_size=12, max_size=12)


def check_phrases(make_engine: MakeEngine, texts: list[list[str]], phrases: list[str]) -> None:
    """Up to seven words, repeated ones, across page breaks, with near misses at every gap."""
    languages = itertools.cycle(("", "", "en", "", "", "de", "en"))
    items = [
        Publication(
            str(n), "Titre", tuple(Passage(i, page, language=next(languages)) for i, page in enumerate(body, 1))
        )
        for n, body in enumerate(texts)
    ]
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(Path(folder))
        models = index(engine, [(items[::2], set()), (items[1::2], set())])
        whole = " ".join(texts[0]).split()
        phrases += [" ".join(whole[i : i + size]) for i in range(len(whole)) for size in (2, 5, 7)][:24]
        for phrase in phrases:
            if phrase:
                expected = {model.item.id for model in models if model.has_phrase(phrase)}
                assert {hit.id for hit in engine.search(Query(f'"{phrase}"', per_page=100)).hits} == expected, phrase


@embedded
@many
@given(texts=pages, phrases=quoted)
def test_phrases_are_those_of_the_model(make_engine: MakeEngine, texts: list[list[str]], phrases: list[str]) -> None:
    check_phrases(make_engine, texts, phrases)


@opensearch
@some
@given(texts=pages, phrases=quoted)
def test_phrases_of_a_cluster(make_engine: MakeEngine, texts: list[list[str]], phrases: list[str]) -> None:
    check_phrases(make_engine, texts, phrases)
