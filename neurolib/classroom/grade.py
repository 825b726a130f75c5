"""Grade what was submitted, many submissions at once, each with a report; then write the feedback."""

from __future__ import annotations

import dataclasses
import functools
import glob
import os
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from . import batch, sandbox
from .course import ClassroomError, Course, needs_exchange
from .intake import MISNAMED, misnamed
from .nbgrader_calls import StepFailed, quietly
from .reports import Report
from .worker import Job, rehearse

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

    ``done(n, of)`` is called after each. A submission is graded again only where it, or the source of the assignment, is
    newer than its grade, or with ``force``; so a run that was broken off is taken up where it stopped. Late penalties are those of
    the due date as it is now, for all. ``workers`` are processes, as many as
    there are cores unless given; with ``scheduler``, a Dask cluster's address, they are that cluster's.
    """
    course.known(assignment)
    if not scheduler:
        batch.prepare(trust_students)
    try:
        return _grade(course, assignment, student, done, workers, scheduler, trust_students, force)
    except (OSError, SQLAlchemyError) as error:
        reason = getattr(error, "strerror", None) or getattr(error, "orig", error)
        raise ClassroomError(f"{reason}: what is graded stays. When that is mended, run it again in {course.root}.") from error


def _grade(
    course: Course, assignment: str, student: str | None, done: Done, workers: int | None, scheduler: str | None, trust: bool, force: bool
) -> list[Report]:
    from .merging import Writer

    with Writer(course, assignment) as writer:
        said = collect(course, assignment)
        there = submitted(course, assignment)
        lost = {name: Report(name, assignment, error="; ".join(words)) for name, words in said.items() if name not in there}
        lost |= {name: Report(name, assignment, error=MISNAMED) for name in there if misnamed(name)}
        students = sorted({*there, *lost})
        if student and student not in students:
            raise ClassroomError(f"{student} has not submitted {assignment}; submitted: {', '.join(students) or 'nobody'}.")
        students = [student] if student else students
        reports = lost if force else writer.up_to_date(students) | lost
        done(len(reports), len(students))
        jobs = [Job(course.root, assignment, name, writer.cells, writer.desk, trust) for name in students if name not in reports]
        if jobs:
            count = max(1, min(workers or len(batch.cores()), len(jobs)))
            pool = batch.Cluster(scheduler) if scheduler else batch.Processes(count, writer.scratch)
            try:
                _refuse(pool, trust)
                known = pool.ask(functools.partial(rehearse, jobs[0]))
                for found in batch.run([dataclasses.replace(job, references=known) for job in jobs], pool):
                    reports[found.report.student] = writer.write(found)
                    done(len(reports), len(students))
            finally:
                pool.close()
        for name in said.keys() & there:
            if name in reports:
                reports[name].repairs = [*said[name], *reports[name].repairs]
        return [reports[name] for name in students]


def _refuse(pool: batch.Cluster | batch.Processes, trust: bool) -> None:
    """Raise where workers do not work, or have no sandbox and need one."""
    try:
        reason = pool.ask(str if trust else sandbox.refusal)
    except Exception as error:  # Dask raises many kinds
        raise ClassroomError(
            f"The workers cannot begin; is this very neurolib installed where they run? {type(error).__name__}: {error}"
        ) from error
    if reason:
        raise ClassroomError(reason)


def collect(course: Course, assignment: str) -> dict[str, list[str]]:
    """Copy new submissions from the exchange to ``submitted/``, where there is an exchange; return what was odd, by student."""
    said: dict[str, list[str]] = {}
    if (course.exchange / course.id / "inbound").is_dir():
        from .collecting import Collect

        needs_exchange()
        quietly(Collect, course.config, assignment, update=True, check_owner=False, said=said)
    return said


def submitted(course: Course, assignment: str) -> list[str]:
    """Return who handed in the assignment, in order of name; whatever it is that they handed in."""
    return sorted(
        path.parent.name for path in course.folder("submitted").glob("*") for path in [path / assignment] if os.path.lexists(path)
    )


def write_feedback(course: Course, assignment: str, student: str | None = None) -> tuple[list[Path], list[str]]:
    """Write feedback for every graded submission and put it into the exchange; return the pages and what went wrong."""
    from nbgrader.converters import GenerateFeedback
    from nbgrader.exchange.default import ExchangeReleaseFeedback

    course.known(assignment)
    pages: list[Path] = []
    troubles: list[str] = []
    for folder in sorted(course.folder("autograded").glob(f"{glob.escape(student) if student else '*'}/{assignment}")):
        name = folder.parent.name
        try:
            quietly(GenerateFeedback, course.config, assignment, glob.escape(name), force=True)
            written = course.folder("feedback") / name / assignment
            pages += sorted(written.glob("*.html"))
            if (written / "submission_secret.txt").is_file() and course.exchange.is_dir():
                quietly(ExchangeReleaseFeedback, course.config, assignment, glob.escape(name))
        except StepFailed as failure:
            troubles.append(f"{name}: {failure}")
    return pages, troubles
