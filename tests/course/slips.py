"""What one slip of the pen costs: each reference solution with one token changed, and the points
that are left.

A slip leaves the idea right: a sign turned, a factor of 2 too much, ``<`` for ``<=``, an index off
by one, the neighbouring argument, the mean for the sum. A fair problem leaves at least half of its
automatic points after a typical slip, because each test looks at one idea and earns its own points.
A slip in the one formula of a short problem may cost all that depends on it::

    python -m tests.course.slips ps8 --problem 8.1
    python -m tests.course.slips --most 12

prints for each problem how many slips were made, how many of them no test notices, and which part
of the points the others leave, in the median and in the worst case. Some slips leave a program that
stops with an error in every test, as where a generator takes the place of a number. Nobody hands in
such a program, because its picture stops as well: their number stands in a column of its own, and
the median is given without them, too. With ``--each``, every slip is printed with the line in which
it was made.
"""

from __future__ import annotations

import argparse
import ast
import copy
import random
import re
import statistics
from collections.abc import Iterator
from functools import partial
from typing import Any

from neurolib.classroom.course import counting
from neurolib.classroom.hidden import PUBLIC
from tests.course.named_answers import asked_sets
from tests.course.test_answers import grade, notebook, problems, solution
from tests.fuzz import Slow, no_longer_than

SECONDS = 30  # of processor time: a slip may make a loop endless
STOPS = re.compile(r"\bstops (with [A-Z]\w+|nowhere)|^[A-Z]\w+Error: ")  # what a test says then
OTHER = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}
WORDS = {
    "sum": "mean", "mean": "sum", "min": "max", "max": "min", "minimum": "maximum",
    "maximum": "minimum", "floor": "ceil", "ceil": "floor", "sin": "cos", "cos": "sin",
    "argmin": "argmax", "argmax": "argmin", "std": "var", "median": "mean", "rint": "floor",
}  # fmt: skip


def slips(source: str) -> Iterator[tuple[int, str, str]]:
    """Yield the line of each slip, what it is, and the source with it."""
    tree = ast.parse(source)
    for place, node in enumerate(ast.walk(tree)):
        for said, change in _changes(node, tree):
            other = copy.deepcopy(tree)
            change(list(ast.walk(other))[place])
            changed = ast.unparse(ast.fix_missing_locations(other))
            if changed != ast.unparse(tree):
                yield getattr(node, "lineno", 0), said, changed + "\n"


def _changes(node: Any, tree: ast.AST) -> Iterator[tuple[str, Any]]:
    """Yield what may slip in one node, in words and as a function that changes it in place."""
    if isinstance(node, ast.BinOp) and type(node.op) in OTHER:
        new = OTHER[type(node.op)]
        yield f"{type(node.op).__name__} → {new.__name__}", lambda it: setattr(it, "op", new())
    if isinstance(node, ast.Compare) and type(node.ops[0]) in OTHER:
        sharp = OTHER[type(node.ops[0])]
        yield (
            f"{type(node.ops[0]).__name__} → {sharp.__name__}",
            lambda it: it.ops.__setitem__(0, sharp()),
        )
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "a sign is lost", lambda it: setattr(it, "op", ast.UAdd())
    if isinstance(node, ast.Constant) and type(node.value) is int:
        yield (
            f"{node.value} → {node.value + 1}",
            lambda it: setattr(it, "value", node.value + 1),
        )
    if isinstance(node, ast.Constant) and type(node.value) is float and node.value:
        yield "a factor of 2", lambda it: setattr(it, "value", 2 * node.value)
    if isinstance(node, ast.Return) and isinstance(node.value, ast.BinOp):
        yield (
            "a factor of 2",
            lambda it: setattr(it, "value", ast.BinOp(ast.Constant(2), ast.Mult(), it.value)),
        )
    if isinstance(node, ast.Attribute) and node.attr in WORDS:
        yield f"{node.attr} → {WORDS[node.attr]}", lambda it: setattr(it, "attr", WORDS[node.attr])
    if isinstance(node, ast.Name) and node.id in ("min", "max", "sum"):
        word = {"min": "max", "max": "min", "sum": "len"}[node.id]
        yield f"{node.id} → {word}", lambda it: setattr(it, "id", word)
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        for word in _neighbours(node, tree):
            yield f"{node.id} → {word}", partial(_renamed, word)


def _renamed(word: str, node: ast.Name) -> None:
    node.id = word


def _neighbours(node: ast.Name, tree: ast.AST) -> Iterator[str]:
    """Yield the argument that stands beside that of a name, in each function that has it."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and node in set(ast.walk(function)):
            names = [each.arg for each in function.args.args]
            if node.id in names and len(names) > 1:
                yield names[(names.index(node.id) + 1) % len(names)]


def left(
    problem_set: str, problem: str, most: int
) -> list[tuple[float, bool, int, str, list[str]]]:
    """Return of each slip in a problem, at most ``most``: the part of the points that it leaves,
    whether the program stops in every test, its line, what it is, and the tests that fail.
    """
    nb = notebook(problem_set)
    source, points = solution(nb, problem), problems(nb)[problem]
    every = list(slips(source))
    made = random.Random(1).sample(every, min(most, len(every)))
    found = []
    for line, said, changed in sorted(made, key=lambda each: each[0]):
        try:
            with no_longer_than(SECONDS):
                score, failing = grade(nb, problem, changed, PUBLIC)
        except Slow:
            score, failing = 0.0, {"all": "stops nowhere"}
        stops = score == 0 and all(STOPS.search(sentence) for sentence in failing.values())
        found.append((score / points, stops, line, said, sorted(failing)))
    return found


def main() -> None:
    """Print for each problem what slips leave of its points."""
    parser = argparse.ArgumentParser(
        description="Change one token of each reference solution, and print the points left."
    )
    parser.add_argument("sets", nargs="*", metavar="SET", help="problem sets; all by default")
    parser.add_argument("--problem", default="", help="this problem alone, as in L6.4")
    parser.add_argument(
        "--most",
        type=int,
        default=1000,
        metavar="N",
        help="at most N slips in a problem, by chance",
    )
    parser.add_argument("--each", action="store_true", help="print every slip")
    options = parser.parse_args()
    names = asked_sets(parser, options.sets)
    print("problem  slips  unnoticed  stop  median left  of those that run  worst left  below half")
    for name in names:
        for problem in sorted(problems(notebook(name)), key=counting):
            if options.problem not in ("", problem):
                continue
            found = left(name, problem, options.most)
            noticed = [part for part, *_ in found if part < 1]
            run = [part for part, stops, *_ in found if part < 1 and not stops]
            print(
                f"{problem:7}  {len(found):5}  {len(found) - len(noticed):9}"
                f"  {len(noticed) - len(run):4}  {_middle(noticed):11.0%}  {_middle(run):17.0%}"
                f"  {min(noticed, default=1.0):10.0%}  {sum(part < 0.5 for part in noticed):10}",
                flush=True,
            )
            if options.each:
                for part, stops, line, said, failing in found:
                    tests = "stops" if stops else " ".join(failing)
                    print(f"    {part:4.0%}  line {line}: {said}  {tests}", flush=True)


def _middle(parts: list[float]) -> float:
    """Return the median of the parts that are left, all if there are none."""
    return statistics.median(parts) if parts else 1.0


if __name__ == "__main__":
    main()
