"""What a cluster is told of our documents: ARCHITECTURE.md says what each field holds, preparing.py makes them.

Everything is analysed before it is sent: the cluster cuts texts at white space, and nothing else.

    words, title_words   terms with how much of each there is, as "term|amount"; a stem is `depistag`, its form
                         `depistag=depistage` (`name_of`)
    forms, title_forms   folded forms in their places: "_" is an empty place, "a|b" are two in one place
    title_start          the first of `title_forms` as one value: what a title begins with
    title                as it is written, for suggestions
    surface.*            "form|spelling" of each different word, by its first letter (spellings.py)
    row                  what a search reads of each publication that it finds (rows.py)
    at.*                 where the words stand, in buckets (positions.py), to be read back
"""

from __future__ import annotations

from typing import Any

from indexer.engines.arrays.ranking import K1, B
from indexer.engines.opensearch.positions import BUCKETS
from indexer.french import TERM_SEPARATOR

NAME_SEPARATOR = "="  # between stem and form; the index's own separator is white space to OpenSearch
STACKER = "|"
EMPTY_PLACE = "_"
# An occurrence counts 2 as one of its stem, and 1 more as one of its form: 2 * (1 + EXACT_BONUS) for the typed form.
STEM_AMOUNT, NAME_AMOUNT = 2, 1
# What no word is fills `words` up to so much for each word of the passages: BM25 then compares with their length alone,
# as the embedded engine does. Titles and names, which count more, stay below as a rule.
FILLER, LENGTH_AMOUNT = "_", 8
START_MARK = "^"  # before the form that a title begins with, which stands there twice
STARTING_PLACES = 16  # of a title, by which is found what it begins with
ZONE_GAP = 100  # places between two zones: further than any phrase reaches
LETTERS = "abcdefghijklmnopqrstuvwxyz"
MAX_RESULT_WINDOW = 10_000_000  # as deep as the endpoint's last page

_KEYWORD = {"type": "keyword"}
_UNSEEN_KEYWORD = {"type": "keyword", "index": False}  # counted, never searched
_KEPT = {"type": "binary", "doc_values": True}
_AMOUNTS = {
    "type": "text",
    "index_options": "freqs",
    "analyzer": "amounts",
    "search_analyzer": "stacked",
}
_FORMS = {"type": "text", "index_options": "positions", "norms": False, "similarity": "boolean", "analyzer": "stacked"}


def name_of(term: str) -> str:
    """A term of the analysis (stem and form) as the field `words` has it."""
    return term.replace(TERM_SEPARATOR, NAME_SEPARATOR)


def surface_field(form: str) -> str:
    """The field that holds the spellings of words with this first letter."""
    return f"surface.{form[0] if form[0] in LETTERS else 'other'}"


def publications_index(shards: int, replicas: int) -> dict[str, Any]:
    """Settings and mapping of the index of publications."""
    return {
        "settings": {
            "index": {
                "number_of_shards": shards,
                "number_of_replicas": replicas,
                "refresh_interval": -1,  # what is sent is seen when a commit is done: writer.py
                "max_result_window": MAX_RESULT_WINDOW,
                "codec": "best_compression",
                "mapping.total_fields.limit": 1_000,
                "max_docvalue_fields_search": 500,
            },
            "analysis": {
                "tokenizer": {"spaces": {"type": "whitespace", "max_token_length": 10_000}},
                "filter": {
                    "amounts": {"type": "delimited_term_freq", "delimiter": STACKER},
                    "stacked": {"type": "pattern_capture", "preserve_original": False, "patterns": ["([^|]+)"]},
                    "empty_places": {"type": "stop", "stopwords": [EMPTY_PLACE]},
                },
                "analyzer": {
                    "amounts": {"type": "custom", "tokenizer": "spaces", "filter": ["amounts"]},
                    "stacked": {"type": "custom", "tokenizer": "spaces", "filter": ["stacked", "empty_places"]},
                },
            },
            "similarity": {"amounts": {"type": "BM25", "k1": STEM_AMOUNT * K1, "b": B}},
        },
        "mappings": {
            "dynamic": "strict",
            "properties": {
                "id": _KEYWORD,
                "key": {"type": "unsigned_long"},
                "stamp": _UNSEEN_KEYWORD,
                "words": {**_AMOUNTS, "similarity": "amounts"},
                "title_words": {**_AMOUNTS, "norms": False, "similarity": "boolean"},
                "forms": {**_FORMS, "position_increment_gap": ZONE_GAP},
                "title_forms": _FORMS,
                "title_start": {"type": "keyword", "doc_values": False},
                "title": _KEPT,
                **dict.fromkeys(("topic", "author", "kind", "language", "year"), _KEYWORD),
                "day": {"type": "integer"},
                "month": {"type": "integer"},
                **dict.fromkeys(("raw_topic", "raw_author", "addresses", "links", "page"), _KEYWORD),
                "own_day": {"type": "integer"},
                **dict.fromkeys(("yearly", "series"), _KEYWORD),  # series.py
                "series_year": {"type": "integer"},
                "series_from": _UNSEEN_KEYWORD,
                **dict.fromkeys(("own", "origin", "sketch", "telling", "shown"), _KEPT),
                "length": {"type": "integer"},
                "passages": {"type": "integer"},
                "row": _KEPT,
                "text_key": {"type": "unsigned_long"},
                "at": {"dynamic": "strict", "properties": dict.fromkeys(BUCKETS, _KEPT)},
                "surface": {
                    "dynamic": "strict",
                    "properties": dict.fromkeys((*LETTERS, "other"), _UNSEEN_KEYWORD),
                },
            },
        },
    }


def texts_index(shards: int, replicas: int) -> dict[str, Any]:
    """Settings and mapping of the index of texts: read by id, found by the publication that they are of."""
    return {
        "settings": {
            "index": {
                "number_of_shards": shards,
                "number_of_replicas": replicas,
                "refresh_interval": -1,
            }
        },
        "mappings": {
            "dynamic": "strict",
            "properties": {"doc": _KEYWORD, "stamp": _KEYWORD, "data": {"type": "binary"}},
        },
    }
