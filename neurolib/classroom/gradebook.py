"""The one writer of an assignment's grades: what workers found goes into the gradebook and into ``autograded/``.

For each submission the rows are written first, in one transaction, and then its folder is moved into place. A submission
counts as graded where both are there and agree. So a run can be broken off anywhere, and the next goes on where it stopped.

Only nbgrader's own interface to the gradebook is used, which any database behind ``db_url`` serves.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from nbgrader import api
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from .course import Course
from .holding import held
from .nbgrader_calls import silence
from .releasing import generate
from .reports import Report, read
from .worker import Graded


class Writer:
    """Holds an assignment of a course while it is graded: ``with Writer(…) as writer``; a second one is refused.

    ``cells`` is a gradebook that knows the assignment alone, ``desk`` the folder for what is graded but not yet in place, and
    ``scratch`` one that workers on this machine may fill with what does not last.
    """

    def __init__(self, course: Course, assignment: str) -> None:
        self.course, self.assignment = course, assignment
        self.graded = course.folder("autograded")
        self.penalties = AssignLatePenalties(config=course.config)
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Writer:
        with contextlib.ExitStack() as stack:
            stack.enter_context(held(self.graded, self.assignment))
            desks = self.graded / f".grading-{self.assignment}"
            place = hashlib.sha256(f"{self.course.root}\n{self.assignment}".encode()).hexdigest()[:8]
            for left in [desks, *Path(tempfile.gettempdir()).glob(f"neurolib-grading-{place}-*")]:
                shutil.rmtree(left, ignore_errors=True)  # of a run that was killed: we hold the lock
            self.scratch = Path(tempfile.mkdtemp(prefix=f"neurolib-grading-{place}-"))
            stack.callback(shutil.rmtree, self.scratch, ignore_errors=True)
            self.desk = desks / self.scratch.name
            self.desk.mkdir(parents=True)
            stack.callback(shutil.rmtree, desks, ignore_errors=True)
            self._prepare()
            self.gradebook = stack.enter_context(api.Gradebook(patient(self.course.database), self.course.id))
            self.penalties.init_plugin()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def _prepare(self) -> None:
        """Write the assignment's cells to the gradebook and to one for the workers; the released notebooks stay as they are."""
        engine = create_engine(address := f"sqlite:///{self.scratch / 'cells.db'}")
        api.Base.metadata.create_all(engine)  # else nbgrader asks another program, for a second, which version these tables have
        engine.dispose()
        for gradebook in patient(self.course.database), address:
            generate(self.course, self.assignment, self.scratch, gradebook)
        self.cells = Path(shutil.copy(self.scratch / "cells.db", self.desk / ".cells.db"))  # where other machines see it, too

    def up_to_date(self, students: list[str]) -> dict[str, Report]:
        """Return the reports on those whose grade is there and is newer than their submission and the assignment's source."""
        query = self.gradebook.db.query(api.SubmittedAssignment.student_id, api.Notebook.name, api.BaseCell.name, api.Grade.auto_score)
        rows = query.select_from(api.Grade).join(api.Grade.cell).join(api.Grade.notebook).join(api.SubmittedNotebook.assignment)
        rows = rows.join(api.Notebook, api.Notebook.id == api.SubmittedNotebook.notebook_id).join(api.SubmittedAssignment.assignment)
        kept = {tuple(key): points for *key, points in rows.filter(api.Assignment.name == self.assignment)}
        reports = {}
        for student in students:
            with contextlib.suppress(Exception):  # what cannot be read is graded again
                if not self._older(student):
                    report = read(self.graded / student / self.assignment, self.assignment, student)
                    cells = [(name, outcome) for name, outcomes in report.notebooks.items() for outcome in outcomes]
                    if cells and all(kept[student, name, outcome.grade_id] == outcome.points for name, outcome in cells):
                        with _transaction(self.gradebook):  # the due date, or what lateness costs, may be another by now
                            self._late(student, report.notebooks)
                        reports[student] = self._with_score(report)
        self.gradebook.db.rollback()  # a database server must not wait for us
        return reports

    def _older(self, student: str) -> bool:
        """Whether the grade is older than the submission or the source, by when their files came here."""
        graded = [path.stat().st_mtime for path in (self.graded / student / self.assignment).glob("*.ipynb")]
        inputs = [self.course.folder("submitted") / student / self.assignment, self.course.folder("source") / self.assignment]
        return not graded or any(path.stat().st_ctime > min(graded) for folder in inputs for path in folder.rglob("*") if path.is_file())

    def write(self, found: Graded) -> Report:
        """Write down what a worker found, all of it or nothing, and return the report."""
        report = found.report
        if found.folder:
            try:
                with _transaction(self.gradebook):
                    self._record(found)
                self._place(found.folder, report.student)
                self._with_score(report)
            except (SQLAlchemyError, ValueError, OSError) as error:  # ValueError: what nbgrader raises for a missing or refused row
                report.error = f"Its grade could not be written down: {' '.join(str(getattr(error, 'orig', error)).split())[:300]}"
            self.gradebook.db.rollback()
        return report

    def _record(self, found: Graded) -> None:
        """Write what nbgrader's SaveAutoGrades and AssignLatePenalties would: marks and comments by a person stay."""
        student, notebooks = found.report.student, found.report.notebooks
        if self.course.config.Autograde.get("create_student", True):
            self.gradebook.update_or_create_student(student)
        submission = self.gradebook.update_or_create_submission(self.assignment, student, timestamp=found.timestamp)
        for notebook in submission.notebooks:
            here = notebook.name in notebooks
            points = {outcome.grade_id: outcome.points for outcome in notebooks.get(notebook.name, [])}
            for grade in notebook.grades:
                if not here or grade.name in points:
                    grade.auto_score = points[grade.name] if here else 0
                    grade.needs_manual_grade = here and (grade.manual_score is not None or grade.auto_score is None)
            comments = found.comments.get(notebook.name, {})
            for comment in notebook.comments:
                if comment.name in comments:
                    comment.auto_comment = comments[comment.name]
            self.gradebook.db.commit()
        self._late(student, notebooks)

    def _late(self, student: str, notebooks: Iterable[str]) -> None:
        """Write what lateness costs these notebooks, by the due date as it is now."""
        submission = self.gradebook.find_submission(self.assignment, student)
        for notebook in submission.notebooks:
            penalty = None
            if notebook.name in notebooks and (seconds := submission.total_seconds_late) > 0:
                penalty = self.penalties.plugin_inst.late_submission_penalty(student, notebook.score, seconds)
            if notebook.name in notebooks:
                notebook.late_submission_penalty = None if penalty is None else self.penalties._check_late_penalty(notebook, penalty)

    def _place(self, folder: Path, student: str) -> None:
        target = self.graded / student / self.assignment
        target.parent.mkdir(parents=True, exist_ok=True)
        old = self.desk / student / ".old"
        if target.exists():
            os.rename(target, old)
        os.rename(folder, target)
        shutil.rmtree(old, ignore_errors=True)

    def _with_score(self, report: Report) -> Report:
        submission = self.gradebook.find_submission(self.assignment, report.student)
        report.penalty, report.max = submission.late_submission_penalty, submission.max_score
        report.score = max(0.0, submission.score - report.penalty)
        return report


def patient(address: str) -> str:
    """Return a gradebook's address with which SQLite waits a minute, not five seconds, until another process has written."""
    return f"{address}?timeout=60" if address.startswith("sqlite:///") and "?" not in address else address


@contextlib.contextmanager
def _transaction(gradebook: Any) -> Iterator[None]:
    """Let all that nbgrader commits row by row come into the gradebook at once, or not at all."""
    session, commit = gradebook.db, gradebook.db.commit

    def later() -> None:
        session.flush()
        session.expire_all()

    session.commit = later
    try:
        with silence():
            if gradebook.engine.dialect.name == "sqlite":
                session.execute(text("BEGIN IMMEDIATE"))  # else two who grade two assignments both find, and add, a new student
            yield
        commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        del session.commit
