"""The editors' file -> what it says, and a sentence for each mistake in it, all at once.

    reading = read_editing(b'[[hidden]]\nid = "a.pdf"')
    reading.editing.hidden            ->  {"a.pdf"}
    reading.mistakes[0].sentence      ->  "[[pinned]] has no key “ID”; the nearest is “ids”."

An entry with a mistake is left out of what the file says. Not here: whether there is a publication with an id
(checking.py), since publications come and go while the file stays.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import chain
from typing import Any

from indexer import french
from indexer.editing import Editing
from indexer.editing.synonyms import Key, Synonyms, Words, key_of, keys_of, words_of
from indexer.nearest_name import nearest_name
from indexer.query import parse

MAX_BYTES = 1_000_000
MAX_IDS = 20  # of one pinned query: more than a page of results is no choice
MAX_WORDS = 20  # of one group: each is looked for with every other
MAX_LENGTH = 200  # characters of a query or a word
_TABLES: Mapping[str, tuple[str, ...]] = {
    "pinned": ("query", "ids"),
    "synonyms": ("words", "from", "to"),
    "hidden": ("id", "reason"),
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong, in the line where its entry begins; None where that is not known."""

    line: int | None
    sentence: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.sentence}" if self.line else self.sentence


@dataclass(frozen=True, slots=True)
class NamedId:
    """An id in the file, and the entry that names it."""

    line: int | None
    entry: str
    id: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says.

    entries      how many pinned, synonyms and hidden ones have no mistake
    is_readable  whether it is TOML at all; else `editing` says nothing
    """

    editing: Editing
    entries: tuple[int, int, int] = (0, 0, 0)
    mistakes: tuple[Mistake, ...] = ()
    ids: tuple[NamedId, ...] = ()
    is_readable: bool = True


def read_editing(data: bytes) -> Reading:
    """Read the content of a file."""
    if len(data) > MAX_BYTES:
        return _unreadable(f"The file has {len(data):,} bytes, and may have {MAX_BYTES:,}.")
    try:
        text = data.decode("utf-8-sig")
        values = tomllib.loads(text)
    except UnicodeDecodeError:
        return _unreadable("The file is not written in UTF-8: save it in that encoding.")
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        reason = str(error).partition("\n")[0] or "nested too deeply"
        return _unreadable(f"The file is not valid TOML, and nothing behind that place was checked: {reason}.")
    return _Reader(text).read(values)


def _unreadable(sentence: str) -> Reading:
    return Reading(Editing(), mistakes=(Mistake(None, sentence),), is_readable=False)


@dataclass(slots=True)
class _Entry:
    """One entry of a table: refuses what is wrong with it, and gives what is right."""

    table: str
    line: int | None
    values: Mapping[str, Any]
    mistakes: list[Mistake]
    is_right: bool = True

    @property
    def name(self) -> str:
        """What people know it by."""
        for key in ("query", "words", "from", "id"):
            shown = self.values.get(key)
            shown = shown[0] if isinstance(shown, list) and shown else shown
            if isinstance(shown, str) and shown.strip():
                return f"[[{self.table}]] “{_short(shown)}”"
        return f"[[{self.table}]]"

    def refuse(self, sentence: str) -> None:
        self.is_right = False
        self.mistakes.append(Mistake(self.line, f"{self.name}: {sentence}"))

    def check_keys(self) -> None:
        known = _TABLES[self.table]
        for key in self.values:
            if key not in known:
                self.refuse(f"there is no key “{_short(key)}” here; the nearest is “{nearest_name(key, known)}”.")

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of a key, which may be given alone; each without spaces around it."""
        value = self.values.get(key, [])
        values = value if isinstance(value, list) else [value]
        if not all(isinstance(each, str) for each in values):
            self.refuse(f"“{key}” must be a text or a list of texts, each between quotes.")
            return ()
        texts = tuple(each.strip() for each in values)
        for text in texts:
            if not text:
                self.refuse(f"“{key}” holds an empty text.")
            elif not text.isprintable():
                self.refuse(f"“{key}” holds a line break or a control character.")
        return tuple(text for text in texts if text and text.isprintable())

    def queries(self) -> tuple[str, ...]:
        """Those of a pinned entry."""
        if "query" not in self.values:
            self.refuse("“query” is missing: the words for which these publications stand first.")
        elif self.values["query"] in ("", []):
            self.refuse("nothing can stand first for an empty query: it finds everything.")
        else:
            return self.texts("query")
        return ()

    def ids(self) -> tuple[str, ...]:
        """Those of a pinned entry."""
        ids = self.texts("ids")
        if not ids:
            self.refuse("“ids” is missing or empty: the ids of the publications that stand first, in their order.")
        if len(ids) > MAX_IDS:
            self.refuse(f"{len(ids)} ids are given, and at most {MAX_IDS} can stand first.")
        return ids

    def word_key(self, key: str, text: str) -> Key | None:
        """The stems of plain words; None, refused, where a text is none."""
        if len(text) > MAX_LENGTH:
            self.refuse(f"“{_short(text)}” in “{key}” has more than {MAX_LENGTH} characters.")
            return None
        clauses = parse(text)
        found = key_of(clauses)
        if not clauses:
            self.refuse(f"“{_short(text)}” in “{key}” holds no word.")
        elif found is None:
            self.refuse(f"“{_short(text)}” in “{key}” must be plain words: no quotes, minus, field or asterisk.")
        return found


