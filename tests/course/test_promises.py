"""What a table of a problem promises of an argument, some test of the problem asks: an array,
several dimensions, 0, nothing at all.

Who answers by the words of the table is graded on them, and an answer that does less gets no points
for it. The tables are read as far as their words go, the reference solution is graded, and what
each of its functions was given by the tests is noted.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import inspect
import io
import re
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import matplotlib
import numpy as np
import pytest

from neurolib.applications.chip.measuring import measurement
from tests.course.test_answers import notebook, problems, role, sets, solution

TABLE = re.compile(r"^\| argument.*\n\|[-:| ]+\n((?:\|.*\n?)+)", re.MULTILINE)


def _array(value: Any) -> Any:
    """A value as an array of numbers; an empty array of no shape where it is none."""
    try:
        array = np.asarray(value)
    except (ValueError, TypeError):  # of different lengths
        return None
    return array if array.dtype.kind in "biuf" else None


def is_array(value: Any) -> bool:
    """A list of arrays counts as an array."""
    return isinstance(value, (list, tuple)) or (isinstance(value, np.ndarray) and value.ndim > 0)


def is_number(value: Any) -> bool:
    return np.ndim(value) == 0 if _array(value) is not None else False


def has_dimensions(value: Any) -> bool:
    return (array := _array(value)) is not None and array.ndim > 1


def holds_zero(value: Any) -> bool:
    if isinstance(value, (list, tuple)) and _array(value) is None:
        return any(map(holds_zero, value))
    return (array := _array(value)) is not None and bool((array == 0).any())


def holds_negative(value: Any) -> bool:
    return (array := _array(value)) is not None and bool((array < 0).any())


def is_empty(value: Any) -> bool:
    return is_array(value) and len(value) == 0


# promise: (the words that make it, what a value has to be)
PROMISES: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "an array": (r"(?<!the )\barrays?\b|\ba list\b", is_array),
    "a number": (r"\ba number,? or an array", is_number),
    "an array of several dimensions": (r"\bof any shape", has_dimensions),
    "0": (
        r"\b0 is (possible|allowed)|\bmay be 0|\bfrom 0( to 1\b|, |$| on)|(?<!if )\bnot "
        r"negative|nowhere negative|none negative|\\ge 0",
        holds_zero,
    ),
    "a negative number": (r"\bor negative|, negative if", holds_negative),
    "an empty one": (r"\bmay be empty", is_empty),
}

# (problem, function, argument, promise): why no test asks for it
EXCEPTIONS: dict[tuple[str, str, str, str], str] = {
    (
        "2.6",
        "rest_lost",
        "tau_w",
        "0",
    ): "0 is promised of the conductance a alone, which shares a row with this time constant",
    (
        "2.6",
        "smallest_step",
        "tau_w",
        "0",
    ): "0 is promised of the conductance a alone, which shares a row with this time constant",
}


def promised(text: str) -> Iterator[tuple[str, str]]:
    """Yield each argument of the tables in a task, with each promise that its row makes."""
    for table in TABLE.findall(text):
        for row in table.splitlines():
            names, meaning = (part.strip() for part in row.strip("| ").split("|")[:2])
            each, parts = re.findall(r"`(\w+)`", names), re.split(r"; ", meaning)
            together = len(parts) != len(each) or re.search(
                r"\b(two|three) arrays\b|\b[Aa]rrays\b|\bboth\b", meaning
            )
            for number, name in enumerate(each):
                for promise, (words, _) in PROMISES.items():
                    if re.search(words, meaning if together else parts[number]):
                        yield name, promise


def asked(problem_set: str, problem: str) -> dict[tuple[str, str], list[Any]]:
    """Return what the tests of a problem give to each argument of each function of the reference
    solution, by (function, argument).
    """
    given: dict[tuple[str, str], list[Any]] = defaultdict(list)
    inside: list[str] = []

    def noted(function: Callable[..., Any]) -> Callable[..., Any]:
        signature = inspect.signature(function)

        @functools.wraps(function)
        def wrapper(*args: Any, **named: Any) -> Any:
            if not inside:  # what functions of the solution give to each other is no test
                for name, value in signature.bind(*args, **named).arguments.items():
                    given[function.__name__, name].append(value)
            inside.append(function.__name__)
            try:
                return function(*args, **named)
            finally:
                inside.pop()

        return wrapper

    nb, space = notebook(problem_set), {"__name__": "__main__"}
    with (
        mock.patch("neurolib.classroom.hiding.hide"),
        matplotlib.rc_context(),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        for cell in nb.cells:
            kind, of = role(cell)
            if cell.cell_type != "code" or (kind != "given" and (of != problem or kind == "free")):
                continue
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(cell.source, f"<{cell.id}>", "exec", dont_inherit=True), space)
            if kind == "answer":
                for name in functions(cell.source):
                    marked = isinstance(space[name], measurement)
                    space[name] = (
                        measurement(noted(space[name].__wrapped__))
                        if marked
                        else noted(space[name])
                    )
    return given


def functions(source: str) -> dict[str, list[str]]:
    """Return the functions that a cell defines, each with its arguments."""
    return {
        node.name: [arg.arg for arg in node.args.args]
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef)
    }


def missing(problem_set: str, problem: str) -> list[tuple[str, str, str, str]]:
    """Return (problem, function, argument, promise) for each promise of a table that no test of the
    problem asks for.
    """
    nb = notebook(problem_set)
    (task,) = (cell.source for cell in nb.cells if cell.id == f"{problem.replace('.', '-')}-task")
    promises = list(promised(task))
    defined = functions(solution(nb, problem))
    given = asked(problem_set, problem) if promises else {}
    return [
        (problem, function, argument, promise)
        for argument, promise in promises
        for function, arguments in defined.items()
        if argument in arguments and f"`{function}(" in task
        if not any(PROMISES[promise][1](value) for value in given.get((function, argument), []))
    ]


@pytest.mark.parametrize(
    ("problem_set", "problem"),
    [
        pytest.param(name, each, id=f"{name}/{each}")
        for name in sets()
        for each in problems(notebook(name))
    ],
)
def test_what_a_table_promises_is_asked_by_a_test(problem_set: str, problem: str) -> None:
    found = set(missing(problem_set, problem))
    excused = {each for each in EXCEPTIONS if each[0] == problem}
    assert found == excused, (
        f"no test asks for {sorted(found - excused)}; needless exceptions: "
        f"{sorted(excused - found)}"
    )


def test_promises_are_read_from_the_words_of_a_table() -> None:
    text = """| argument | meaning | unit |
