"""The process in which tests run: it holds the teacher's code and no student's, and sees a
student's code as plain data only.

A test cell is executed here as it stands. Names that neither a test, nor the teacher's cells, nor
Python define are the student's: a value comes as plain data, a function or another object as a
handle (:mod:`.proxies`). The verdict goes back to the grader as plain text: an error, a number or
nothing (:mod:`..isolated`).

The process serves one submission. On Linux it is forked from one that has NumPy loaded; on other
systems it is started anew.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import io
import json
import linecache
import numbers
import os
import re
import socket
import sys
import traceback
import warnings
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

from ...hints import compiled
from .. import STUB
from ..checking import left, noted
from ..hidden import STUDENT, VARIABLE
from ..sandbox.zygote import announce, serve
from . import names, proxies
from .reference import Question, TestRecord

SETTINGS = {"MPLBACKEND": "Agg", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
# bytes of address space for all tests of a submission, with what they got from it
MEMORY = 2 * 2**30
PRINTED = 20_000  # characters of what a test prints
HIDDEN = re.compile(r"BEGIN HIDDEN TESTS.*?(?:END HIDDEN TESTS|\Z)", re.DOTALL)


class Namespace(dict[str, Any]):
    """The names of tests. A missing name is looked up in the teacher's deferred cells, then in the
    student's kernel.
    """

    def __init__(self, ask: proxies.Ask) -> None:
        super().__init__(
            __name__="__main__", __annotations__={}, display=do_nothing, get_ipython=_Shell
        )
        self.ask = ask
        # teacher's cells, each with the names that it may define
        self.deferred: list[tuple[set[str], ast.Module]] = []
        self.students: set[str] = set()
        self.from_student: dict[str, Any] = {}

    def __missing__(self, name: str) -> Any:
        if hasattr(builtins, name) and name not in self.students:
            raise KeyError(name)  # Python looks there next
        for wanted, cell in reversed(self.deferred):
            if name in wanted:
                self.deferred.remove((wanted, cell))
                self.run_teacher_cell(cell)
                for taken in names.binds(cell) - wanted:
                    self.pop(taken, None)
                if name in self:
                    return self[name]
        if name not in self.students:
            # a student may not define what a teacher's cell failed to define
            raise NameError(f"name '{name}' is not defined")
        try:
            self[name] = self.from_student[name] = proxies.answered(
                self.ask, {"do": "find", "on": name}, Question(name)
            )
        except KeyError as error:  # for which Python would take its own
            reason = "" if isinstance(error, proxies.Absent) else ", or does not tell it"
            raise proxies.Undefined(f"Your notebook does not define {name}{reason}.") from None
        return self[name]

    def add_teacher_cell(self, source: str) -> None:
        """Run a teacher's cell, or defer it until it is needed if it uses a name of the
        student's.
        """
        with contextlib.suppress(SyntaxError):  # a %%magic of another language
            cell = names.parse(source)
            if names.reads(cell).issubset(self):
                self.run_teacher_cell(cell)
            else:
                self.add_imports(names.stars(cell))
                self.deferred.append((names.binds(cell), cell))

    def add_imports(self, lines: list[str]) -> None:
        """Defer import statements, each until one of its names is needed; run those with a star,
        whose names are unknown.
        """
        for cell in map(names.parse, lines):
            if names.stars(cell):
                self.run_teacher_cell(cell)
                continue
            self.deferred.append((names.binds(cell), cell))
            for name in names.binds(cell):
                self.pop(name, None)

    def add_answer(self, bound: list[str]) -> None:
        """Leave these names to the student from here on."""
        self.students.update(bound)
        for name in bound:
            self.pop(name, None)
        for wanted, _ in self.deferred:
            wanted.difference_update(bound)

    def run_teacher_cell(self, cell: ast.Module) -> None:
        """Run it. An error in it stays silent: the test that needs one of its names reports the
        missing name.
        """
        with contextlib.suppress(Exception, SystemExit), _silence():
            exec(compile(cell, "<teacher>", "exec"), self)

    def forget_student_values(self) -> None:
        """Delete the student's values: the next test requests them again."""
        for name, value in self.from_student.items():
            if self.get(name) is value:
                del self[name]
        self.from_student.clear()


class _Shell:
    """Takes the place of IPython in a teacher's cell: magics have no effect here."""

    def __getattr__(self, name: str) -> Any:
        return do_nothing


def do_nothing(*args: Any, **named: Any) -> None:
    """Take the place of a function that has no effect here."""