@dataclass
class _Reader:
    """Reads one file."""

    text: str
    mistakes: list[Mistake] = field(default_factory=list)
    ids: list[NamedId] = field(default_factory=list)
    entries: list[_Entry] = field(default_factory=list)

    def read(self, values: Mapping[str, Any]) -> Reading:
        for name in values:
            if name not in _TABLES:
                near = nearest_name(name, tuple(_TABLES))
                self.mistakes.append(
                    Mistake(self._line_of(name), f"There is no “{_short(name)}”; did you mean [[{near}]]?")
                )
        hidden = self._hidden(values)
        pinned = self._pinned(values, hidden)
        synonyms = self._synonyms(values)
        self.mistakes.sort(key=lambda mistake: mistake.line or 0)
        digest = blake2b(self.text.encode(), digest_size=8).hexdigest()
        editing = Editing(pinned, synonyms, frozenset(hidden), digest)
        counts = Counter(entry.table for entry in self.entries if entry.is_right)
        entries = (counts["pinned"], counts["synonyms"], counts["hidden"])
        return Reading(editing, entries, tuple(self.mistakes), tuple(self.ids))

    def _entries(self, values: Mapping[str, Any], table: str) -> Iterator[_Entry]:
        given = values.get(table, [])
        if not isinstance(given, list) or not all(isinstance(entry, dict) for entry in given):
            self.mistakes.append(
                Mistake(self._line_of(table), f"Write [[{table}]] in two brackets above each of its entries.")
            )
            return
        lines = self._lines_of(rf"\[\[\s*{table}\s*\]\]")
        for number, each in enumerate(given):
            # a text of several lines may look like the head of an entry
            line = lines[number] if len(lines) == len(given) else None
            entry = _Entry(table, line, each, self.mistakes)
            entry.check_keys()
            self.entries.append(entry)
            yield entry

    def _line_of(self, name: str) -> int | None:
        lines = self._lines_of(rf"(?:\[\[?\s*)?[\"']?{re.escape(name)}[\"']?\s*[\]=.]")
        return lines[0] if lines else None

    def _lines_of(self, pattern: str) -> list[int]:
        return [number for number, line in enumerate(self.text.splitlines(), 1) if re.match(rf"\s*{pattern}", line)]

    def _hidden(self, values: Mapping[str, Any]) -> dict[str, int | None]:
        hidden: dict[str, int | None] = {}
        for entry in self._entries(values, "hidden"):
            identifier, reason = entry.values.get("id"), entry.values.get("reason", "")
            if not isinstance(identifier, str) or not identifier.strip():
                entry.refuse("“id” must be the id of a publication, as `indexer search --json` shows it.")
            elif identifier in hidden:
                entry.refuse(f"this id is hidden already{_at(hidden[identifier])}.")
            if not isinstance(reason, str):
                entry.refuse("“reason” must be a text between quotes.")
            if isinstance(identifier, str) and identifier.strip() and identifier not in hidden:
                # whatever else is wrong with the entry: it was meant not to be seen
                hidden[identifier] = entry.line
                self.ids.append(NamedId(entry.line, entry.name, identifier))
        return hidden

    def _pinned(self, values: Mapping[str, Any], hidden: Mapping[str, int | None]) -> dict[Key, tuple[str, ...]]:
        pinned: dict[Key, tuple[str, ...]] = {}
        lines: dict[Key, int | None] = {}
        for entry in self._entries(values, "pinned"):
            queries, ids = entry.queries(), entry.ids()
            for identifier in dict.fromkeys(ids):
                self.ids.append(NamedId(entry.line, entry.name, identifier))
                if ids.count(identifier) > 1:
                    entry.refuse(f"“{_short(identifier)}” is given twice.")
                if identifier in hidden:
                    entry.refuse(
                        f"“{_short(identifier)}” is pinned here and hidden{_at(hidden[identifier])}: choose one."
                    )
            for query in queries:
                if (key := entry.word_key("query", query)) is not None and key in lines:
                    entry.refuse(f"“{_short(query)}” has pinned publications already{_at(lines[key])}.")
                elif key is not None:
                    lines[key] = entry.line
            if entry.is_right:
                pinned.update({key: ids for query in queries for key in keys_of(query)})
        return pinned

    def _synonyms(self, values: Mapping[str, Any]) -> Synonyms:
        pairs: dict[Key, list[Words]] = {}
        one_way: list[tuple[_Entry, dict[Key, str], dict[Key, str]]] = []
        for entry in self._entries(values, "synonyms"):
            is_both_ways = "words" in entry.values
            if is_both_ways == ("from" in entry.values or "to" in entry.values):
                entry.refuse("give either “words”, which find each other, or “from” and “to” for one way.")
                continue
            sources = self._group(entry, "words" if is_both_ways else "from")
            targets = sources if is_both_ways else self._group(entry, "to")
            if is_both_ways:
                if len(sources) < 2 and entry.is_right:
                    entry.refuse("a group needs two words at least.")
            else:
                for name, group in (("from", sources), ("to", targets)):
                    if not group and entry.is_right:
                        entry.refuse(f"“{name}” is missing or empty.")
                for key in sources.keys() & targets.keys():
                    entry.refuse(f"“{_short(sources[key])}” leads to itself: it is in “from” and in “to”.")
                one_way.append((entry, sources, targets))
            if entry.is_right:
                for source in sources:
                    others = [text for key, text in targets.items() if key != source]
                    for key in keys_of(sources[source]):
                        pairs.setdefault(key, []).extend(chain.from_iterable(map(words_of, others)))
        for entry, sources, targets in one_way:
            self._check_loops(entry, sources, targets, one_way)
        return Synonyms.of(pairs)

    def _group(self, entry: _Entry, name: str) -> dict[Key, str]:
        """The words of a key, each once."""
        group: dict[Key, str] = {}
        texts = entry.texts(name)
        if len(texts) > MAX_WORDS:
            entry.refuse(f"“{name}” has {len(texts)} words, and may have {MAX_WORDS}.")
        for text in texts[:MAX_WORDS]:
            key = entry.word_key(name, text)
            if key is None:
                continue
            if all(french.is_stop_word(term.form) for words in words_of(text)[:1] for term in words):
                entry.refuse(f"“{_short(text)}” in “{name}” is only function words, which every publication has.")
            elif key in group:
                entry.refuse(f"“{_short(text)}” and “{_short(group[key])}” are the same word to a search already.")
            else:
                group[key] = text
        return group

    def _check_loops(
        self,
        entry: _Entry,
        sources: Mapping[Key, str],
        targets: Mapping[Key, str],
        every: Sequence[tuple[_Entry, dict[Key, str], dict[Key, str]]],
    ) -> None:
        """Refuse an entry that others, one after the other, lead back to."""
        reached, waiting = set(targets), list(targets)
        while waiting:
            key = waiting.pop()
            for _, others, theirs in every:
                if key in others:
                    waiting += theirs.keys() - reached
                    reached |= theirs.keys()
        for key in sorted(reached & sources.keys() - targets.keys()):
            entry.refuse(
                f"“{_short(sources[key])}” leads back to itself over other entries: put them into one “words”."
            )


def _at(line: int | None) -> str:
    return f" in line {line}" if line else ""


def _short(text: str) -> str:
    clean = "".join(char if char.isprintable() else " " for char in text)
    return clean if len(clean) <= 60 else clean[:59] + "…"
