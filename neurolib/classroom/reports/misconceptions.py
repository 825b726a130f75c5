"""How many students met each misconception that the tests of an assignment name, read from the
graded notebooks.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from nbformat import v4

from ..course import ClassroomError, Course
from .outcomes import EMPTY, is_test, problem_of
from .report import Report, read_report

OTHER, BLANK = "another mistake, which no hint names", "not answered"
# the beginning of a message about an exception, whose own words are the student's
STOPS = re.compile(r"(Your code|\w+) stops with \w")
SHORTEST = 20  # letters of a piece of text in a test from which a hint is recognised


@dataclass(frozen=True)
class Met:
    """A misconception of a problem, and the students whose graded work met it.

    ``sentence`` is what the test said to the students. ``hint`` is the same as the test has it,
    with "…" where the test fills something in; it is empty for what no hint names.
    """

    problem: str
    sentence: str
    students: tuple[str, ...]
    hint: str = field(default="", compare=False)


def graded(course: Course, assignment: str) -> list[Report]:
    """Return the reports of all graded submissions of an assignment, by student."""
    course.known(assignment)
    folders = sorted(course.folder("autograded").glob(f"*/{assignment}"))
    found = [
        read_report(folder, assignment, folder.parent.name)
        for folder in folders
        if not folder.parent.name.startswith(".")
    ]
    if not found:
        raise ClassroomError(
            f"No submission of {assignment} is graded yet; run: neurolib grade {assignment}"
        )
    return found


def survey(course: Course, assignment: str) -> tuple[list[Report], list[Met]]:
    """Return the reports, and for each problem what went wrong, the most frequent first.

    A student counts once for a misconception, however many tests named it. Mistakes that no hint
    names are one line of a problem, and so are answers that were not given.
    """
    reports, hints = graded(course, assignment), list(_hints(course, assignment))
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    named: dict[tuple[str, str], str] = {}
    for report in reports:
        for outcome in report.outcomes:
            if outcome.message:
                sentence, hint = _named(outcome.message, hints)
                key = problem_of(outcome.title), sentence
                found[key].add(report.student)
                named[key] = hint
    met = [
        Met(problem, sentence, tuple(sorted(students)), named[problem, sentence])
        for (problem, sentence), students in found.items()
    ]
    return reports, sorted(met, key=_order)


def _named(message: str, hints: list[list[str]]) -> tuple[str, str]:
    """Return the message and the hint if it is a hint of the tests, else the kind of what it is.

    Of several hints whose words the message holds, the longest counts. What an answer says that
    stops with an error is no hint, even if it repeats the words of one.
    """
    if EMPTY in message:
        return BLANK, ""
    if STOPS.match(message):
        return OTHER, ""
    held = [pieces for pieces in hints if all(piece in message for piece in pieces)]
    if not held:
        return OTHER, ""
    longest = max(held, key=lambda pieces: len("".join(pieces)))
    return message, " … ".join(piece for piece in longest if piece)


def _hints(course: Course, assignment: str) -> Iterator[list[str]]:
    """Yield the fixed pieces of each hint in the tests: the keys of a dictionary, as after
    ``wrong=``, and the messages of assertions.
    """
    for path in sorted((course.folder("source") / assignment).glob("*.ipynb")):
        for cell in v4.reads(path.read_text(encoding="utf-8")).cells:
            if is_test(cell):
                for node in ast.walk(ast.parse(cell.source)):
                    yield from _texts(node)


def _texts(node: ast.AST) -> Iterator[list[str]]:
    said: list[Any] = []
    if isinstance(node, ast.Dict):
        said = node.keys
    elif isinstance(node, ast.Assert):
        said = [node.msg]
    for each in said:
        parts = each.values if isinstance(each, ast.JoinedStr) else [each]
        pieces = [
            " ".join(str(part.value).split()) for part in parts if isinstance(part, ast.Constant)
        ]
        if sum(map(len, pieces)) >= SHORTEST:
            yield pieces


def _order(met: Met) -> tuple[list[int], bool, int]:
    numbers = [int(each) for each in re.findall(r"\d+", met.problem)]
    return numbers, met.sentence in (OTHER, BLANK), -len(met.students)
