"""The outcome of a graded cell, read from its outputs: points and one sentence, for the check, the report and the feedback."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from nbformat import NotebookNode
from nbgrader.utils import determine_grade, is_grade, is_solution

DEATH = "DeadKernelError"
BROKEN = "TestError"  # a test that could not be run
POINTS = re.compile(r" \([\d.]+ points?\)")  # in the title of a test, for where they stand beside it


@dataclass(frozen=True)
class Outcome:
    """Points of one graded cell. ``points`` is None if a person has to grade it; ``message`` is empty if it passed."""

    grade_id: str
    title: str
    points: float | None
    max: float
    message: str
    hidden: bool = False

    @property
    def right(self) -> bool:
        """Whether the cell earned all its points without an error; a test without points can fail too."""
        return not self.message and self.points is not None and self.points >= self.max

    @property
    def sentence(self) -> str:
        """The sentence on the cell in a table."""
        if self.message or self.right:
            return self.message or "passes"
        return "graded by a person" if self.points is None else "partly right"


def outcomes(nb: NotebookNode) -> Iterator[Outcome]:
    """Yield the outcome of every graded cell of an executed notebook, in order."""
    for cell in nb.cells:
        if is_grade(cell):
            points, most = determine_grade(cell)
            yield Outcome(cell.metadata.nbgrader.grade_id, POINTS.sub("", title(cell)), points, most, message(cell), is_empty(cell))


def title(cell: NotebookNode) -> str:
    """Return the title of a test: the comment in its first line, which is released too, or its grade_id."""
    first = re.match(r"# +(\S.*)", cell.source) if is_test(cell) else None
    return first[1].strip() if first else str(cell.metadata.nbgrader.grade_id)


def is_test(cell: NotebookNode) -> bool:
    """Return whether a cell holds a test of ours, not an answer of the student's."""
    return bool(is_grade(cell) and not is_solution(cell) and cell.cell_type == "code")


def is_empty(cell: NotebookNode) -> bool:
    """Return whether a test cell runs nothing, because its hidden tests were removed."""
    try:
        return is_test(cell) and not ast.parse(cell.source).body
    except SyntaxError:
        return False


def message(cell: NotebookNode) -> str:
    """Return the sentence of a cell that failed: the assertion's own, or the name of the error; never source."""
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            text = " ".join(output.evalue.split())
            if output.ename == "AssertionError":
                return text or "This test fails."
            if output.ename == "CellTimeoutError":
                return "This takes too long and was stopped: is there a loop without an end?"
            return text if output.ename in (DEATH, BROKEN) else f"{output.ename}: {text}"
    return ""
