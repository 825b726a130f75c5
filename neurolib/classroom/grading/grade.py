"""Grade what was submitted, many submissions at once, each with a report."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
from collections.abc import Callable, Iterable, Iterator

from sqlalchemy.exc import SQLAlchemyError

from .. import sandbox
from ..course import ClassroomError, Course, needs_exchange, quietly
from ..intake.collect import Collect
from ..intake.hand_in import MISNAMED, misnamed
from ..reports.report import Report
from . import pool, tables
from .gradebook import writing
from .groups import counted
from .late import announce
from .pool import Job, record_references

Done = Callable[[int, int], None]


def grade(
    course: Course,
    assignment: str,
    student: str | None = None,
    done: Done = lambda n, of: None,
    workers: int | None = None,
    scheduler: str | None = None,
    trust_students: bool = False,
    force: bool = False,
) -> list[Report]:
    """Collect from the exchange, grade what is due and return a report on every submission.

    ``done(n, of)`` is called after each. A submission is graded again only if it, or the source of
    the assignment, is newer than its grade, or with ``force``; so a run that was interrupted
    continues where it stopped. Late penalties of all submissions follow the present due date.
    ``workers`` are processes, as many as there are cores unless given; with ``scheduler``, a Dask
    cluster's address, they are that cluster's.
    """
    course.known(assignment)
    tables.check(course)
    if not scheduler:
        pool.prepare(trust_students)
    with _resumable(course), writing(course, assignment) as writer:
        notes = collect(course, assignment)
        there = counted(course, assignment)
        lost = _lost(assignment, notes, there)
        students = sorted({*there, *lost})
        if student and student not in students:
            raise ClassroomError(
                f"{student} has not submitted {assignment}; submitted: "
                f"{', '.join(students) or 'nobody'}."
            )
        students = [student] if student else students
        reports = ({} if force else writer.up_to_date(students, there)) | {
            name: lost[name] for name in students if name in lost
        }
        done(len(reports), len(students))
        due = [name for name in students if name not in reports]
        jobs = [
            Job(course.root, assignment, name, writer.cells, writer.staging, trust_students)
            for name in due
        ]
        if jobs:
            count = max(1, min(workers or len(pool.cores()), len(jobs)))
            with contextlib.closing(
                pool.Cluster(scheduler) if scheduler else pool.Processes(count, writer.scratch)
            ) as executor:
                _refuse(executor, trust_students)
                known = executor.ask(functools.partial(record_references, jobs[0]))
                for report in pool.run(
                    [dataclasses.replace(job, references=known) for job in jobs], executor
                ):
                    reports[report.student] = writer.write(report)
                    done(len(reports), len(students))
        for name in notes.keys() & reports.keys() & set(there):
            reports[name].repairs = [*notes[name], *reports[name].repairs]
        return [reports[name] for name in students]


def _lost(assignment: str, notes: dict[str, list[str]], there: Iterable[str]) -> dict[str, Report]:
    """Return the reports of students of whom nothing could be collected, or whose name is
    refused.
    """
    lost = {
        name: Report(name, assignment, error="; ".join(words))
        for name, words in notes.items()
        if name not in there
    }
    return lost | {
        name: Report(name, assignment, error=MISNAMED) for name in there if misnamed(name)
    }


@contextlib.contextmanager
def _resumable(course: Course) -> Iterator[None]:
    """Turn the errors of a full disk and of a gradebook that cannot be written into a sentence that
    says how to continue.
    """
    try:
        yield
    except (OSError, SQLAlchemyError) as error:
        reason = getattr(error, "strerror", None) or getattr(error, "orig", error)
        raise ClassroomError(
            f"{reason}: what is graded stays. When that is mended, run it again in {course.root}."
        ) from error


def _refuse(executor: pool.Cluster | pool.Processes, trust: bool) -> None:
    """Raise if the workers do not run, need a sandbox and have none, or cannot start a kernel."""
    try:
        reason = executor.ask(functools.partial(sandbox.obstacle, trust))
    except Exception as error:  # Dask raises many kinds
        said = f"{type(error).__name__}: {error}"
        raise ClassroomError(
            f"The workers cannot begin; is this very neurolib installed where they run? {said}"
        ) from error
    if reason:
        raise ClassroomError(reason)


def collect(course: Course, assignment: str) -> dict[str, list[str]]:
    """Copy new submissions from the exchange, if there is one, to ``submitted/``, and due dates to
    it; return remarks by student.
    """
    notes: dict[str, list[str]] = {}
    if (course.exchange / course.id / "inbound").is_dir():
        needs_exchange()
        quietly(Collect, course.config, assignment, update=True, check_owner=False, notes=notes)
    announce(course)
    return notes
