"""What a hit shows that depends on other publications, as the field `shown` keeps it: base64 of JSON.

pack_shown(Shown(("Santé",), (), "2024-09", None, ()))    ->  "W1siU2FudMOpIl0s..."
"""

from __future__ import annotations

from base64 import b64decode, b64encode

import msgspec

from indexer.engines.arrays.publications import Shown

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Shown).decode


def pack_shown(shown: Shown) -> str:
    """The value of the field."""
    return b64encode(_encode(shown)).decode()


def read_shown(data: str) -> Shown:
    """What was packed."""
    return _decode(b64decode(f"{data}=="))  # a cluster gives no padding, and more than is needed is none
