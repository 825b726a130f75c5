"""A PostgreSQL server of one's own: in a temporary folder, by an ordinary user, over a Unix socket."""

from __future__ import annotations

import contextlib
import getpass
import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

SETTINGS = {"listen_addresses": "", "fsync": "off", "shared_buffers": "16MB"}


def programs() -> Path | None:
    """Return the folder of the newest PostgreSQL's programs; Debian does not put them on PATH."""

    def version(folder: Path) -> float:
        with contextlib.suppress(ValueError):
            return float(folder.parent.name)
        return 0.0

    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")]
    if on_path := shutil.which("pg_ctl"):
        found.append(Path(on_path).resolve().parent)
    return max(found, key=version, default=None)


def missing() -> str:
    """Return a sentence on what is not installed; nothing where all is."""
    if not programs():
        return "PostgreSQL is missing: install Debian's package postgresql"
    if not importlib.util.find_spec("psycopg"):
        return 'its driver is missing: run pip install "psycopg[binary]"'
    return ""


class Server:
    """A server in ``folder``, which it owns; it refuses to run as root, then it runs as nobody."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self.folder, self._programs = folder, programs()
        self._settings = SETTINGS | settings | {"unix_socket_directories": folder}
        self._user = "nobody" if os.getuid() == 0 else None
        self.name = self._user or getpass.getuser()
        if self._user:
            shutil.chown(folder, self._user)
        self._run("initdb", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C")

    def _run(self, program: str, *words: str) -> None:
        command = [f"{self._programs}/{program}", "-D", str(self.folder / "data"), *words]
        done = subprocess.run(
            command,
            user=self._user,
            extra_groups=[] if self._user else None,
            cwd=self.folder,
            # a server that kept our pipe would keep us waiting for its end
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert done.returncode == 0, f"{' '.join(command)}: {self._log()}"

    def _log(self) -> str:
        log = self.folder / "log"
        return log.read_text(encoding="utf-8") if log.exists() else "it wrote no log"

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = " ".join(f"-c {name}='{value}'" for name, value in self._settings.items())
        self._run("pg_ctl", "start", "-w", "-l", str(self.folder / "log"), "-o", options)

    def stop(self) -> None:
        """End it and every connection at once, as a restart of the machine would."""
        self._run("pg_ctl", "stop", "-w", "-m", "immediate")

    def process(self) -> int:
        """Return the number of its first process, which has started all others."""
        return int((self.folder / "data" / "postmaster.pid").read_text().split()[0])

    def address(self, database: str = "postgres") -> str:
        """Return the address of a database, as a teacher writes it into ``db_url``."""
        return f"postgresql:///{database}?host={self.folder}&user={self.name}"

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run a statement in a connection of its own; return the rows."""
        import psycopg

        with psycopg.connect(self.address(database), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def database(self, name: str) -> str:
        """Make an empty database and return its address."""
        self.execute(f'CREATE DATABASE "{name}"')
        return self.address(name)


@contextlib.contextmanager
def server(**settings: object) -> Iterator[Server]:
    """A server that runs while the block does, with settings of ``postgresql.conf``."""
    with tempfile.TemporaryDirectory(prefix="neurolib-postgres-") as folder:  # short, for a socket
        one = Server(Path(folder), **settings)
        one.start()
        try:
            yield one
        finally:
            with contextlib.suppress(AssertionError):  # a test may have stopped it
                one.stop()
