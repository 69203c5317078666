"""Searches and an indexing run under way, what was promised to them, and what they were answered.

    with Load(cluster.addresses(), folder) as load:
        load.goes_on()              a commit is acknowledged and a search answered, both begun from now on
        cluster.kill(2)
        ...
    load.check_nothing_lost()

An answer is wrong unless it has whole commits only: all that were acknowledged before the question, and none that had
not begun when the answer came (indexing.py says what a commit changes). Refused is a search by EngineUnavailable, or
by a 503 with `Retry-After`; anything else is wrong too.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from indexer.engines.interface import Query
from indexer.errors import EngineUnavailable
from indexer.settings import OpenSearchSettings
from tests.faults.indexing import LOT, engine_of
from tests.paths import REPOSITORY
from tests.serving import gunicorn

SEARCHERS = 2
# A visitor's; the indexer of this machine shares two processors with three nodes and with whatever else is tested.
_PAUSE_S = 0.05
# A search is refused within `timeout_s`; what is more is a machine that is busy.
_TIMEOUT_S = OpenSearchSettings().timeout_s
_SLACK_S = 5.0
# The longest waits of an engine are the indexer's: a lock that expires takes two minutes.
GOES_ON_S = 180.0

_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))

# The rest of a sentence differs from one node and request to the other.
_SENTENCE = 120


class Refused(Exception):
    """A search was refused as it should be."""


@dataclass(frozen=True)
class Asked:
    """One search: when it began and ended, and whether it was answered."""

    begun: float
    ended: float
    answered: bool


@dataclass(frozen=True)
class Answer:
    """What is looked at in an answer."""

    total: int
    by_kind: int
    snippets: tuple[str, ...]


class Load:
    """What goes on while something breaks."""

    def __init__(self, hosts: list[str], folder: Path, prefix: str = "glane") -> None:
        self.prefix = prefix
        self._hosts = tuple(hosts)
        self._folder = folder
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._services = ExitStack()
        self._run: subprocess.Popen[str] | None = None
        self.begun = self.acknowledged = -1
        self.asked: list[Asked] = []
        self.wrong: list[str] = []
        # While all nodes start again, a copy may show what was sent to it of a commit that is not done.
        self.halves_are_seen = False
        self.halves = 0
        # What ended runs of the indexer, and what searches were refused with.
        self.ends: list[str] = []
        self.refusals: list[str] = []

    def __enter__(self) -> Load:
        try:
            self._begin()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _begin(self) -> None:
        self._start(self._index)
        self._wait(lambda: self.acknowledged >= 0, "The first commit was not acknowledged.")
        for _ in range(SEARCHERS):
            engine = engine_of(self._hosts, self.prefix, self._folder)
            self._start(lambda engine=engine: self._visit(lambda text: _ask_engine(engine, text)))
        serving = self._services.enter_context(
            gunicorn(
                self._folder,
                GLANE_ENGINE="opensearch",
                GLANE_OPENSEARCH_HOSTS=",".join(self._hosts),
                GLANE_OPENSEARCH_PREFIX=self.prefix,
                GLANE_API_RATE_LIMIT="",
            )
        )
        self._start(lambda: self._visit(lambda text: _ask_service(serving.address, text)))
        self.goes_on()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        try:
            for thread in self._threads:
                thread.join(GOES_ON_S)
        finally:
            if self._run is not None and self._run.poll() is None:
                self._run.kill()
                self._run.wait()
            self._services.close()

    def goes_on(self) -> None:
        """Wait until a commit is acknowledged that begins from now on, and searches begun from now on are answered."""
        since, begun = time.monotonic(), self.begun
        self._wait(lambda: self.acknowledged > begun, "No commit is acknowledged.")
        self._wait(lambda: any(one.answered and one.begun > since for one in self._newest()), "No search is answered.")

    def stands_still(self, seconds: float) -> None:
        """Nothing is acknowledged for so long, and searches are answered meanwhile."""
        acknowledged, since = self.acknowledged, time.monotonic()
        time.sleep(seconds)
        assert self.acknowledged == acknowledged, str(self)
        assert any(one.answered and one.begun > since for one in self._newest()), str(self)

    def _newest(self) -> list[Asked]:
        with self._lock:
            return self.asked[-20:]

    def _wait(self, until: Callable[[], bool], otherwise: str) -> None:
        end = time.monotonic() + GOES_ON_S
        while not until():
            assert time.monotonic() < end, f"{otherwise} {self}"
            assert not self.wrong, str(self)
            time.sleep(0.05)

    def check_nothing_lost(self) -> None:
        """What was acknowledged is there, and the index is sound; nothing that was answered was wrong."""
        assert not self.wrong, str(self)
        engine = engine_of(self._hosts, self.prefix, self._folder)
        promised = {f"lot/{number}/{place}" for number in range(self.acknowledged + 1) for place in range(LOT)}
        promised |= {f"releve/{place}" for place in range(LOT)}
        assert engine.stored().keys() >= promised
        for number in range(self.acknowledged + 1):
            assert engine.search(Query(f"n{number}")).total == LOT, number
        assert engine.search(Query(f"e{self.begun}")).total == LOT
        assert list(engine.verify())
        longest = self._longest_search_s()
        assert longest < _TIMEOUT_S + _SLACK_S, f"A search took {longest:.1f} s. {self}"

    # Figures

    def figures(self) -> str:
        """Searches answered and refused, and the longest time without an answer in which one was refused."""
        answered = sum(one.answered for one in self.asked)
        return (
            f"{answered} searches answered, {len(self.asked) - answered} refused, longest refusal "
            f"{self.longest_refusal_s():.1f} s, longest search {self._longest_search_s():.1f} s, "
            f"{self.acknowledged + 1} commits, {len(self.ends)} runs ended early, "
            f"{self.halves} answers with half of a commit"
        )

    def _longest_search_s(self) -> float:
        return max((one.ended - one.begun for one in self.asked), default=0.0)

    def longest_refusal_s(self) -> float:
        """The longest time without any answer in which a search was refused."""
        longest, since, refused = 0.0, 0.0, False
        for one in sorted(self.asked, key=lambda one: one.ended):
            if not one.answered:
                since, refused = since or one.begun, True
                continue
            if refused:
                longest = max(longest, one.ended - since)
            since, refused = one.ended, False
        return longest

    def told(self) -> list[str]:
        """What ended runs and what searches were refused with: the beginnings of the sentences, each once."""
        sentences = Counter(f"run ended: {end}"[:_SENTENCE] for end in self.ends)
        sentences.update(f"refused: {sentence}"[:_SENTENCE] for sentence in self.refusals)
        return [f"{count} x {sentence}" for sentence, count in sentences.most_common(10)]

    def __str__(self) -> str:
        return "\n".join((self.figures(), *self.wrong[:5], *self.told()))

    # The run

    def _index(self) -> None:
        """One run after the other: each goes on behind what the one before was acknowledged."""
        while not self._over.is_set():
            arguments = [",".join(self._hosts), self.prefix, str(self.acknowledged + 1)]
            command = [sys.executable, "-m", "tests.faults.indexing", *arguments]
            with subprocess.Popen(
                command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            ) as run:
                self._run = run
                assert run.stdin is not None
                assert run.stdout is not None
                threading.Thread(target=self._end_with_us, args=(run,), daemon=True).start()
                for line in run.stdout:
                    word, _, number = line.strip().partition(" ")
                    if word == "begun":
                        self.begun = int(number)
                    elif word == "acknowledged":
                        self.acknowledged = int(number)
                    else:
                        self.ends.append(line.strip())
                        if word not in ("EngineUnavailable:", "IndexLocked:"):
                            self.wrong.append(f"A run ended: {line.strip()}")
            if run.returncode not in (0, 2, 3):
                self.wrong.append(f"A run ended with {run.returncode}.")
            self._over.wait(0.5)

    def _end_with_us(self, run: subprocess.Popen[str]) -> None:
        while run.poll() is None:
            if self._over.wait(0.1):
                run.stdin.close()  # type: ignore[union-attr] # it is a pipe
                return

    # Searches

    def _visit(self, ask: Callable[[str], Answer]) -> None:
        while not self._over.is_set():
            known = self.acknowledged
            for text, least in (("commune", (known + 2) * LOT), (f"e{known}", 0), ("moisson", (known + 1) * LOT)):
                begun = time.monotonic()
                try:
                    answer = ask(text)
                except Refused as refused:
                    self._note(Asked(begun, time.monotonic(), answered=False), str(refused))
                except Exception as error:  # noqa: BLE001 - whatever it is, it is told at the end
                    self._note(Asked(begun, time.monotonic(), answered=False), wrong=f"{text}: {error!r}")
                else:
                    ended = time.monotonic()
                    self._note(Asked(begun, ended, answered=True), wrong=self._judge(text, least, answer))
                self._over.wait(_PAUSE_S)

    def _judge(self, text: str, least: int, answer: Answer) -> str:
        """What is wrong with an answer; nothing."""
        most = (self.begun + 1) * LOT + (LOT if text == "commune" else 0)
        if text.startswith("e"):
            least, most = LOT if text == f"e{self.begun}" else 0, LOT
        found = f"{text}: {answer.total} found, between {least} and {most} expected"
        if not least <= answer.total <= most:
            return found
        if answer.total % LOT:
            if self.halves_are_seen:
                self.halves += 1
                return ""
            return f"{found}: half of a commit is seen"
        if answer.by_kind != answer.total:
            return f"{found}, but {answer.by_kind} in the facet"
        if len(answer.snippets) != min(answer.total, 10) or not all(text in snippet for snippet in answer.snippets):
            return f"{found}, but shown are {answer.snippets}"
        return ""

    def _note(self, asked: Asked, refusal: str = "", *, wrong: str = "") -> None:
        with self._lock:
            self.asked.append(asked)
            if refusal:
                self.refusals.append(refusal)
            if wrong:
                self.wrong.append(wrong)

    def _start(self, target: Callable[[], None]) -> None:
        thread = threading.Thread(target=target, daemon=True)
        thread.start()
        self._threads.append(thread)


def _ask_engine(engine: object, text: str) -> Answer:
    try:
        results = engine.search(Query(text))  # type: ignore[attr-defined]
    except EngineUnavailable as error:
        raise Refused(str(error)) from error
    kinds = sum(value.count for value in results.facets["kind"].values)
    return Answer(results.total, kinds, tuple(str(hit.snippet) for hit in results.hits))


def _ask_service(address: str, text: str) -> Answer:
    try:
        with _DIRECT.open(f"{address}/api/v1/search?q={text}", timeout=60) as answer:
            found = json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            if error.code == 503 and int(error.headers["Retry-After"]) > 0:
                raise Refused("HTTP 503") from error
            raise
    kinds = sum(value["count"] for value in found["facets"]["kind"])
    snippets = tuple(hit["snippet_html"].replace("<mark>", "").replace("</mark>", "") for hit in found["hits"])
    return Answer(found["total"], kinds, snippets)
