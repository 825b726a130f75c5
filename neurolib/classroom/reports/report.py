"""The report on a submission, which ``neurolib grade`` shows and writes as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import v4
from nbgrader.utils import compute_checksum, is_solution, is_task

from .outcomes import DEATH, UNTOUCHED, Outcome, outcomes


@dataclass
class Report:
    """The result of one submission. ``error`` is empty if it got a grade, otherwise it says why it
    got none.
    """

    student: str
    assignment: str
    notebooks: dict[str, list[Outcome]] = field(default_factory=dict)
    score: float | None = None  # after the late penalty
    penalty: float = 0.0
    late_days: dict[str, int] = field(default_factory=dict)  # used and left; empty without a bank
    elsewhere: list[str] = field(default_factory=list)  # assignments whose penalty changed, too
    # what a person has yet to mark, and what it is worth
    waiting: dict[str, float] = field(default_factory=dict)
    max: float | None = None
    repairs: list[str] = field(default_factory=list)
    deaths: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)  # sentences on points that a person gave
    error: str = ""
    folder: Path | None = None  # where the graded notebooks are, until they are in place
    # nbgrader's own, by notebook and cell
    comments: dict[str, dict[str, str | None]] = field(default_factory=dict)

    @property
    def outcomes(self) -> list[Outcome]:
        """The outcomes of all its cells."""
        return [outcome for cells in self.notebooks.values() for outcome in cells]

    @property
    def decided(self) -> float | None:
        """The points that a test or a person has decided, the most that ``score`` can be so far."""
        return None if self.max is None else self.max - sum(self.waiting.values())

    @property
    def sentence(self) -> str:
        """The sentence on the submission in a table: why it got no grade, or what was unusual about
        it.
        """
        return self.error or "; ".join(self.remarks)

    @property
    def remarks(self) -> list[str]:
        """What was unusual about the submission, a sentence for each."""
        return [
            *self.repairs,
            *self.doubts,
            *([f"kernel died in {', '.join(self.deaths)}"] if self.deaths else []),
        ]

    def plain(self) -> dict[str, Any]:
        """Return the report as plain data, for JSON."""
        books = [
            {
                "notebook": name,
                "points": {outcome.grade_id: outcome.points for outcome in cells},
                "max": {outcome.grade_id: outcome.max for outcome in cells},
                "messages": {
                    outcome.grade_id: outcome.message for outcome in cells if outcome.message
                },
            }
            for name, cells in self.notebooks.items()
        ]
        names = (
            "student assignment score penalty late_days elsewhere max repairs deaths doubts error"
        )
        plain = {name: getattr(self, name) for name in names.split()}
        return plain | {"to_mark": self.waiting, "notebooks": books}


def read_report(folder: Path, assignment: str, student: str) -> Report:
    """Return the report that the graded notebooks in ``folder`` give; raise ValueError if one was
    not written completely.
    """
    report = Report(student, assignment, folder=folder)
    for path in sorted(folder.glob("*.ipynb")):
        nb = v4.reads(path.read_text(encoding="utf-8"))
        report.notebooks[path.stem] = list(outcomes(nb))
        answers = [cell for cell in nb.cells if is_solution(cell) or is_task(cell)]
        said = report.comments[path.stem] = {}
        for cell in answers:
            ours = cell.metadata.nbgrader
            untouched = ours.get("checksum") == compute_checksum(cell) and not is_task(cell)
            said[ours.grade_id] = UNTOUCHED if untouched else None
        report.repairs += nb.metadata.get("neurolib", {}).get("repairs", [])
        report.deaths += [
            cell.id
            for cell in nb.cells
            if any(output.get("ename") == DEATH for output in cell.get("outputs", []))
        ]
    report.repairs = list(dict.fromkeys(report.repairs))
    return report
