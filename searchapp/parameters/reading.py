"""A table of parameters reads a query string: every value, or every reason why not at once.

    LIMIT = Integer(name="limit", description="Suggestions given.", example="5", default=10, minimum=1, maximum=20)
    SUGGEST = Table(TEXT, LIMIT)
    reading = SUGGEST.parse(b"q=canc&limit=5")     raises BadQuery
    reading[LIMIT]                                 5, an int for mypy too

It reads the raw bytes: a framework's parser replaces what is not UTF-8, and the visitor would search for "�".
An empty value is an absent one, because forms send every field. It touches no engine.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import unquote_to_bytes

from indexer.errors import BadQuery
from searchapp.language import gettext as _
from searchapp.language import number_in_words
from searchapp.parameters.kinds import Parameter
from searchapp.parameters.names import nearest_parameter, shown

T = TypeVar("T")

_MAX_PAIRS = 1_000  # the five facets' values and every single one fit; more is not a visitor
_MAX_UNKNOWN_NAMED = 10


@dataclass(slots=True)
class Reading:
    """What a query string says.

    values     of the parameters that were given; `reading[PARAMETER]` gives the others' defaults as well
    sentences  one for each thing that could not be understood
    """

    values: dict[str, Any] = field(default_factory=dict)
    sentences: list[str] = field(default_factory=list)
    _given: dict[str, list[str]] = field(default_factory=dict)
    _refused: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, parameter: Parameter[T]) -> T:
        value: T = self.values.get(parameter.name, parameter.default)
        return value

    def refuse(self, sentence: str) -> None:
        """Add what is wrong."""
        self.sentences.append(sentence)

    def typed(self, parameter: Parameter[str]) -> str:
        """A text as it was typed, to be shown again in a form even where it was refused."""
        given = self._given.get(parameter.name)
        return (given[0].strip() if given else "") or self._refused.get(parameter.name, "")


Check = Callable[["Reading"], None]


class Table:
    """The parameters of an endpoint, in the order in which they are described and in which mistakes are told.

    checks  look at what was read as a whole, and refuse what does not go together
    """

    def __init__(self, *parameters: Parameter[Any], checks: tuple[Check, ...] = ()) -> None:
        self._checks = checks
        self._parameters = {parameter.name: parameter for parameter in parameters}
        self._order = {name: number for number, name in enumerate(self._parameters)}
        self.names = tuple(self._parameters)

    def __iter__(self) -> Iterator[Parameter[Any]]:
        return iter(self._parameters.values())

    def with_more(self, *parameters: Parameter[Any], checks: tuple[Check, ...] = ()) -> Table:
        """These parameters and further ones."""
        return Table(*self, *parameters, checks=(*self._checks, *checks))

    def parse(self, query_string: bytes) -> Reading:
        """Read the parameters of an endpoint. Raises BadQuery with one sentence for each mistake."""
        reading = self.read(query_string, strict=True)
        if reading.sentences:
            raise BadQuery(tuple(reading.sentences))
        return reading

    def read(self, query_string: bytes, *, strict: bool) -> Reading:
        """Read all that can be read. With `strict` an unknown parameter is a mistake, else it is left out."""
        reading = Reading()
        given = reading._given = self._collect(query_string, reading, strict=strict)
        values = reading.values
        for name in sorted(given, key=self._order.__getitem__) if len(given) > 1 else given:
            values[name] = self._parameters[name].read(given[name], reading)
        for check in self._checks:
            check(reading)
        return reading

    def _collect(self, query_string: bytes, reading: Reading, *, strict: bool) -> dict[str, list[str]]:
        """Decode the pairs; refuse what is no text, and unknown names."""
        given: dict[str, list[str]] = {}
        pairs = query_string.split(b"&")
        if len(pairs) > _MAX_PAIRS and sum(map(bool, pairs)) > _MAX_PAIRS:
            reading.refuse(_("L’adresse compte plus de %(maximum)s paramètres.", maximum=number_in_words(_MAX_PAIRS)))
            return given
        unknown: dict[str, None] = {}
        refused: dict[str, None] = {}
        for pair in pairs:
            if not pair:
                continue
            raw_name, _equals, raw_value = pair.partition(b"=")
            name = _decoded(raw_name)
            if name not in self._parameters:
                unknown[shown(name or raw_name.decode("ascii", "replace"))] = None
                continue
            value = _decoded(raw_value)
            if value is None:
                refused[_("Le paramètre « %(name)s » contient des octets qui ne sont pas de l’UTF-8.", name=name)] = (
                    None
                )
                continue
            if not value.isprintable():
                value = re.sub(r"[\t\n\r]", " ", value)  # a title pasted from a document brings them along
                printable = "".join(character for character in value if unicodedata.category(character) != "Cc")
                if printable != value:
                    refused[_("Le paramètre « %(name)s » contient des caractères de contrôle.", name=name)] = None
                    reading._refused[name] = printable.strip()
                    continue
            given.setdefault(name, []).append(value)
        reading.sentences += refused
        if strict:
            reading.sentences += [self._no_such_parameter(name) for name in list(unknown)[:_MAX_UNKNOWN_NAMED]]
        return given

    def _no_such_parameter(self, name: str) -> str:
        if not self.names:
            return _("Le paramètre « %(name)s » n’existe pas : cette adresse n’en a aucun.", name=name)
        return _(
            "Le paramètre « %(name)s » n’existe pas ; le plus proche est « %(nearest)s ».",
            name=name,
            nearest=nearest_parameter(name, self.names),
        )


def _decoded(raw: bytes) -> str | None:
    try:
        return unquote_to_bytes(raw.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError:
        return None
