"""How a run is told in a log: few lines, each with what is done, how quickly, and what remains."""

from __future__ import annotations

from pathlib import Path

from indexer.cli.progress import LogLines, count_tasks


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_log_has_a_line_now_and_then_however_many_publications_come(tmp_path: Path) -> None:
    """A hundred thousand in an hour: two lines a minute."""
    manifest = tmp_path / "m.jsonl"
    manifest.write_text("{}\n" * 1_000 + "{}", encoding="utf-8")
    told: list[str] = []
    clock = Clock()
    progress = LogLines(lambda: count_tasks([manifest]), told.append, clock)
    for done in range(100_001):
        clock.now = 100 + done * 3_600 / 100_000
        progress(done, "m.jsonl, line 7")
    assert 100 < len(told) < 130


def test_line_says_what_is_done_how_quickly_what_remains_and_what_is_read(tmp_path: Path) -> None:
    for number in range(100):
        (tmp_path / f"{number}.md").write_text("# Titre", encoding="utf-8")
    told: list[str] = []
    clock = Clock()
    progress = LogLines(lambda: count_tasks([tmp_path]), told.append, clock)
    clock.now += 0.9
    progress(5, "5.md")
    assert told == []
    clock.now += 9.1
    progress(0, "0.md")
    assert told == []
    progress(20, f"{'long' * 20}\u202e.pdf")
    clock.now += 10
    progress(100, "")
    assert told == [
        "20 of 100 publications done, 2.0 a second, about 40 s left; reading longlonglonglonglonglonglonglonglonglon…",
        "100 of 100 publications done, 5.0 a second",
    ]


def test_tasks_are_files_and_lines(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/a.html").write_text("x", encoding="utf-8")
    (tmp_path / "site/picture.png").write_bytes(b"x")
    (tmp_path / "m.jsonl").write_text("1\n2\n3", encoding="utf-8")
    (tmp_path / "empty.jsonl").write_text("", encoding="utf-8")
    assert count_tasks([tmp_path / "site", tmp_path / "m.jsonl", tmp_path / "empty.jsonl"]) == 4


def test_first_of_many_say_nothing_of_the_rest(tmp_path: Path) -> None:
    """One of a thousand in two seconds is how long the processes take to begin."""
    manifest = tmp_path / "m.jsonl"
    manifest.write_text("{}\n" * 1_000, encoding="utf-8")
    told: list[str] = []
    clock = Clock()
    progress = LogLines(lambda: count_tasks([manifest]), told.append, clock)
    clock.now += 2
    progress(1, "m.jsonl, line 513")
    assert told == ["1 of 1,000 publications done; reading m.jsonl, line 513"]
