"""What the commands share: the index option, errors as sentences, the console."""

from __future__ import annotations

import functools
import json
import os
import re
import sys
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import click
import msgspec
from rich.console import Console
from rich.text import Text

from indexer.errors import GlaneError
from indexer.settings import Settings, load_settings

P = ParamSpec("P")
R = TypeVar("R")

# Control characters that JSON leaves as they are, marks that turn the direction of text, and halves of characters.
_OBEYED = re.compile("[\\x7f-\\x9f\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ud800-\\udfff]")

index_option = click.option("--index", metavar="DIR", help="Index folder; else GLANE_INDEX, else glane.toml.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")


def settings_for(index: str | None) -> Settings:
    """The settings, with the index folder of the command line."""
    settings = load_settings()
    return msgspec.structs.replace(settings, index=index) if index else settings


def sentences(command: Callable[P, R]) -> Callable[P, R]:
    """Turn errors into one sentence on standard error and their exit code."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except GlaneError as error:
            complain(f"indexer: {error}")
            sys.exit(error.exit_code)
        except KeyboardInterrupt:
            complain("indexer: stopped; what was committed before stays.")
            sys.exit(130)
        except BrokenPipeError:  # whoever read our output has seen enough, as `head` does
            sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 - else Python complains at its end
            sys.exit(141)
        except OSError as error:
            complain(f"indexer: {error.filename or 'the disk'}: {error.strerror}.")
            sys.exit(2)

    return wrapped


def print_json(value: Any, indent: int | None = 1) -> None:
    """One JSON value on standard output, without a character that a terminal would obey."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    click.echo(_OBEYED.sub(lambda match: f"\\u{ord(match.group()):04x}", text))


def complain(text: str) -> None:
    """A line on standard error; names of files in it are shown, never obeyed."""
    click.echo(plain(text).plain, err=True)


def console() -> Console:
    """Standard output for people: colours and wrapping on a terminal only."""
    return Console(highlight=False, soft_wrap=not sys.stdout.isatty())


def plain(text: str, style: str = "") -> Text:
    """Text from a file, shown as it is: no markup of ours, no control sequence of theirs."""
    return Text("".join(char if char.isprintable() else " " for char in text), style)


def plural(count: int, noun: str) -> str:
    """`1 page`, `2 pages`, `1,204 pages`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
