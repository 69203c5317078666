"""Every error that Glane raises on purpose: one tree, each with a sentence for the person who will read it.

Exit codes of the command line and HTTP statuses are given here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar


class GlaneError(Exception):
    """Base of all of them; its text is one sentence that says what is wrong and what to do."""

    exit_code: ClassVar[int] = 2
    http_status: ClassVar[int] = 500


class BadSettings(GlaneError):
    """glane.toml or an environment variable cannot be used."""


class BadQuery(GlaneError):
    """A search that cannot be answered as asked; `sentences` has one for each thing that is wrong."""

    http_status = 400

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = tuple(sentences)


class BadDocument(GlaneError):
    """A file or a manifest line that cannot be read; the run goes on without it."""

    exit_code = 1


class NeedsRecognition(BadDocument):
    """A file that gives nothing before its pages are recognised; `pages` are their numbers."""

    def __init__(self, sentence: str, pages: Sequence[int]) -> None:
        super().__init__(sentence)
        self.pages = tuple(pages)


class WorkersBroken(GlaneError):
    """The processes that read files cannot be started any more; the run ends, what it has stored stays."""

    exit_code = 1


class IndexMissing(GlaneError):
    """There is no index at the address given."""

    http_status = 503


class TargetNotEmpty(GlaneError):
    """What an index is to be copied to holds something else already."""


class IndexDamaged(GlaneError):
    """A file of the index is not what was written."""

    exit_code = 1
    http_status = 503


class IndexOfOtherVersion(GlaneError):
    """The index was written by a Glane with another format."""

    http_status = 503


class IndexLocked(GlaneError):
    """Another process is writing; says which and since when."""

    exit_code = 3


class EngineUnavailable(GlaneError):
    """The engine cannot answer now (network, disk); trying again may help, after `retry_after_s` if it said so."""

    http_status = 503

    def __init__(self, sentence: str, retry_after_s: float | None = None) -> None:
        super().__init__(sentence)
        self.retry_after_s = retry_after_s


class EngineRefused(GlaneError):
    """The engine does not accept what Glane asks; asking again changes nothing."""
