"""Kinds of parameters that the search has none of, tables of other endpoints, and that schemas say what is read."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import BadQuery
from searchapp.parameters import NARROWING, SEARCH, TEXT, Choice, Flag, Integer, Names, Parameter, Table, Text, query_of

LIMIT = Integer(name="limit", description="Suggestions given.", example="5", default=10, minimum=1, maximum=20)
MARKS = Flag(name="highlight", description="Whether words are marked.", example="false", default=True)
VIEW = Choice(name="view", description="What is given.", example="years", default="list", choices=("list", "years"))
KEYS = Names(name="fields", description="Keys given.", example="id,title", choices=("id", "url", "title"))
LETTERS = Text(name="contains", description="What a value contains.", example="can", max_length=10)
TABLE = Table(LIMIT, MARKS, VIEW, KEYS, LETTERS)


def normal(sentence: str) -> str:
    return sentence.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("query_string", "parameter", "value"),
    [
        (b"", LIMIT, 10),
        (b"limit=20", LIMIT, 20),
        (b"limit=", LIMIT, 10),
        (b"", MARKS, True),
        (b"highlight=false", MARKS, False),
        (b"highlight=true", MARKS, True),
        (b"view=years", VIEW, "years"),
        (b"view=", VIEW, "list"),
        (b"fields=title,id", KEYS, ("id", "title")),
        (b"fields=id,id,%20title%20,", KEYS, ("id", "title")),
        (b"fields=,", KEYS, ()),
        (b"contains=+can+", LETTERS, "can"),
    ],
)
def test_a_value_is_read(query_string: bytes, parameter: Parameter[Any], value: object) -> None:
    assert TABLE.parse(query_string)[parameter] == value


@pytest.mark.parametrize(
    ("query_string", "sentence"),
    [
        (b"limit=21", "Le paramètre « limit » doit être un nombre entier de 1 à 20, et non « 21 »."),
        (b"highlight=no", "Le paramètre « highlight » vaut true ou false, et non « no »."),
        (b"view=yeers", "Le paramètre « view » ne peut valoir « yeers » ; choisissez list, years."),
        (b"fields=titel", "La valeur « titel » du paramètre « fields » n’existe pas ; la plus proche est « title »."),
        (b"contains=abcdefghijk", "Le paramètre « contains » compte 11 caractères et ne peut en compter que 10."),
        (b"highligt=true", "Le paramètre « highligt » n’existe pas ; le plus proche est « highlight »."),
        (b"size=3", "Le paramètre « size » n’existe pas ; le plus proche est « limit »."),
        (b"view=list&view=list", "Le paramètre « view » ne peut être donné qu’une fois."),
    ],
)
def test_a_mistake_has_its_sentence(query_string: bytes, sentence: str) -> None:
    with pytest.raises(BadQuery) as caught:
        TABLE.parse(query_string)
    assert [normal(sentence) for sentence in caught.value.sentences] == [sentence]


def test_a_long_list_of_wrong_names_is_told_in_few_sentences() -> None:
    assert len(TABLE.read(b"fields=" + b"x," * 5_000, strict=True).sentences) <= 4


def test_an_endpoint_without_parameters_says_so() -> None:
    with pytest.raises(BadQuery) as caught:
        Table().parse(b"q=a")
    assert normal(caught.value.sentences[0]) == "Le paramètre « q » n’existe pas : cette adresse n’en a aucun."


def test_a_table_with_some_parameters_of_the_search_gives_its_query() -> None:
    query = query_of(Table(*NARROWING, LIMIT).parse(b"q=a&topic=B&year=2024&limit=5"))
    assert (query.text, query.filters.topics, query.filters.years, query.per_page) == ("a", ("B",), (2024,), 10)


def test_what_a_control_character_spoils_can_be_shown_again() -> None:
    reading = SEARCH.read(b"q=+a%00b+", strict=False)
    assert (reading[TEXT], reading.typed(TEXT)) == ("", "ab")


@pytest.mark.parametrize("parameter", [*SEARCH, *TABLE], ids=lambda parameter: parameter.name)
def test_a_parameter_describes_itself_and_its_example_is_accepted(parameter: Parameter[Any]) -> None:
    assert re.fullmatch(r"[A-Z].+\.", parameter.description)
    table = Table(parameter)
    assert table.parse(f"{parameter.name}={parameter.example}".encode()).values[parameter.name] not in ("", (), None)
    assert table.parse(b"")[parameter] == parameter.default
    schema = parameter.schema()
    assert (schema["type"] == "array") == isinstance(parameter.default, tuple)


@given(st.sampled_from([parameter for parameter in SEARCH if parameter.name in ("from", "to", "year")]), st.data())
def test_what_a_schema_of_dates_allows_is_read_but_for_days_that_no_month_has(
    parameter: Parameter[Any], data: st.DataObject
) -> None:
    schema = parameter.schema()
    pattern = schema.get("items", schema)["pattern"]
    text = data.draw(st.from_regex(pattern, fullmatch=True))
    sentences = Table(parameter).read(f"{parameter.name}={text}".encode(), strict=True).sentences
    assert not sentences or re.search(r"-(02-(29|30|31)|(04|06|09|11)-31)$", text)
