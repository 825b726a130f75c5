"""The process in which tests run: it holds the teacher's code and no student's, and sees a student's code as plain data only.

A test cell is executed here as it stands. Names that neither a test, nor the teacher's cells, nor Python define are the
student's: a value comes as plain data, a function or another object as a handle (:mod:`.proxies`). The verdict goes back to the
grader as plain text: an error, a number or nothing (:mod:`..isolated`).

The process serves one submission. On Linux it is forked from one that has NumPy loaded; elsewhere it is started anew.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import copy
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
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

from ...hints import compiled
from .. import STUB
from ..checking import INPUT
from ..hidden import VARIABLE
from ..sandbox.zygote import announce, serve
from . import names, proxies
from .reference import Question, Watch

SETTINGS = {"MPLBACKEND": "Agg", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
MEMORY = 2 * 2**30  # bytes of address space for all tests of a submission, with what they got from it
PRINTED = 20_000  # characters of what a test prints
CHANGES = "Your function changes in place what it is given; work on a copy."
HIDDEN = re.compile(r"BEGIN HIDDEN TESTS.*?(?:END HIDDEN TESTS|\Z)", re.DOTALL)
DATA = (np.ndarray, list, dict, set, np.random.Generator, np.random.RandomState)  # what a test may change in place


class Diverged(BaseException):
    """A test that is run again asks what it did not ask before."""


class Namespace(dict[str, Any]):
    """The names of tests. What is missing is looked for in the teacher's cells that are put off, then in the student's kernel."""

    def __init__(self, ask: proxies.Ask) -> None:
        super().__init__(__name__="__main__", __annotations__={}, display=nothing, get_ipython=_Shell)
        self._ask = ask
        self.heard: list[tuple[dict[str, Any], dict[str, Any]]] = []  # what this test asked, and the answers
        self.again: Iterator[tuple[dict[str, Any], dict[str, Any]]] | None = None  # the same, where the test runs again
        self.later: list[tuple[set[str], ast.Module]] = []  # each with the names that are looked for in it
        self.students: set[str] = set()
        self.borrowed: dict[str, Any] = {}

    def __missing__(self, name: str) -> Any:
        if hasattr(builtins, name) and name not in self.students:
            raise KeyError(name)  # Python looks there next
        for wanted, cell in reversed(self.later):
            if name in wanted:
                self.later.remove((wanted, cell))
                self.run_teachers(cell)
                for taken in names.binds(cell) - wanted:
                    self.pop(taken, None)
                if name in self:
                    return self[name]
        if name not in self.students:
            raise NameError(f"name '{name}' is not defined")  # what a teacher's cell did not come to define is not a student's to define
        try:
            self[name] = self.borrowed[name] = proxies.answered(self.ask, {"do": "find", "on": name}, Question(name))
        except KeyError as error:  # for which Python would take its own
            reason = "" if isinstance(error, proxies.Absent) else ", or does not tell it"
            raise proxies.Undefined(f"Your notebook does not define {name}{reason}.") from None
        return self[name]

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return the student's answer: where the test runs again, the one that it got before when it was at this question."""
        if self.again is None:
            answer = self._ask(request)
            self.heard.append((request, answer))
            return answer
        for asked, answer in self.again:
            if (asked["do"], asked["on"]) == (request["do"], request["on"]):
                self.strayed |= json.dumps({**asked, "seeded": None}) != json.dumps({**request, "seeded": None})  # a change changed it
                return answer
        raise Diverged

    def add_teachers(self, source: str) -> None:
        """Run a cell of the teacher's, or put it off until it is needed where it uses something of the student's."""
        with contextlib.suppress(SyntaxError):  # a %%magic of another language
            cell = names.parse(source)
            if names.reads(cell) <= set(self):
                self.run_teachers(cell)
            else:
                self.add_imports(names.stars(cell))
                self.later.append((names.binds(cell), cell))

    def add_imports(self, lines: list[str]) -> None:
        """Put off import statements, each until one of its names is needed; those that do not say their names are run."""
        for cell in map(names.parse, lines):
            if names.stars(cell):
                self.run_teachers(cell)
                continue
            self.later.append((names.binds(cell), cell))
            for name in names.binds(cell):
                self.pop(name, None)

    def add_answer(self, bound: list[str]) -> None:
        """Leave these names to the student from here on."""
        self.students.update(bound)
        for name in bound:
            self.pop(name, None)
        for wanted, _ in self.later:
            wanted.difference_update(bound)

    def run_teachers(self, cell: ast.Module) -> None:
        """Run it; what goes wrong in it shows where a test misses something."""
        with contextlib.suppress(Exception, SystemExit), _silence():
            exec(compile(cell, "<teacher>", "exec"), self)

    def data(self) -> dict[str, Any]:
        """Return copies of the data that a test may change in place."""
        found = {}
        for name, value in self.items():
            if isinstance(value, DATA) and name not in self.borrowed:
                with contextlib.suppress(Exception):  # a module in a list cannot be copied
                    found[name] = copy.deepcopy(value)
        return found

    @contextlib.contextmanager
    def begun_again(self, data: dict[str, Any], states: Any) -> Iterator[None]:
        """Be as where the test began, and afterwards as now.

        It gets the answers that it got, in their order: the student's code is not asked twice. Where it would ask for something
        else now, it goes no further; where it would ask the same with other arguments, it has :attr:`strayed`.
        """
        now, borrowed, drawn, self.again = dict(self), dict(self.borrowed), proxies.generator_states(), iter(self.heard.copy())
        self.strayed = False
        self.give_back()
        self.update(data)
        proxies.set_generators(states)
        with contextlib.suppress(Diverged):
            yield
        self.again = None
        self.clear()
        self.update(now)
        self.borrowed.update(borrowed)
        proxies.set_generators(drawn)

    def give_back(self) -> None:
        """Forget the student's values: the next test asks anew."""
        for name, value in self.borrowed.items():
            if self.get(name) is value:
                del self[name]
        self.borrowed.clear()
        self.heard.clear()


