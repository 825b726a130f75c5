"""A zygote: a process that waits with its imports done and forks a copy of itself for each
submission.

:func:`serve` runs in the zygote, :class:`Zygote` in the processes that ask it for children. For
each child the asking process makes a line, which is a pair of Unix sockets, and passes one end of
it with the descriptors for the child; request and answer are sent on that line alone. So the zygote
learns nothing of any submission, and several workers may ask it at once. The answer is a pidfd of
the process that continues, by which the asking process waits for its end or kills it. When all
asking processes have ended, for whatever reason, the control socket reads as closed and the zygote
ends.
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
    """The process could not be started; the message is what it reported."""


def serve(
    control: socket.socket, child: Callable[[socket.socket, dict[str, Any], list[int]], None]
) -> None:
    """Fork for every request; ``child(line, request, fds)`` answers by :func:`announce` and
    continues. Return when nobody can ask any more.

    This process must have one thread only and must never run what a child runs. Its standard
    streams are /dev/null from here on.
    """
    streams_to_null()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system removes children that have ended
    gc.freeze()  # so that the collector does not copy what is shared
    while True:
        message, fds, _, _ = socket.recv_fds(control, 1, 16)
        if not message:
            return
        # if no process can be made, the line closes, which the asking process sees
        with contextlib.suppress(OSError):
            if os.fork() == 0:
                control.close()
                _become(child, socket.socket(fileno=fds[0]), list(fds[1:]))
        for fd in fds:
            os.close(fd)


def streams_to_null() -> None:
    """Connect standard input, output and error to /dev/null."""
    null = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(null, stream)
    if null > 2:
        os.close(null)


def _become(
    child: Callable[[socket.socket, dict[str, Any], list[int]], None],
    line: socket.socket,
    fds: list[int],
) -> NoReturn:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        child(line, json.loads(line.recv(1 << 16)), fds)
    except BaseException as error:
        with contextlib.suppress(OSError):  # a kernel has no line
            send_message(line, failed=f"{type(error).__name__}: {error}"[:600])
    finally:
        os._exit(1)


def send_message(line: socket.socket, **words: Any) -> None:
    """Send a message to the asking process; see :meth:`Process.final_message`."""
    line.send(json.dumps(words).encode())


def announce(line: socket.socket, pid: int) -> None:
    """Tell the asking process which process continues."""
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
        """End it, and with the first process of a namespace all others in it; return when it is
        gone.
        """
        try:
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.ended(10.0)

    def final_message(self) -> dict[str, Any]:
        """Return its last message, usually empty: ``failed``, the reason why it could not begin, or
        ``ended``, an exit code.
        """
        self._line.setblocking(False)
        with contextlib.suppress(OSError):
            self._words |= json.loads(self._line.recv(1 << 16) or b"{}")
        return self._words


class Zygote:
    """The asking side: starts the zygote on first use, by a command in an environment, unless
    ``control`` is set to the socket of one.
    """

    def __init__(self, command: Callable[[], tuple[Sequence[str], Mapping[str, str]]]) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self.control: socket.socket | None = None

    def start(self) -> socket.socket:
        """Start the command, with the number of a socket appended, unless it runs already; its
        imports continue in the background.
        """
        if not self.control:
            control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            null, fd = subprocess.DEVNULL, theirs.fileno()
            words, env = self._command()
            with theirs:
                self._process = subprocess.Popen(
                    [*words, str(fd)],
                    env=env,
                    pass_fds=[fd],
                    stdin=null,
                    stdout=null,
                    stderr=subprocess.PIPE,
                )
            self.control = control
        return self.control

    def spawn(self, request: dict[str, Any], fds: Sequence[int] = ()) -> Process:
        """Return a new child that got ``request`` and copies of ``fds``; raise :class:`ForkError`
        if a new zygote makes none, either.
        """
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
        # if the zygote has ended, no answer comes, either
        with theirs, contextlib.suppress(ConnectionError):
            send_message(line, **request)
            socket.send_fds(control, [b"+"], [theirs.fileno(), *fds])
        line.settimeout(ANSWER)
        words: dict[str, Any] = {}
        with contextlib.suppress(TimeoutError, ConnectionError):
            while message := (answer := socket.recv_fds(line, 1 << 16, 1))[0]:
                words |= json.loads(message)
                if answer[1]:  # it may have sent a message before it was announced
                    return Process(answer[1][0], line, words)
        line.close()
        raise ForkError(words.get("failed") or self._stderr())

    def _stderr(self) -> str:
        """End the process that was started here and return what it wrote to stderr before it began
        to wait.
        """
        if not self._process or not self._process.stderr:
            return ""
        self._process.kill()
        self._process.wait()
        os.set_blocking(self._process.stderr.fileno(), False)
        return " ".join((self._process.stderr.read() or b"").decode(errors="replace").split())[
            -600:
        ]
