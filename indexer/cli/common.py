"""What the commands share: the index option, errors as sentences, the console."""

from __future__ import annotations

import functools
import json
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
            click.echo(f"indexer: {error}", err=True)
            sys.exit(error.exit_code)
        except KeyboardInterrupt:
            click.echo("indexer: stopped; what was committed before stays.", err=True)
            sys.exit(130)
        except OSError as error:
            click.echo(f"indexer: {error.filename or 'the disk'}: {error.strerror}.", err=True)
            sys.exit(2)

    return wrapped


def print_json(value: Any) -> None:
    """One JSON value on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def console() -> Console:
    """Standard output for people: colours and wrapping on a terminal only."""
    return Console(highlight=False, soft_wrap=not sys.stdout.isatty())


def plain(text: str, style: str = "") -> Text:
    """Text from a file, shown as it is: no markup of ours, no control sequence of theirs."""
    return Text("".join(char if char.isprintable() else " " for char in text), style)


def plural(count: int, noun: str) -> str:
    """`1 page`, `2 pages`, `1,204 pages`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
