"""Grades as CSV: nbgrader's table, and the tables that Canvas and Moodle import.

In each of them every name is text: no formula of a spreadsheet, and one column.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from nbgrader.api import Grade, Gradebook, MissingEntry, SubmittedAssignment, SubmittedNotebook
from nbgrader.plugins import ExportPlugin

from ..course import ClassroomError, Course, counting
from ..grading.late import refresh
from ..grading.marking import by_person, harmless, is_waiting
from ..intake.files import some
from ..inventory import WEEKS

HEADS = (
    "assignment duedate timestamp student_id last_name first_name email raw_score "
    # the last one: the points that a person, or a test that is new, has yet to give
    "late_submission_penalty score max_score to_mark"
).split()


class Export(ExportPlugin):
    """The table of nbgrader's own plug-in."""

    def export(self, gradebook: Gradebook) -> None:
        """Write a line for each assignment and each student; zero points where nothing was handed
        in. The penalties are the present ones, by nbgrader's own command, too.
        """
        if self.parent:  # neurolib export has none, and has done so
            refresh(Course(Path(self.config.CourseDirectory.root), self.config))
        lines = [
            _line(gradebook, assignment, student)
            for assignment in _assignments(gradebook)
            if assignment.name in (self.assignment or [assignment.name])
            for student in _students(gradebook)
            if student.id in (self.student or [student.id])
        ]
        _write([HEADS, *lines], Path(self.to or "grades.csv"))


def _write(lines: Iterable[Sequence[Any]], file: Path) -> None:
    """Write a table as CSV in UTF-8, with a byte order mark if a name has letters beyond ASCII.

    A spreadsheet knows UTF-8 by the mark, Moodle removes it, and Canvas takes it before "Student".
    Elsewhere it is left out: a program would read it as a part of the first heading.
    """
    table = io.StringIO(newline="")
    csv.writer(table).writerows([map(_cell, line) for line in lines])
    encoding = "utf-8" if table.getvalue().isascii() else "utf-8-sig"
    file.write_text(table.getvalue(), encoding=encoding, errors="replace", newline="")


def _assignments(gradebook: Gradebook) -> list[Any]:
    """All assignments in counting order; the gradebook's own order is that of the dates at which
    they are due.
    """
    return sorted(gradebook.assignments, key=lambda each: counting(each.name))


def _students(gradebook: Gradebook) -> list[Any]:
    """All students by their names; the order of those who have none is the database's own
    choice.
    """
    return sorted(
        gradebook.students, key=lambda each: (each.last_name or "", each.first_name or "", each.id)
    )


def _line(gradebook: Gradebook, assignment: Any, student: Any) -> list[Any]:
    raw, late, when, waits = _found(gradebook, assignment.name, student.id) or (0.0, 0.0, "", 0.0)
    who = student.id, student.last_name, student.first_name, student.email
    return [
        assignment.name,
        assignment.duedate,
        when,
        *who,
        raw,
        late,
        max(0.0, raw - late),
        assignment.max_score,
        waits,
    ]


def _found(gradebook: Gradebook, assignment: str, student: str) -> tuple[Any, ...] | None:
    """The points of a submission, its late penalty, its time, and the points that still wait."""
    try:
        submission = gradebook.find_submission(assignment, student)
    except MissingEntry:
        return None
    grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
    counts = _is_undecided if behind(submission) else is_waiting
    waits = float(sum(grade.max_score for grade in grades if counts(grade)))
    return submission.score, submission.late_submission_penalty, submission.timestamp, waits


def behind(submission: Any) -> bool:
    """Return whether a test that was added since has not run on a submission.

    Where no test has run, and a person has given the points of one, all of it is marked by hand.
    """
    grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
    ran = any(grade.auto_score is not None for grade in grades)
    by_hand = any(grade.manual_score is not None and not by_person(grade) for grade in grades)
    return (ran or not by_hand) and any(
        _is_undecided(grade) and not is_waiting(grade) for grade in grades
    )


