"""Where tests find things. The shared data lies beside the checkout and is never copied into it."""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED_DATA = REPOSITORY.parent / "shared" / "data"
SAMPLE = REPOSITORY / "indexer" / "sample" / "publications"
