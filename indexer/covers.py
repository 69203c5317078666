"""The covers of PDFs: their first pages as small pictures, beside the index and part of its folder.

    covers = Covers(Path(settings.index))
    covers.save("rapports/bilan.pdf", Cover(small=b"RIFF...", large=b"RIFF..."))
    covers.path("rapports/bilan.pdf", 160)       index/covers/5d41402abc4b2a76b9719d911017c592-160.webp

A file is named by a digest of the id alone, so that whoever knows an id knows where its cover is, without asking the
index. It is replaced whole or not at all. Covers are no part of a commit: one that is missing is not shown, one whose
publication is gone is taken away by the next run that removes something. Which ones a run has still to draw stands in
`owed.jsonl` beside them, one id a line, so that the next run draws what a killed one owed.

Not here: how they are drawn (extract/pdf/drawing.py), and when (cover_tasks.py).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

import msgspec

from indexer.drawer import is_webp
from indexer.errors import IndexDamaged

FOLDER = "covers"
_OWED = "owed.jsonl"
SMALL_WIDTH, LARGE_WIDTH = WIDTHS = (160, 320)  # in pixels: one for common screens, one for those of twice as many


class Cover(msgspec.Struct, frozen=True, array_like=True):
    """The first page as two small pictures, WebP; both empty when it is blank."""

    small: bytes
    large: bytes


class Covers:
    """The covers beside an index; of one in a cluster, in a folder that has the covers alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER

    def path(self, identifier: str, width: int) -> Path:
        """Where the cover of a publication is, if it has one."""
        return self._folder / f"{_name_of(identifier)}-{width}.webp"

    def save(self, identifier: str, cover: Cover | None) -> None:
        """Keep the cover of a publication; without one, none is kept."""
        if cover is None or not is_webp(cover.small) or not is_webp(cover.large):
            self.remove(identifier)
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        for width, data in zip(WIDTHS, (cover.small, cover.large), strict=True):
            write_whole(self.path(identifier, width), data)

    def remove(self, identifier: str) -> None:
        """Take the cover of a publication away, if it has one."""
        for width in WIDTHS:
            self.path(identifier, width).unlink(missing_ok=True)

    def keep(self, identifiers: Iterable[str]) -> None:
        """Take away all covers but those of these publications, and what a killed run left half written."""
        if not self._folder.exists():
            return
        names = set(map(_name_of, identifiers))
        for path in self._folder.iterdir():
            is_cover = path.suffix == ".webp" and path.name.partition("-")[0] in names
            if not is_cover and path.name != _OWED:
                path.unlink(missing_ok=True)

    def owe(self, identifiers: Iterable[str]) -> None:
        """Remember publications whose covers are to be drawn, beside those that are remembered."""
        lines = b"".join(msgspec.json.encode(identifier) + b"\n" for identifier in identifiers)
        if lines:
            self._folder.mkdir(parents=True, exist_ok=True)
            with (self._folder / _OWED).open("ab") as file:
                file.write(lines)

    def owed(self) -> set[str]:
        """The publications that are remembered; the last line may be half of one."""
        try:
            lines = (self._folder / _OWED).read_bytes().splitlines()
        except OSError:
            return set()
        found = set()
        for line in lines:
            with suppress(msgspec.DecodeError, UnicodeDecodeError):
                found.add(msgspec.json.decode(line, type=str))
        return found

    def settle(self) -> None:
        """Forget them."""
        (self._folder / _OWED).unlink(missing_ok=True)

    def changed(self) -> int:
        """When a cover was last added, replaced or taken away, in nanoseconds; 0 when there are none."""
        try:
            return self._folder.stat().st_mtime_ns
        except OSError:
            return 0

    def size(self) -> tuple[int, int]:
        """How many publications have one, and how many bytes all of them take."""
        sizes = [path.stat().st_size for path in self._files()]
        return len(sizes) // len(WIDTHS), sum(sizes)

    def check(self) -> Iterable[str]:
        """Look at every cover; a sentence for all. Raises IndexDamaged at the first that is not whole."""
        count = 0
        for path in self._files():
            if not is_webp(path.read_bytes()):
                raise IndexDamaged(
                    f"{FOLDER}/{path.name} is not what was written: remove it, then draw it again (indexer covers)."
                )
            count += 1
        yield f"{count} pictures of covers, each whole"

    def _files(self) -> Iterator[Path]:
        return iter(sorted(self._folder.glob("*.webp")))


def size_of(path: Path) -> tuple[int, int] | None:
    """Width and height of a picture that was written here, from its head; None when it is another kind of file."""
    try:
        with path.open("rb") as file:
            head = file.read(30)
    except OSError:
        return None
    if len(head) < 30 or head[8:16] != b"WEBPVP8 ":
        return None
    # 14 bits each; the two bits above say how it may be enlarged
    return int.from_bytes(head[26:28], "little") & 0x3FFF, int.from_bytes(head[28:30], "little") & 0x3FFF


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that whoever reads it meanwhile finds the one before, or this one, and never a part."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(temporary).chmod(0o644)  # the service may run as another user
        Path(temporary).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise


def _name_of(identifier: str) -> str:
    return blake2b(identifier.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
