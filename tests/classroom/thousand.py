"""Grade a whole class on Dask workers into PostgreSQL, and break workers and database in the middle.

Run: python -m tests.classroom.thousand [--submissions 40] [--workers 1 2 4] [--set ps2-spikes]

The class is graded once with each number of workers, each time into a new database of a server of
this program's own. Then it is graded with two workers once more: when a third of it is graded, one
worker is killed, and when two thirds are graded, the database is stopped and started again. The
program prints seconds, the ratio to one worker, the seconds of the processors, the memory of the
grader in the middle and in the last third of a run, and the most connections to the database that
were open at once. It ends with an error if a gradebook differs from the first, if somebody has no
grade or two, or if more connections than workers + 2 were open. The set is that of
tests/benchmarks/grading.py, in which every third student has a wrong answer; with ``--set``, it is
one of the course, which all answer as its author does. 40 submissions take four minutes on two
cores, with ``--set`` longer.
"""

from __future__ import annotations

import argparse
import contextlib
import math
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import psutil
from nbgrader.api import Gradebook
from sqlalchemy import text

from tests.benchmarks import grading as bench

from . import postgres
from .formgrader_pages import busy

ROOT = Path(__file__).parents[2]
COURSE = "bench"


@dataclass
class Run:
    """What one grading of a class took, and what it left in the gradebook."""

    workers: int
    seconds: float
    cpu: float  # seconds of the processors: the grader and the workers
    database: float  # the same, of the database; not a number where it was restarted
    connections: int
    rows: list[tuple[Any, ...]]
    memory: list[float] = field(default_factory=list)  # MB of the grader, once a second

    def thirds(self) -> tuple[float, float]:
        """Return the grader's memory in the middle and in the last third of the run."""
        third = max(1, len(self.memory) // 3)
        parts = self.memory[third : 2 * third], self.memory[-third:]
        middle, last = (statistics.median(part) if part else 0.0 for part in parts)
        return middle, last


def made(root: Path, submissions: int, name: str | None) -> str:
    """Write a course with its hand-ins below ``root``; return the name of its set."""
    if not name:
        bench.course(root, submissions, bench.SECURED)
        for path in sorted(root.glob("submitted/*/*/*.ipynb"))[::3]:
            path.write_text(path.read_text().replace("return 3 *", "return 4 *"))
        return bench.NAME
    shutil.copytree(ROOT / "solutions" / name, root / "solutions" / name)
    (root / "nbgrader_config.py").write_text(bench.SECURED)
    nb = nbformat.read(root / "solutions" / name / f"{name}.ipynb", as_version=4)
    for cell in nb.cells:
        lines = cell.source.splitlines()
        cell.source = "\n".join(line for line in lines if not line.strip().startswith("### "))
    for number in range(submissions):
        folder = root / "submitted" / f"student-{number:03}" / name
        folder.mkdir(parents=True)
        nbformat.write(nb, folder / f"{name}.ipynb")
    return name


def rows(address: str) -> list[tuple[Any, ...]]:
    """All points and comments in a gradebook, by student and cell."""
    points = """
        SELECT a.student_id, n.name, c.name, g.auto_score, g.manual_score, g.needs_manual_grade
        FROM grade g JOIN base_cell c ON g.cell_id = c.id
        JOIN submitted_notebook s ON g.notebook_id = s.id JOIN notebook n ON s.notebook_id = n.id
        JOIN submitted_assignment a ON s.assignment_id = a.id"""
    said = (
        points.replace("grade g", "comment g")
        .replace("g.auto_score", "g.auto_comment")
        .replace("g.manual_score, g.needs_manual_grade", "g.manual_comment")
    )
    with Gradebook(address, COURSE) as book:
        found = [tuple(row) for one in (points, said) for row in book.db.execute(text(one))]
    return sorted(found, key=str)


def graded(root: Path, name: str) -> int:
    """Return how many hand-ins have a folder with their grade."""
    return len(list((root / "autograded").glob(f"*/{name}")))


def run(
    root: Path,
    name: str,
    server: postgres.Server,
    workers: int,
    events: Callable[[Any], Iterator[float]] = lambda _: iter(()),
) -> Run:
    """Grade the class anew, by the command, on a Dask cluster of this machine.

    ``events`` yields which share of the class is to be graded before it does something more.
    """
    from distributed import LocalCluster

    shutil.rmtree(root / "autograded", ignore_errors=True)
    address = server.database(f"run-{time.monotonic_ns()}")
    config = bench.SECURED.replace(
        "from neurolib", f"c.CourseDirectory.db_url = {address!r}\nfrom neurolib"
    )
    (root / "nbgrader_config.py").write_text(config)
    class_size = len(list((root / "submitted").glob(f"*/{name}")))
    memory: list[float] = []
    connections = [0]
    with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=":0") as cluster:
        ours, theirs = [psutil.Process()], [psutil.Process(server.process())]
        begun, before, kept = time.perf_counter(), busy(ours), busy(theirs)
        command = [sys.executable, "-m", "neurolib.cli", "grade", name]
        with (
            open(root / "said", "w", encoding="utf-8") as said,
            subprocess.Popen(
                [*command, "--scheduler", cluster.scheduler_address],
                cwd=root,
                env=bench.environment(),
                stdout=said,
                stderr=said,
            ) as process,
        ):
            watch = threading.Thread(target=_watch, args=(server, process, memory, connections))
            watch.start()
            for share in events(cluster):
                while graded(root, name) < share * class_size and process.poll() is None:
                    time.sleep(0.05)
            process.wait()
            watch.join()
        seconds, cpu = time.perf_counter() - begun, busy(ours) - before
        is_same = theirs[0].pid == server.process()
        database = busy(theirs) - kept if is_same else math.nan
    assert process.returncode == 0, (root / "said").read_text(encoding="utf-8")
    assert graded(root, name) == class_size
    return Run(workers, seconds, cpu, database, connections[0], rows(address), memory)


