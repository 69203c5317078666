"""How functions become machine code, and the types of their arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from numba import njit, types

Compiled = TypeVar("Compiled", bound=Callable[..., Any])

U8, U16, U32, U64 = types.uint8, types.uint16, types.uint32, types.uint64
I32, I64, F32, F64, BOOL = types.int32, types.int64, types.float32, types.float64, types.boolean


def array(item: Any, dimensions: int = 1) -> Any:
    """An array that is read: one that may be written to is taken as well."""
    return types.Array(item, dimensions, "C", readonly=True)


def written(item: Any, dimensions: int = 1) -> Any:
    """An array that is written to."""
    return types.Array(item, dimensions, "C")


def compiled(*signatures: tuple[Any, ...]) -> Callable[[Compiled], Compiled]:
    """Compile for arguments of these types: division by zero as in NumPy.

    The interpreter is held meanwhile: to let go of it and wait for it again would take longer than most calls do.
    """
    found: Callable[[Compiled], Compiled] = njit(list(signatures), cache=True, error_model="numpy")
    return found


def part(function: Compiled) -> Compiled:
    """What compiled functions of the same file call."""
    found: Compiled = njit(function, error_model="numpy")
    return found
