"""Due dates: who has more time, how many late days each student may use, and the due date where
students hand in.

``late.csv`` at the root of the course gives a student more time: the columns ``student``,
``assignment`` and ``days``. ``c.LateDays.bank = 4`` in ``nbgrader_config.py`` gives every student
four late days for the whole course, which are used up by themselves, set by set in the order of due
dates. Only the time beyond both is late.
"""

from __future__ import annotations

import contextlib
import csv
import datetime
import json
import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader import preprocessors
from nbgrader.api import Gradebook

from ..course import ClassroomError, Course, counting

TABLE, DUE = "late.csv", ".due.json"
DAY = 24 * 3600  # s


@dataclass(frozen=True)
class Late:
    """By how many seconds a submission is late beyond what was granted; late days used and left."""

    seconds: float
    used: int
    left: int


class LateDays:
    """The rules of a course: more time by ``late.csv``, and a bank of late days."""

    def __init__(self, course: Course) -> None:
        self.bank = course.config.LateDays.get("bank", 0)
        if not isinstance(self.bank, int) or isinstance(self.bank, bool) or self.bank < 0:
            raise ClassroomError(
                f"c.LateDays.bank is {self.bank!r}; expected a whole number of days, as "
                f"in c.LateDays.bank = 4."
            )
        self.more: dict[tuple[str, str], datetime.timedelta] = {}
        for row in rows(course.root / TABLE, "student", "assignment", "days"):
            student, assignment, days = row.values()
            if (student, assignment) in self.more:
                raise ClassroomError(
                    f"{TABLE} gives {student} more time for {assignment} in two lines; expected "
                    f"one."
                )
            try:
                more = datetime.timedelta(days=float(days.replace(",", ".")))
                if more < datetime.timedelta():
                    raise ValueError
                self.more[student, assignment] = more
            except (ValueError, OverflowError):
                raise ClassroomError(
                    f"{TABLE} gives {student} {days!r} days for {assignment}; expected "
                    f"a number, as in 2."
                ) from None

    def of(self, gradebook: Gradebook, student: str) -> list[tuple[Any, Late]]:
        """Return a student's submissions in the order of due dates, each with how late it is."""

        def order(submission: Any) -> tuple[datetime.datetime, str]:
            assignment = submission.assignment
            return assignment.duedate or datetime.datetime.max, assignment.name

        found, left = [], self.bank
        for submission in sorted(gradebook.student_submissions(student), key=order):
            late = self._beyond(submission)
            used = min(left, math.ceil(late / DAY))
            left -= used
            found.append((submission, Late(max(0.0, late - used * DAY), used, left)))
        return found

    def _beyond(self, submission: Any) -> float:
        """Return by how many seconds a submission came after its due date and the time that
        ``late.csv`` adds.

        The table is read, never written into the gradebook, so that a line that is taken out is no
        longer in force. Where it says nothing, an extension that was given in the gradebook counts.
        """
        more = self.more.get((submission.student_id, submission.assignment.name))
        due = submission.assignment.duedate
        if more is None or due is None or submission.timestamp is None:
            return float(submission.total_seconds_late)
        return float(max(0.0, (submission.timestamp - due - more).total_seconds()))


