"""A process that waits with its imports done and forks a copy of itself for each submission.

:func:`serve` is the waiting side, :class:`Zygote` the asking side. They talk over one Unix socket: a request is JSON
with file descriptors, the answer is a pidfd of the new process, by which the asking side sees it end and kills it. When
the asking side is gone, however it went, the socket reads as closed and the waiting side ends.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import subprocess
import tempfile
import threading
import traceback
from collections.abc import Callable, Sequence
from typing import Any

START = 60.0  # seconds that the imports may take
FORK = 20.0


class ForkError(RuntimeError):
    """The process could not be started, with what it said."""


def serve(control: socket.socket, child: Callable[[socket.socket, dict[str, Any], list[int]], None]) -> None:
    """Fork for every request and let ``child(control, request, fds)`` answer by :func:`announce` and go on; return at the end.

    This process must have one thread only and must never run what a child runs.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children vanish by themselves
    gc.freeze()  # so that the collector does not copy what is shared
    control.send(b"{}")
    while True:
        message, fds, _, _ = socket.recv_fds(control, 1 << 16, 16)
        if not message:
            return
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            try:
                child(control, json.loads(message), list(fds))
            except BaseException:
                traceback.print_exc()
                with contextlib.suppress(OSError):
                    control.send(b"{}")  # without a pidfd, unless one was announced before
            finally:
                os._exit(1)
        for fd in fds:
            os.close(fd)


def announce(control: socket.socket, pid: int) -> None:
    """Tell the asking side which process the child is, and hang up."""
    pidfd = os.pidfd_open(pid)
    socket.send_fds(control, [b"{}"], [pidfd])
    os.close(pidfd)
    control.close()


class Process:
    """A process known by its pidfd: no other process can be taken for it."""

    def __init__(self, pidfd: int) -> None:
        self.pidfd = pidfd

    def __del__(self) -> None:
        os.close(self.pidfd)

    @property
    def pid(self) -> int:
        """Its number as this process sees it; 0 or below when it has ended."""
        with open(f"/proc/self/fdinfo/{self.pidfd}") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("Pid:"))

    def ended(self, seconds: float = 0.0) -> bool:
        """Return whether it has ended, waiting so long for that."""
        return bool(select.select([self.pidfd], [], [], seconds)[0])

    def kill(self) -> None:
        """End it, and with the first process of a namespace all others in it; return when it is gone."""
        try:
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.ended(10.0)


class Zygote:
    """The asking side: starts the waiting process and asks it for children."""

    def __init__(self, command: Sequence[str], env: dict[str, str]) -> None:
        """Start ``command`` with the socket's number added; raise :class:`ForkError` with its stderr where that fails."""
        self.owner = os.getpid()
        self._lock = threading.Lock()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as this
        fd = theirs.fileno()
        self._process = subprocess.Popen(
            [*command, str(fd)], env=env, pass_fds=[fd], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self._log
        )
        theirs.close()
        self._answer(START, 0)

    @property
    def alive(self) -> bool:
        """Whether it still waits for requests of this very process."""
        return self.owner == os.getpid() and self._process.poll() is None

    def spawn(self, request: dict[str, Any], fds: Sequence[int] = ()) -> Process:
        """Return a new child that got ``request`` and copies of ``fds``."""
        with self._lock:
            socket.send_fds(self._control, [json.dumps(request).encode()], list(fds))
            return Process(self._answer(FORK, 1)[0])

    def close(self) -> None:
        """End the waiting process; inside a sandbox its children end with it."""
        self._control.close()
        if self.owner == os.getpid():
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def _answer(self, seconds: float, count: int) -> list[int]:
        """Return the descriptors that come with an answer, at least so many."""
        self._control.settimeout(seconds)
        try:
            message, fds, _, _ = socket.recv_fds(self._control, 1 << 16, 4)
        except (TimeoutError, ConnectionError):
            message, fds = b"", []
        if not message or len(fds) < count:
            self._process.kill()
            self._process.wait()
            self._log.seek(0)
            raise ForkError(" ".join(self._log.read().decode(errors="replace").split())[-600:])
        return list(fds)
