"""Query string -> Query, or every reason why not at once; and back.

    parse_parameters(b"q=cancer&topic=Pr%C3%A9vention&from=2024")
    Query(text="cancer", filters=Filters(topics=("Prévention",), since=date(2024, 1, 1)))

    format_query(query)   ->   "q=cancer&topic=Pr%C3%A9vention&from=2024-01-01"

It reads the raw bytes: a framework's parser replaces what is not UTF-8, and the visitor would search for "�".
An empty value is an absent one, because forms send every field. It touches no engine.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import quote_plus, unquote_to_bytes

from rapidfuzz import fuzz, process

from indexer.engines.interface import FACETS, SORTS, FacetName, Filters, Query, Sort
from indexer.errors import BadQuery
from indexer.publication import PartialDate
from searchapp.language import gettext as _
from searchapp.language import number_in_words

SINGLE = ("q", "from", "to", "sort", "page", "per_page", "facet_limit")
KNOWN = ("q", *FACETS, *SINGLE[1:])

MAX_TEXT = 1_000  # characters: no title is longer, and a pasted page is a mistake worth a sentence
MAX_VALUES = 50  # of one facet: each link of the page repeats them all
MAX_PAGE = 100_000  # of 100 publications each: more than any institute has published
MAX_PER_PAGE = 100
MAX_FACET_LIMIT = 10_000
_STANDARD = Query()
_MAX_PAIRS = 1_000  # the five facets' values and every single one fit; more is not a visitor
_MAX_UNKNOWN_NAMED = 10

# What other search interfaces call it: nearer in meaning than in letters.
_OTHER_NAMES = {
    "query": "q", "search": "q", "s": "q", "mots": "q", "terms": "q",
    "theme": "topic", "thème": "topic", "tag": "topic", "tags": "topic", "subject": "topic",
    "auteur": "author", "type": "kind", "format": "kind", "annee": "year", "année": "year",
    "lang": "language", "langue": "language", "tri": "sort", "order": "sort", "depuis": "from", "until": "to",
    "limit": "per_page", "size": "per_page", "rows": "per_page", "offset": "page", "start": "page",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a query string says.

    query      everything in it that could be understood
    sentences  one for each thing that could not
    typed      the words as typed, to be shown again in the form even where they are refused
    """

    query: Query
    sentences: tuple[str, ...]
    typed: str


def parse_parameters(query_string: bytes) -> Query:
    """Read the endpoint's parameters. Raises BadQuery with one sentence for each mistake."""
    parsed = read_parameters(query_string, strict=True)
    if parsed.sentences:
        raise BadQuery(parsed.sentences)
    return parsed.query


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
    reader = _Reader(strict=strict)
    reader.collect(query_string)
    text = reader.text()
    since, until = reader.dates()
    chosen = {facet: reader.values(facet) for facet in FACETS}
    query = Query(
        text=text,
        filters=Filters(
            topics=chosen["topic"],
            authors=chosen["author"],
            years=reader.years(chosen["year"]),
            kinds=chosen["kind"],
            languages=chosen["language"],
            since=since,
            until=until,
        ),
        sort=reader.sort(),
        page=reader.integer("page", 1, 1, MAX_PAGE),
        per_page=reader.integer("per_page", _STANDARD.per_page, 1, MAX_PER_PAGE),
        facet_limit=reader.integer("facet_limit", _STANDARD.facet_limit, 0, MAX_FACET_LIMIT),
    )
    return Parsed(query, tuple(reader.sentences), reader.typed)


def format_query(query: Query) -> str:
    """The shortest query string that `parse_parameters` reads as this query, always in the same order."""
    return _encoded_pairs(query_pairs(query))


def format_narrowed(query: Query, facet: FacetName) -> tuple[str, str]:
    """For the many links of a facet: what stands before and behind one more value in the query string.

    format_narrowed(query, "topic")   ->   ("q=cancer&topic=", "&from=2024-01-01")
    """
    pairs = query_pairs(replace(query, page=_STANDARD.page, facet_limit=_STANDARD.facet_limit))
    earlier = KNOWN[: KNOWN.index(facet) + 1]
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
    for name in ("sort", "page", "per_page", "facet_limit"):
        if (value := getattr(query, name)) != getattr(_STANDARD, name):
            pairs.append((name, str(value)))
    return pairs


