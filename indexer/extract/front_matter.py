"""The YAML block at the top of a Markdown file, cut off and read safely.

    split_front_matter("---\ntitle: Bilan\n---\n# Texte")  ->  ("title: Bilan", "# Texte")

Not here: what its keys mean (markdown.py).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

import yaml

# The largest block of 660 real files is 3 KB.
MOST_CHARACTERS = 64 * 1024
# Aliases of aliases multiply ("billion laughs"), and no editor writes them.
_MOST_ALIASES = 20
_OPENING = re.compile(r"\A\ufeff?---[ \t]*\n")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Dates stay text: YAML gives up on the whole block for a 31 February, and an editor's typo must not."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}


class FrontMatterError(ValueError):
    """The block cannot be used; its text is the sentence to show."""


def split_front_matter(text: str) -> tuple[str | None, str]:
    """Cut `text` (line ends \\n) into the block, None when it has none, and the body."""
    opening = _OPENING.match(text)
    if not opening:
        return None, text
    closing = _CLOSING.search(text, opening.end(), opening.end() + MOST_CHARACTERS)
    if not closing:
        return None, text
    return text[opening.end() : closing.start()], text[closing.end() :].lstrip("\n")


def read_front_matter(block: str) -> dict[str, Any]:
    """Read the block's keys, in lower case; raises FrontMatterError with a sentence when it cannot."""
    try:
        # An alias needs its anchor's "&": without one, a second pass over the block is not worth its time.
        if "&" in block and _aliases(block) > _MOST_ALIASES:
            raise FrontMatterError("The front matter has too many YAML aliases, and is refused.")
        values = yaml.load(block, Loader=_Loader)  # noqa: S506 - a safe loader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise FrontMatterError(f"The front matter is not valid YAML, line {line}: {error.problem}.") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise FrontMatterError("The front matter is not valid YAML.") from error
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise FrontMatterError("The front matter is no list of “key: value” lines.")
    return {str(key).strip().lower().replace("-", "_"): value for key, value in values.items()}


def _aliases(block: str) -> int:
    return sum(isinstance(event, yaml.AliasEvent) for event in yaml.parse(block, Loader=_Loader))


def texts_of(value: object) -> list[str]:
    """Give the texts in a value: a text, number or date, a list of them, `{name: ...}`; nothing else."""
    items: Iterable[object] = value if isinstance(value, list) else [value]
    return [text for item in items if (text := _text_of(item))]


def _text_of(item: object) -> str:
    if isinstance(item, dict):
        item = next((item[key] for key in ("name", "nom", "title", "titre", "label") if key in item), None)
    if isinstance(item, bool) or not isinstance(item, str | int | float | dt.date):
        return ""
    return str(item).strip()
