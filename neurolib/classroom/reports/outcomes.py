"""The outcome of a graded cell, read from its outputs: points and one sentence, for the check, the
report and the feedback.
"""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nbformat import NotebookNode
from nbgrader.utils import determine_grade, is_grade, is_solution

DEATH = "DeadKernelError"
BROKEN = "TestError"  # a test that could not be run
TO_MARK = "to be marked by a person"
# of our tests; of nbgrader's, where an answer is as handed out
EMPTY, UNTOUCHED = "not answered yet", "No response."
# in the title of a test, for where they stand beside it
POINTS = re.compile(r" \([\d.]+ points?\)")


@dataclass(frozen=True)
class Outcome:
    """Points of one graded cell. ``points`` is None if a person has to grade it; ``message`` is
    empty if it passed.
    """

    grade_id: str
    title: str
    points: float | None
    max: float
    message: str
    hidden: bool = False
    by_person: bool = False

    @property
    def right(self) -> bool:
        """Whether the cell earned all its points without an error; a test without points can fail
        too.
        """
        return not self.message and self.points is not None and self.points >= self.max

    @property
    def sentence(self) -> str:
        """The sentence on the cell in a table."""
        if self.message or (self.right and not self.by_person):
            return self.message or "passes"
        if self.points is None:
            return TO_MARK
        # a person's points never stand in a notebook
        return EMPTY if self.by_person else "partly right"


@dataclass(frozen=True)
class Row:
    """A line of the table of a check: what it is about, points or None, points at most, and a
    sentence.
    """

    title: str
    points: float | None
    max: float
    sentence: str


def table(found: Iterable[Outcome]) -> list[Row]:
    """Return the lines of the table of a check: what failed, then in one line what is not answered,
    what passes, what a person marks.
    """
    found = [each for each in found if not each.hidden]
    untouched = [each for each in found if EMPTY in each.sentence]
    parts = [_part(each) for each in found]
    whole = {
        part
        for part in parts
        if part and all(each in untouched for each in found if _part(each) == part)
    }
    failed = [
        each for each in found if not each.right and not each.by_person and each not in untouched
    ]
    passed = [each for each in found if each.right and not each.by_person]
    marked = [each for each in found if each.by_person and each not in untouched]
    rows = [
        Row(each.title, each.points, each.max, each.sentence)
        for each in (*failed, *passed, *marked)
    ]
    if untouched:
        named = [*_ranges(list(dict.fromkeys(filter(None, parts))), whole)]
        named += [each.title for each in untouched if _part(each) not in whole]
        rows.insert(
            len(failed), Row(", ".join(named), 0.0, sum(each.max for each in untouched), EMPTY)
        )
    return rows


def _part(outcome: Outcome) -> str:
    """Return the number of the problem with which a title begins, such as 2.1, or L2.1 of a lab."""
    number = re.match(r"L?\d+\.\d+", outcome.title)
    return number[0] if number else ""


def _ranges(parts: list[str], wanted: set[str]) -> Iterator[str]:
    """Write those of ``parts`` that are wanted, neighbours as a range."""
    for is_wanted, group in itertools.groupby(parts, key=lambda part: part in wanted):
        if is_wanted:
            first, *rest = group
            yield f"{first} to {rest[-1]}" if len(rest) > 1 else ", ".join([first, *rest])


def remarks(found: Iterable[Outcome]) -> list[str]:
    """Return what is to be said below the table: what the hidden tests and a person do later."""
    found = list(found)
    hidden, said = sum(each.hidden for each in found), list[str]()
    if hidden:
        said.append(
            f"{hidden} hidden {'test runs' if hidden == 1 else 'tests run'} when your "
            f"work is graded."
        )
    if texts := [each.max for each in found if each.by_person]:
        said.append(f"{sum(texts):g} points are given by a person, who reads your texts.")
    return said


def outcomes(nb: NotebookNode) -> Iterator[Outcome]:
    """Yield the outcome of every graded cell of an executed notebook, in order."""
    for cell in nb.cells:
        if is_grade(cell):
            points, most = determine_grade(cell)
            name = cell.metadata.nbgrader.grade_id
            kind = {"hidden": is_empty(cell), "by_person": not is_test(cell)}
            yield Outcome(name, POINTS.sub("", title(cell)), points, most, message(cell), **kind)


def title(cell: NotebookNode) -> str:
    """Return the title of a graded cell: of a test its first line, which is released too, of a text
    its number and its words in bold.
    """
    name = str(cell.metadata.nbgrader.grade_id)
    if is_test(cell):
        first = re.match(r"# +(\S.*)", cell.source)
        return first[1].strip() if first else name
    number, words = re.match(r"(L?\d+)-(\d+)-", name), heading(cell)
    return (f"{number[1]}.{number[2]} · {words}" if number else words) or name


def problem_of(title: str) -> str:
    """Return the number of the problem with which the title of a graded cell begins, as 2.1 or
    L2.1; a title without a number is its own problem.
    """
    return title.split(" ")[0] if re.match(r"L?\d", title) else title


def heading(cell: NotebookNode) -> str:
    """Return the words in bold with which the text of a cell begins; nothing where there are
    none.
    """
    first = re.match(r"\*\*([^*\n]{1,60})\*\*", cell.source)
    return first[1].strip().rstrip(".") if first else ""


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
    """Return the sentence of a cell that failed: the assertion's own, or the name of the error;
    never source.
    """
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            text = " ".join(output.evalue.split())
            if output.ename == "AssertionError":
                return text or "This test fails."
            if output.ename == "CellTimeoutError":
                return "This takes too long and was stopped: is there a loop without an end?"
            return text if output.ename in (DEATH, BROKEN) else f"{output.ename}: {text}"
    return ""
