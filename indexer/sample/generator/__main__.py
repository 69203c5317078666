"""Command line: `python -m indexer.sample.generator [--only NAME] OUTPUT_FOLDER`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from .catalogue import REPORTS


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the reports asked for into the output folder, and say how large each one is."""
    parser = argparse.ArgumentParser(prog="python -m indexer.sample.generator", description=__doc__)
    parser.add_argument("output_folder", type=Path, metavar="OUTPUT_FOLDER")
    parser.add_argument(
        "--only",
        action="append",
        choices=[report.name for report in REPORTS],
        metavar="NAME",
        help="make this report only (may be repeated): " + ", ".join(report.name for report in REPORTS),
    )
    options = parser.parse_args(arguments)
    options.output_folder.mkdir(parents=True, exist_ok=True)
    for report in REPORTS:
        if options.only and report.name not in options.only:
            continue
        content = report.build()
        (options.output_folder / report.file_name).write_bytes(content)
        print(f"{report.file_name}: {len(content):,} bytes")


if __name__ == "__main__":
    main()
