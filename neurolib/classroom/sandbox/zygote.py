"""A process that waits with its imports done and forks a copy of itself for each submission.

:func:`serve` is the waiting side, :class:`Zygote` the asking side. For each child the asking side makes a line, a pair of
Unix sockets, and hands one end over with the descriptors that the child is to have; request and answer take that line alone.
So the waiting process learns nothing of any submission, and several workers may ask it at once. The answer is a pidfd of the
process that lives on: by it the asking side sees it end and kills it. When all asking sides are gone, however they went, the
control socket reads as closed and the waiting side ends.
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
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

ANSWER = 80.0  # seconds until there is a child, with the imports before the first


class ForkError(RuntimeError):
    """The process could not be started, with what it said."""


def serve(control: socket.socket, child: Callable[[socket.socket, dict[str, Any], list[int]], None]) -> None:
    """Fork for every request and let ``child(line, request, fds)`` answer by :func:`announce` and go on; return at the end.

    This process must have one thread only and must never run what a child runs. Its standard streams lead nowhere from here on.
    """
    streams_to_null()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children vanish by themselves
    gc.freeze()  # so that the collector does not copy what is shared
    while True:
        message, fds, _, _ = socket.recv_fds(control, 1, 16)
        if not message:
            return
        with contextlib.suppress(OSError):  # no room for another process: who asked sees the line close
            if os.fork() == 0:
                control.close()
                _be(child, socket.socket(fileno=fds[0]), list(fds[1:]))
        for fd in fds:
            os.close(fd)


def streams_to_null() -> None:
    """Let standard input, output and error lead nowhere."""
    null = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(null, stream)
    if null > 2:
        os.close(null)


def _be(child: Callable[[socket.socket, dict[str, Any], list[int]], None], line: socket.socket, fds: list[int]) -> NoReturn:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        child(line, json.loads(line.recv(1 << 16)), fds)
    except BaseException as error:
        with contextlib.suppress(OSError):  # a kernel has no line
            say(line, failed=f"{type(error).__name__}: {error}"[:600])
    finally:
        os._exit(1)


def say(line: socket.socket, **words: Any) -> None:
    """Tell the asking side something; see :meth:`Process.last_words`."""
    line.send(json.dumps(words).encode())


def announce(line: socket.socket, pid: int) -> None:
    """Tell the asking side which process lives on."""
    pidfd = os.pidfd_open(pid)
    socket.send_fds(line, [b"{}"], [pidfd])
    os.close(pidfd)


class Process:
    """A process known by its pidfd: no other process can be taken for it."""

    def __init__(self, pidfd: int, line: socket.socket, words: dict[str, Any]) -> None:
        self.pidfd, self._line, self._words = pidfd, line, words

    def __del__(self) -> None:
        os.close(self.pidfd)
        self._line.close()

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

    def last_words(self) -> dict[str, Any]:
        """Return what it said before it ended: ``failed``, why it could not begin, or ``ended``, an exit code; mostly nothing."""
        self._line.setblocking(False)
        with contextlib.suppress(OSError):
            self._words |= json.loads(self._line.recv(1 << 16) or b"{}")
        return self._words


class Zygote:
    """The asking side: starts the waiting process on first use, by a command in an environment, unless given the ``control`` of one."""

    def __init__(self, command: Callable[[], tuple[Sequence[str], Mapping[str, str]]]) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self.control: socket.socket | None = None

    def start(self) -> socket.socket:
        """Start the command, the number of a socket added, unless that is done; its imports go on by themselves."""
        if not self.control:
            control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            null, fd = subprocess.DEVNULL, theirs.fileno()
            words, env = self._command()
            with theirs:
                self._process = subprocess.Popen([*words, str(fd)], env=env, pass_fds=[fd], stdin=null, stdout=null, stderr=subprocess.PIPE)
            self.control = control
        return self.control

    def spawn(self, request: dict[str, Any], fds: Sequence[int] = ()) -> Process:
        """Return a new child that got ``request`` and copies of ``fds``; :class:`ForkError` where a new waiting process has none either."""
        fresh = not self.control
        try:
            return self._ask(self.start(), request, fds)
        except (ForkError, OSError):
            self.control = None
            if fresh:
                raise
        return self.spawn(request, fds)

    def _ask(self, control: socket.socket, request: dict[str, Any], fds: Sequence[int]) -> Process:
        line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, contextlib.suppress(ConnectionError):  # where it has gone, no answer comes either
            say(line, **request)
            socket.send_fds(control, [b"+"], [theirs.fileno(), *fds])
        line.settimeout(ANSWER)
        words: dict[str, Any] = {}
        with contextlib.suppress(TimeoutError, ConnectionError):
            while message := (answer := socket.recv_fds(line, 1 << 16, 1))[0]:
                words |= json.loads(message)
                if answer[1]:  # it may have spoken before it was announced
                    return Process(answer[1][0], line, words)
        line.close()
        raise ForkError(words.get("failed") or self._complaint())

    def _complaint(self) -> str:
        """End the process that was started here and return what it wrote to stderr before it began to wait."""
        if not self._process or not self._process.stderr:
            return ""
        self._process.kill()
        self._process.wait()
        os.set_blocking(self._process.stderr.fileno(), False)
        return " ".join((self._process.stderr.read() or b"").decode(errors="replace").split())[-600:]
