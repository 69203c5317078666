"""A term of the analysis, taken apart once for all places where it stands.

read_term(b"depistag\\x1fdepistage")   ->   Term(stem="depistag", name="depistag=depistage", ...)
"""

from __future__ import annotations

from typing import NamedTuple

from indexer.engines.opensearch.mapping import name_of
from indexer.engines.opensearch.positions import bucket_of
from indexer.engines.significant_terms import is_telling
from indexer.french import TERM_SEPARATOR


class Term(NamedTuple):
    """A stem and one of its forms.

    data        both, as the index's terms have them
    name        both, as the field `words` has them
    bucket      where its positions are kept
    is_telling  whether the form means something alone
    """

    data: bytes
    stem: str
    name: str
    form: str
    bucket: str
    is_telling: bool


def read_term(data: bytes) -> Term:
    """A term of a `TermTable`."""
    text = data.decode()
    stem, _, form = text.partition(TERM_SEPARATOR)
    return Term(data, stem, name_of(text), form, bucket_of(stem), is_telling(form))
