"""The single writer of an assignment's grades: it writes the workers' results into the gradebook
and into ``autograded/``.

For each submission the rows are written first, in one transaction, and then its folder is moved
into place. A submission counts as graded if both exist and agree. So a run can be interrupted at
any point, and the next continues where it stopped.

Only nbgrader's own interface to the gradebook is used, which any database behind ``db_url`` serves.
A database server that is restarted in the middle is waited for.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader import api
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ...workspace import files
from ..course import Course, silence
from ..intake.files import put, some
from ..inventory import WEEKS
from ..release import generate
from ..reports.export import behind
from ..reports.report import Report, read_report
from .groups import HandIn, counted, is_of
from .late import Penalties
from .lock import held
from .marking import doubts, is_waiting, marks, note_changed

PATIENCE = 60  # seconds to wait for other writers, or for a database server that is restarted
# without them, to find a student's grades the database reads those of the whole course
INDICES = {
    "submitted_assignment": "student_id",
    "submitted_notebook": "assignment_id",
    "grade": "notebook_id",
    "comment": "notebook_id",
}
ALONE = {  # otherwise two processes that grade two assignments may both add a new student
    "sqlite": "BEGIN IMMEDIATE",
    "postgresql": "SELECT pg_advisory_xact_lock(1)",
}


@contextlib.contextmanager
def writing(course: Course, assignment: str) -> Iterator[Writer]:
    """Lock an assignment of a course while it is graded; a second grader is refused."""
    graded = course.folder("autograded")
    with held(graded, assignment):
        desks = graded / f".grading-{assignment}"
        place = hashlib.sha256(f"{course.root}\n{assignment}".encode()).hexdigest()[:8]
        for left in [desks, *Path(tempfile.gettempdir()).glob(f"neurolib-grading-{place}-*")]:
            shutil.rmtree(left, ignore_errors=True)  # of a run that was killed: we hold the lock
        scratch = Path(tempfile.mkdtemp(prefix=f"neurolib-grading-{place}-"))
        try:
            writer = Writer(course, assignment, scratch, desks / scratch.name)
            with api.Gradebook(with_timeout(course.database), course.id) as writer.gradebook:
                prepare(writer.gradebook)
                yield writer
                # the database plans Formgrader's queries by how many rows there are
                with contextlib.suppress(SQLAlchemyError):
                    writer.gradebook.db.execute(text("ANALYZE"))
                    writer.gradebook.db.commit()
        finally:
            for left in scratch, desks:
                shutil.rmtree(left, ignore_errors=True)


def prepare(gradebook: api.Gradebook) -> None:
    """Give a gradebook the indices that nbgrader leaves out."""
    with _transaction(gradebook):
        for table, column in INDICES.items():
            add = f"CREATE INDEX IF NOT EXISTS neurolib_{table} ON {table} ({column})"
            gradebook.db.execute(text(add))


class Writer:
    """Writes to the gradebook and to ``autograded/``.

    ``cells`` is a gradebook that holds the assignment alone, ``staging`` the folder for graded
    submissions that are not yet in place, and ``scratch`` a folder for temporary files of the
    workers on this machine.
    """

    gradebook: Any

    def __init__(self, course: Course, assignment: str, scratch: Path, staging: Path) -> None:
        self.course = course
        self.assignment = assignment
        self.scratch = scratch
        self.staging = staging
        self.graded = course.folder("autograded")
        self.penalties = Penalties(course)
        self.begun = time.time()
        engine = create_engine(address := f"sqlite:///{scratch / 'cells.db'}")
        # otherwise nbgrader runs another program, for a second, to find the version of these tables
        api.Base.metadata.create_all(engine)
        engine.dispose()
        # the released notebooks stay as they are
        for gradebook in with_timeout(course.database), address:
            generate(course, assignment, scratch, gradebook)
        staging.mkdir(parents=True)
        # visible to other machines, too
        self.cells = Path(shutil.copy(scratch / "cells.db", staging / ".cells.db"))

    def up_to_date(self, students: list[str], hand_ins: dict[str, HandIn]) -> dict[str, Report]:
        """Return the reports of students whose grade exists, is that of the hand-in that counts, is
        newer than it and the source, and lacks no test.
        """
        reports = {}
        for student in students:
            # a report that cannot be read is replaced by grading again
            with contextlib.suppress(Exception):
                folder = self.graded / student / self.assignment
                source = self.course.folder("source") / self.assignment
                if not is_due(folder, hand_ins[student], source):
                    report = read_report(folder, self.assignment, student)
                    submission = self.gradebook.find_submission(self.assignment, student)
                    stored = {
                        (book.name, grade.name): grade.auto_score
                        for book in submission.notebooks
                        for grade in book.grades
                    }
                    points = {
                        (name, outcome.grade_id): outcome.points
                        for name, outcomes in report.notebooks.items()
                        for outcome in outcomes
                    }
                    # Formgrader may have graded since the source got a test
                    complete = points.items() <= stored.items() and not behind(submission)
                    if points and complete:
                        # the due date or the late penalty may have changed
                        with _transaction(self.gradebook):
                            self._penalise(report)
                        reports[student] = self._with_score(report)
        self.gradebook.db.rollback()  # a database server must not wait for us
        return reports

    def write(self, report: Report) -> Report:
        """Write a worker's results, all of them or none, and return the report.

        Raise if the database server stays away: what follows could not be written, either.
        """
        if report.folder:
            try:
                self._enter(report, report.folder)
                # all are graded by the cells of the beginning
                if is_newer(self.course.folder("source") / self.assignment, self.begun):
                    for path in report.folder.glob("*.ipynb"):
                        os.utime(path, (self.begun, self.begun))
                put(
                    report.folder,
                    self.graded / report.student / self.assignment,
                    self.staging / report.student / ".old",
                )
            # ValueError: what nbgrader raises for a missing or refused row
            except (SQLAlchemyError, ValueError, OSError) as error:
                if _is_away(error):
                    raise
                report.error = (
                    f"Its grade could not be written down: "
                    f"{' '.join(str(getattr(error, 'orig', error)).split())[:300]}"
                )
            self.gradebook.db.rollback()
        return report

    def _enter(self, report: Report, folder: Path) -> None:
        """Write the rows in one transaction, and again if the server ended in the middle of it."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                with _transaction(self.gradebook):
                    self._record(report, folder)
                    self._with_score(report)
                return
            except DBAPIError as error:
                if not _is_away(error) or time.monotonic() > until:
                    raise
            time.sleep(1)

    def _record(self, report: Report, folder: Path) -> None:
        """Write the same as nbgrader's SaveAutoGrades and AssignLatePenalties; marks and comments
        by a person stay.
        """
        student, notebooks = report.student, report.notebooks
        if self.course.config.Autograde.get("create_student", True):
            self.gradebook.update_or_create_student(student)
        timestamp = CourseDirectory(config=self.course.config).get_existing_timestamp(str(folder))
        submission = self.gradebook.update_or_create_submission(
            self.assignment, student, timestamp=timestamp
        )
        gone = note_changed(self.graded / student / self.assignment, folder, marks(submission))
        for notebook in submission.notebooks:
            here = notebook.name in notebooks
            points = {
                outcome.grade_id: outcome.points for outcome in notebooks.get(notebook.name, [])
            }
            for grade in notebook.grades:
                if not here or grade.name in points:
                    grade.auto_score = points[grade.name] if here else 0
                    grade.needs_manual_grade = (notebook.name, grade.name) in gone or (
                        here and (grade.manual_score is not None or grade.auto_score is None)
                    )
            for comment in notebook.comments:
                comment.auto_comment = report.comments.get(notebook.name, {}).get(
                    comment.name, comment.auto_comment
                )
            self.gradebook.db.commit()
        self._penalise(report)

    def _penalise(self, report: Report) -> None:
        changed = self.penalties.write(self.gradebook, report.student)
        self.gradebook.db.commit()
        report.elsewhere = [name for name in changed if name != self.assignment]

    def _with_score(self, report: Report) -> Report:
        found = self.penalties.days.of(self.gradebook, report.student)
        submission, days = next(
            pair for pair in found if pair[0].assignment.name == self.assignment
        )
        if self.penalties.days.bank:
            report.late_days = {"used": days.used, "left": days.left}
        report.penalty, report.max = submission.late_submission_penalty, submission.max_score
        report.score = max(0.0, submission.score - report.penalty)
        report.doubts = doubts(submission, report.folder) if report.folder else []
        report.waiting = {
            grade.name: grade.max_score
            for book in submission.notebooks
            for grade in book.grades
            if is_waiting(grade)
        }
        return report


