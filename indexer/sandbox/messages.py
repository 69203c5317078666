"""What a reading process answers, read without trust.

A pool's processes answer in pickles, and a pickle may run anything when it is read: a file that has taken over its
reader would so get out of the sandbox, into the process that has the index. Here only data is made of an answer: the
dataclasses and structs of this package, frozen dataclasses of others, arrays, and exceptions; whatever else is named
becomes an exception of that name, which does nothing.

    ReadingContext()    a context of `multiprocessing` for a pool; its processes come from a forkserver
"""

from __future__ import annotations

import builtins
import dataclasses
import enum
import io
import multiprocessing.connection
import os
import pickle
import sys
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from multiprocessing.reduction import ForkingPickler
from typing import Any

import msgspec

_ALLOWED = frozenset(
    {
        ("pebble.pool.process", "Acknowledgement"),
        ("pebble.pool.process", "TaskProblem"),
        ("pebble.pool.process", "TaskResult"),
        ("pebble.common.types", "Result"),
        ("pebble.common.types", "ResultStatus"),
        ("pebble.common.types", "RemoteException.rebuild_exception"),
        # arrays; the module is an older NumPy's, then a newer one's
        ("numpy", "dtype"),
        ("numpy", "ndarray"),
        ("numpy.core.multiarray", "_reconstruct"),
        ("numpy.core.multiarray", "scalar"),
        ("numpy.core.numeric", "_frombuffer"),
        ("numpy._core.multiarray", "_reconstruct"),
        ("numpy._core.multiarray", "scalar"),
        ("numpy._core.numeric", "_frombuffer"),
        ("builtins", "bytearray"),
        ("builtins", "set"),
        ("builtins", "frozenset"),
    }
)


class _Unpickler(pickle.Unpickler):
    def find_class(self, module_name: str, global_name: str, /) -> Any:
        if (module_name, global_name) in _ALLOWED:
            return super().find_class(module_name, global_name)
        # Only what is loaded already, and no "a.b": a name with a dot may lead anywhere.
        found = getattr(sys.modules.get(module_name), global_name, None) if "." not in global_name else None
        if isinstance(found, type) and found.__module__ == module_name and _is_harmless(found, module_name):
            return found
        return type(global_name.rpartition(".")[2], (Exception,), {})


def _is_harmless(found: type, module_name: str) -> bool:
    if module_name == builtins.__name__:
        return issubclass(found, BaseException)
    if module_name.partition(".")[0] == __name__.partition(".")[0]:
        return dataclasses.is_dataclass(found) or issubclass(found, msgspec.Struct | enum.Enum)
    return _does_nothing(found)


def _does_nothing(found: type) -> bool:
    """Whether it is a frozen dataclass that only keeps what it is given: an engine may be of another package."""
    parameters = getattr(found, "__dataclass_params__", None)
    if parameters is None or not parameters.frozen or hasattr(found, "__post_init__"):
        return False
    code = getattr(vars(found).get("__init__"), "__code__", None)
    return code is not None and code.co_filename == "<string>"  # written by the decorator, and not by a person


def read_answer(data: bytes) -> Any:
    """What the bytes of an answer say."""
    return _Unpickler(io.BytesIO(data)).load()


class _Answers(Connection):
    """The end of a pipe at which answers arrive."""

    def recv(self) -> Any:
        return read_answer(self.recv_bytes())


# A process that is started is handed the ends of all pipes; there they are plain ones.
ForkingPickler.register(_Answers, multiprocessing.connection.reduce_connection)  # type: ignore[attr-defined]


class ReadingContext(ForkServerContext):
    """A forkserver's context whose pipes are read without trust at this end."""

    def Pipe(self, duplex: bool = True) -> Any:  # noqa: N802 - the name is multiprocessing's
        """A pair of ends, (to read from, to write to); pools ask for pipes of one direction only."""
        if duplex:
            return super().Pipe(duplex)
        reader, writer = os.pipe()
        return _Answers(reader, writable=False), Connection(writer, readable=False)
