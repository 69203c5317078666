"""A PostgreSQL server of the benchmark's own: its files in one folder, one socket, no port, no password.

    with_server = Cluster(folder);  with_server.create();  with_server.start();  connect(host=with_server.socket)

The server refuses to run as root: it is then started as the user `postgres`, who owns the folder.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

_INSTALLED = Path("/usr/lib/postgresql")
# Warm data and one core: everything in memory, no time for plans of other machines.
_SETTINGS = {
    "listen_addresses": "''",
    "shared_buffers": "1GB",
    "work_mem": "256MB",
    "maintenance_work_mem": "512MB",
    "effective_cache_size": "4GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "plan_cache_mode": "force_custom_plan",
    "autovacuum": "off",
    "fsync": "off",
    "full_page_writes": "off",
    "max_wal_size": "4GB",
}
USER = "glane"


class Cluster:
    """One server and its files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sockets: Path | None = None

    @property
    def socket(self) -> str:
        """The folder of the running server's socket."""
        return str(self._sockets)

    def create(self) -> None:
        """Make the files of an empty cluster."""
        self._folder.mkdir(parents=True)
        self._give(self._folder)
        options = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", f"--username={USER}"]
        self._run("initdb", *options, f"--pgdata={self._folder}")

    def start(self) -> None:
        """Start the server; it answers when this returns."""
        self._sockets = Path(tempfile.mkdtemp(prefix="glane-"))  # a socket's whole path has 107 bytes at most
        self._give(self._sockets)
        settings = [f"-c {name}={value}" for name, value in _SETTINGS.items()]
        options = " ".join([f"-k {self._sockets}", *settings])
        self._run("pg_ctl", "start", "--wait", f"--pgdata={self._folder}", f"--options={options}", "--log=/dev/null")

    def stop(self) -> None:
        """Stop the server; its files are whole then."""
        if self._sockets is not None:
            self._run("pg_ctl", "stop", "--wait", "--mode=fast", f"--pgdata={self._folder}")
            shutil.rmtree(self._sockets, ignore_errors=True)
            self._sockets = None

    def _run(self, program: str, *arguments: str) -> None:
        binary = find_program(program)
        if binary is None:
            raise RuntimeError(f"{program} is not installed.")
        command = [str(binary), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, user=_owner(), cwd="/")

    def _give(self, folder: Path) -> None:
        if (owner := _owner()) is not None:
            shutil.chown(folder, owner)


def find_program(name: str) -> Path | None:
    """A program of PostgreSQL: of the newest release below /usr/lib/postgresql, else in PATH."""
    releases = sorted(_INSTALLED.glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    found = next((path / name for path in releases if (path / name).is_file()), None) or shutil.which(name)
    return Path(found) if found else None


def _owner() -> str | None:
    """Who runs the server: None for the present user."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return "nobody"
