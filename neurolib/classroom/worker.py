"""The grading of one submission in any process, on any machine that sees the course's folder.

A worker writes nothing that lasts: it has a gradebook of its own for each submission, and the graded notebooks go to a folder
beside ``autograded/``'s others. What it finds is plain data; :mod:`.merging` writes it down.
"""

from __future__ import annotations

import contextlib
import glob
import json
import os
import shutil
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from nbformat import v4
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import compute_checksum, is_solution, is_task

from .course import Course
from .intake import Intake
from .nbgrader_calls import StepFailed, quietly
from .rehearsal import references
from .reports import Report, read

_one_at_a_time = threading.Lock()  # nbgrader changes the current folder, which a process has one of


@dataclass(frozen=True)
class Job:
    """A submission to grade. ``cells`` is a gradebook that knows the assignment alone, ``desk`` a folder for what is graded,
    ``references`` what :func:`rehearse` returned."""

    root: Path
    assignment: str
    student: str
    cells: Path
    desk: Path
    trust_students: bool = False
    references: str = "{}"


@dataclass
class Graded:
    """What a worker found. ``comments`` are nbgrader's own, by notebook and cell; without a ``folder`` there is no grade."""

    report: Report
    folder: Path | None = None
    timestamp: datetime | None = None
    comments: dict[str, dict[str, str | None]] = field(default_factory=dict)


def rehearse(job: Job) -> str:
    """Return what the reference solution does in each test, as JSON; no submission has run on this machine by then."""
    with _one_at_a_time, tempfile.TemporaryDirectory(prefix="neurolib-rehearse-") as own:
        return json.dumps(references(_config(Course.at(job.root), job, Path(own)), job.assignment))


def grade(job: Job) -> Graded:
    """Grade one submission; what goes wrong with it is in the report."""
    with _one_at_a_time, tempfile.TemporaryDirectory(prefix="neurolib-grade-") as own:
        course = Course.at(job.root)
        try:
            return _graded(course, job, Path(own))
        except StepFailed as failure:
            return Graded(Report(job.student, job.assignment, error=str(failure)))


def _graded(course: Course, job: Job, own: Path) -> Graded:
    begun = time.time()
    config = _config(course, job, own)
    quietly(_Intake, config, job.assignment, glob.escape(job.student), force=True)
    folder = job.desk / job.student / job.assignment
    found = Graded(read(folder, job.assignment, job.student), folder)
    found.timestamp = CourseDirectory(config=config).get_existing_timestamp(str(folder))
    for path in folder.glob("*.ipynb"):
        os.utime(path, (begun, begun))  # what changes from now on is newer than the grade
        found.comments[path.stem] = _comments(v4.reads(path.read_text(encoding="utf-8")))
    return found


class _Intake(Intake):
    """For who holds the assignment already."""

    def hold(self) -> contextlib.AbstractContextManager[None]:
        return contextlib.nullcontext()


def _config(course: Course, job: Job, own: Path) -> Any:
    """The course's settings, but for where results go. What nbgrader would write to the gradebook is written later."""
    config = course.config
    shutil.copyfile(job.cells, own / "gradebook.db")
    config.CourseDirectory.db_url = f"sqlite:///{own / 'gradebook.db'}"
    config.CourseDirectory.autograded_directory = str(job.desk)
    config.Autograde.create_student = True
    writing = ("SaveAutoGrades", "AssignLatePenalties")
    config.Autograde.autograde_preprocessors = [step for step in config.Autograde.autograde_preprocessors if not step.endswith(writing)]
    config.Isolated.references = json.loads(job.references)
    if job.trust_students:
        config.Isolated.trust_students = True
    return config


def _comments(nb: Any) -> dict[str, str | None]:
    """What nbgrader itself says of an answer: whether there is one."""
    found: dict[str, str | None] = {}
    for cell in nb.cells:
        if is_solution(cell) or is_task(cell):
            untouched = cell.metadata.nbgrader.get("checksum") == compute_checksum(cell) and not is_task(cell)
            found[cell.metadata.nbgrader.grade_id] = "No response." if untouched else None
    return found