class _Shell:
    """Stands in for IPython in a teacher's cell: magics do nothing here."""

    def __getattr__(self, name: str) -> Any:
        return nothing


def nothing(*args: Any, **named: Any) -> None:
    """Stand in for what does nothing here."""


@contextlib.contextmanager
def _silence() -> Any:
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield out


def run_test(name: str, source: str, namespace: Namespace, known: dict[str, Any] | None = None, reference: bool = False) -> dict[str, Any]:
    """Execute a test cell and return its verdict: ``error`` (name, sentence for the student, traceback), ``value`` of a last number
    and what it ``printed``. ``known`` is what the reference solution does in it; while that itself runs, ``found`` is what it does."""
    title = f"<test {name}>"
    linecache.cache[title] = (len(source), None, source.splitlines(keepends=True), title)
    began = namespace.data(), proxies.generator_states()
    watch = proxies.Current.watch = Watch(known, reference)
    verdict = _run(title, source, namespace)
    if watch.changed and not verdict["error"]:
        proxies.Current.watch = Watch(known, shown=True)
        with namespace.begun_again(*began):
            seeing = _run(title, source, namespace)
            if not namespace.strayed or (seeing["error"] and seeing["error"][1].startswith(INPUT)):
                verdict = _stricter(verdict, seeing)
    if reference:
        return {**verdict, "found": {**watch.found(), "number": verdict["value"] is not None}}
    if known and known.get("number") and verdict["value"] is None:  # nbgrader gives all points for no number
        verdict["value"] = 0.0
    return verdict


def _run(title: str, source: str, namespace: Namespace) -> dict[str, Any]:
    error, value = None, None
    proxies.looks.clear()
    with _silence() as out:
        try:
            body, last = compiled(names.parse(source), title, source)
            exec(body, namespace)
            value = eval(last, namespace) if last else None
        except (Exception, SystemExit, KeyboardInterrupt, GeneratorExit) as raised:  # each is a verdict
            error = [*_reason(raised, title, source), traceback.format_exception(raised, limit=-8)[-12:]]
    return {"error": error, "value": _points(value), "printed": out.getvalue()[:PRINTED]}


def _stricter(verdict: dict[str, Any], seeing: dict[str, Any]) -> dict[str, Any]:
    """Return what a test says that looks at its inputs afterwards, where student code changed them and the test did not see it."""
    if seeing["error"]:
        seeing["error"][:2] = ["AssertionError", f"{CHANGES} {seeing['error'][1]}".strip()]
        return seeing
    return {**verdict, "value": min(verdict["value"], seeing["value"])} if verdict["value"] and seeing["value"] is not None else verdict


