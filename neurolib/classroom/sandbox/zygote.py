"""A process that waits with its imports done and forks a copy of itself for each submission.

:func:`serve` is the waiting side, :class:`Zygote` the asking side. For each child the asking side makes a line, a pair of
Unix sockets, and hands one end over with the descriptors that the child is to have; request and answer take that line alone.
So the waiting process learns nothing of any submission, and several workers may ask it at once. The answer is a pidfd of the
process that lives on: by it the asking side sees it end and kills it. When all asking sides are gone, however they went, the
control socket reads as closed and the waiting side ends.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import json
import os
import select
import signal
import socket
import subprocess
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, NoReturn

ANSWER = 80.0  # seconds until there is a child, with the imports before the first
_waiting: dict[Hashable, Zygote] = {}  # of this process


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

    def __init__(self, pidfd: int, line: socket.socket) -> None:
        self.pidfd, self._line = pidfd, line

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
        try:
            return dict(json.loads(self._line.recv(1 << 16) or b"{}"))
        except OSError:
            return {}


class Zygote:
    """The asking side: ``control`` leads to the waiting process, which is ``process`` where it was started here."""

    def __init__(self, control: socket.socket, process: subprocess.Popen[bytes] | None = None) -> None:
        self.control, self._process = control, process

    @classmethod
    def start(cls, command: Sequence[str], env: Mapping[str, str]) -> Zygote:
        """Start ``command`` with the socket's number added, and do not wait for its imports."""
        control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        null, fd = subprocess.DEVNULL, theirs.fileno()
        with theirs:
            process = subprocess.Popen([*command, str(fd)], env=env, pass_fds=[fd], stdin=null, stdout=null, stderr=subprocess.PIPE)
        return cls(control, process)

    def spawn(self, request: dict[str, Any], fds: Sequence[int] = ()) -> Process:
        """Return a new child that got ``request`` and copies of ``fds``; :class:`ForkError` where none comes."""
        line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            say(line, **request)
            socket.send_fds(self.control, [b"+"], [theirs.fileno(), *fds])
        line.settimeout(ANSWER)
        try:
            message, found, _, _ = socket.recv_fds(line, 1 << 16, 1)
        except (TimeoutError, ConnectionError):
            message, found = b"", []
        if found:
            return Process(found[0], line)
        line.close()
        raise ForkError(json.loads(message or b"{}").get("failed") or self._complaint())

    def close(self) -> None:
        """Hang up. The waiting process ends when nobody else asks it; inside a sandbox its children end with it."""
        self.control.close()
        if self._process:
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def _complaint(self) -> str:
        """End the process that was started here and return what it wrote to stderr before it began to wait."""
        if not self._process or not self._process.stderr:
            return ""
        self._process.kill()
        self._process.wait()
        os.set_blocking(self._process.stderr.fileno(), False)
        return " ".join((self._process.stderr.read() or b"").decode(errors="replace").split())[-600:]


def waiting(key: Hashable, command: Callable[[], Sequence[str]], env: Mapping[str, str]) -> Zygote:
    """Return this process's zygote of that name, started on first use."""
    if key not in _waiting:
        _waiting[key] = Zygote.start(command(), env)
    return _waiting[key]


def spawn(
    key: Hashable, command: Callable[[], Sequence[str]], env: Mapping[str, str], request: dict[str, Any], fds: Sequence[int]
) -> Process:
    """Return a child of the zygote of that name; where that has gone in the meantime, of a new one."""
    begun = key in _waiting
    try:
        return waiting(key, command, env).spawn(request, fds)
    except (ForkError, OSError):
        if key in _waiting:
            _waiting.pop(key).close()
        if not begun:
            raise
    return spawn(key, command, env, request, fds)


def shared() -> dict[Hashable, socket.socket]:
    """Return the ways to this process's zygotes, for another process to :func:`adopt`."""
    return {key: zygote.control for key, zygote in _waiting.items()}


def adopt(controls: dict[Hashable, socket.socket]) -> None:
    """Ask the zygotes of another process rather than start some."""
    _waiting.update({key: Zygote(control) for key, control in controls.items()})


@atexit.register
def _close() -> None:
    for zygote in _waiting.values():
        zygote.close()