def _is_undecided(grade: Any) -> bool:
    return grade.auto_score is None and grade.manual_score is None


def _cell(value: Any) -> Any:
    """A value that a spreadsheet reads as text: a formula gets an apostrophe in front, and
    separators of columns are replaced.
    """
    if not isinstance(value, str):
        return value
    return harmless(re.sub(r"[;\t|]", ",", value))


FORMATS = "csv", "canvas", "moodle"


def export(
    course: Course, form: str, file: Path, assignments: Sequence[str] = (), so_far: bool = False
) -> int:
    """Write the grades of some assignments, or of all, as a table for ``csv``, ``canvas`` or
    ``moodle``; return how many students it has.

    Canvas and Moodle get one line for each student and one column for each assignment: the score
    after the late penalty, nothing where nothing was handed in and, without ``so_far``, where a
    person has not marked all of it yet. Raise, after writing, where a test that is new has yet to
    run. The concept inventory, which has no points, has a column only if it is named. Canvas finds
    a student by the name in the column "SIS Login ID", Moodle by "Username" or "Email address".
    """
    if form not in FORMATS:
        raise ClassroomError(f"--format is {form!r}; expected {', '.join(FORMATS)}.")
    for name in assignments:
        course.known(name)
    with Gradebook(course.database, course.id) as gradebook:
        if form == "csv":
            plugin = Export()
            plugin.to, plugin.assignment = str(file), list(assignments)
            plugin.export(gradebook)
        else:
            _write(_wide(gradebook, form, assignments, so_far), file)
        late = _behind(gradebook, assignments)
        count = len(gradebook.students)
    if late:
        said = "; ".join(f"{name} of {some(students)}" for name, students in late.items())
        how = "; ".join(f"neurolib grade {name}" for name in late)
        raise ClassroomError(
            f"{file} is written without the points of tests that are new since grading: {said}. "
            f"Run {how}, then export again."
        )
    return count


def _behind(gradebook: Gradebook, assignments: Sequence[str]) -> dict[str, list[str]]:
    """Return assignment → the students on whose hand-ins new tests have not run."""
    undecided = Grade.auto_score.is_(None) & Grade.manual_score.is_(None)
    found = gradebook.db.query(SubmittedAssignment).join(SubmittedNotebook).join(Grade)
    late: dict[str, list[str]] = {}
    for each in found.filter(undecided).distinct():
        if (not assignments or each.assignment.name in assignments) and behind(each):
            late.setdefault(each.assignment.name, []).append(each.student_id)
    return {name: sorted(late[name]) for name in sorted(late, key=counting)}


def _wide(
    gradebook: Gradebook, form: str, assignments: Sequence[str], so_far: bool
) -> list[list[Any]]:
    """Return the lines of a table with one column for each assignment."""
    chosen = [
        each
        for each in _assignments(gradebook)
        if (each.name in assignments if assignments else each.name not in WEEKS)
    ]
    names = [each.name for each in chosen]
    lines: list[list[Any]] = [["Username", "Email address", "Last name", "First name", *names]]
    if form == "canvas":
        lines = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *names]]
        lines.append(["Points Possible", "", "", "", "", *(each.max_score for each in chosen)])
    for student in _students(gradebook):
        scores = [_score(gradebook, name, student.id, so_far) for name in names]
        name = ", ".join(filter(None, (student.last_name, student.first_name))) or student.id
        who = [student.id, student.email, student.last_name, student.first_name]
        if form == "canvas":
            who = [name, "", "", student.id, ""]
        lines.append([*who, *scores])
    return lines


def _score(gradebook: Gradebook, assignment: str, student: str, so_far: bool) -> float | None:
    raw, late, _, waits = _found(gradebook, assignment, student) or (None, 0.0, "", 0.0)
    return None if raw is None or (waits and not so_far) else max(0.0, float(raw - late))
