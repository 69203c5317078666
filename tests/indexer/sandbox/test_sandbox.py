"""A reading process that was taken over gets no further: tried by processes of the real pool."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import pytest

from indexer.sandbox import OPEN_FILES, WRITTEN_FILE_BYTES, landlock, seccomp
from indexer.sandbox.probe import Found, probe
from indexer.settings import ExtractionSettings
from indexer.sources.folder import readable_for
from indexer.sources.manifest import Line
from indexer.workers import work_through
from tests.indexer.sandbox.kernels import limits_under, probed_without, programs_started
from tests.indexer.sandbox.work import try_all

LIMITS = ExtractionSettings(timeout_s=20, memory_mb=1024, workers=1)
HAS_LANDLOCK = landlock.version() > 0
HAS_SECCOMP = platform.system() == "Linux" and platform.machine() in ("x86_64", "aarch64")


def through(*deeds: str, readable: Path) -> dict[str, str]:
    """What comes of each deed in a reading process that was given one folder or file."""
    tasks = [Line(Path("/m.jsonl"), number, deed.encode()) for number, deed in enumerate(deeds)]
    (results,) = [r for _, r in work_through(tasks, try_all, lambda _, why: [why], LIMITS, [readable])]
    return dict(zip(deeds, results, strict=True))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder that is added, with a file and a link out of it; a secret beside it."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "a.txt").write_text("texte", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (site / "link.txt").symlink_to(tmp_path / "secret.txt")
    return site


def test_files_of_the_added_folder_are_read_and_no_others(site: Path) -> None:
    """Nor through a link that was put there after the folder was looked through, nor the system's own."""
    expected = {
        f"read {site}/a.txt": "done texte",
        f"list {site}": "done ['a.txt', 'link.txt']",
        f"read {site.parent}/secret.txt": "PermissionError",
        f"read {site}/../secret.txt": "PermissionError",
        f"read {site}/link.txt": "PermissionError",
        f"list {site.parent}": "PermissionError",
        "read /etc/passwd": "PermissionError",
        "read /proc/self/environ": "PermissionError",
        f"read /proc/{os.getpid()}/environ": "PermissionError",
    }
    if not HAS_LANDLOCK:
        expected = {deed: outcome for deed, outcome in expected.items() if outcome != "PermissionError"}
    assert through(*expected, readable=site) == expected


def test_nothing_is_written_but_temporary_files(site: Path) -> None:
    refused = [f"{deed} {site}/a.txt" for deed in ("write", "remove", "rename")]
    refused += [f"write {site}/b.txt", f"write {site.parent}/b.txt", f"link {site}/c.txt", f"link {site.parent}/c.txt"]
    metadata = [f"{deed} {site}/a.txt" for deed in ("chmod", "touch")]
    found = through(*refused, *metadata, "temporary 1000", readable=site)
    assert found["temporary 1000"] == "done 1000"
    if HAS_SECCOMP:
        assert {found[deed] for deed in metadata} == {"PermissionError"}
    if HAS_LANDLOCK:
        assert {found[deed] for deed in refused} == {"PermissionError"}
        assert sorted(path.name for path in site.iterdir()) == ["a.txt", "link.txt"]
        assert (site / "a.txt").read_text(encoding="utf-8") == "texte"


