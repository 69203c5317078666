"""Query strings and the Query, or the sentences, expected of them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indexer.engines.interface import FACETS, SORTS, FacetName, Filters, Query
from indexer.errors import BadQuery
from searchapp.narrowing import narrowed
from searchapp.parameters import (
    KNOWN,
    encoded,
    format_narrowed,
    format_query,
    nearest_parameter,
    parse_parameters,
    read_parameters,
)

UNDERSTOOD = {
    b"": Query(),
    b"q=cancer": Query(text="cancer"),
    b"q=%20cancer+du%20sein+": Query(text="cancer du sein"),
    b"q=d%C3%A9pistage": Query(text="dépistage"),
    "q=dépistage".encode(): Query(text="dépistage"),
    b"q=100%": Query(text="100%"),
    b"q=a%26b%3Dc": Query(text="a&b=c"),
    b"q=titre%09coll%C3%A9%0D%0Aici": Query(text="titre collé  ici"),
    b"q=&topic=&author=&year=&from=&to=&kind=&language=&sort=&page=&per_page=": Query(),
    b"topic=A&topic=B&topic=A": Query(filters=Filters(topics=("A", "B"))),
    b"topic=Sant%C3%A9/Cancer&author=Le%20Goff%2C%20E.": Query(
        filters=Filters(topics=("Santé/Cancer",), authors=("Le Goff, E.",))
    ),
    b"year=2024&year=2023": Query(filters=Filters(years=(2024, 2023))),
    b"kind=rapport&language=fr": Query(filters=Filters(kinds=("rapport",), languages=("fr",))),
    b"from=2024": Query(filters=Filters(since=dt.date(2024, 1, 1))),
    b"to=2024": Query(filters=Filters(until=dt.date(2024, 12, 31))),
    b"from=2024-02&to=2024-02": Query(filters=Filters(since=dt.date(2024, 2, 1), until=dt.date(2024, 2, 29))),
    b"to=2023-02": Query(filters=Filters(until=dt.date(2023, 2, 28))),
    b"from=2024-09-04&to=2024-09-04": Query(filters=Filters(since=dt.date(2024, 9, 4), until=dt.date(2024, 9, 4))),
    b"sort=newest&page=3&per_page=50&facet_limit=0": Query(sort="newest", page=3, per_page=50, facet_limit=0),
    b"page=100000&per_page=100&facet_limit=10000": Query(page=100_000, per_page=100, facet_limit=10_000),
    b"&&q=a&": Query(text="a"),
    b"q=" + b"a" * 1000: Query(text="a" * 1000),
}

REFUSED = {
    b"topics=A": ["« topics » n’existe pas ; le plus proche est « topic »"],
    b"q=a&q=b": ["« q » ne peut être donné qu’une fois"],
    b"page=1&page=1": ["« page » ne peut être donné qu’une fois"],
    b"q=%FF": ["« q » contient des octets qui ne sont pas de l’UTF-8"],
    b"q=%ED%A0%80": ["UTF-8"],
    b"topic=%C3": ["« topic » contient des octets"],
    b"q=a%00b": ["« q » contient des caractères de contrôle"],
    b"author=a%1Bb": ["« author » contient des caractères de contrôle"],
    b"q=" + b"a" * 1001: ["1 001 caractères"],
    b"q=" + b"%C3%A9" * 5000: ["5 000 caractères"],
    b"sort=date": ["« date » n’existe pas ; choisissez relevance, newest, oldest"],
    b"page=0": ["« page » doit être un nombre entier de 1 à 100 000, et non « 0 »"],
    b"page=-1": ["« page »"],
    b"page=1.5": ["« page »"],
    b"page=%D9%A3": ["« page »"],
    b"page=1000000000": ["« page »"],
    b"page=" + b"9" * 5000: ["« page »"],
    b"per_page=0": ["« per_page » doit être un nombre entier de 1 à 100"],
    b"per_page=101": ["« per_page »"],
    b"facet_limit=10001": ["« facet_limit »"],
    b"from=2024-02-31": ["« 2024-02-31 » du paramètre « from » n’existe pas"],
    b"to=2024-13": ["« 2024-13 » du paramètre « to » n’existe pas"],
    b"from=hier": ["« hier »"],
    b"from=0000": ["« 0000 »"],
    b"from=2024-1-1": ["« 2024-1-1 »"],
    b"from=2024-09-04T10:00": ["« from »"],
    b"from=2024&to=2023": ["(2024-01-01) vient après la date de fin (2023-12-31)"],
    b"year=24": ["« 24 » n’est pas une année"],
    b"year=0000": ["« 0000 » n’est pas une année"],
    b"year=deux+mille": ["« deux mille » n’est pas une année"],
    b"&".join(b"topic=%d" % n for n in range(51)): ["« topic » est donné 51 fois, pour 50 au plus"],
    b"topic=" + b"a" * 1001: ["« topic » est trop longue"],
    b"&".join([b"x=1"] * 1001): ["plus de 1 000 paramètres"],
    b"page=0&topcs=1&from=x&sort=y&year=z": ["« topcs »", "« z »", "« x »", "« y »", "« page »"],
}


@pytest.mark.parametrize("query_string", UNDERSTOOD)
def test_a_query_string_is_understood(query_string: bytes) -> None:
    assert parse_parameters(query_string) == UNDERSTOOD[query_string]


@pytest.mark.parametrize("query_string", REFUSED, ids=lambda value: value[:40].decode())
def test_every_mistake_has_its_sentence(query_string: bytes) -> None:
    with pytest.raises(BadQuery) as caught:
        parse_parameters(query_string)
    sentences = [sentence.replace("\u00a0", " ").replace("\u202f", " ") for sentence in caught.value.sentences]
    assert len(sentences) == len(REFUSED[query_string])
    for part, sentence in zip(REFUSED[query_string], sentences, strict=True):
        assert part in sentence
        assert sentence.endswith(".")
        assert len(sentence) < 200


def test_the_page_ignores_what_it_does_not_know_and_keeps_what_it_understands() -> None:
    parsed = read_parameters(b"q=cancer&utm_source=lettre&topic=A&page=0", strict=False)
    assert parsed.query == Query(text="cancer", filters=Filters(topics=("A",)))
    assert len(parsed.sentences) == 1
    assert "page" in parsed.sentences[0]


def test_refused_words_stay_in_the_form() -> None:
    typed = "é" * 1500
    parsed = read_parameters(b"q=" + typed.encode(), strict=False)
    assert parsed.typed == typed
    assert parsed.query.text == ""


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("topcs", "topic"),
        ("autor", "author"),
        ("lang", "language"),
        ("perpage", "per_page"),
        ("size", "per_page"),
        ("query", "q"),
        ("Theme", "topic"),
        ("years", "year"),
        ("facet", "facet_limit"),
        ("tri", "sort"),
    ],
)
def test_the_nearest_parameter_is_named(name: str, nearest: str) -> None:
    assert nearest_parameter(name, KNOWN) == nearest


_VALUES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30).filter(
    lambda text: text.strip() != ""
)


def _several(values: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(values, max_size=4, unique=True).map(tuple)


@st.composite
def queries(draw: st.DrawFn) -> Query:
    since, until = draw(st.none() | st.dates()), draw(st.none() | st.dates())
    if since and until and since > until:
        since, until = until, since
    return Query(
        text=draw(st.just("") | _VALUES.map(str.strip)),
        filters=Filters(
            topics=draw(_several(_VALUES)),
            authors=draw(_several(_VALUES)),
            years=draw(st.lists(st.integers(1, 9999), max_size=3, unique=True).map(tuple)),
            kinds=draw(_several(_VALUES)),
            languages=draw(_several(_VALUES)),
            since=since,
            until=until,
        ),
        sort=draw(st.sampled_from(SORTS)),
        page=draw(st.integers(1, 100_000)),
        per_page=draw(st.integers(1, 100)),
        facet_limit=draw(st.integers(0, 10_000)),
    )


@given(queries())
def test_every_query_has_an_address_that_gives_it_back(query: Query) -> None:
    formatted = format_query(query)
    assert formatted.isascii()
    assert parse_parameters(formatted.encode()) == query


@given(queries(), st.sampled_from(FACETS), _VALUES, st.integers(1, 9999))
def test_the_links_of_a_facet_are_put_together_as_they_would_be_formatted(
    query: Query, facet: FacetName, text: str, year: int
) -> None:
    value = f"{year:04d}" if facet == "year" else text
    assume(value not in query.filters.chosen(facet))
    before, behind = format_narrowed(query, facet)
    assert before + encoded(value) + behind == format_query(narrowed(query, facet, value))


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_an_error(query_string: bytes) -> None:
    parsed = read_parameters(query_string, strict=False)
    assert parse_parameters(format_query(parsed.query).encode()) == parsed.query


def test_defaults_are_left_out_of_an_address() -> None:
    assert format_query(Query()) == ""
    assert format_query(Query(text="a", page=2)) == "q=a&page=2"