def _watch(
    server: postgres.Server,
    process: subprocess.Popen[bytes],
    memory: list[float],
    connections: list[int],
) -> None:
    """Note the grader's memory and the connections to the database, until it ends."""
    import psycopg

    count = """SELECT count(*) FROM pg_stat_activity
        WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"""
    while process.poll() is None:
        with contextlib.suppress(psycopg.Error):  # while it is restarted
            ((now,),) = server.execute(count)
            connections[0] = max(connections[0], int(str(now)))
        if found := bench.resident(process.pid):
            memory.append(found[0])
        time.sleep(0.5)


def breaks(server: postgres.Server) -> Callable[[Any], Iterator[float]]:
    """Kill a worker at a third of the class, and restart the database at two thirds."""

    def events(cluster: Any) -> Iterator[float]:
        yield 1 / 3
        os.kill(cluster.workers[0].pid, signal.SIGKILL)
        yield 2 / 3
        server.stop()
        time.sleep(2)
        server.start()

    return events


def differences(first: Run, other: Run) -> list[tuple[Any, ...]]:
    """Return the rows that stand in one of two gradebooks alone, or more often."""
    one, two = Counter(first.rows), Counter(other.rows)
    return [*(one - two).elements(), *(two - one).elements()]


def line(what: str, one: Run, first: Run) -> str:
    """Return one line of the table."""
    middle, last = one.thirds()
    return (
        f"  {what:28} {one.seconds:8.1f} {first.seconds / one.seconds:7.2f} {one.cpu:10.1f} {one.database:9.1f} "
        f"{middle:7.0f} {last:7.0f} {one.connections:8}"
    )


def main() -> None:
    """Grade and print the table."""
    words = argparse.ArgumentParser()
    words.add_argument("--submissions", type=int, default=40)
    words.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    words.add_argument("--set")
    asked = words.parse_args()
    if reason := postgres.missing():
        sys.exit(reason)
    with tempfile.TemporaryDirectory(prefix="thousand-") as folder, postgres.server() as server:
        root = Path(folder) / "course"
        root.mkdir()
        name = made(root, asked.submissions, asked.set)
        load = os.getloadavg()[0]
        print(f"{asked.submissions} submissions of {name}, {os.cpu_count()} cores, load {load:.1f}")
        print(f"  {'workers':28} {'seconds':>8} {'ratio':>7} {'processors':>10}", end=" ")
        print(" database   MB: middle, last, connections", flush=True)
        runs = []
        for workers in asked.workers:
            runs.append(run(root, name, server, workers))
            print(line(str(workers), runs[-1], runs[0]), flush=True)
        runs.append(run(root, name, server, 2, breaks(server)))
        print(line("2, both broken in the middle", runs[-1], runs[0]), flush=True)
    for one in runs:
        if (strange := differences(runs[0], one)) or one.connections > one.workers + 2:
            sys.exit(f"{len(strange)} rows differ: {strange[:3]}, {one.connections} connections")
    print(f"All {len(runs)} gradebooks are equal: {len(runs[0].rows)} rows.")


if __name__ == "__main__":
    main()
