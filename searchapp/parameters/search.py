"""The parameters of a search: query string -> Query, or every reason why not at once; and back.

    parse_parameters(b"q=cancer&topic=Pr%C3%A9vention&from=2024")
    Query(text="cancer", filters=Filters(topics=("Prévention",), since=date(2024, 1, 1)))

    format_query(query)   ->   "q=cancer&topic=Pr%C3%A9vention&from=2024-01-01"

An endpoint with some of these and others makes its own table, and its query with `query_of`:

    FACET_VALUES = Table(*NARROWING, CONTAINS)
    query_of(FACET_VALUES.parse(request.query_string))
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal
from urllib.parse import quote_plus

from indexer.engines.interface import FACETS, SORTS, SPELLINGS, FacetName, Filters, Query
from indexer.errors import BadQuery
from searchapp.language import gettext as _
from searchapp.parameters.kinds import (
    Choice,
    Cursor,
    Day,
    Integer,
    SearchText,
    SortChoice,
    Values,
    Years,
    format_cursor,
)
from searchapp.parameters.reading import Reading, Table

MAX_PAGE = 100_000  # of 100 publications each: more than any institute has published
MAX_PER_PAGE = 100
MAX_FACET_LIMIT = 10_000
_STANDARD = Query()

_ANY_OF = "may repeat up to 50 times, and any of them matches. Accents and case do not matter"

TEXT = SearchText(
    name="q",
    description='What a visitor types: words, `"a phrase"`, `-word`, `titre:`, `auteur:`, `theme:`, `canc*`; '
    "at most 1,000 characters. Without it every publication is found.",
    example="dépistage",
)
TOPIC = Values(name="topic", description=f"Topics of the publications; {_ANY_OF}.", example="Prévention")
AUTHOR = Values(name="author", description=f"Authors of the publications; {_ANY_OF}.", example="Claire Morel")
YEAR = Years(
    name="year",
    description="Years of publication, of four digits; may repeat, and any of them matches.",
    example="2024",
)
SINCE = Day(
    name="from",
    description="First day of publication, included: `2024-09-04`, or a month `2024-09` or year `2024` for its first "
    "day. Publications without a date are not found.",
    example="2024-01",
)
UNTIL = Day(
    name="to",
    description="Last day of publication, included: `2024-09-04`, or a month `2024-09` or year `2024` for its last "
    "day. Publications without a date are not found.",
    example="2024-12-31",
    is_last=True,
    not_before="from",
)
KIND = Values(name="kind", description=f"Kinds of publications; {_ANY_OF}.", example="rapport")
LANGUAGE = Values(
    name="language", description=f"Languages of the publications as tags (`fr`, `en`); {_ANY_OF}.", example="fr"
)
SORT = SortChoice(
    name="sort",
    description="The order of the publications. Without words `relevance` is the same as `newest`.",
    example="newest",
    default=_STANDARD.sort,
    choices=SORTS,
)
PAGE = Integer(
    name="page",
    description="Number of the page of results, from 1.",
    example="1",
    default=_STANDARD.page,
    minimum=1,
    maximum=MAX_PAGE,
)
PER_PAGE = Integer(
    name="per_page",
    description="Publications on a page.",
    example="10",
    default=_STANDARD.per_page,
    minimum=1,
    maximum=MAX_PER_PAGE,
)
FACET_LIMIT = Integer(
    name="facet_limit",
    description="Values given per facet, most frequent first. Chosen ones are always given.",
    example="20",
    default=_STANDARD.facet_limit,
    minimum=0,
    maximum=MAX_FACET_LIMIT,
)
SPELLING = Choice(
    name="spelling",
    description="Whether the text may be answered in another spelling. With `auto`, where nothing is found as typed, "
    "what the corrected text finds is given, and `corrected_from` says so. With `as_typed` never.",
    example="as_typed",
    default=_STANDARD.spelling,
    choices=SPELLINGS,
)

View = Literal["list", "years"]
VIEWS: tuple[View, ...] = ("list", "years")
VIEW = Choice(
    name="view",
    description="How the publications are shown: `list` one after the other; `years` also year by year, with the pages "
    "of yearly reports in which the words stand: the keys `years`, `undated`, `first_year` and `first`.",
    example="years",
    default=VIEWS[0],
    choices=VIEWS,
)

CURSOR = Cursor(
    name="cursor",
    description="A place in a result ordered by date, `next_cursor` of an earlier answer: publications come that stand "
    "behind it. So a whole result is walked through, and what is added or removed meanwhile neither repeats one nor "
    "leaves one out. Needs `sort=newest` or `sort=oldest` where there are words, and no `page`.",
    example="738000.1f3a",
)


def _goes_with_a_cursor(reading: Reading) -> None:
    """A cursor stands for a place in an order by date, and for the page."""
    if not reading[CURSOR]:
        return
    if reading[TEXT] and reading[SORT] == "relevance":
        reading.refuse(_("Un curseur suit l’ordre des dates : ajoutez sort=newest ou sort=oldest."))
    if reading[PAGE] != _STANDARD.page:
        reading.refuse(_("Un curseur et un numéro de page ne vont pas ensemble : retirez « page »."))


NARROWING = (TEXT, TOPIC, AUTHOR, YEAR, KIND, LANGUAGE, SINCE, UNTIL)  # what decides which publications are found
SEARCH = Table(*NARROWING, SORT, PAGE, PER_PAGE, FACET_LIMIT, SPELLING, VIEW)
ENDPOINT = SEARCH.with_more(CURSOR, checks=(_goes_with_a_cursor,))  # what other sites may ask beside it
KNOWN = ENDPOINT.names


@dataclass(frozen=True, slots=True)
class Parsed:
    """What the query string of a search says.

    query      everything in it that could be understood
    sentences  one for each thing that could not
    typed      the words as typed, to be shown again in the form even where they are refused
    view       how what is found is shown
    """

    query: Query
    sentences: tuple[str, ...]
    typed: str
    view: View = "list"


def parse_parameters(query_string: bytes) -> Query:
    """Read a search. Raises BadQuery with one sentence for each mistake."""
    return query_of(ENDPOINT.parse(query_string))


def read_as_page(query_string: bytes) -> Query:
    """Read the page's parameters, for what shows no form to correct them: feeds, exports. Raises BadQuery.

    What is not known is left out, as links are passed on with more than was in them.
    """
    parsed = read_parameters(query_string, strict=False)
    if parsed.sentences:
        raise BadQuery(parsed.sentences)
    return parsed.query


def read_parameters(query_string: bytes, *, strict: bool) -> Parsed:
    """Read all that can be read. With `strict` an unknown parameter is a mistake, else it is left out."""
    reading = SEARCH.read(query_string, strict=strict)
    return Parsed(query_of(reading), tuple(reading.sentences), reading.typed(TEXT), reading[VIEW])


def query_of(reading: Reading) -> Query:
    """The search in what was read, by whatever table: what that has no parameter for keeps its default."""
    return Query(
        text=reading[TEXT],
        filters=Filters(
            topics=reading[TOPIC],
            authors=reading[AUTHOR],
            years=reading[YEAR],
            kinds=reading[KIND],
            languages=reading[LANGUAGE],
            since=reading[SINCE],
            until=reading[UNTIL],
        ),
        sort=reading[SORT],
        page=reading[PAGE],
        per_page=reading[PER_PAGE],
        facet_limit=reading[FACET_LIMIT],
        after=reading[CURSOR],
        spelling=reading[SPELLING],
    )


def format_query(query: Query) -> str:
    """The shortest query string that `parse_parameters` reads as this query, always in the same order."""
    return _encoded_pairs(query_pairs(query))


def format_narrowed(query: Query, facet: FacetName) -> tuple[str, str]:
    """For the many links of a facet: what stands before and behind one more value in the query string.

    format_narrowed(query, "topic")   ->   ("q=cancer&topic=", "&from=2024-01-01")
    """
    pairs = query_pairs(replace(query, page=_STANDARD.page, facet_limit=_STANDARD.facet_limit))
    earlier = ("q", *FACETS[: FACETS.index(facet) + 1])
    before = [pair for pair in pairs if pair[0] in earlier]
    behind = _encoded_pairs(pairs[len(before) :])
    return _encoded_pairs([*before, (facet, "")]), f"&{behind}" if behind else ""


def _encoded_pairs(pairs: Iterable[tuple[str, str]]) -> str:
    return "&".join([f"{name}={quote_plus(value)}" for name, value in pairs])


@lru_cache(maxsize=10_000)
def encoded(value: str) -> str:
    """A value of a facet as it stands in a query string. Only for values of the index, which are as good as finite."""
    return quote_plus(value)


def query_pairs(query: Query) -> list[tuple[str, str]]:
    """The parameters of a query as (name, value), defaults left out: a link's or a form's hidden fields."""
    filters = query.filters
    pairs = [("q", query.text)] if query.text else []
    for facet in FACETS:
        pairs += [(facet, value) for value in filters.chosen(facet)]
    pairs += [(name, day.isoformat()) for name, day in (("from", filters.since), ("to", filters.until)) if day]
    for name in ("sort", "page", "per_page", "facet_limit", "spelling"):
        if (value := getattr(query, name)) != getattr(_STANDARD, name):
            pairs.append((name, str(value)))
    if query.after:
        pairs.append(("cursor", format_cursor(query.after)))
    return pairs
