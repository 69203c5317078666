"""The kinds of parameters: what each reads, what it refuses, and how it is described.

    PER_PAGE = Integer("per_page", "Publications on a page.", example="20", default=10, minimum=1, maximum=100)
    PER_PAGE.read(["250"], reading)   ->   10, and a sentence in reading.sentences
    PER_PAGE.schema()                 ->   {"type": "integer", "minimum": 1, "maximum": 100, "default": 10}

A kind reads what was given, adds a sentence for what is wrong, and gives the best value it can. Its sentences are for
people, its schema for machines: both stand beside the code that decides, so that neither can say something else.

Not here: how a query string is taken apart (reading.py), which parameters there are (search.py and the endpoints).
"""

from __future__ import annotations

import datetime as dt
import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from indexer.engines.interface import SortPosition
from indexer.publication import PartialDate
from searchapp.language import gettext as _
from searchapp.language import number_in_words
from searchapp.parameters.names import nearest, shown

if TYPE_CHECKING:
    from searchapp.parameters.reading import Reading

T = TypeVar("T")
C = TypeVar("C", bound=str)

MAX_TEXT = 1_000  # characters: no title is longer, and a pasted page is a mistake worth a sentence
MAX_VALUES = 50  # of one facet: each link of the page repeats them all

# Text without control characters, but for the ones that stand for a space (reading.py), as JSON Schema says it.
_PRINTABLE = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$"
_WHOLE_NUMBER = re.compile(r"[0-9]{1,12}")  # the length is bounded: Python refuses to read thousands of digits
_YEAR = re.compile(r"(?!0000)[0-9]{4}")
_CURSOR = re.compile(r"([0-9]{1,7})\.([0-9a-f]{1,16})")
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter(ABC, Generic[T]):
    """One parameter of an endpoint.

    description  a sentence or two in English for whoever calls the endpoint, with the unit where there is one
    example      a value as it is written in an address, before it is encoded
    default      what an absent or empty parameter means
    """

    name: str
    description: str
    example: str
    default: T

    repeats = False  # whether it may be given several times

    @abstractmethod
    def read(self, given: Sequence[str], reading: Reading) -> T:
        """The value of what was given, at least one text. Mistakes go to `reading`, in which earlier ones stand."""

    @abstractmethod
    def schema(self) -> dict[str, Any]:
        """What may be given, as JSON Schema."""

    def single(self, given: Sequence[str], reading: Reading) -> str:
        """The one value of a parameter that may not repeat."""
        if len(given) > 1:
            reading.refuse(_("Le paramètre « %(name)s » ne peut être donné qu’une fois.", name=self.name))
        return given[0].strip()

    def several(self, given: Sequence[str], reading: Reading) -> tuple[str, ...]:
        """The values of a parameter that may repeat, each once."""
        values = tuple(dict.fromkeys(value for value in given if value.strip()))
        if len(values) > MAX_VALUES:
            reading.refuse(
                _(
                    "Le paramètre « %(name)s » est donné %(number)s fois, pour %(maximum)s au plus.",
                    name=self.name,
                    number=number_in_words(len(values)),
                    maximum=MAX_VALUES,
                )
            )
        return values[:MAX_VALUES]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Parameter[str]):
    """Free text on one line, at most so many characters."""

    default: str = ""
    max_length: int = MAX_TEXT

    def read(self, given: Sequence[str], reading: Reading) -> str:
        """The text without the space around it; none when it is too long."""
        text = self.single(given, reading)
        if len(text) > self.max_length:
            reading.refuse(self.too_long(number_in_words(len(text)), number_in_words(self.max_length)))
            return self.default
        return text

    def too_long(self, length: str, maximum: str) -> str:
        """The sentence that says so."""
        return _(
            "Le paramètre « %(name)s » compte %(length)s caractères et ne peut en compter que %(maximum)s.",
            name=self.name,
            length=length,
            maximum=maximum,
        )

    def schema(self) -> dict[str, Any]:
        """A bounded string."""
        return {"type": "string", "maxLength": self.max_length, "pattern": _PRINTABLE}


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchText(Text):
    """What a visitor searches for: the sentence about its length advises."""

    def too_long(self, length: str, maximum: str) -> str:
        """The sentence that says so."""
        return _(
            "Votre recherche compte %(length)s caractères et ne peut en compter que %(maximum)s : "
            "gardez les mots les plus importants.",
            length=length,
            maximum=maximum,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Values(Parameter[tuple[str, ...]]):
    """Values of a facet, each once and as given: they are compared with what is stored."""

    default: tuple[str, ...] = ()

    repeats = True

    def read(self, given: Sequence[str], reading: Reading) -> tuple[str, ...]:
        """The chosen values."""
        values = self.several(given, reading)
        if any(len(value) > MAX_TEXT for value in values):
            reading.refuse(_("Une valeur du paramètre « %(name)s » est trop longue.", name=self.name))
            return tuple(value for value in values if len(value) <= MAX_TEXT)
        return values

    def schema(self) -> dict[str, Any]:
        """A list of bounded strings."""
        items = {"type": "string", "maxLength": MAX_TEXT, "pattern": _PRINTABLE}
        return {"type": "array", "maxItems": MAX_VALUES, "items": items}


@dataclass(frozen=True, slots=True, kw_only=True)
class Years(Parameter[tuple[int, ...]]):
    """Years of four digits, each once."""

    default: tuple[int, ...] = ()

    repeats = True

    def read(self, given: Sequence[str], reading: Reading) -> tuple[int, ...]:
        """The chosen years."""
        years: dict[int, None] = {}
        for value in self.several(given, reading):
            if _YEAR.fullmatch(value):
                years[int(value)] = None
            else:
                reading.refuse(_("« %(value)s » n’est pas une année ; écrivez par exemple 2024.", value=shown(value)))
        return tuple(years)

    def schema(self) -> dict[str, Any]:
        """A list of strings of four digits."""
        items = {"type": "string", "pattern": "^(?!0000)[0-9]{4}$"}
        return {"type": "array", "maxItems": MAX_VALUES, "items": items}


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(Parameter[dt.date | None]):
    """A day, or the first or last one of a month or a year.

    is_last   a month or a year means its last day
    not_before  the parameter whose day may not come after this one; it stands before it in the table
    """

    default: dt.date | None = None
    is_last: bool = False
    not_before: str = ""

    def read(self, given: Sequence[str], reading: Reading) -> dt.date | None:
        """The day."""
        date = self._date(self.single(given, reading), reading)
        if date is None:
            return None
        day = date.last_day if self.is_last else date.first_day
        first: dt.date | None = reading.values.get(self.not_before)
        if first and first > day:
            reading.refuse(
                _(
                    "La date de début (%(since)s) vient après la date de fin (%(until)s).",
                    since=first.isoformat(),
                    until=day.isoformat(),
                )
            )
            reading.values[self.not_before] = None
            return None
        return day

    def _date(self, value: str, reading: Reading) -> PartialDate | None:
        if not value:
            return None
        if _DATE.fullmatch(value):
            with suppress(ValueError):  # 2024-02-31
                return PartialDate.parse(value)
        reading.refuse(
            _(
                "La date « %(value)s » du paramètre « %(name)s » n’existe pas ; "
                "écrivez par exemple 2024, 2024-09 ou 2024-09-30.",
                value=shown(value),
                name=self.name,
            )
        )
        return None

    def schema(self) -> dict[str, Any]:
        """A date as exact as one likes: no `format`, which knows whole days only."""
        return {"type": "string", "pattern": "^(?!0000)[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Parameter[C]):
    """One of a few words."""

    choices: tuple[C, ...]

    def read(self, given: Sequence[str], reading: Reading) -> C:
        """The chosen one, else the default."""
        value = self.single(given, reading)
        for choice in self.choices:
            if value == choice:
                return choice
        if value:
            reading.refuse(self.unknown(shown(value), ", ".join(self.choices)))
        return self.default

    def unknown(self, value: str, choices: str) -> str:
        """The sentence about another word."""
        return _(
            "Le paramètre « %(name)s » ne peut valoir « %(value)s » ; choisissez %(choices)s.",
            name=self.name,
            value=value,
            choices=choices,
        )

    def schema(self) -> dict[str, Any]:
        """The words."""
        return {"type": "string", "enum": list(self.choices), "default": self.default}


@dataclass(frozen=True, slots=True, kw_only=True)
class SortChoice(Choice[C]):
    """The order of results, which has a sentence of its own."""

    def unknown(self, value: str, choices: str) -> str:
        """The sentence about another word."""
        return _("Le tri « %(value)s » n’existe pas ; choisissez %(sorts)s.", value=value, sorts=choices)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor(Parameter[SortPosition | None]):
    """A place in a result ordered by date, as an answer gave it: `738000.1f3a`, a day and a key in hexadecimal."""

    default: SortPosition | None = None

    def read(self, given: Sequence[str], reading: Reading) -> SortPosition | None:
        """The place."""
        value = self.single(given, reading)
        if not value:
            return None
        if found := _CURSOR.fullmatch(value):
            return SortPosition(int(found[1]), int(found[2], 16))
        reading.refuse(
            _(
                "Le curseur « %(value)s » n’est pas de ceux qu’une réponse a donnés : reprenez la clé next_cursor.",
                value=shown(value),
            )
        )
        return None

    def schema(self) -> dict[str, Any]:
        """How it is written."""
        return {"type": "string", "pattern": f"^{_CURSOR.pattern}$"}


def format_cursor(position: SortPosition) -> str:
    """A place as `Cursor` reads it."""
    return f"{position.day}.{position.key:x}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Integer(Parameter[int]):
    """A whole number within its bounds."""

    minimum: int
    maximum: int

    def read(self, given: Sequence[str], reading: Reading) -> int:
        """The number, else the default."""
        value = self.single(given, reading)
        if not value:
            return self.default
        if _WHOLE_NUMBER.fullmatch(value) and self.minimum <= int(value) <= self.maximum:
            return int(value)
        reading.refuse(
            _(
                "Le paramètre « %(name)s » doit être un nombre entier "
                "de %(minimum)s à %(maximum)s, et non « %(value)s ».",
                name=self.name,
                minimum=self.minimum,
                maximum=number_in_words(self.maximum),
                value=shown(value),
            )
        )
        return self.default

    def schema(self) -> dict[str, Any]:
        """The number and its bounds."""
        return {"type": "integer", "minimum": self.minimum, "maximum": self.maximum, "default": self.default}


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag(Parameter[bool]):
    """true or false."""

    def read(self, given: Sequence[str], reading: Reading) -> bool:
        """Whether it is true."""
        value = self.single(given, reading)
        if value in ("true", "false"):
            return value == "true"
        if value:
            reading.refuse(
                _(
                    "Le paramètre « %(name)s » vaut true ou false, et non « %(value)s ».",
                    name=self.name,
                    value=shown(value),
                )
            )
        return self.default

    def schema(self) -> dict[str, Any]:
        """A truth value."""
        return {"type": "boolean", "default": self.default}


@dataclass(frozen=True, slots=True, kw_only=True)
class Names(Parameter[tuple[str, ...]]):
    """Several of a few names, with commas between them; in the order of the declaration, each once."""

    default: tuple[str, ...] = ()
    choices: tuple[str, ...]

    def read(self, given: Sequence[str], reading: Reading) -> tuple[str, ...]:
        """The chosen names; none means the default."""
        chosen: set[str] = set()
        for part in self.single(given, reading).split(",")[: len(self.choices) + 1]:
            name = part.strip()
            if name in self.choices:
                chosen.add(name)
            elif name:
                reading.refuse(
                    _(
                        "La valeur « %(value)s » du paramètre « %(name)s » n’existe pas ; "
                        "la plus proche est « %(nearest)s ».",
                        value=shown(name),
                        name=self.name,
                        nearest=nearest(name, self.choices),
                    )
                )
        return tuple(name for name in self.choices if name in chosen) or self.default

    def schema(self) -> dict[str, Any]:
        """A list of names."""
        return {"type": "array", "items": {"type": "string", "enum": list(self.choices)}}
