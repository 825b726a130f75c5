"""Pairs of students whose answers look alike, once what was handed out and what many wrote is taken
away.
"""

from __future__ import annotations

import ast
import itertools
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode, v4
from nbgrader.utils import is_solution

from ..course import Course
from .misconceptions import graded

# nodes of code in a row, and words of a text in a row, that are compared as one piece
RUN, WORDS = 12, 6
TRIES = 20  # to find the lines of broken code that are Python
LONG = 20_000  # characters of an answer, beyond which it is not compared
# lines of Python that hold a comment or nothing: they do not make an answer long
BARE = re.compile(r"(?m)^[ \t]*(#.*)?(\n|\Z)")
FEW = 15  # pieces of a student's own, below which an answer is too short to be compared
COMMON = 4  # a piece that more than one in so many students have is no one's own


@dataclass(frozen=True)
class Alike:
    """Two students, the problem whose answers are most alike, and which fraction of the shorter
    answer stands in the longer one.
    """

    one: str
    other: str
    cell: str
    share: float


def similar(course: Course, assignment: str, least: float = 0.5) -> list[Alike]:
    """Return the pairs of students whose answers share at least this fraction of their own pieces,
    the most alike first.

    A piece is a run of 12 nodes of the syntax tree of Python, or a run of 6 words of a written
    answer. In the tree, every name and every text counts as the same node, so that neither new
    names nor brackets, comments or ``pass`` hide a copy. Pieces of the released notebook and of the
    reference solution are taken away, and so are those that more than a quarter of the students
    have. An answer with fewer than 15 pieces of its own, or more than 20,000 characters, is not
    compared.
    """
    reports = graded(course, assignment)
    known: dict[str, set[str]] = {}
    for step in "release", "source":
        for cell, pieces in _answers(course.folder(step) / assignment).items():
            known.setdefault(cell, set()).update(pieces)
    found: dict[str, dict[str, set[str]]] = {}
    for report in reports:
        for cell, pieces in _answers(
            course.folder("autograded") / report.student / assignment
        ).items():
            found.setdefault(cell, {})[report.student] = pieces - known.get(cell, set())
    pairs: dict[tuple[str, str], Alike] = {}
    for cell, by in found.items():
        owners = Counter(piece for pieces in by.values() for piece in pieces)
        per_student = {
            student: {piece for piece in pieces if owners[piece] <= max(2, len(by) / COMMON)}
            for student, pieces in by.items()
        }
        long = {student: pieces for student, pieces in per_student.items() if len(pieces) >= FEW}
        for one, other in itertools.combinations(sorted(long), 2):
            share = len(long[one] & long[other]) / min(len(long[one]), len(long[other]))
            if share >= max(least, pairs[one, other].share if (one, other) in pairs else 0.0):
                pairs[one, other] = Alike(one, other, cell, share)
    return sorted(pairs.values(), key=lambda pair: -pair.share)


def _answers(folder: Path) -> dict[str, set[str]]:
    """Return answer cell → its pieces, of all notebooks in a folder."""
    cells = [
        cell
        for path in sorted(folder.glob("*.ipynb"))
        for cell in v4.reads(path.read_text(encoding="utf-8")).cells
    ]
    return {cell.metadata.nbgrader.grade_id: _pieces(cell) for cell in cells if is_solution(cell)}


def _pieces(cell: NotebookNode) -> set[str]:
    code = cell.cell_type == "code"
    source = BARE.sub("", cell.source) if code else cell.source
    if len(source) > LONG:
        return set()
    words, run = (_nodes(source), RUN) if code else (re.findall(r"\w+", source.lower()), WORDS)
    return {" ".join(words[k : k + run]) for k in range(len(words) - run + 1)}


def _nodes(source: str) -> list[str]:
    """Return the nodes of the syntax tree of Python in order, names and texts made alike; of broken
    code those before the break.
    """
    tree = _parsed(source)
    found, ahead = list[str](), list[ast.AST]([tree])
    while ahead:
        node = ahead.pop()
        ahead += reversed(list(ast.iter_child_nodes(node)))
        if isinstance(node, ast.Constant):
            found.append("s" if isinstance(node.value, str | bytes) else repr(node.value))
        elif isinstance(node, ast.Name | ast.arg):
            found.append("n")
        elif not isinstance(node, ast.expr_context | ast.Pass | ast.Expr | ast.Module):
            found.append(type(node).__name__)
    return found


def _parsed(source: str) -> ast.Module:
    """Return the syntax tree of Python; of broken code, that of the lines before the break."""
    lines = source.splitlines()
    for _ in range(TRIES):
        try:
            return ast.parse("\n".join(lines))
        except SyntaxError as error:
            lines = lines[: min(len(lines), error.lineno or 1) - 1]
        except (ValueError, RecursionError, MemoryError):
            break
    return ast.Module([], [])