def is_missing(graded: Path, hand_in: HandIn) -> bool:
    """Return whether a folder holds no grade, or another hand-in's."""
    return not any(graded.glob("*.ipynb")) or not is_of(graded, hand_in)


def is_due(graded: Path, hand_in: HandIn, source: Path) -> bool:
    """Return whether a grade is missing, or older than the hand-in or the source."""
    if is_missing(graded, hand_in):
        return True
    graded_at = min(path.stat().st_mtime for path in graded.glob("*.ipynb"))
    return is_newer(hand_in.folder, graded_at) or is_newer(source, graded_at)


def is_newer(folder: Path, time: float) -> bool:
    """Return whether a file of a folder is newer than a time; it is as old as it is here.

    The copies that JupyterLab makes of a notebook that is only opened do not count.
    """
    return any(path.stat().st_ctime > time for path in files(folder))


def ungraded(course: Course, assignment: str) -> list[str]:
    """Return a sentence where hand-ins that count have no grade (yet), and one where the source or
    the hand-in, so perhaps a test, its points or a time, is newer than the grade.

    The gradebook, which another one may have replaced, has to know the grade, too. The concept
    inventory needs no grade.
    """
    if assignment in WEEKS:
        return []
    found, known = dict[str, list[str]](), _known(course, assignment)
    for student, hand_in in sorted(counted(course, assignment).items()):
        graded = course.folder("autograded") / student / assignment
        if student not in known or is_missing(graded, hand_in):
            found.setdefault("the hand-ins that count for {} have no grade yet", []).append(student)
        elif is_due(graded, hand_in, course.folder("source") / assignment):
            said = "its source or the hand-in is newer than the grade of {}"
            found.setdefault(said, []).append(student)
    return [
        f"{assignment}: {said.format(some(students))}. Run neurolib grade {assignment}"
        for said, students in found.items()
    ] + without_hand_in(course, assignment)


