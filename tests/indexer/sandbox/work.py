"""What a confined process tries, and what comes of it: each task is a line that says what to do."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from indexer.reading import Task
from indexer.sources.manifest import Line


def try_all(tasks: Sequence[Task]) -> list[str]:
    """ "done", with what was read, or the error's name."""
    return [_try(task) for task in tasks]


def _try(task: Task) -> str:
    assert isinstance(task, Line)
    what, _, argument = task.data.decode().partition(" ")
    try:
        return f"done {DEEDS[what](argument)}"
    except OSError as error:
        return type(error).__name__


def _open_socket(family: str) -> None:
    socket.socket(getattr(socket, family)).close()


def _call(number: str) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    if library.syscall(ctypes.c_long(int(number)), 0, 0, 0, 0, 0) == -1:
        raise OSError(ctypes.get_errno(), "refused")


def _write_temporary(size: str) -> str:
    with tempfile.NamedTemporaryFile() as file:
        file.write(bytes(int(size)))
        file.flush()
        file.seek(0)
        return str(len(file.read()))


def _keep_temporary(_: str) -> str:
    """A file that is never removed, as by a process that crashes."""
    descriptor, name = tempfile.mkstemp()
    os.close(descriptor)
    return name


def _most_open_files(_: str) -> str:
    return str(resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def _run(command: str) -> str:
    return subprocess.run(command.split(), capture_output=True, text=True, check=True).stdout.strip()


DEEDS: dict[str, Callable[[str], object]] = {
    "read": lambda path: Path(path).read_text(encoding="utf-8"),
    "list": lambda path: sorted(entry.name for entry in Path(path).iterdir()),
    "write": lambda path: Path(path).write_text("x", encoding="utf-8"),
    "remove": lambda path: Path(path).unlink(),
    "rename": lambda path: Path(path).rename(f"{path}.away"),
    "chmod": lambda path: Path(path).chmod(0o600),
    "touch": os.utime,
    "link": lambda path: Path(path).symlink_to("/etc/passwd"),
    "socket": _open_socket,
    "call": _call,
    "signal": lambda pid: os.kill(int(pid), signal.SIGTERM if pid == "0" else 0),
    "temporary": _write_temporary,
    "keep": _keep_temporary,
    "files": _most_open_files,
    "run": _run,
    "import": lambda name: __import__(name).__name__,
}


class _Unlinks:
    """Removes a file where its pickle is read."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __reduce__(self) -> object:
        return os.unlink, (self._path,)


def answer_with_malice(tasks: Sequence[Task]) -> list[object]:
    """The first answer would remove the file that its task names."""
    assert isinstance(tasks[0], Line)
    return [_Unlinks(tasks[0].data.decode()), *("done" for _ in tasks[1:])]
