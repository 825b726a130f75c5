"""Where a test's names come from, and what its run comes to."""

from __future__ import annotations

import ast
import builtins
import contextlib
import io
import linecache
import numbers
import traceback
import warnings
from types import CodeType
from typing import Any

import numpy as np

from . import names
from .proxies import Absent, Ask, StudentError, answered, changes, looks

PRINTED = 20_000  # characters of what a test prints


class Namespace(dict[str, Any]):
    """The names of tests. What is missing is looked for in the teacher's cells that are put off, then in the student's kernel."""

    def __init__(self, ask: Ask, open: bool = True) -> None:
        super().__init__(__name__="__main__", __annotations__={}, display=nothing, get_ipython=_Shell)
        self.ask, self.open = ask, open  # open: nobody knows which names a right answer binds
        self.later: list[tuple[set[str], ast.Module]] = []  # each with the names that are looked for in it
        self.stars: dict[str, Any] = {}  # what the reference solution imports without naming it
        self.students: set[str] = set()
        self.teachers: set[str] = set()  # what a cell or a test of the teacher's binds, whether it came so far or not
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
        if name in self.stars and name not in self.students:
            return self.stars[name]
        if name not in self.students and (name in self.teachers or not self.open):
            raise NameError(f"name '{name}' is not defined")  # what a teacher's cell did not come to define is not a student's to define
        try:
            self[name] = self.borrowed[name] = answered(self.ask, {"do": "find", "on": name}, title=name)
        except KeyError as error:  # for which Python would take its own
            reason = "" if isinstance(error, Absent) else " by the student's kernel"
            raise NameError(f"name '{name}' is not defined{reason}") from None
        return self[name]

    def add_teachers(self, source: str) -> None:
        """Run a cell of the teacher's, or put it off until it is needed where it uses something of the student's."""
        try:
            cell = names.parse(source)
            self.teachers |= names.binds(cell)
            self.add_stars(names.stars(cell))
            if names.reads(cell) <= set(self):
                self.run_teachers(cell)
            else:
                self.later.append((names.binds(cell), cell))
        except SyntaxError:
            pass  # a %%magic of another language

    def add_imports(self, lines: list[str]) -> None:
        """Put off the import statements of the reference solution, each until one of its names is needed."""
        for line in lines:
            if line.endswith(" import *"):
                self.add_stars([line])
            else:
                cell = names.parse(line)
                self.later.append((names.binds(cell), cell))

    def add_stars(self, lines: list[str]) -> None:
        """Import what a cell imports without naming it, whether the cell comes to that or not."""
        for line in lines:
            with contextlib.suppress(Exception), _silence():
                exec(line, self.stars)

    def add_answer(self, bound: list[str]) -> None:
        """Leave these names to the student from here on."""
        self.students.update(bound)
        self.teachers.difference_update(bound)
        for name in bound:
            self.pop(name, None)
        for wanted, _ in self.later:
            wanted.difference_update(bound)

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
        return nothing


def nothing(*args: Any, **named: Any) -> None:
    """Stand in for what does nothing here."""


@contextlib.contextmanager
def _silence() -> Any:
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield out


def run_test(name: str, source: str, namespace: Namespace) -> dict[str, Any]:
    """Execute a test cell and return its verdict: ``error`` (name, message, traceback), ``value`` of a last number, ``printed``;
    ``changed`` says whether up to here student code changed what a test gave it."""
    title = f"<test {name}>"
    linecache.cache[title] = (len(source), None, source.splitlines(keepends=True), title)
    error, value = None, None
    looks.clear()
    with _silence() as out:
        try:
            body, last = _compiled(source, title)
            exec(body, namespace)
            value = eval(last, namespace) if last else None
        except BaseException as raised:  # exit() too: each is a verdict
            error = [*_reason(raised), traceback.format_exception(raised, limit=-8)[-12:]]
    with contextlib.suppress(SyntaxError):
        tree = names.parse(source)
        namespace.teachers |= names.binds(tree) - namespace.students
        namespace.add_stars(names.stars(tree))
    return {"error": error, "value": _points(value), "printed": out.getvalue()[:PRINTED], "changed": changes["seen"]}


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
