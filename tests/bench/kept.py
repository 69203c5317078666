"""Names of what is kept between runs: each ends with a digest of all that it was made from.

    digest("tantivy 0.27.0", Path("peer_tantivy.py"))   ->   "1f0c9a2b7d3e"

What is of Glane itself is never kept unasked (workspace.py): these are the generated manifests, their analysis for the
peers, and the peers' own indexes.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

from tests.paths import REPOSITORY, SHARED_DATA

GENERATOR = SHARED_DATA / "perf" / "make_corpus.py"
SENTENCES = SHARED_DATA / "perf" / "sentences.jsonl.gz"


def digest(*parts: str | Path) -> str:
    """Of some words and of the content of some files."""
    found = hashlib.blake2b(digest_size=6)
    for part in parts:
        if isinstance(part, str):
            found.update(part.encode())
        else:
            with part.open("rb") as file:
                while block := file.read(2**20):
                    found.update(block)
        found.update(b"\0")
    return found.hexdigest()


def digest_of_generated() -> str:
    """Of what the generated publications are made from."""
    return digest(GENERATOR, SENTENCES)


def digest_of_analysis() -> str:
    """Of the generated publications and of all that may decide which tokens are made of them."""
    modules = sorted((REPOSITORY / "indexer").glob("*.py"))
    ours = Path(__file__).with_name("corpus.py")
    return digest(GENERATOR, SENTENCES, *modules, ours, version("pystemmer"), version("unidecode"))
