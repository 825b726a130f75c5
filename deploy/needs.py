"""What a class needs: ``python deploy/needs.py --students 30 300 3000``.

The figures are those of the storm, ``python tests/deploy/storm.py --json FILE``, on the machine on
which the guide was written; ``--storm FILE`` takes yours. Each line of the table is one sum, which
stands in :func:`needs`.
"""

from __future__ import annotations

import argparse
import json
import statistics
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Measured:
    """Figures of one machine, per student unless said otherwise."""

    server: float = 31.0  # MB of an idle server beside others (PSS)
    kernel: float = 141.0  # MB of a kernel of a chapter beside others (PSS)
    base: float = 1000.0  # MB of the system, the hub, the proxy and the prepared process together
    start: float = 0.25  # s of a processor for one start
    disk: float = 20.0  # MB of a working copy after a term; assumed, 5 MB of it are measured

    @classmethod
    def of(cls, file: Path) -> Measured:
        """Take the figures of a storm."""
        seen = json.loads(file.read_text(encoding="utf-8"))
        middle = {
            name: statistics.median(each["Pss"] for each in seen[part])
            for name, part in (("server", "idle"), ("kernel", "kernels"))
            if seen[part]
        }
        return cls(**middle, start=seen["cpu"] / seen["students"])


def needs(students: int, present: float, minutes: float, measured: Measured) -> dict[str, float]:
    """Return what a class needs.

    ``present`` is the share of students who work at the same time on the evening before a problem
    set is due, each with one kernel; within ``minutes`` all of them have a server.
    """
    at_work = students * present
    each = measured.server + measured.kernel
    return {
        "students at work": at_work,
        "memory, GB": (measured.base + at_work * each) / 1000,
        "memory if all servers are idle, GB": (measured.base + at_work * measured.server) / 1000,
        "cores for the logins": max(at_work * measured.start / (60 * minutes), 1),
        "disk, GB": students * measured.disk / 1000,
    }


def main() -> None:
    """Print the table."""
    words = argparse.ArgumentParser(description="What a class needs.")
    words.add_argument("--students", type=int, nargs="+", default=[30, 300, 3000])
    words.add_argument("--present", type=float, default=0.4, help="share who work together")
    words.add_argument("--minutes", type=float, default=5, help="in which all of them log in")
    words.add_argument("--storm", type=Path, help="figures of your machine")
    asked = words.parse_args()
    measured = Measured.of(asked.storm) if asked.storm else Measured()
    columns = [needs(number, asked.present, asked.minutes, measured) for number in asked.students]
    print("| students |", " | ".join(map(str, asked.students)), "|")
    print("|:--|", " | ".join("--:" for _ in columns), "|")
    for name in columns[0]:
        cells = (
            f"{column[name]:.0f}" if column[name] >= 10 else f"{column[name]:.1f}"
            for column in columns
        )
        print(f"| {name} |", " | ".join(cells), "|")


if __name__ == "__main__":
    main()