def _points(value: Any) -> float | None:
    """The number that a test ends with, as points. What became an array or complex by a student's values earns by its one number alone."""
    if isinstance(value, (np.ndarray, complex, np.complexfloating)):
        value = value.item() if isinstance(value, np.ndarray) and value.size == 1 and value.dtype.kind in "biuf" else 0.0
    if not isinstance(value, numbers.Real) or isinstance(value, bool):
        return None
    try:
        return float(value)
    except OverflowError:
        return 0.0


def _reason(raised: BaseException, title: str, source: str) -> tuple[str, str]:
    """The name of a failed test's error and what the student is told of it: in a hidden part no value that the test has computed.

    A message of a student's code comes after words of ours, so that it cannot pass for a verdict.
    """
    text = " ".join(str(raised).split())
    hidden = _hidden(raised, title, source)
    if isinstance(raised, proxies.Unfit):
        return "AssertionError", text
    if isinstance(raised, proxies.StudentError):
        if isinstance(raised, NotImplementedError) and text in STUB:
            return "AssertionError", text or "This is not answered yet: replace the line that raises NotImplementedError."
        kind = type(raised).__name__
        if hidden:
            return "AssertionError", f"Your code stops with {kind if kind in proxies.CATCHABLE else 'an exception'}."
        return "AssertionError", f"Your code stops with {kind}{': ' if text else ''}{text[:300]}"
    if isinstance(raised, MemoryError):
        return "MemoryError", f"With what your code gives, this test needs more than {MEMORY // 2**30} GB of memory."
    if hidden and not _is_told(raised):
        return "AssertionError", ""
    return type(raised).__name__, text[:2000]


def _hidden(raised: BaseException, title: str, source: str) -> bool:
    """Whether an error comes from a line of a test that students do not see."""
    regions = [(source.count("\n", 0, match.start()), source.count("\n", 0, match.end())) for match in HIDDEN.finditer(source)]
    lines = [line - 1 for frame, line in traceback.walk_tb(raised.__traceback__) if frame.f_code.co_filename == title]
    return any(not lines or first <= lines[0] <= last for first, last in regions)


def _is_told(raised: BaseException) -> bool:
    """Whether a message is a sentence of :mod:`.checking`, or text that the teacher wrote into an ``assert`` or ``raise`` of the test."""
    *_, (frame, _) = traceback.walk_tb(raised.__traceback__)
    written = frame.f_code.co_filename.startswith("<te") and raised.args and all(isinstance(text, str) for text in raised.args)
    return isinstance(raised, AssertionError) and bool(written or "_render_traceback_" in vars(raised))


def send(line: Connection, message: dict[str, Any]) -> None:
    """Send one message, as JSON."""
    line.send_bytes(json.dumps(message).encode())


def receive(line: Connection) -> dict[str, Any]:
    """Return the next message; raise EOFError where the other side has gone."""
    return dict(json.loads(line.recv_bytes()))


def session(line: Connection) -> None:
    """Run the tests of one submission as they are asked for."""

    def ask(request: dict[str, Any]) -> dict[str, Any]:
        send(line, {"ask": json.dumps(request)})
        return dict(json.loads(receive(line)["answer"]))

    namespace = Namespace(ask)
    while True:
        message = receive(line)
        namespace.add_imports(message["fallback"])
        for step in message["before"]:
            namespace.add_teachers(step) if isinstance(step, str) else namespace.add_answer(step)
        verdict = run_test(message["name"], message["source"], namespace, message["known"], message["reference"])
        namespace.give_back()
        send(line, {"verdict": verdict})


def _begin(request: dict[str, Any], line: Connection) -> None:
    """Set this process up for one submission and serve it to the end."""
    if request["secret"]:
        os.environ[VARIABLE] = request["secret"]
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
    with contextlib.suppress(ImportError):  # in most courses' first cell, and the slowest of all to import
        import matplotlib.pyplot  # noqa: F401

    from .. import checking, hiding  # noqa: F401

    hiding.hide = nothing  # the fence is for the student's kernel
    proxies.notice_seeds()


def main(fd: int) -> None:
    """Wait for submissions on the socket ``fd``, with the imports done."""
    _prepare()
    serve(socket.socket(fileno=fd), _child)


def single(request: dict[str, Any], line: Connection) -> None:
    """Serve one submission: the way where processes cannot be forked."""
    os.environ.update(SETTINGS)
    _prepare()
    _begin(request, line)
