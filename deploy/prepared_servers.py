"""Servers that are forked from one process, which has loaded what all of them load.

``PreparedSpawner`` starts a server for a user of the system, as JupyterHub's own spawner for local
processes does, but asks ``python -m neurolib.hub --prepare`` for it. This takes a third of the
memory and a fifth of the time of a processor. A user whose ``cmd`` is another, as the teacher's, is
started as ever.
"""

from __future__ import annotations

import asyncio
import json
import os
import pwd
from pathlib import Path
from typing import Any

from jupyterhub.spawner import LocalProcessSpawner
from jupyterhub.traitlets import Command
from jupyterhub.utils import random_port

LOOK = 0.1  # s between two looks whether a server listens
LISTENS = "0A"  # a state of /proc/net/tcp


def owner_of(port: int) -> int | None:
    """Return the number of the user who listens at a port of this machine, or ``None``."""
    for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
        _, local, _, state, _, _, _, uid, *_ = line.split()
        if state == LISTENS and int(local.rpartition(":")[2], 16) == port:
            return int(uid)
    return None


class Prepared:
    """The process that servers are forked from, started when the first one is wanted."""

    def __init__(self) -> None:
        self.process: asyncio.subprocess.Process | None = None
        self.turn = asyncio.Lock()

    async def fork(self, command: list[str], wanted: dict[str, Any]) -> int:
        """Return the number of the process of a new server."""
        async with self.turn:
            for _ in range(2):  # once more with a new process, if the old one has died
                if self.process is None or self.process.returncode is not None:
                    await self._begin(command)
                assert self.process and self.process.stdin and self.process.stdout
                try:
                    self.process.stdin.write(json.dumps(wanted).encode() + b"\n")
                    await self.process.stdin.drain()
                    answer = await self.process.stdout.readline()
                except (BrokenPipeError, ConnectionResetError):
                    answer = b""
                if answer:
                    return int(answer)
                await self.process.wait()
        raise RuntimeError(f"{' '.join(command)} --prepare does not answer; the log says why.")

    async def _begin(self, command: list[str]) -> None:
        # its memory is every student's, so nothing of the hub's environment is in it
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
        pipe = asyncio.subprocess.PIPE
        self.process = await asyncio.create_subprocess_exec(
            *command, "--prepare", stdin=pipe, stdout=pipe, env=kept, cwd="/"
        )


PREPARED = Prepared()  # of this hub


class PreparedSpawner(LocalProcessSpawner):
    """A spawner of local processes whose servers share what they have loaded."""

    prepared = Command(help="The command whose servers are forked: that of the students.").tag(
        config=True
    )

    async def start(self) -> tuple[str, int]:
        """Start the server; return its address."""
        if list(self.cmd) != list(self.prepared):
            return await super().start()
        user = pwd.getpwnam(self.user.name)
        self.port = self.port or random_port()
        wanted = {
            "words": self.get_args(),
            "env": self.get_env(),
            "uid": user.pw_uid,
            "gid": user.pw_gid,
            "groups": os.getgrouplist(self.user.name, user.pw_gid),
            "home": user.pw_dir,
        }
        self.proc = None  # it is a child of the prepared process: known by its number
        self.pid = await PREPARED.fork(list(self.prepared), wanted)
        await self._listens(user.pw_uid)
        return (self.ip or "127.0.0.1", self.port)

    async def _listens(self, uid: int) -> None:
        """Wait until the server listens; raise if another user has taken its port meanwhile, and
        would be shown in its place.
        """
        while await self.poll() is None:
            if (owner := owner_of(self.port)) is not None:
                if owner != uid:
                    raise RuntimeError(
                        f"Port {self.port} is another user's; start the server again."
                    )
                return
            await asyncio.sleep(LOOK)
        raise RuntimeError("The server ended before it listened; the log says why.")