class _Reader:
    """Reads one query string; every method adds its sentences and gives the best value it can."""

    def __init__(self, *, strict: bool) -> None:
        self.strict = strict
        self.sentences: list[str] = []
        self.typed = ""
        self._given: dict[str, list[str]] = {}

    def collect(self, query_string: bytes) -> None:
        """Decode the pairs; refuse what is no text, unknown names and repeated single parameters."""
        pairs = [pair for pair in query_string.split(b"&") if pair]
        if len(pairs) > _MAX_PAIRS:
            self._refuse(_("L’adresse compte plus de %(maximum)s paramètres.", maximum=number_in_words(_MAX_PAIRS)))
            pairs = []
        unknown: dict[str, None] = {}
        refused: dict[str, None] = {}
        for pair in pairs:
            raw_name, _equals, raw_value = pair.partition(b"=")
            name = _decoded(raw_name)
            if name not in KNOWN:
                unknown[_shown(name or raw_name.decode("ascii", "replace"))] = None
                continue
            value = _decoded(raw_value)
            if value is None:
                refused[_("Le paramètre « %(name)s » contient des octets qui ne sont pas de l’UTF-8.", name=name)] = (
                    None
                )
                continue
            if not value.isprintable():
                value = re.sub(r"[\t\n\r]", " ", value)  # a title pasted from a document brings them along
                if any(unicodedata.category(character) == "Cc" for character in value):
                    refused[_("Le paramètre « %(name)s » contient des caractères de contrôle.", name=name)] = None
                    value = "".join(character for character in value if unicodedata.category(character) != "Cc")
                    self.typed = value.strip() if name == "q" else self.typed
                    continue
            self._given.setdefault(name, []).append(value)
        for sentence in refused:
            self._refuse(sentence)
        if self.strict:
            for name in list(unknown)[:_MAX_UNKNOWN_NAMED]:
                self._refuse(
                    _(
                        "Le paramètre « %(name)s » n’existe pas ; le plus proche est « %(nearest)s ».",
                        name=name,
                        nearest=nearest_parameter(name),
                    )
                )

    def text(self) -> str:
        """What is searched for."""
        text = self._single("q")
        self.typed = text or self.typed
        if len(text) > MAX_TEXT:
            self._refuse(
                _(
                    "Votre recherche compte %(length)s caractères et ne peut en compter que %(maximum)s : "
                    "gardez les mots les plus importants.",
                    length=number_in_words(len(text)),
                    maximum=number_in_words(MAX_TEXT),
                )
            )
            return ""
        return text

    def values(self, facet: FacetName) -> tuple[str, ...]:
        """The chosen values of a facet, each once, as given: they are compared with what is stored."""
        values = tuple(dict.fromkeys(value for value in self._given.get(facet, ()) if value.strip()))
        if len(values) > MAX_VALUES:
            self._refuse(
                _(
                    "Le paramètre « %(name)s » est donné %(number)s fois, pour %(maximum)s au plus.",
                    name=facet,
                    number=number_in_words(len(values)),
                    maximum=MAX_VALUES,
                )
            )
            return values[:MAX_VALUES]
        if any(len(value) > MAX_TEXT for value in values):
            self._refuse(_("Une valeur du paramètre « %(name)s » est trop longue.", name=facet))
            return tuple(value for value in values if len(value) <= MAX_TEXT)
        return values

    def years(self, values: tuple[str, ...]) -> tuple[int, ...]:
        """The chosen years."""
        years: dict[int, None] = {}
        for value in values:
            if re.fullmatch(r"[0-9]{4}", value) and value != "0000":
                years[int(value)] = None
            else:
                self._refuse(_("« %(value)s » n’est pas une année ; écrivez par exemple 2024.", value=_shown(value)))
        return tuple(years)

    def dates(self) -> tuple[dt.date | None, dt.date | None]:
        """The first and the last day, both included."""
        first, last = self._date("from"), self._date("to")
        since, until = first.first_day if first else None, last.last_day if last else None
        if since and until and since > until:
            self._refuse(
                _(
                    "La date de début (%(since)s) vient après la date de fin (%(until)s).",
                    since=since.isoformat(),
                    until=until.isoformat(),
                )
            )
            return None, None
        return since, until

    def sort(self) -> Sort:
        """The order of the results."""
        value = self._single("sort")
        for sort in SORTS:
            if value in ("", sort):
                return sort
        self._refuse(
            _(
                "Le tri « %(value)s » n’existe pas ; choisissez %(sorts)s.",
                value=_shown(value),
                sorts=", ".join(SORTS),
            )
        )
        return "relevance"

    def integer(self, name: str, default: int, minimum: int, maximum: int) -> int:
        """A whole number within its bounds."""
        value = self._single(name)
        if not value:
            return default
        # The length is checked first: Python refuses to read a number of thousands of digits.
        if re.fullmatch(r"[0-9]{1,12}", value) and minimum <= int(value) <= maximum:
            return int(value)
        self._refuse(
            _(
                "Le paramètre « %(name)s » doit être un nombre entier "
                "de %(minimum)s à %(maximum)s, et non « %(value)s ».",
                name=name,
                minimum=minimum,
                maximum=number_in_words(maximum),
                value=_shown(value),
            )
        )
        return default

    def _single(self, name: str) -> str:
        values = self._given.get(name, [""])
        if len(values) > 1:
            self._refuse(_("Le paramètre « %(name)s » ne peut être donné qu’une fois.", name=name))
        return values[0].strip()

    def _date(self, name: str) -> PartialDate | None:
        value = self._single(name)
        if not value:
            return None
        if re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", value):
            with suppress(ValueError):  # 2024-02-31
                return PartialDate.parse(value)
        self._refuse(
            _(
                "La date « %(value)s » du paramètre « %(name)s » n’existe pas ; "
                "écrivez par exemple 2024, 2024-09 ou 2024-09-30.",
                value=_shown(value),
                name=name,
            )
        )
        return None

    def _refuse(self, sentence: str) -> None:
        self.sentences.append(sentence)


def nearest_parameter(name: str) -> str:
    """The known parameter whose name comes closest."""
    folded = name.lower()
    if folded in _OTHER_NAMES:
        return _OTHER_NAMES[folded]
    nearest, _score, _index = process.extractOne(folded, KNOWN, scorer=fuzz.ratio)
    return str(nearest)


def _decoded(raw: bytes) -> str | None:
    try:
        return unquote_to_bytes(raw.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError:
        return None


def _shown(value: str) -> str:
    """A value as it may be quoted in a sentence: short, on one line."""
    clean = "".join(character if character.isprintable() else "�" for character in value)
    return clean if len(clean) <= 40 else clean[:39] + "…"
