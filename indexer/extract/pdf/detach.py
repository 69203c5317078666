"""Takes one attached file out of a PDF: a program by itself, so that a visitor's click has ends in time and memory.

It is confined (sandbox/): a PDF that takes over its reader gets no further.

    python -m indexer.extract.pdf.detach bilan.pdf annexe.docx > annexe.docx
    python -m indexer.extract.pdf.detach recueil.pdf rapport.pdf tableau.odt > tableau.odt

The names are those of `attached_files`, from the file inward. Exits with 1 when there is no such attachment (any more)
or it cannot be taken out.
"""

from __future__ import annotations

import io
import resource
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from indexer.errors import BadDocument
from indexer.extract.pdf.attachments import MAX_BYTES, attached_files
from indexer.sandbox import Rules, confine

_MEMORY_BYTES = 2**30
_CPU_S = 15


def detach(path: Path, names: Sequence[str]) -> bytes:
    """The bytes of an attached file. Raises BadDocument or OSError."""
    with path.open("rb") as file:
        stream: BinaryIO = file
        for name in names:
            found = next((attached for attached in attached_files(stream) if attached.name == name), None)
            if found is None:
                raise BadDocument(f"There is no attached file {name}.")
            stream = io.BytesIO(found.read(MAX_BYTES))
        return stream.read()


def main(arguments: Sequence[str]) -> int:
    """Write an attached file to standard output."""
    path, *names = arguments
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_S, _CPU_S))
    confine(Rules(_MEMORY_BYTES, readable=(path,)))
    try:
        data = detach(Path(path), names)
    except (BadDocument, OSError, MemoryError) as error:
        print(error, file=sys.stderr)
        return 1
    sys.stdout.buffer.write(data)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
