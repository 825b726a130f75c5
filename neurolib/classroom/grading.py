"""Grade what was submitted, one submission after the other, each with a report; then write the feedback."""

from __future__ import annotations

import glob
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from .course import ClassroomError, Course, needs_exchange
from .nbgrader_calls import StepFailed, quietly
from .outcomes import DEATH, Outcome, outcomes
from .releasing import generate


@dataclass
class Report:
    """What came of one submission. ``error`` is empty where it got a grade, otherwise it says why it got none."""

    student: str
    assignment: str
    notebooks: dict[str, list[Outcome]] = field(default_factory=dict)
    score: float | None = None
    max: float | None = None
    repairs: list[str] = field(default_factory=list)
    deaths: list[str] = field(default_factory=list)
    error: str = ""

    @property
    def sentence(self) -> str:
        """What a table says of the submission: why it got no grade, or what was odd about it."""
        died = f"kernel died in {', '.join(self.deaths)}" if self.deaths else ""
        return self.error or "; ".join(filter(None, [*self.repairs, died]))

    def plain(self) -> dict[str, Any]:
        """Return the report as plain data, for JSON."""
        return {
            "student": self.student,
            "assignment": self.assignment,
            "score": self.score,
            "max": self.max,
            "notebooks": [
                {
                    "notebook": name,
                    "points": {outcome.grade_id: outcome.points for outcome in cells},
                    "max": {outcome.grade_id: outcome.max for outcome in cells},
                    "messages": {outcome.grade_id: outcome.message for outcome in cells if outcome.message},
                }
                for name, cells in self.notebooks.items()
            ],
            "repairs": self.repairs,
            "deaths": self.deaths,
            "error": self.error,
        }


def grade(
    course: Course, assignment: str, student: str | None = None, done: Callable[[int, int], None] = lambda n, of: None
) -> list[Report]:
    """Collect from the exchange, grade what is due and return a report on every submission.

    ``done(n, of)`` is called after each. A submission is graded again only where it, or the source of the assignment, is
    newer than its grade; so a run that was broken off is taken up where it stopped.
    """
    course.known(assignment)
    with tempfile.TemporaryDirectory(prefix="neurolib-grade-") as scratch:
        generate(course, assignment, Path(scratch))  # for the gradebook; the released notebooks stay as they are
    collect(course, assignment)
    students = submitted(course, assignment)
    if student and student not in students:
        raise ClassroomError(f"{student} has not submitted {assignment}; submitted: {', '.join(students) or 'nobody'}.")
    reports = []
    for name in [student] if student else students:
        reports.append(grade_one(course.root, assignment, name))
        done(len(reports), 1 if student else len(students))
    return reports


def collect(course: Course, assignment: str) -> None:
    """Copy new submissions from the exchange to ``submitted/``, where there is an exchange."""
    if (course.exchange / course.id / "inbound").is_dir():
        from nbgrader.exchange.default import ExchangeCollect

        needs_exchange()
        quietly(ExchangeCollect, course.config, assignment, update=True, check_owner=False)


def submitted(course: Course, assignment: str) -> list[str]:
    """Return who handed in the assignment, in order of name."""
    return sorted(path.parent.name for path in course.folder("submitted").glob(f"*/{assignment}") if path.is_dir())


def grade_one(root: Path, assignment: str, student: str) -> Report:
    """Grade one submission where that is due and report on it: plain arguments and plain results, so that any process can."""
    from nbgrader.converters import Autograde

    course = Course.at(root)
    try:
        refuse(course, assignment, student)
        if due(course, assignment, student):
            quietly(Autograde, course.config, assignment, glob.escape(student), force=True)
        return report(course, assignment, student)
    except StepFailed as failure:
        return Report(student, assignment, error=str(failure))


def refuse(course: Course, assignment: str, student: str) -> None:
    """Raise where nbgrader could not even open a submission."""
    wanted = {path.name for path in (course.folder("source") / assignment).glob("*.ipynb")}
    present = {path.name for path in (course.folder("submitted") / student / assignment).iterdir()}
    if not wanted & present:
        raise StepFailed(f"It holds no {' or '.join(sorted(wanted))}; it holds {', '.join(sorted(present)) or 'nothing'}.")
    if glob.escape(student) != student:
        raise StepFailed("Its folder's name holds one of the characters *?[ that nbgrader takes for patterns: rename the folder.")


def due(course: Course, assignment: str, student: str) -> bool:
    """Return whether the grade is missing, or older than the submission or the source (by when their files came here)."""
    graded = [path.stat().st_mtime for path in (course.folder("autograded") / student / assignment).glob("*.ipynb")]
    inputs = [course.folder("submitted") / student / assignment, course.folder("source") / assignment]
    return not graded or any(path.stat().st_ctime > min(graded) for folder in inputs for path in folder.rglob("*") if path.is_file())


def report(course: Course, assignment: str, student: str) -> Report:
    """Read the report on a graded submission from the gradebook and the graded notebooks."""
    from nbgrader.api import Gradebook, MissingEntry

    result = Report(student, assignment)
    for path in sorted((course.folder("autograded") / student / assignment).glob("*.ipynb")):
        nb = nbformat.read(path, as_version=4)
        result.notebooks[path.stem] = list(outcomes(nb))
        result.repairs += nb.metadata.get("neurolib", {}).get("repairs", [])
        result.deaths += [cell.id for cell in nb.cells if any(output.get("ename") == DEATH for output in cell.get("outputs", []))]
    try:
        with Gradebook(course.database, course.id) as gradebook:
            submission = gradebook.find_submission(assignment, student)
            result.score, result.max = submission.score, submission.max_score
    except MissingEntry:
        result.error = "The gradebook has no such submission."
    return result


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
                quietly(ExchangeReleaseFeedback, course.config, assignment, name)
        except StepFailed as failure:
            troubles.append(f"{name}: {failure}")
    return pages, troubles