class AssignLatePenalties(preprocessors.NbGraderPreprocessor):
    """nbgrader's step of this name, by the rules of the course: for Formgrader's buttons and
    nbgrader's own commands, when they grade and when they write feedback.
    """

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Write the late penalties of the student."""
        names = resources["nbgrader"]
        course = Course(Path(self.config.CourseDirectory.root), self.config)
        with Gradebook(names["db_url"], course.id) as gradebook:
            changed = Penalties(course).write(gradebook, names["student"])
            gradebook.db.commit()
        elsewhere = [name for name in changed if name != names["assignment"]]
        for sentence in changes({names["student"]: elsewhere}):
            self.log.warning("%s", sentence)
        return nb, resources


class Penalties:
    """The late penalties of a course, by the present due dates, extensions and late days."""

    def __init__(self, course: Course) -> None:
        self.days = LateDays(course)
        self.rule = preprocessors.AssignLatePenalties(config=course.config)
        self.rule.init_plugin()

    def write(self, gradebook: Gradebook, student: str) -> list[str]:
        """Write a student's penalties in all assignments, which share the late days.

        Return the assignments in which one has changed.
        """
        changed, cost = dict[str, None](), self.rule.plugin_inst.late_submission_penalty
        for submission, late in self.days.of(gradebook, student):
            for notebook in submission.notebooks:
                penalty = cost(student, notebook.score, late.seconds) if late.seconds > 0 else None
                if penalty is not None:
                    penalty = self.rule._check_late_penalty(notebook, penalty)
                if (penalty or 0.0) != (notebook.late_submission_penalty or 0.0):
                    changed[submission.assignment.name] = None
                notebook.late_submission_penalty = penalty
        return list(changed)


def refresh(course: Course) -> list[str]:
    """Write all penalties by the present dates, tables and rules; return :func:`changes`."""
    penalties = Penalties(course)
    with Gradebook(course.database, course.id) as gradebook:
        names = [student.id for student in gradebook.students]
        changed = {name: penalties.write(gradebook, name) for name in names}
        gradebook.db.commit()
    return changes(changed)


def changes(changed: Mapping[str, Sequence[str]]) -> list[str]:
    """Return a sentence for each assignment with changed penalties; ``changed`` is by student."""
    students = defaultdict[str, list[str]](list)
    for student, assignments in changed.items():
        for assignment in assignments:
            students[assignment].append(student)
    return [
        f"{assignment}: the late penalty of {', '.join(sorted(who))} has changed. "
        f"To update the feedback, run neurolib feedback {assignment}"
        for assignment, who in sorted(students.items(), key=lambda each: counting(each[0]))
    ]


def told_days(course: Course, assignment: str, student: str) -> str:
    """Return what a student reads on the late days of the course; nothing where there are none."""
    days = LateDays(course)
    if not days.bank:
        return ""
    with Gradebook(course.database, course.id) as gradebook:
        found = days.of(gradebook, student)
    late = {submission.assignment.name: late for submission, late in found}[assignment]
    return f"Late days used for this set: {late.used}. Left after it: {late.left} of {days.bank}."


def rows(
    path: Path, *columns: str, optional: Sequence[str] = (), empty: bool = False
) -> list[dict[str, str]]:
    """Return the lines of a table that a teacher wrote, none if there is no such file; refuse one
    without these columns.

    A column that is ``optional`` is empty where the table has none. Empty lines are among the lines
    only with ``empty``, for who counts them as a spreadsheet does. Columns are separated as the
    first line separates them: by commas, or by what spreadsheets write in place of them.
    """
    if not path.is_file():
        return []
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            separator = max(",;\t", key=file.readline().count)
            file.seek(0)
            table = csv.DictReader(file, skipinitialspace=separator != "\t", delimiter=separator)
            table.fieldnames = heads = [name.strip() for name in table.fieldnames or []]
            found = [
                {name: (row.get(name) or "").strip() for name in (*columns, *optional)}
                for row in table
            ]
    except UnicodeDecodeError:
        raise ClassroomError(
            f"{path.name} is not written in UTF-8; save it from the spreadsheet as CSV UTF-8."
        ) from None
    except csv.Error as error:
        raise ClassroomError(
            f"{path.name} cannot be read as a table: line {table.line_num + 1}: {error}."
        ) from None
    if not set(columns) <= set(heads):
        raise ClassroomError(
            f"{path.name} has the columns {', '.join(heads) or 'none'}; its first line "
            f"should read {','.join(columns)}."
        )
    return [row for row in found if empty or any(row.values())]


def due_dates(course: Course, assignment: str | None = None) -> dict[str, datetime.datetime | None]:
    """Return the due date in UTC of an assignment, or of all, in the order of the course; None
    where there is none.
    """
    if assignment:
        course.known(assignment)
    with Gradebook(course.database, course.id) as gradebook:
        dates = {each.name: each.duedate for each in gradebook.assignments}
    return {
        name: dates.get(name) for name in ([assignment] if assignment else course.assignments())
    }


def set_due(course: Course, assignment: str, date: str) -> str:
    """Set the due date of an assignment, or remove it with ``none``, and tell students; return a
    sentence.
    """
    course.known(assignment)
    when = None if date.casefold() == "none" else _parsed(date)
    with Gradebook(course.database, course.id) as gradebook:
        gradebook.update_or_create_assignment(assignment, duedate=when)
    announce(course)
    if when:
        return f"{assignment} is due on {when.day} {when:%B %Y, %H:%M} UTC."
    return f"{assignment} has no due date."


def _parsed(date: str) -> datetime.datetime:
    """Return a day and a time that a teacher typed, in UTC; without a zone, it is the time of this
    machine.
    """
    text = re.sub(r" ?UTC$", "+00:00", date.strip())
    try:
        if not re.match(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d", text):
            raise ValueError
        return datetime.datetime.fromisoformat(text).astimezone(datetime.UTC).replace(tzinfo=None)
    except ValueError:
        raise ClassroomError(
            f"The due date is {date!r}; expected a day and a time, as in '2026-11-29 12:00 UTC'."
        ) from None


def announce(course: Course) -> None:
    """Write the due dates into the exchange, where ``neurolib submit`` reads them; students see
    nobody's extension.
    """
    folder = course.exchange / course.id / "outbound"
    if folder.is_dir():
        dates = {name: date.isoformat() for name, date in due_dates(course).items() if date}
        (folder / DUE).write_text(json.dumps(dates, indent=1), encoding="utf-8")
        # on many machines nobody else may read a new file; another teacher's may be so already
        with contextlib.suppress(PermissionError):
            (folder / DUE).chmod(0o644)


def told(outbound: Path, assignment: str, now: datetime.datetime) -> str:
    """Return a sentence on the due date of an assignment, seen from ``now`` in UTC, or nothing
    where none is known.
    """
    try:
        due = datetime.datetime.fromisoformat(
            json.loads((outbound / DUE).read_text(encoding="utf-8"))[assignment]
        )
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    hours = abs((due - now).total_seconds()) / 3600
    minutes = max(1, round(60 * hours))
    short = f"{minutes} minutes" if minutes > 1 else "1 minute"
    long = (
        f"{hours / 24:.0f} days" if hours >= 48 else f"{hours:.0f} hours" if hours >= 2 else short
    )
    date = f"{due.day} {due:%B %Y}, {due:%H:%M} UTC"
    if due >= now:
        return f"It is due on {date}, in {long}."
    return f"It was due on {date}, {long} ago, if you were given no more time."