def test_temporary_files_go_with_the_run(site: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    found = through(f"list {tmp_path}/tmp", "keep", readable=tmp_path)
    assert found["keep"].startswith(f"done {tmp_path}/tmp/glane-")
    assert list((tmp_path / "tmp").iterdir()) == []


def test_file_that_was_added_alone_is_read_and_nothing_beside_it(site: Path) -> None:
    found = through(f"read {site}/a.txt", f"list {site}", readable=site / "a.txt")
    assert found[f"read {site}/a.txt"] == "done texte"
    if HAS_LANDLOCK:
        assert found[f"list {site}"] == "PermissionError"


def test_no_socket_of_any_kind_is_opened(site: Path) -> None:
    deeds = [f"socket {family}" for family in ("AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK", "AF_PACKET")]
    assert set(through(*deeds, readable=site).values()) == {"PermissionError" if HAS_SECCOMP else "done None"}


def test_every_call_that_is_refused_is_refused(site: Path) -> None:
    """By its number, so that a wrong one would be seen here on either machine."""
    column = {"x86_64": 0, "aarch64": 1}.get(platform.machine(), 0)
    calls = [f"call {pair[column]}" for pair in seccomp.REFUSED.values() if HAS_SECCOMP and pair[column] is not None]
    assert through("files", *calls, readable=site) == {"files": f"done {OPEN_FILES}"} | dict.fromkeys(
        calls, "PermissionError"
    )


DAILY = {"x86_64": {0, 1, 2, 3, 9, 12, 59, 202, 257}, "aarch64": {56, 57, 63, 64, 98, 214, 221, 222}}


@pytest.mark.parametrize("machine", DAILY)
def test_filter_refuses_no_call_of_daily_needs(machine: str) -> None:
    """To read, write, open, close, map, wait, start a program; and it is whole on the machine that this one is not."""
    steps = seccomp.program(machine)
    refused = {value for code, _, _, value in steps if code == 0x15}
    assert not DAILY[machine] & refused
    assert len(refused) > 60
    assert steps[-1] == (0x06, 0, 0, 0x7FFF0000)


def test_other_processes_are_left_alone(site: Path) -> None:
    found = through(f"signal {os.getpid()}", readable=site)
    if landlock.version() >= 6:
        assert found == {f"signal {os.getpid()}": "PermissionError"}


def test_limits_hold(site: Path) -> None:
    found = through("files", f"temporary {WRITTEN_FILE_BYTES + 1}", readable=site)
    assert found == {"files": f"done {OPEN_FILES}", f"temporary {WRITTEN_FILE_BYTES + 1}": "OSError"}


def test_limit_that_is_lower_already_stays() -> None:
    """Whoever starts the indexer under `ulimit` may have a lower one, which nobody may raise."""
    assert limits_under(open_files=100) == 100


def test_libraries_are_still_loaded_when_they_are_needed(site: Path) -> None:
    names = ("dateparser", "trafilatura", "encodings.mac_roman", "pypdf", "sqlite3", "zoneinfo")
    found = through(*(f"import {name}" for name in names), readable=site)
    assert {outcome.partition(" ")[0] for outcome in found.values()} == {"done"}


def test_only_the_programs_that_are_named_are_started(tmp_path: Path) -> None:
    """One may be a script, which a shell runs. Under any other name it is not started, and where none is named none."""
    found = programs_started(tmp_path)
    assert (found["tesseract"], found["script"]) == (True, True)
    assert (found["other"], found["without leave"]) == (not HAS_LANDLOCK, not HAS_LANDLOCK)


@pytest.mark.parametrize(
    ("inputs", "readable"),
    [
        (["site"], ["site"]),
        (["site/a.txt"], ["site/a.txt"]),
        (["site/m.jsonl"], ["site"]),
        (["site", "other/m.NDJSON"], ["site", "other"]),
        (["folder.jsonl"], ["folder.jsonl"]),
    ],
)
def test_what_must_be_readable(inputs: list[str], readable: list[str], tmp_path: Path) -> None:
    for name in ("site/a.txt", "site/m.jsonl", "other/m.NDJSON", "folder.jsonl/a.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert readable_for(tmp_path / name for name in inputs) == [tmp_path / name for name in readable]


def test_what_holds_is_found_out_by_trying() -> None:
    found = probe()
    assert (found.seccomp, found.network) == (HAS_SECCOMP, not HAS_SECCOMP)
    assert (found.landlock, found.files) == (landlock.version(), not HAS_LANDLOCK)


KERNELS = {
    "landlock": (True, False, ("no network", "this kernel has no Landlock")),
    "seccomp": (False, True, ("may use the network", "open only what is added")),
    "both": (False, False, ("may use the network", "this kernel has no Landlock")),
}


def test_kernel_that_lacks_a_wall_is_no_failure() -> None:
    """The other one holds, and what is missing is said: real processes, to which the calls were made to fail."""
    for without, (seccomp_holds, landlock_holds, words) in KERNELS.items() if HAS_SECCOMP and HAS_LANDLOCK else ():
        found = probed_without(without)
        assert found == Found(
            seccomp=seccomp_holds,
            landlock=landlock.version() if landlock_holds else 0,
            network=not seccomp_holds,
            files=not landlock_holds,
        )
        assert all(word in found.sentence() for word in words)
