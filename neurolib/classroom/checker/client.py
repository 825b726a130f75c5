"""The grader's side of the checker: it sends the tests, and passes requests and answers between the
checker and the kernel.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ..course import CLONE
from ..reports.outcomes import BROKEN
from ..sandbox.channel import Late
from ..sandbox.limits import left, own_thread, processor
from ..sandbox.zygote import Zygote
from .master import Master, Step, imports
from .server import SETTINGS, receive, send, serve_spawned

FORK = hasattr(os, "pidfd_open")  # Linux


class CheckerClient:
    """Starts the checker (:mod:`.server`) for one submission and sends it the tests.

    ``ask`` sends a request to the student's kernel and returns the answer; if it raises, the test
    ends. ``reference`` is true for the reference solution's kernel: verdicts then hold what the
    solution does in the test. ``student`` is the name of the hand-in. ``waited(since, ready, ran)``
    returns for how many seconds since a time others had the processor: neither the student's kernel
    nor the process of the tests and the thread that passes messages between the two, which together
    ran or were ready for ``ready`` and ran for ``ran`` seconds.
    """

    def __init__(
        self,
        master: Master,
        ask: Callable[[str, float], str],
        folder: Path,
        secret: str,
        reference: bool = False,
        student: str = "",
        waited: Callable[..., float] = lambda since, ready=0.0, ran=0.0: max(0.0, ready - ran),
    ) -> None:
        self.master, self.ask, self.secret, self.reference, self.student = (
            master,
            ask,
            secret,
            reference,
            student,
        )
        self._waited = waited
        self._steps_done: list[Step] = []  # what has run: a later test may use it
        self._steps_ahead = dict(master.before)  # what has not
        self._process: Any = None
        self._line: Connection | None = None
        self._folder = _view(folder)

    def close(self) -> None:
        """End the checker."""
        self.end()
        shutil.rmtree(self._folder, ignore_errors=True)

    def run(self, name: str, seconds: float) -> dict[str, Any]:
        """Run the test ``name`` and return its verdict; :class:`.Late` where it takes too long, and
        what ``ask`` raises.
        """
        first = self._line is None
        line = self._line or self._start()
        before_it = *processor(self._process.pid), *own_thread()
        # the time limit begins after the start, which may take long on a busy machine
        began = time.monotonic()
        before, source = list[Step](), self.master.tests[name]

        def waited() -> float:
            now = *processor(self._process.pid), *own_thread()
            ran, idle, ran_here, idle_here = (
                after - before for after, before in zip(now, before_it, strict=True)
            )
            ran += ran_here
            return self._waited(began, ran + idle + idle_here, ran)

        # the cells before it, also those before tests that were left out
        while name in self._steps_ahead:
            before += self._steps_ahead.pop(next(iter(self._steps_ahead)))
        message = {
            "name": name,
            "source": source,
            "known": self.master.reference.get(name),
            "reference": self.reference,
        }
        message |= {
            "before": [*self._steps_done, *before] if first else before,
            "fallback": self.master.fallback if first else [],
        }
        self._steps_done += [*before, *imports(source), source]
        try:
            send(line, message)
            verdict = self._converse(line, began, seconds, waited)
            if verdict["error"] and verdict["error"][0] == "MemoryError":
                self.end()  # its memory is full, and the next test needs some
            return verdict
        except TimeoutError:
            self._steps_done.pop()  # all but its imports, because it would take as long again
            more = waited() - self._waited(began)
            self.end()
            raise Late(alive=True, waited=more) from None
        except Late as late:  # of the kernel, which knows nothing of this process
            more = waited() - self._waited(began)
            self.end()
            raise Late(late.alive, more) from None
        except (EOFError, ConnectionError):
            self.end()
            reason = "the process in which it runs ended, perhaps for want of memory"
            return {"error": [BROKEN, reason, []], "value": None, "printed": "", "found": {}}
        except BaseException:
            self.end()  # it waits for an answer that will not come
            raise

    def _converse(
        self, line: Connection, began: float, seconds: float, waited: Callable[[], float]
    ) -> dict[str, Any]:
        def rest() -> float:
            return left(time.monotonic() - began, seconds, waited)

        while (more := line.poll(max(0.01, rest()))) or rest() > 0:
            if not more:
                continue
            message = receive(line)
            if "verdict" in message:
                return dict(message["verdict"])
            send(line, {"answer": self.ask(message["ask"], max(0.0, rest()))})
        raise TimeoutError

    def _start(self) -> Connection:
        request = {"folder": self._folder, "secret": self.secret, "student": self.student}
        self._line, theirs = multiprocessing.Pipe()
        with theirs:
            if FORK:
                self._process = checkers.spawn(request, [theirs.fileno()])
            else:
                self._process = multiprocessing.get_context("spawn").Process(
                    target=serve_spawned, args=(request, theirs), daemon=True
                )
                self._process.start()
        return self._line

    def end(self) -> None:
        """End the process; the next test begins another, which runs again what later tests may
        use.
        """
        if self._process:
            self._process.kill()
        if self._line:
            self._line.close()
        self._process = self._line = None


def _command() -> tuple[list[str], dict[str, str]]:
    """Python isolated from what lies in the current folder and from the user's settings, waiting
    with a test's imports done.
    """
    packages = [
        entry for entry in sys.path if Path(entry).name in ("site-packages", "dist-packages")
    ]
    # first: another clone may be installed
    clone = [str(CLONE)] if "site-packages" not in CLONE.parts else []
    path = f"sys.path[:] = [*{clone}, *sys.path, *{packages}]"
    call = (
        f"import sys; {path}; from neurolib.classroom.checker.server import main; "
        f"main(int(sys.argv[1]))"
    )
    return [sys.executable, "-I", "-B", "-c", call], {**os.environ, **SETTINGS}


checkers = Zygote(_command)  # of this process


def _view(folder: Path) -> str:
    """Return a new folder with links to the teacher's own files (copies, where links are rare), for
    tests that read or import them.
    """
    view = tempfile.mkdtemp(prefix="neurolib-checker-")
    for path in folder.resolve().glob("*"):
        if path.suffix != ".ipynb":
            (os.symlink if FORK else shutil.copytree if path.is_dir() else shutil.copy)(
                path, Path(view, path.name)
            )
    return view