@contextlib.contextmanager
def _silence() -> Any:
    with (
        contextlib.redirect_stdout(io.StringIO()) as out,
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        yield out


def run_test(
    name: str,
    source: str,
    namespace: Namespace,
    known: dict[str, Any] | None = None,
    reference: bool = False,
) -> dict[str, Any]:
    """Execute a test cell and return its verdict: ``error`` (name, sentence for the student,
    traceback), ``value`` of a last number and what it ``printed``. ``known`` is what the reference
    solution does in it; while that itself runs, ``found`` is what it does.
    """
    title = f"<test {name}>"
    linecache.cache[title] = (len(source), None, source.splitlines(keepends=True), title)
    record = proxies.Current.record = TestRecord(known, reference)
    verdict = _run(title, source, namespace)
    if reference:
        return {
            **verdict,
            "found": {
                **record.found(),
                "number": verdict["value"] is not None,
                "changes": bool(left),
            },
        }
    # nbgrader gives all points for no number
    if known and known.get("number") and verdict["value"] is None:
        verdict["value"] = 0.0
    return verdict


def _run(title: str, source: str, namespace: Namespace) -> dict[str, Any]:
    error, value = None, None
    proxies.observed.clear()
    left.clear()
    noted.clear()
    with _silence() as out:
        try:
            body, last = compiled(names.parse(source), title, source)
            exec(body, namespace)
            value = eval(last, namespace) if last else None
        # each is a verdict
        except (Exception, SystemExit, KeyboardInterrupt, GeneratorExit) as raised:
            error = [
                *_reason(raised, title, source),
                traceback.format_exception(raised, limit=-8)[-12:],
            ]
    if noted:
        error = ["AssertionError", noted[0], []]
    return {"error": error, "value": _points(value), "printed": out.getvalue()[:PRINTED]}


def _points(value: Any) -> float | None:
    """The number that a test ends with, as points. An array or a complex number earns points only
    if it is a single real number.
    """
    if isinstance(value, (np.ndarray, complex, np.complexfloating)):
        value = (
            value.item()
            if isinstance(value, np.ndarray) and value.size == 1 and value.dtype.kind in "biuf"
            else 0.0
        )
    if not isinstance(value, numbers.Real) or isinstance(value, bool):
        return None
    try:
        return float(value)
    except OverflowError:
        return 0.0


def _reason(raised: BaseException, title: str, source: str) -> tuple[str, str]:
    """The name of a failed test's error and the sentence for the student, which holds no value that
    a hidden part has computed.

    A message of a student's code follows words of our own, so that nobody takes it for a verdict.
    """
    text = " ".join(str(raised).split())
    hidden = _hidden(raised, title, source)
    if isinstance(raised, proxies.NotAValue):
        return "AssertionError", text
    if isinstance(raised, proxies.StudentError):
        if isinstance(raised, NotImplementedError) and text in STUB:
            return (
                "AssertionError",
                text
                or "This is not answered yet: replace the line that raises NotImplementedError.",
            )
        kind = type(raised).__name__
        if hidden:
            return (
                "AssertionError",
                f"Your code stops with {kind if kind in proxies.CATCHABLE else 'an exception'}.",
            )
        return "AssertionError", f"Your code stops with {kind}{': ' if text else ''}{text[:300]}"
    if isinstance(raised, MemoryError):
        return (
            "MemoryError",
            f"With what your code gives, this test needs more than {MEMORY // 2**30} GB of memory.",
        )
    if hidden and not _is_teachers_message(raised):
        return "AssertionError", ""
    return type(raised).__name__, text[:2000]


def _hidden(raised: BaseException, title: str, source: str) -> bool:
    """Whether an error comes from a line of a test that students do not see."""
    regions = [
        (source.count("\n", 0, match.start()), source.count("\n", 0, match.end()))
        for match in HIDDEN.finditer(source)
    ]
    lines = [
        line - 1
        for frame, line in traceback.walk_tb(raised.__traceback__)
        if frame.f_code.co_filename == title
    ]
    return any(not lines or first <= lines[0] <= last for first, last in regions)


def _is_teachers_message(raised: BaseException) -> bool:
    """Whether a message is a sentence of :mod:`.checking`, or text that the teacher wrote into an
    ``assert`` or ``raise`` of the test.
    """
    *_, (frame, _) = traceback.walk_tb(raised.__traceback__)
    written = (
        frame.f_code.co_filename.startswith("<te")
        and raised.args
        and all(isinstance(text, str) for text in raised.args)
    )
    return isinstance(raised, AssertionError) and bool(
        written or "_render_traceback_" in vars(raised)
    )


def send(line: Connection, message: dict[str, Any]) -> None:
    """Send one message, as JSON."""
    line.send_bytes(json.dumps(message).encode())


def receive(line: Connection) -> dict[str, Any]:
    """Return the next message; raise EOFError where the other side has gone."""
    return dict(json.loads(line.recv_bytes()))


def session(line: Connection) -> None:
    """Run the tests of one submission, one for each message."""

    def ask(request: dict[str, Any]) -> dict[str, Any]:
        send(line, {"ask": json.dumps(request)})
        return dict(json.loads(receive(line)["answer"]))

    namespace = Namespace(ask)
    while True:
        message = receive(line)
        namespace.add_imports(message["fallback"])
        for step in message["before"]:
            namespace.add_teacher_cell(step) if isinstance(step, str) else namespace.add_answer(
                step
            )
        verdict = run_test(
            message["name"], message["source"], namespace, message["known"], message["reference"]
        )
        namespace.forget_student_values()
        send(line, {"verdict": verdict})


def _begin(request: dict[str, Any], line: Connection) -> None:
    """Set this process up for one submission and serve it to the end."""
    for variable, value in (VARIABLE, request["secret"]), (STUDENT, request["student"]):
        if value:
            os.environ[variable] = value
    os.chdir(request["folder"])
    sys.path.append(request["folder"])
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(EOFError, ConnectionError):
        session(line)
    os._exit(0)


def _child(line: socket.socket, request: dict[str, Any], fds: list[int]) -> None:
    announce(line, os.getpid())
    line.close()
    _begin(request, Connection(fds[0]))


def _prepare() -> None:
    """Import what tests import."""
    # in most courses' first cell, and the slowest of all to import
    with contextlib.suppress(ImportError):
        import matplotlib.pyplot  # noqa: F401

    from .. import checking, hiding  # noqa: F401

    hiding.hide = do_nothing  # modules are hidden in the student's kernel alone
    proxies.notice_seeds()


def main(fd: int) -> None:
    """Wait for submissions on the socket ``fd``, with the imports done."""
    _prepare()
    serve(socket.socket(fileno=fd), _child)


def serve_spawned(request: dict[str, Any], line: Connection) -> None:
    """Serve one submission in a process of its own, on systems where processes cannot be forked."""
    os.environ.update(SETTINGS)
    _prepare()
    _begin(request, line)
