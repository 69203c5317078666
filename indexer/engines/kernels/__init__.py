"""The inner loops of a search as machine code, made by numba: the extra `fast`. Imported by compiled.py alone.

Each does in one pass what NumPy does elsewhere with arrays in between. The module that calls it says what it is for;
the tests run both ways.

Argument types are declared: everything is compiled when this package is imported, or loaded from the cache that numba
keeps of it, and nothing ever while a visitor waits. That cache is renewed when the file of a function changes, and does
not know what the function takes from other files: so a file calls no compiled function of another one, and numbers that
are defined elsewhere are arguments.
"""

from indexer.engines.kernels.answers import read_answers
from indexer.engines.kernels.bits import (
    are_in,
    bits_of,
    count_bitmaps,
    count_bits,
    having_most,
    members,
)
from indexer.engines.kernels.order import add_scores, count_values, first, most_frequent
from indexer.engines.kernels.postings import add_forms, add_terms, find_phrase, occurrences, place_of_term

__all__ = [
    "add_forms",
    "add_scores",
    "add_terms",
    "are_in",
    "bits_of",
    "count_bitmaps",
    "count_bits",
    "count_values",
    "find_phrase",
    "first",
    "having_most",
    "members",
    "most_frequent",
    "occurrences",
    "place_of_term",
    "read_answers",
]
