"""The command `indexer`: one module a command, joined here.

Exit codes: 0 all went well; 1 a file failed, or damage or a mistake was found; 2 the command or the settings are wrong,
or there is no index; 3 another process is writing.
"""

from __future__ import annotations

import click

from indexer.cli.add import add, sync
from indexer.cli.check import check
from indexer.cli.covers import covers
from indexer.cli.inspect import inspect
from indexer.cli.migrate import migrate
from indexer.cli.rebuild import rebuild
from indexer.cli.remove import remove
from indexer.cli.report import report
from indexer.cli.search import search
from indexer.cli.status import status
from indexer.cli.verify import verify

_EPILOG = """\b
Exit codes: 0 all went well; 1 a file failed, or damage or a mistake was found;
2 the command or the settings are wrong, or there is no index;
3 another process is writing.

\b
The index folder is --index, else the variable GLANE_INDEX, else the
setting `index` of glane.toml (GLANE_CONFIG names another file).
With the engine "opensearch" the index is in the cluster ([opensearch]);
that folder then has the covers, the last receipt and what failed.
"""


@click.group(epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="glane", prog_name="indexer")
def main() -> None:
    """Index an institute's publications, and look into the index."""


for command in (add, sync, remove, status, report, inspect, search, check, verify, covers, migrate, rebuild):
    main.add_command(command)