def without_hand_in(course: Course, assignment: str) -> list[str]:
    """Return a sentence on students who have a grade, and for whom no hand-in counts (any more).

    They were taken out of a group, or their name in ``groups.csv`` was corrected, or
    ``submitted/`` was cleared. What they have stays, because a person may have marked it.
    """
    if not (strange := sorted(_known(course, assignment) - counted(course, assignment).keys())):
        return []
    return [
        f"{assignment}: no hand-in in submitted/ counts for {some(strange)}, but tables and pages "
        f"still hold a grade of before. Is groups.csv right? To remove a name that is nobody's, "
        f"with all its grades, delete its folders in autograded/ and feedback/, and run "
        f"nbgrader db student remove NAME --force"
    ]


def _known(course: Course, assignment: str) -> set[str]:
    """Return the students of whom the gradebook has a grade."""
    with api.Gradebook(course.database, course.id) as gradebook:
        return {each.student_id for each in gradebook.assignment_submissions(assignment)}


def with_timeout(address: str) -> str:
    """Return a gradebook's address with a timeout: SQLite then waits a minute, instead of five
    seconds, for other writers.
    """
    if address.startswith("sqlite:///") and "?" not in address:
        return f"{address}?timeout={PATIENCE}"
    return address


def _is_away(error: Exception) -> bool:
    """Whether a database server ended the connection, or took none: it may come back."""
    return isinstance(error, DBAPIError) and (
        error.connection_invalidated or error.statement is None
    )


@contextlib.contextmanager
def _transaction(gradebook: Any) -> Iterator[None]:
    """Join all commits of nbgrader, which come row by row, in one transaction."""
    session, commit = gradebook.db, gradebook.db.commit

    def later() -> None:
        session.flush()
        session.expire_all()

    session.commit = later
    try:
        with silence():
            if alone := ALONE.get(gradebook.engine.dialect.name):
                session.execute(text(alone))
            yield
        commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        del session.commit
