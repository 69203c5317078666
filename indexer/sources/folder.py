"""The files of a folder, in a fixed order, and the ids that publications read from them get."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from indexer.extract.files import SUPPORTED_SUFFIXES
from indexer.sources.manifest import SUFFIXES as MANIFEST_SUFFIXES


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read, and its path below the folder that was added (its name when it was added itself)."""

    path: Path
    relative: str


def find_files(added: Path) -> Iterator[FoundFile]:
    """Every file below `added` that can be read, sorted.

    Hidden ones, marks that somebody has a document open, and links that lead out of the folder are left out.
    """
    if not added.is_dir():
        yield FoundFile(added.resolve(), added.name)
        return
    root = added.resolve()
    for path in sorted(_entries(root)):
        # `Path.resolve` raises where links lead round in circles.
        if path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(root):
            continue
        if path.is_file():
            yield FoundFile(path, path.relative_to(root).as_posix())


def _entries(root: Path) -> Iterator[Path]:
    """What is named like a file that can be read, in any order, however deep folders are nested."""
    folders = [str(root)]
    while folders:
        with suppress(OSError), os.scandir(folders.pop()) as entries:  # one that may not be listed holds nothing for us
            for entry in entries:
                if entry.name.startswith((".", "~$")):  # "~$bilan.docx" is Word's mark that somebody has it open
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif (path := Path(entry.path)).suffix.lower() in SUPPORTED_SUFFIXES:
                    yield path


def readable_for(inputs: Iterable[Path]) -> list[Path]:
    """What must be opened to read these inputs: folders, files, and of a manifest its folder, where its files are."""
    paths = (path.resolve() for path in inputs)
    return [path.parent if path.suffix.lower() in MANIFEST_SUFFIXES and path.is_file() else path for path in paths]


class Identifiers:
    """Gives each file its id: the one it had, else its path below the added folder.

    When another file has that id already, folders above it are put in front until it differs.
    """

    def __init__(self, known: Mapping[str, str], attached: Mapping[str, str] | None = None) -> None:
        """`known`: absolute path -> id; `attached`: ids of what is attached to files -> path of the file."""
        self._by_path = dict(known)
        self._paths = {**(attached or {}), **{identifier: path for path, identifier in known.items()}}

    def of(self, found: FoundFile) -> str:
        """The id of a file; asked again, the same."""
        path = str(found.path)
        identifier = self._by_path.get(path)
        if identifier is None:
            identifier = found.relative
            above = list(found.path.parents)[found.relative.count("/") + 1 :]
            names = [found.path.parents[found.relative.count("/")].name, *(folder.name for folder in above)]
            while self._is_taken(identifier) and names:
                identifier = f"{names.pop(0) or '_'}/{identifier}"
            self._by_path[path] = identifier
            self._paths[identifier] = path
        return identifier

    def _is_taken(self, identifier: str) -> bool:
        """Whether another file has the id: one that is gone leaves it to the file that was moved here."""
        path = self._paths.get(identifier)
        return path is not None and Path(path).exists()
