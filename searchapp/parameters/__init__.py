"""Query strings: tables of parameters that read, refuse and describe themselves.

    SUGGEST = Table(TEXT, LIMIT)                       an endpoint's parameters, in their order
    reading = SUGGEST.parse(request.query_string)      every mistake at once, as BadQuery
    reading[LIMIT]

kinds.py    what a parameter can be: text, values, years, a day, a choice, a number, a flag, names
reading.py  a table reads a query string
search.py   the search's own parameters, and addresses of searches
names.py    the nearest name of what was written
"""

from searchapp.parameters.kinds import (
    Choice,
    Cursor,
    Day,
    Flag,
    Integer,
    Names,
    Parameter,
    SearchText,
    SortChoice,
    Text,
    Values,
    Years,
    format_cursor,
)
from searchapp.parameters.names import nearest_parameter
from searchapp.parameters.reading import Reading, Table
from searchapp.parameters.search import (
    CURSOR,
    ENDPOINT,
    FACET_LIMIT,
    KNOWN,
    MAX_FACET_LIMIT,
    MAX_PAGE,
    NARROWING,
    PAGE,
    PER_PAGE,
    SEARCH,
    SORT,
    TEXT,
    Parsed,
    encoded,
    format_narrowed,
    format_query,
    parse_parameters,
    query_of,
    query_pairs,
    read_as_page,
    read_parameters,
)

__all__ = [
    "CURSOR",
    "ENDPOINT",
    "FACET_LIMIT",
    "KNOWN",
    "MAX_FACET_LIMIT",
    "MAX_PAGE",
    "NARROWING",
    "PAGE",
    "PER_PAGE",
    "SEARCH",
    "SORT",
    "TEXT",
    "Choice",
    "Cursor",
    "Day",
    "Flag",
    "Integer",
    "Names",
    "Parameter",
    "Parsed",
    "Reading",
    "SearchText",
    "SortChoice",
    "Table",
    "Text",
    "Values",
    "Years",
    "encoded",
    "format_cursor",
    "format_narrowed",
    "format_query",
    "nearest_parameter",
    "parse_parameters",
    "query_of",
    "query_pairs",
    "read_as_page",
    "read_parameters",
]
