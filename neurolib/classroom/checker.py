"""Where tests run: a process that holds the teacher's code and no student's, and sees a student's code as plain data only.

A test cell is executed here as it stands. Names that neither a test, nor the teacher's cells, nor Python define are the
student's: a value comes as plain data, a function or another object as a handle (:mod:`.proxies`). The verdict goes back
to the grader as plain text: an error, a number or nothing (:mod:`.isolated`).

The process serves one submission. On Linux it is forked from one that has NumPy loaded; elsewhere it is started anew.
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
import socket
import struct
import sys
import traceback
import warnings
from types import CodeType
from typing import Any

from . import names
from .hidden import VARIABLE
from .proxies import Ask, StudentError, answered, student_error
from .sandbox.forkserver import announce, serve

PRINTED = 20_000  # characters of what a test prints
MEMORY = 4 * 2**30


class Namespace(dict[str, Any]):
    """The names of tests. What is missing is looked for in the teacher's cells that are put off, then in the student's kernel."""

    def __init__(self, ask: Ask) -> None:
        super().__init__(__name__="__main__", display=_nothing, get_ipython=_Shell)
        self.ask = ask
        self.later: list[ast.Module] = []
        self.borrowed: dict[str, Any] = {}

    def __missing__(self, name: str) -> Any:
        if hasattr(builtins, name):
            raise KeyError(name)  # Python looks there next
        if cell := next((cell for cell in reversed(self.later) if name in names.binds(cell)), None):
            self.later.remove(cell)
            self.run_teachers(cell)
            if name in self:
                return self[name]
        self[name] = self.borrowed[name] = answered(self.ask, {"do": "find", "on": name}, title=name)
        return self[name]

    def add_teachers(self, source: str) -> None:
        """Run a cell of the teacher's, or put it off until it is needed where it uses something of the student's."""
        try:
            cell = names.parse(source)
            if names.reads(cell) <= set(self):
                self.run_teachers(cell)
            else:
                self.later.append(cell)
        except SyntaxError:
            pass  # a %%magic of another language

    def run_teachers(self, cell: ast.Module) -> None:
        """Run it; what goes wrong in it shows where a test misses something."""
        with contextlib.suppress(Exception, SystemExit), _silence():
            exec(compile(cell, "<teacher>", "exec"), self)

    def give_back(self) -> None:
        """Forget the student's values: the next test asks anew."""
        for name, value in self.borrowed.items():
            if self.get(name) is value:
                del self[name]
        self.borrowed.clear()


class _Shell:
    """Stands in for IPython in a teacher's cell: magics do nothing here."""

    def __getattr__(self, name: str) -> Any:
        return _nothing


def _nothing(*args: Any, **named: Any) -> None:
    return None


@contextlib.contextmanager
def _silence() -> Any:
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield out


def run_test(name: str, source: str, namespace: Namespace) -> dict[str, Any]:
    """Execute a test cell and return its verdict: ``error`` (name, message, traceback), ``value`` of a last number, ``printed``."""
    title = f"<test {name}>"
    linecache.cache[title] = (len(source), None, source.splitlines(keepends=True), title)
    error, value = None, None
    with _silence() as out:
        try:
            body, last = _compiled(source, title)
            exec(body, namespace)
            value = eval(last, namespace) if last else None
        except BaseException as raised:  # exit() too: each is a verdict
            error = [*_reason(raised), traceback.format_exception(raised, limit=-8)[-12:]]
    number = isinstance(value, numbers.Real) and not isinstance(value, bool)
    return {"error": error, "value": float(value) if number else None, "printed": out.getvalue()[:PRINTED]}  # type: ignore[arg-type]


def _compiled(source: str, title: str) -> tuple[CodeType, CodeType | None]:
    """The cell, and its last expression apart where it ends in one."""
    tree, last = names.parse(source), None
    if tree.body and isinstance(tree.body[-1], ast.Expr) and not source.rstrip().endswith(";"):
        last = compile(ast.Expression(tree.body.pop().value), title, "eval")  # type: ignore[attr-defined]
    return compile(tree, title, "exec"), last


def _reason(raised: BaseException) -> tuple[str, str]:
    """What a failed test says. A message of a student's code comes after words of ours, so that it cannot pass for a verdict."""
    text = " ".join(str(raised).split())
    if isinstance(raised, StudentError):
        if isinstance(raised, NotImplementedError):
            return "AssertionError", text[:300] or "This is not answered yet: replace the line that raises NotImplementedError."
        return "AssertionError", f"Your code stops with {type(raised).__name__}{': ' if text else ''}{text[:300]}"
    return type(raised).__name__, text[:2000]


class Line:
    """JSON messages over a stream socket, each after its length."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock

    def send(self, message: dict[str, Any]) -> None:
        """Send one message."""
        data = json.dumps(message).encode()
        self.sock.sendall(struct.pack(">I", len(data)) + data)

    def receive(self) -> dict[str, Any]:
        """Return the next message; raise EOFError where the other side has gone."""
        (length,) = struct.unpack(">I", self._exactly(4))
        return dict(json.loads(self._exactly(length)))

    def _exactly(self, count: int) -> bytes:
        parts, left = [], count
        while left:
            part = self.sock.recv(min(left, 1 << 20))
            if not part:
                raise EOFError
            parts.append(part)
            left -= len(part)
        return b"".join(parts)


def session(line: Line) -> None:
    """Run the tests of one submission as they are asked for."""

    def ask(request: dict[str, Any]) -> dict[str, Any]:
        line.send({"ask": json.dumps(request)})
        reply = line.receive()
        try:
            answer = json.loads(reply["answer"])
        except (ValueError, RecursionError):
            answer = None
        if type(answer) is not dict:
            raise student_error(["Unreadable"], "what comes back is not plain data")
        return answer

    namespace = Namespace(ask)
    while True:
        message = line.receive()
        for source in message["teachers"]:
            namespace.add_teachers(source)
        namespace.later = [*map(names.parse, message["fallback"]), *namespace.later]
        verdict = run_test(message["name"], message["source"], namespace)
        namespace.give_back()
        line.send({"verdict": verdict})


def _begin(request: dict[str, str], sock: socket.socket) -> None:
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
        session(Line(sock))
    os._exit(0)


def _child(control: socket.socket, request: dict[str, Any], fds: list[int]) -> None:
    announce(control, os.getpid())
    _begin(request, socket.socket(fileno=fds[0]))


def _prepare() -> None:
    """Import what tests import."""
    import numpy  # noqa: F401

    with contextlib.suppress(ImportError):  # in most courses' first cell, and the slowest of all to import
        import matplotlib.pyplot  # noqa: F401

    from . import checking, hiding  # noqa: F401

    hiding.hide = _nothing  # the fence is for the student's kernel


def main(fd: int) -> None:
    """Wait for submissions on the socket ``fd``, with the imports done."""
    _prepare()
    serve(socket.socket(fileno=fd), _child)


def single(port: int, token: str) -> None:
    """Call the grader back and serve one submission: the way where processes cannot be forked."""
    _prepare()
    sock = socket.create_connection(("127.0.0.1", port))
    line = Line(sock)
    line.send({"token": token})
    _begin(line.receive(), sock)
