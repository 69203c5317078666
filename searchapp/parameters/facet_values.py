"""The parameters of the list of all values of one facet, beside those that decide which publications are found.

reading = FACET_VALUES.parse(b"q=cancer&contains=scotte")
reading[CONTAINS], reading[ORDER]
"""

from __future__ import annotations

from indexer.engines.interface import FACET_ORDERS, FacetOrder
from searchapp.parameters.kinds import Choice, Flag, Integer, Text
from searchapp.parameters.reading import Table
from searchapp.parameters.search import MAX_PAGE, NARROWING, SEARCH

PER_PAGE_OF_VALUES = 50

CONTAINS = Text(
    name="contains",
    description="Letters that the values have: each word is a part of one. Accents and case do not matter; "
    "at most 100 characters.",
    example="dupon",
    max_length=100,
)
_ORDER: FacetOrder = "count"
ORDER: Choice[FacetOrder] = Choice(
    name="order",
    description="`count`: the most frequent first; `value`: as in a French dictionary, topics below what they are "
    "part of, the newest year first.",
    example="value",
    default=_ORDER,
    choices=FACET_ORDERS,
)
VALUES_PAGE = Integer(
    name="page",
    description="Number of the page of values, from 1.",
    example="1",
    default=1,
    minimum=1,
    maximum=MAX_PAGE,
)
VALUES_PER_PAGE = Integer(
    name="per_page",
    description="Values on a page.",
    example="100",
    default=PER_PAGE_OF_VALUES,
    minimum=1,
    maximum=1_000,
)
# The page's own: its form has one button that filters the list and one that goes on to the results.
APPLY = Flag(name="apply", description="Go on to the results.", example="true", default=False)

FACET_VALUES = Table(*NARROWING, CONTAINS, ORDER, VALUES_PAGE, VALUES_PER_PAGE)
FACET_LIST = SEARCH.with_more(CONTAINS, ORDER, APPLY)
