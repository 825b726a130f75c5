"""Compute from measured figures what grading 30, 300 and 3000 students takes.

Run: python -m tests.classroom.sizes [--students 30 300 3000] [--sets 13] [--write]

Prints the table of course/guide/for-a-class.md; with ``--write``, writes it there. What the servers
of the students need is another sum, which ``deploy/needs.py`` computes.
"""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).parents[2] / "course" / "guide" / "for-a-class.md"
MARKS = "<!-- sizes -->", "<!-- /sizes -->"
STUDENTS, SETS = (30, 300, 3000), 13  # the plan of the guide: ten sets and three labs


@dataclass(frozen=True)
class Measured:
    """Figures of one machine, each with the command that measured it."""

    # python -m tests.classroom.thousand --set ps2-spikes, on a machine with much other work
    hand_in: float = 4.6  # seconds of a processor to grade one hand-in; 1.0 with --set ps0-frame
    database: float = 0.1  # the same, of the database
    # the memory of neurolib grade ps2-spikes --workers 1, which shared memory makes an upper bound
    worker: float = 460.0  # MB of a worker, with its sandbox, its checker and what they come from
    grader: float = 130.0  # MB of the process that writes the grades
    # the folders submitted/, autograded/ and feedback/ of the same run
    files: float = 1.2  # MB of one hand-in
    # python -m tests.classroom.formgrader_pages --students 600, and --students 200
    rows: float = 0.02  # MB of one hand-in in the gradebook
    empty: float = 9.0  # MB of a new database


def needs(students: int, sets: int = SETS, measured: Measured | None = None) -> dict[str, float]:
    """Return what a class needs, by the lines of the table."""
    of = measured or Measured()
    minutes = students * (of.hand_in + of.database) / 60

    def memory(workers: int) -> float:
        return (of.grader + workers * of.worker) / 1000

    return {
        "minutes to grade one set, 1 core": minutes,
        "minutes to grade one set, 4 cores": minutes / 4,
        "memory of the machine that grades with 4 workers, GB": memory(4),
        "hours to grade a term, 1 core": minutes / 60 * sets,
        "disk for hand-ins, grades and feedback of a term, GB": students * sets * of.files / 1000,
        "gradebook of a term, GB": (of.empty + students * sets * of.rows) / 1000,
    }


def table(students: tuple[int, ...] = STUDENTS, sets: int = SETS) -> str:
    """Return the table in Markdown."""
    columns = [needs(number, sets) for number in students]
    lines = [
        f"| students | {' | '.join(map(str, students))} |",
        f"|:--|{'--:|' * len(columns)}",
    ]
    for name in columns[0]:
        cells = " | ".join(_number(column[name]) for column in columns)
        lines.append(f"| {name} | {cells} |")
    return "\n".join(lines)


def _number(value: float) -> str:
    """Return a value with two digits, or as a whole number."""
    if value >= 10 or value == int(value):
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 1 else f"{value:.2g}"


def written(page: str) -> str:
    """Return a page with the table between the marks."""
    begin, end = MARKS
    inside = re.compile(f"{re.escape(begin)}.*{re.escape(end)}", re.DOTALL)
    return inside.sub(lambda _: f"{begin}\n{table()}\n{end}", page)


def main() -> None:
    """Print the table, or write it into the page."""
    words = argparse.ArgumentParser()
    words.add_argument("--students", type=int, nargs="+", default=STUDENTS)
    words.add_argument("--sets", type=int, default=SETS)
    words.add_argument("--write", action="store_true")
    asked = words.parse_args()
    if asked.write:
        PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        print(table(tuple(asked.students), asked.sets))


if __name__ == "__main__":
    main()
