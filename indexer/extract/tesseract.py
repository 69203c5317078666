"""Tesseract, the program that recognises letters in pictures: found, asked for its languages, run on one picture.

    tesseract = find_tesseract(OcrSettings())          # a Tesseract, or Missing with the sentence that says what is
    tesseract.recognise(picture, dpi=300, timeout_s=60)     -> its answer as hOCR (hocr.py)

It is run as a program, picture in at one end and answer out at the other: no file is written, a crash or a hang ends
that program alone, and Debian keeps it up to date. (pytesseract would run the same program through temporary files;
bindings to the library would let a picture crash the process that reads.) The answer is asked for as hOCR, which gives
the size of the letters of a line; its TSV has boxes, as high as the letters that happen to stand in them.

Not here: pictures of pages (pdf/recognition.py).
"""

from __future__ import annotations

import math
import os
import re
import resource
import shutil
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from indexer.settings import OcrSettings

_PROGRAM = "tesseract"
_ORIENTATION = "osd"  # the data that tells which side of a page is up
# Ways to look at a picture: as a page that stands upright; only for its orientation.
_PAGE, _ORIENTATION_ONLY = "3", "0"
_ROTATE = re.compile(rb"^Rotate: (90|180|270)$", re.MULTILINE)
_LISTED_WITHIN_S = 10.0


class RecognitionError(Exception):
    """One picture cannot be recognised; its text goes on "Page 3 ..."."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Why nothing can be recognised here, and what to do: a sentence."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Tesseract:
    """The program as it is installed here, and the languages that it is to expect.

    knows_orientation  whether it has the data that tells which side of a page is up
    """

    program: str
    languages: str
    knows_orientation: bool

    def recognise(self, picture: bytes, *, dpi: int, timeout_s: float) -> bytes:
        """The text of a picture (PNM) that stands upright, as hOCR. Raises RecognitionError."""
        done = self._run(
            ["-l", self.languages, "--psm", _PAGE, "--dpi", str(dpi), "-c", "tessedit_create_hocr=1"],
            picture,
            timeout_s,
        )
        if done.returncode:
            why = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2][:200]
            raise RecognitionError(
                f"could not be recognised (Tesseract ended with {done.returncode}{f': {why}' if why else ''})"
            )
        return done.stdout

    def angle(self, picture: bytes, *, timeout_s: float) -> int:
        """By how much to turn a picture clockwise until it stands upright: 90, 180 or 270; 0 where that is unknown.

        It takes half a second of a processor. Raises RecognitionError.
        """
        if not self.knows_orientation:
            return 0
        done = self._run(["-l", _ORIENTATION, "--psm", _ORIENTATION_ONLY], picture, timeout_s)
        found = _ROTATE.search(done.stdout)  # with too few letters it tells nothing, and ends with 1
        return int(found[1]) if found else 0

    def _run(self, options: Sequence[str], picture: bytes, timeout_s: float) -> subprocess.CompletedProcess[bytes]:
        command = [self.program, "stdin", "stdout", *options]
        # One thread a page: several pages at once use the processors better than several threads on one.
        environment = os.environ | {"OMP_THREAD_LIMIT": "1"}
        pipe = subprocess.PIPE
        try:
            process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment)
        except OSError as error:
            raise RecognitionError(f"could not be recognised: Tesseract did not start ({error.strerror})") from error
        with process:
            _limit_processor_time(process.pid, timeout_s)
            try:
                answer, told = process.communicate(picture, timeout=max(timeout_s, 0.01))
            except subprocess.TimeoutExpired as error:
                process.kill()
                raise RecognitionError("took too long to recognise (the setting timeout_s of [ocr])") from error
        return subprocess.CompletedProcess(command, process.returncode, answer, told)


def find_tesseract(settings: OcrSettings) -> Tesseract | Missing:
    """The program with all that the settings ask for, or the sentence that says what is missing."""
    if not settings.enabled:
        return Missing("OCR is switched off (the setting enabled of [ocr]).")
    wanted = settings.languages.split("+")
    program = shutil.which(_PROGRAM)
    if program is None:
        return Missing(f"Tesseract is not installed ({_install('tesseract-ocr', *map(_package, wanted))}).")
    try:
        listed = subprocess.run(
            [program, "--list-langs"], capture_output=True, timeout=_LISTED_WITHIN_S, check=True, text=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        return Missing(f"{program} does not say which languages it has ({type(error).__name__}): install it again.")
    installed = set(listed.stdout.split())
    lacking = [language for language in wanted if language not in installed]
    if lacking:
        return Missing(f"Tesseract lacks {', '.join(lacking)} ({_install(*map(_package, lacking))}).")
    return Tesseract(program, settings.languages, knows_orientation=_ORIENTATION in installed)


def _install(*packages: str) -> str:
    return f"on Debian: apt-get install {' '.join(packages)}"


def _package(language: str) -> str:
    return f"tesseract-ocr-{language.lower().replace('_', '-').replace('/', '-')}"


def _limit_processor_time(pid: int, timeout_s: float) -> None:
    """Let the system end the program even where the process that started it was ended first."""
    seconds = math.ceil(timeout_s) + 1
    with suppress(OSError, ValueError):  # it has ended already, or a sandbox does not let us
        resource.prlimit(pid, resource.RLIMIT_CPU, (seconds, seconds))