|:--|:--|:--|
| `rate` | events per second, a number or an array; 0 is possible | Hz |
| `w`, `wmax` | weights, an array of any shape; the largest level, positive | – |
| `a`, `b` | two arrays in ascending order; they may be empty | s |
| `delay` | positive if the copies come later, negative if they come earlier; not 0 | s |
| `n` | number of trials, from 0 on | – |
"""
    assert set(promised(text)) == {
        *(("rate", promise) for promise in ("an array", "a number", "0")),
        *(("w", promise) for promise in ("an array", "an array of several dimensions")),
        *((name, promise) for name in "ab" for promise in ("an array", "an empty one")),
        ("delay", "a negative number"),
        ("n", "0"),
    }
    assert (
        sum(len(list(promised(cell.source))) for name in sets() for cell in notebook(name).cells)
        > 80
    )


def test_a_value_keeps_a_promise_or_not() -> None:
    assert (
        is_array([1]) and is_array(np.ones(1)) and not is_array(1.0) and not is_array(np.float64(1))
    )
    assert is_number(1.0) and is_number(np.float64(1)) and not is_number([1.0])
    assert has_dimensions(np.ones((2, 2))) and not has_dimensions(np.ones(2))
    assert (
        holds_zero(0)
        and holds_zero([1, 0.0])
        and holds_zero([np.zeros(1), np.ones(2)])
        and not holds_zero([1, 2])
        and not holds_zero("a")
    )
    assert holds_negative([-1, 2]) and not holds_negative([0, 2])
    assert is_empty([]) and is_empty(np.zeros(0)) and not is_empty(0) and not is_empty([0])
