"""What came of a submission: the report that ``neurolib grade`` shows and writes as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import v4

from .outcomes import DEATH, Outcome, outcomes


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


def read(folder: Path, assignment: str, student: str) -> Report:
    """Return what the graded notebooks in ``folder`` say; ValueError where one was not written to its end."""
    report = Report(student, assignment)
    for path in sorted(folder.glob("*.ipynb")):
        nb = v4.reads(path.read_text(encoding="utf-8"))
        report.notebooks[path.stem] = list(outcomes(nb))
        report.repairs += nb.metadata.get("neurolib", {}).get("repairs", [])
        report.deaths += [cell.id for cell in nb.cells if any(output.get("ename") == DEATH for output in cell.get("outputs", []))]
    report.repairs = list(dict.fromkeys(report.repairs))
    return report
