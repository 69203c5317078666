"""Processes to which the kernel seems to lack something: a filter makes the calls fail that ask for it.

Run as a program: `python -m tests.indexer.sandbox.kernels landlock FOLDER` prints what the sandbox then holds.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from indexer.sandbox import Rules, confine, probe, seccomp
from indexer.sandbox.probe import Found
from indexer.sandbox.system import forbid_new_privileges, install_filter
from tests.paths import REPOSITORY

_PRCTL = {"x86_64": 157, "aarch64": 167}
_CREATE_RULESET = 444
_SET_SECCOMP = 22
_LOAD, _IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _NO_SUCH_CALL, _INVALID = 0x7FFF0000, 0x00050000 | 38, 0x00050000 | 22


def _program(without: str) -> list[seccomp.Instruction]:
    steps: list[seccomp.Instruction] = [(_LOAD, 0, 0, 0)]
    if without in ("landlock", "both"):
        steps += [(_IF_EQUAL, 0, 1, _CREATE_RULESET), (_RETURN, 0, 0, _NO_SUCH_CALL)]
    if without in ("seccomp", "both"):
        steps += [
            (_IF_EQUAL, 0, 3, _PRCTL[platform.machine()]),
            (_LOAD, 0, 0, 16),
            (_IF_EQUAL, 0, 1, _SET_SECCOMP),
            (_RETURN, 0, 0, _INVALID),
        ]
    return [*steps, (_RETURN, 0, 0, _ALLOW)]


def probed_without(without: str) -> Found:
    """What the sandbox finds where "landlock", "seccomp" or "both" are missing."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "outside").touch()
        return Found(**json.loads(_run(without, folder)))


def limits_under(open_files: int) -> int:
    """How many files a confined process may open where whoever started it may open so many."""
    return int(_run("limits", str(open_files)))


def programs_started(folder: Path) -> dict[str, bool]:
    """Whether a process that may start "tesseract" can start it, a script, and the same program as "other".

    And whether one that may start none can start the system's.
    """
    true = shutil.which("true")
    assert true is not None
    for name in ("tesseract", "other"):
        shutil.copy(true, folder / name)
    (folder / "script").write_text("#!/bin/sh\ntrue\n")
    (folder / "script").chmod(0o755)
    found: dict[str, bool] = json.loads(_run("programs", str(folder)))
    found["without leave"] = json.loads(_run("no programs", true))
    return found


def _can_start(program: str) -> bool:
    try:
        subprocess.run([program], check=False)
    except PermissionError:
        return False
    return True


def _run(*arguments: str) -> bytes:
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-m", __name__, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, check=True).stdout


if __name__ == "__main__":
    what, argument = sys.argv[1:]
    if what == "limits":
        resource.setrlimit(resource.RLIMIT_NOFILE, (int(argument), int(argument)))
        confine(Rules(2**30))
        print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    elif what == "programs":
        allowed = (f"{argument}/tesseract", f"{argument}/script")
        confine(Rules(2**30, programs=allowed))
        print(json.dumps({name: _can_start(f"{argument}/{name}") for name in ("tesseract", "script", "other")}))
    elif what == "no programs":
        confine(Rules(2**30))
        print(json.dumps(_can_start(argument)))
    else:
        forbid_new_privileges()
        assert install_filter(seccomp.as_kernel_program(_program(what)))
        print(json.dumps(asdict(probe.try_all(Path(argument)))))
