"""Pages drawn by the service as an operator starts it: searches go on meanwhile, and nothing stays behind."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.serving import gunicorn

REPORT = "reports/rapport-activite-2024.pdf"


def answer(address: str) -> tuple[int, str, float]:
    """Status, type and seconds."""
    begun = time.monotonic()
    try:
        with urllib.request.urlopen(address, timeout=60) as response:
            response.read()
            return response.status, response.headers["Content-Type"], time.monotonic() - begun
    except urllib.error.HTTPError as error:
        comes_back = "later" if error.headers["Retry-After"] else ""
        return error.code, comes_back, time.monotonic() - begun


def programs_that_draw() -> set[int]:
    """Those of this test's service: processes of others are not ours to count."""
    found = set()
    for path in Path("/proc").glob("[0-9]*"):
        try:
            command, environment = (path / "cmdline").read_bytes(), (path / "environ").read_bytes()
        except OSError:
            continue
        if b"indexer.extract.pdf.draw_server" in command and b"GLANE_SITE_NAME=Dessins" in environment:
            found.add(int(path.name))
    return found


def test_many_pages_at_once_leave_room_for_searches_and_nothing_behind(sample_index: Path, tmp_path: Path) -> None:
    with gunicorn(
        sample_index,
        GLANE_SITE_NAME="Dessins",
        GLANE_PREVIEW_CACHE=str(tmp_path / "cache"),
        GLANE_PREVIEW_TIMEOUT_S="20",
    ) as serving:
        pages = [f"{serving.address}/preview/{REPORT}/{number}?q=sant%C3%A9" for number in range(10, 26)]
        with ThreadPoolExecutor(20) as pool:
            drawn = [pool.submit(answer, page) for page in pages]
            searched = [pool.submit(answer, f"{serving.address}/search?q=tabac") for _ in range(4)]
            assert {one.result()[0] for one in searched} == {200}
            answers = {one.result()[:2] for one in drawn}
        assert (200, "image/webp") in answers
        assert answers <= {(200, "image/webp"), (503, "later")}
        again = [answer(page) for page in pages[:3]]
        assert {status for status, _, _ in again} == {200}
        assert {kind for _, kind, _ in again} == {"image/webp"}
        assert 1 <= len(programs_that_draw()) <= 2  # one for each worker that has drawn
    for _attempt in range(100):
        if not programs_that_draw():
            break
        time.sleep(0.1)
    assert programs_that_draw() == set()
