"""The report on a submission, which ``neurolib grade`` shows and writes as JSON, and nbgrader's table of grades as CSV."""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, v4
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import ExportPlugin
from nbgrader.utils import compute_checksum, is_solution, is_task

from .outcomes import DEATH, Outcome, outcomes


@dataclass
class Report:
    """The result of one submission. ``error`` is empty if it got a grade, otherwise it says why it got none."""

    student: str
    assignment: str
    notebooks: dict[str, list[Outcome]] = field(default_factory=dict)
    score: float | None = None  # after the late penalty
    penalty: float = 0.0
    max: float | None = None
    repairs: list[str] = field(default_factory=list)
    deaths: list[str] = field(default_factory=list)
    error: str = ""
    folder: Path | None = None  # where the graded notebooks are, until they are in place
    comments: dict[str, dict[str, str | None]] = field(default_factory=dict)  # nbgrader's own, by notebook and cell

    @property
    def sentence(self) -> str:
        """The sentence on the submission in a table: why it got no grade, or what was unusual about it."""
        return self.error or "; ".join(self.remarks)

    @property
    def remarks(self) -> list[str]:
        """What was unusual about the submission, a sentence for each."""
        return [*self.repairs, *([f"kernel died in {', '.join(self.deaths)}"] if self.deaths else [])]

    def plain(self) -> dict[str, Any]:
        """Return the report as plain data, for JSON."""
        books = [
            {
                "notebook": name,
                "points": {outcome.grade_id: outcome.points for outcome in cells},
                "max": {outcome.grade_id: outcome.max for outcome in cells},
                "messages": {outcome.grade_id: outcome.message for outcome in cells if outcome.message},
            }
            for name, cells in self.notebooks.items()
        ]
        head = {name: getattr(self, name) for name in ("student", "assignment", "score", "penalty", "max")}
        return {**head, "notebooks": books, "repairs": self.repairs, "deaths": self.deaths, "error": self.error}


def read_report(folder: Path, assignment: str, student: str) -> Report:
    """Return the report that the graded notebooks in ``folder`` give; raise ValueError if one was not written completely."""
    report = Report(student, assignment, folder=folder)
    for path in sorted(folder.glob("*.ipynb")):
        nb = v4.reads(path.read_text(encoding="utf-8"))
        report.notebooks[path.stem] = list(outcomes(nb))
        answers = [cell for cell in nb.cells if is_solution(cell) or is_task(cell)]
        report.comments[path.stem] = {cell.metadata.nbgrader.grade_id: _comment(cell) for cell in answers}
        report.repairs += nb.metadata.get("neurolib", {}).get("repairs", [])
        report.deaths += [cell.id for cell in nb.cells if any(output.get("ename") == DEATH for output in cell.get("outputs", []))]
    report.repairs = list(dict.fromkeys(report.repairs))
    return report


def _comment(cell: NotebookNode) -> str | None:
    """nbgrader's own comment on an answer: whether there is one."""
    return "No response." if cell.metadata.nbgrader.get("checksum") == compute_checksum(cell) and not is_task(cell) else None


HEADS = "assignment duedate timestamp student_id last_name first_name email raw_score late_submission_penalty score max_score".split()


class Export(ExportPlugin):
    """The table of nbgrader's own plug-in, as CSV in which every name is text: no formula of a spreadsheet, and one column."""

    def export(self, gradebook: Gradebook) -> None:
        """Write a line for each assignment and each student; zero points where nothing was handed in."""
        with open(self.to or "grades.csv", "w", newline="", encoding="utf-8", errors="replace") as file:
            table = csv.writer(file)
            table.writerow(HEADS)
            for assignment in gradebook.assignments:
                for student in gradebook.students:
                    if assignment.name in (self.assignment or [assignment.name]) and student.id in (self.student or [student.id]):
                        table.writerow(map(_cell, _line(gradebook, assignment, student)))


def _line(gradebook: Gradebook, assignment: Any, student: Any) -> list[Any]:
    try:
        submission = gradebook.find_submission(assignment.name, student.id)
        raw, late, when = submission.score, submission.late_submission_penalty, submission.timestamp
    except MissingEntry:
        raw, late, when = 0.0, 0.0, ""
    who = student.id, student.last_name, student.first_name, student.email
    return [assignment.name, assignment.duedate, when, *who, raw, late, max(0.0, raw - late), assignment.max_score]


def _cell(value: Any) -> Any:
    """A value that a spreadsheet reads as text: a formula gets an apostrophe in front, and separators of columns are replaced."""
    if not isinstance(value, str):
        return value
    text = re.sub(r"[;\t|]", ",", value)
    return f"'{text}" if unicodedata.normalize("NFKC", text).lstrip()[:1] in tuple("=+-@") else text
