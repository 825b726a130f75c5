"""The grader's side of the checker: what it is given to run, and the conversation with it."""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_locked, is_solution

from . import names
from .checker import Line
from .course import CLONE
from .sandbox.forkserver import Forkserver, Process

FORK = hasattr(os, "pidfd_open")  # Linux
_waiting: list[Forkserver] = []


@dataclass
class Master:
    """What of a notebook is the teacher's: never taken from a submission, except for a student's own check."""

    tests: dict[str, str] = field(default_factory=dict)  # grade_id: source
    teachers: dict[str, list[str]] = field(default_factory=dict)  # grade_id of a test: the teacher's cells between it and the test before
    fallback: list[str] = field(default_factory=list)  # import statements of the reference solution
    hides: list[str] = field(default_factory=list)  # modules

    @classmethod
    def of(cls, nb: NotebookNode, locked: dict[str, str] | None = None) -> Master:
        """Read a notebook. ``locked`` are the sources of locked cells by grade_id, as the gradebook has them: then the notebook is
        a teacher's. Without, it is a student's own, and of cells that are no tests only the locked ones are the teacher's."""
        master = cls()
        pending: list[str] = []
        hides = nb.metadata.get("neurolib", {}).get("hides", [])
        master.hides = [name for name in hides if isinstance(name, str)] if isinstance(hides, list) else []
        for cell in nb.cells:
            if cell.cell_type != "code":
                continue
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            source = (locked or {}).get(name, cell.source)
            if is_solution(cell):
                master.fallback += _imports(source) if locked is not None else []
            elif is_grade(cell) and is_locked(cell):
                master.tests.setdefault(name, source)
                master.teachers.setdefault(name, pending)
                pending = []
            elif locked is not None or is_locked(cell):
                pending.append(source)
        return master

    @classmethod
    def from_gradebook(cls, resources: dict[str, Any], folders: list[Path]) -> Master:
        """Read the cells that the gradebook keeps, and around them the notebook in the first of ``folders`` that has it."""
        from nbgrader.api import Gradebook

        ours = resources["nbgrader"]
        with Gradebook(ours["db_url"]) as gradebook:
            notebook = gradebook.find_notebook(ours["notebook"], ours["assignment"])
            kept = [(cell.name, cell.cell_type, cell.source, cell.locked) for cell in notebook.source_cells]
            graded, solved = {cell.name for cell in notebook.grade_cells}, {cell.name for cell in notebook.solution_cells}
        locked = {name: source for name, kind, source, fixed in kept if fixed and kind == "code"}
        paths = [path for folder in folders if (path := folder / f"{ours['notebook']}.ipynb").is_file()]
        master = cls.of(nbformat.read(paths[0], as_version=4), locked) if paths else cls()
        master.tests = {name: source for name, source in locked.items() if name in graded - solved}
        if not paths:
            pending = list[str]()
            for name in locked:
                if name in master.tests:
                    master.teachers[name], pending = pending, []
                elif name not in solved:
                    pending.append(locked[name])
        return master


def _imports(source: str) -> list[str]:
    try:
        return names.imports(names.parse(source))
    except SyntaxError:
        return []


class Slow(Exception):
    """A test takes too long by itself, without the student's kernel being asked."""


class Examiner:
    """A checker for one submission; see :mod:`.checker`.

    ``ask`` brings a question to the student's kernel and its answer back; where it raises, the test is over.
    """

    def __init__(self, master: Master, ask: Callable[[str, float], str], folder: Path, secret: str) -> None:
        self.master, self.ask, self.secret = master, ask, secret
        self._past: list[str] = []  # of tests that have run: what a later test may use
        self._process: Process | subprocess.Popen[bytes] | None = None
        self._line: Line | None = None
        self._folder = _view(folder)

    def close(self) -> None:
        """End the checker."""
        self._end()
        shutil.rmtree(self._folder, ignore_errors=True)

    def run(self, name: str, seconds: float) -> dict[str, Any]:
        """Run the test ``name`` and return its verdict; let through what ``ask`` raises."""
        deadline, first = time.monotonic() + seconds, self._line is None
        line = self._line or self._start()
        teachers = self.master.teachers.get(name, [])
        source = self.master.tests[name]
        message = {"name": name, "source": source, "teachers": [*self._past, *teachers] if first else teachers}
        self._past += [*teachers, *_imports(source), source]
        try:
            line.send({**message, "fallback": self.master.fallback if first else []})
            return self._converse(line, deadline)
        except TimeoutError:
            self._past.pop()  # all but its imports: it would take as long again
            self._end()
            raise Slow(f"The test {name} takes too long.") from None
        except (EOFError, ConnectionError):
            self._end()
            return {"error": ["TestError", "The checker ended in this test, perhaps for want of memory.", []], "value": None, "printed": ""}
        except BaseException:
            self._end()  # it waits for an answer that will not come
            raise

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
                self._process = _server().spawn(request, [theirs.fileno()])
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


def _server() -> Forkserver:
    """Return the process of this worker that waits with a test's imports done."""
    if not (_waiting and _waiting[0].alive):
        _waiting[:] = [Forkserver(_python("main(int(sys.argv[1]))"), _environment())]
        atexit.register(_waiting[0].close)
    return _waiting[0]


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
