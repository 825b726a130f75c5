"""The grader's side of the checker: what it is given to run, and the conversation with it."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .checker import Line
from .course import CLONE
from .master import Master, Step, imports
from .sandbox.zygote import Process, Zygote

FORK = hasattr(os, "pidfd_open")  # Linux


class Slow(Exception):
    """A test takes too long by itself, without the student's kernel being asked."""


class Examiner:
    """A checker for one submission; see :mod:`.checker`.

    ``ask`` brings a question to the student's kernel and its answer back; where it raises, the test is over.
    """

    shown = True  # whether a test sees what student code does to its arguments

    def __init__(self, master: Master, ask: Callable[[str, float], str], folder: Path, secret: str) -> None:
        self.master, self.ask, self.folder, self.secret = master, ask, folder, secret
        self._past: list[Step] = []  # what has run: a later test may use it
        self._passed: set[str] = set()  # tests that lie behind
        self._process: Process | subprocess.Popen[bytes] | None = None
        self._line: Line | None = None
        self._folder = _view(folder)
        self._until: tuple[list[Step], set[str]] = ([], set())  # these two, before the last test

    def close(self) -> None:
        """End the checker."""
        self._end()
        shutil.rmtree(self._folder, ignore_errors=True)

    def run(self, name: str, seconds: float) -> dict[str, Any]:
        """Run the test ``name`` and return its verdict; let through what ``ask`` raises."""
        first = self._line is None
        self._until = list(self._past), set(self._passed)
        line = self._line or self._start()
        deadline = time.monotonic() + seconds  # a start that takes long on a busy machine is nobody's fault
        before = self._before(name)
        source = self.master.tests[name]
        message = {"name": name, "source": source, "before": [*self._past, *before] if first else before}
        self._past += [*before, *imports(source), source]
        try:
            known = {"open": self.master.open, "of_arrays": sorted(self.master.of_arrays()), "shown": self.shown} if first else None
            line.send({**message, "known": known, "fallback": self.master.fallback if first else []})
            return self._converse(line, deadline)
        except TimeoutError:
            self._past.pop()  # all but its imports: it would take as long again
            self._end()
            raise Slow(f"The test {name} takes too long.") from None
        except (EOFError, ConnectionError):
            self._end()
            return {
                "error": ["TestError", "The checker ended in this test, perhaps for want of memory.", []],
                "value": None,
                "printed": "",
                "changed": False,
            }
        except BaseException:
            self._end()  # it waits for an answer that will not come
            raise

    def run_apart(self, name: str, seconds: float) -> dict[str, Any]:
        """Run the test that was run last again, in a checker of its own that sees nothing of what student code does to its arguments."""
        other = Examiner(self.master, self.ask, self.folder, self.secret)
        other.shown, (other._past, other._passed) = False, self._until
        try:
            return other.run(name, seconds)
        finally:
            other.close()

    def _before(self, name: str) -> list[Step]:
        """Return what lies before a test and has not run, also what lies before tests that were left out."""
        steps: list[Step] = []
        for test, own in self.master.before.items():
            steps += own if test not in self._passed else []
            self._passed.add(test)
            if test == name:
                break
        return steps

    def _converse(self, line: Line, deadline: float) -> dict[str, Any]:
        while True:
            line.sock.settimeout(max(0.01, deadline - time.monotonic()))
            message = line.receive()
            if "verdict" in message:
                return dict(message["verdict"])
            line.send({"answer": self.ask(message["ask"], max(0.0, deadline - time.monotonic()))})

    def _start(self) -> Line:
        request = {"folder": str(self._folder), "secret": self.secret}
        if FORK:
            mine, theirs = socket.socketpair()
            with theirs:
                self._process = checkers.spawn(request, [theirs.fileno()])
        else:
            self._process, mine = _single(request)
        self._line = Line(mine)
        return self._line

    def _end(self) -> None:
        if self._process:
            self._process.kill()
        if self._line:
            self._line.sock.close()
        self._process = self._line = None


def _single(request: dict[str, str]) -> tuple[subprocess.Popen[bytes], socket.socket]:
    """Start a checker that calls back; whoever else calls does not know the token."""
    token = secrets.token_hex(16)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)
        command = [*_python("single(int(sys.argv[1]), sys.stdin.readline().strip())"), str(server.getsockname()[1])]
        null = subprocess.DEVNULL
        process = subprocess.Popen(command, env=_environment(), stdin=subprocess.PIPE, stdout=null, stderr=null)
        assert process.stdin
        with process.stdin as pipe:
            pipe.write(f"{token}\n".encode())
        while True:
            sock, _ = server.accept()
            if Line(sock).receive() == {"token": token}:
                Line(sock).send(request)
                return process, sock
            sock.close()


def _python(call: str) -> list[str]:
    """Python isolated from what lies in the current folder and from the user's settings, calling a function of the checker."""
    path = [*(entry for entry in sys.path if entry and Path(entry).name in ("site-packages", "dist-packages")), str(CLONE)]
    return [
        sys.executable,
        "-I",
        "-B",
        "-c",
        f"import sys; sys.path += {path!r}; from neurolib.classroom.checker import main, single; {call}",
    ]


def _environment() -> dict[str, str]:
    return {**os.environ, "MPLBACKEND": "Agg", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


checkers = Zygote(lambda: (_python("main(int(sys.argv[1]))"), _environment()))  # of this process


def _view(folder: Path) -> Path:
    """Return a new folder with links to the teacher's own files (copies, where links are rare), for tests that read or import them."""
    view = Path(tempfile.mkdtemp(prefix="neurolib-checker-"))
    if folder.is_dir():
        for path in folder.iterdir():
            if path.suffix != ".ipynb" and FORK:
                (view / path.name).symlink_to(path.resolve())
            elif path.suffix != ".ipynb":
                (shutil.copytree if path.is_dir() else shutil.copy)(path, view / path.name)
    return view
