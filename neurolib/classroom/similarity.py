"""Pairs of students whose answers look alike, once what was handed out and what many wrote is taken away."""

from __future__ import annotations

import io
import itertools
import keyword
import re
import tokenize
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode, v4
from nbgrader.utils import is_solution

from .course import Course
from .misconceptions import graded

RUN, WORDS = 12, 6  # tokens of code in a row, and words of a text in a row, that are compared as one piece
FEW = 15  # pieces of a student's own, below which an answer is too short to be compared
COMMON = 4  # a piece that more than one in so many students have is no one's own


@dataclass(frozen=True)
class Alike:
    """Two students, the problem whose answers are most alike, and which fraction of the shorter answer stands in the longer one."""

    one: str
    other: str
    cell: str
    share: float


def similar(course: Course, assignment: str, least: float = 0.5) -> list[Alike]:
    """Return the pairs of students whose answers share at least this fraction of their own pieces, the most alike first.

    A piece is a run of 12 tokens of Python, in which every name and every text counts as the same token and comments count nothing, or
    a run of 6 words of a written answer. Pieces of the released notebook and of the reference solution are taken away, and so are those
    that more than a quarter of the students have. An answer with fewer than 15 pieces of its own is not compared.
    """
    reports = graded(course, assignment)
    known: dict[str, set[str]] = {}
    for step in "release", "source":
        for cell, pieces in _answers(course.folder(step) / assignment).items():
            known.setdefault(cell, set()).update(pieces)
    found: dict[str, dict[str, set[str]]] = {}
    for report in reports:
        for cell, pieces in _answers(course.folder("autograded") / report.student / assignment).items():
            found.setdefault(cell, {})[report.student] = pieces - known.get(cell, set())
    pairs: dict[tuple[str, str], Alike] = {}
    for cell, by in found.items():
        owners = Counter(piece for pieces in by.values() for piece in pieces)
        own = {student: {piece for piece in pieces if owners[piece] <= max(2, len(by) / COMMON)} for student, pieces in by.items()}
        long = {student: pieces for student, pieces in own.items() if len(pieces) >= FEW}
        for one, other in itertools.combinations(sorted(long), 2):
            share = len(long[one] & long[other]) / min(len(long[one]), len(long[other]))
            if share >= max(least, pairs[one, other].share if (one, other) in pairs else 0.0):
                pairs[one, other] = Alike(one, other, cell, share)
    return sorted(pairs.values(), key=lambda pair: -pair.share)


def _answers(folder: Path) -> dict[str, set[str]]:
    """Return answer cell → its pieces, of all notebooks in a folder."""
    cells = [cell for path in sorted(folder.glob("*.ipynb")) for cell in v4.reads(path.read_text(encoding="utf-8")).cells]
    return {cell.metadata.nbgrader.grade_id: _pieces(cell) for cell in cells if is_solution(cell)}


def _pieces(cell: NotebookNode) -> set[str]:
    code = cell.cell_type == "code"
    words, run = (_tokens(cell.source), RUN) if code else (re.findall(r"\w+", cell.source.lower()), WORDS)
    return {" ".join(words[k : k + run]) for k in range(len(words) - run + 1)}


def _tokens(source: str) -> list[str]:
    """Return the tokens of Python without comments and layout, names and texts made alike; of broken code those before the break."""
    found: list[str] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.NAME:
                found.append(token.string if keyword.iskeyword(token.string) else "n")
            elif token.type == tokenize.STRING:
                found.append("s")
            elif token.type in (tokenize.NUMBER, tokenize.OP):
                found.append(token.string)
    except (tokenize.TokenError, SyntaxError):
        pass
    return found
