"""Grade a whole class on Dask workers into PostgreSQL, and break workers and database in the middle.

Run: python -m tests.classroom.thousand [--submissions 40] [--workers 1 2 4] [--set ps0-frame]
     [--no-breaks]

The class is graded once with each number of workers, each time into a new database of a server of
this program's own. Then, without ``--no-breaks``, it is graded with two workers once more: when a
third of it is graded, one worker is killed, and when two thirds are graded, the database is stopped
and started again. The program prints seconds, the ratio to the first run and to the run before, the
seconds of the processors, the memory of the grader when a tenth, half and all of the class are
graded, and the most connections to the database that were open at once. The seconds of the
processors are those of this program's control group: give it one of its own, with ``systemd-run
--scope``, where other programs of the same login are at work. It ends with an error if a
gradebook differs from the first, if somebody has no grade or two, or if more connections than
workers + 2 were open. The set is that of tests/benchmarks/grading.py, in which every third student
has a wrong answer; with ``--set``, it is one of the course, and the class is mixed: see
:func:`answered`. 40 submissions take four minutes on two cores, with ``--set`` longer.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import math
import os
import shutil
import signal
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

from neurolib.classroom import SECRET
from neurolib.classroom.grading.pool import cores
from neurolib.classroom.hidden import PUBLIC
from tests.benchmarks import grading as bench
from tests.course.named_answers import Answer, answers
from tests.course.test_answers import problems, role, solution

from . import postgres
from .formgrader_pages import busy

ROOT = Path(__file__).parents[2]
COURSE = "bench"
EXITS = "\nimport os\nos._exit(1)\n"
POINTS = 6  # columns of a row with points; one with a comment has five
SHARES = 0.1, 0.5, 1.0  # of a class, at which the grader's memory is printed
KILLS = "\nimport os\nimport signal\nos.kill(os.getpid(), signal.SIGKILL)\n"


@dataclass
class Run:
    """What one grading of a class took, and what it left in the gradebook."""

    workers: int
    seconds: float
    cpu: float  # seconds of the processors; not a number where Linux does not count them
    database: float  # the database's part of them; not a number where it was restarted
    connections: int
    rows: list[tuple[Any, ...]]
    # how many were graded, and MB of the grader, twice a second
    memory: list[tuple[int, float]] = field(default_factory=list)

    def at(self, submissions: float) -> float:
        """Return the grader's memory when so many were graded."""
        there = (megabytes for done, megabytes in self.memory if done >= submissions)
        return next(there, self.memory[-1][1] if self.memory else 0.0)


def made(root: Path, submissions: int, name: str | None) -> str:
    """Write a course with its hand-ins below ``root``; return the name of its set."""
    if not name:
        bench.course(root, submissions, bench.SECURED)
        for path in sorted(root.glob("submitted/*/*/*.ipynb"))[::3]:
            path.write_text(path.read_text().replace("return 3 *", "return 4 *"))
        return bench.NAME
    shutil.copytree(ROOT / "solutions" / name, root / "solutions" / name)
    (root / "nbgrader_config.py").write_text(bench.SECURED)
    # under which named answers have the points that they say: others change a few by a test
    (root / SECRET).write_text(PUBLIC, encoding="ascii")
    for number in range(submissions):
        folder = root / "submitted" / f"student-{number:04}" / name
        folder.mkdir(parents=True)
        nbformat.write(answered(name, number), folder / f"{name}.ipynb")
    return name


def answered(name: str, number: int) -> Any:
    """Return what a student hands in for a set of the course.

    Of twenty students, five answer as the author does, two hand in what they got, one ends the
    kernel, by its own exit or by a kill, and the others give named answers, right and wrong ones.
    """
    place, turn = number % 20, number // 20
    nb = nbformat.read(ROOT / "exercises" / name / f"{name}.ipynb", as_version=4)
    found = {problem: answer.source for problem, answer in named(name, number).items()}
    if place % 4 == 0:
        source = nbformat.read(ROOT / "solutions" / name / f"{name}.ipynb", as_version=4)
        found = {problem: solution(source, problem) for problem in found}
    if place == 19:
        # a kill may be the machine's, so the grader tries once more, alone
        found[max(found)] += KILLS if turn % 4 == 1 else EXITS
    for cell in nb.cells if place not in (3, 13) else ():
        kind, problem = role(cell)
        if cell.cell_type == "code" and kind == "answer":
            lines = found[problem].splitlines()
            cell.source = "\n".join(line for line in lines if not line.strip().startswith("### "))
    return nb


def deserved(name: str, number: int) -> dict[str, float]:
    """Return the points of each problem that a student of :func:`answered` deserves.

    A named answer says in its header what it deserves.
    """
    full = problems(nbformat.read(ROOT / "solutions" / name / f"{name}.ipynb", as_version=4))
    if number % 20 in (3, 13):
        return dict.fromkeys(full, 0.0)
    if number % 20 % 4 == 0:
        return full
    known = named(name, number)
    if number % 20 == 19:
        known.pop(max(known))
    return dict.fromkeys(full, 0.0) | {problem: one.score for problem, one in known.items()}


def named(name: str, number: int) -> dict[str, Answer]:
    """Return a named answer to each problem of a set, another one for each student."""
    found: dict[str, list[Answer]] = {}
    for answer in answers(name.split("-")[0]):
        found.setdefault(answer.problem, []).append(answer)
    return {problem: ours[number % len(ours)] for problem, ours in found.items()}


def undeserved(name: str, found: list[tuple[Any, ...]]) -> list[str]:
    """Return a sentence for each problem in which a student of :func:`answered` has other points
    than deserved; ``found`` are the :func:`rows` of a gradebook.
    """
    got: dict[str, Counter[str]] = {}
    for student, _, test, points, *_ in (row for row in found if len(row) == POINTS):
        chapter, number, _ = test.split("-", 2)
        got.setdefault(student, Counter())[f"{chapter}.{number}"] += points or 0
    return [
        f"{student} has {points:g} points in problem {problem}; expected {wanted[problem]:g}"
        for student, mine in got.items()
        for wanted in [deserved(name, int(student.split("-")[1]))]
        for problem, points in mine.items()
        if points != wanted[problem]
    ]


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
    memory: list[tuple[int, float]] = []
    connections = [0]
    with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=":0") as cluster:
        for place, worker in enumerate(cluster.workers.values()):
            # where other programs run, Linux puts two workers on one core, and them on the other
            psutil.Process(worker.pid).cpu_affinity([cores()[place % len(cores())]])
        theirs = [psutil.Process(server.process())]
        begun, before, kept = time.perf_counter(), spent(), busy(theirs)
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
            seen = functools.partial(graded, root, name)
            watch = threading.Thread(
                target=_watch, args=(server, process, seen, memory, connections)
            )
            watch.start()
            for share in events(cluster):
                while graded(root, name) < share * class_size and process.poll() is None:
                    time.sleep(0.2)
            process.wait()
            watch.join()
        seconds, cpu = time.perf_counter() - begun, spent() - before
        is_same = theirs[0].pid == server.process()
        database = busy(theirs) - kept if is_same else math.nan
    assert process.returncode == 0, (root / "said").read_text(encoding="utf-8")
    assert graded(root, name) == class_size
    return Run(workers, seconds, cpu, database, connections[0], rows(address), memory)


def _watch(
    server: postgres.Server,
    process: subprocess.Popen[bytes],
    seen: Callable[[], int],
    memory: list[tuple[int, float]],
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
            memory.append((seen(), found[0]))
        time.sleep(0.5)


def spent() -> float:
    """Return the seconds of the processors that this program's control group has taken.

    Linux forgets those of a kernel whose parent does not wait for it, and keeps those of a group.
    """
    groups = Path("/proc/self/cgroup").read_text().splitlines()
    for kinds, place in (line.split(":", 2)[1:] for line in groups):
        with contextlib.suppress(OSError):
            if not kinds:
                told = Path(f"/sys/fs/cgroup{place}/cpu.stat").read_text().split()
                return int(told[told.index("usage_usec") + 1]) / 1e6
            if "cpuacct" in kinds.split(","):
                return int(Path(f"/sys/fs/cgroup/{kinds}{place}/cpuacct.usage").read_text()) / 1e9
    return math.nan


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


def line(what: str, one: Run, first: Run, before: Run) -> str:
    """Return one line of the table."""
    size = one.memory[-1][0] if one.memory else 0
    megabytes = "".join(f"{one.at(size * share):7.0f}" for share in SHARES)
    return (
        f"  {what:28} {one.seconds:8.1f} {first.seconds / one.seconds:7.2f} "
        f"{before.seconds / one.seconds:7.2f} {one.cpu:10.1f} {one.database:9.1f} "
        f"{megabytes} {one.connections:8}"
    )


def main() -> None:
    """Grade and print the table."""
    words = argparse.ArgumentParser()
    words.add_argument("--submissions", type=int, default=40)
    words.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    words.add_argument("--set")
    words.add_argument("--no-breaks", action="store_true")
    asked = words.parse_args()
    if reason := postgres.missing():
        sys.exit(reason)
    with tempfile.TemporaryDirectory(prefix="thousand-") as folder, postgres.server() as server:
        root = Path(folder) / "course"
        root.mkdir()
        name = made(root, asked.submissions, asked.set)
        load = os.getloadavg()[0]
        print(f"{asked.submissions} submissions of {name}, {os.cpu_count()} cores, load {load:.1f}")
        print(f"  {'workers':28} {'seconds':>8}   ratio  before processors  database", end=" ")
        counts = "".join(f"{asked.submissions * share:7.0f}" for share in SHARES)
        print(f"{counts} connections", flush=True)
        runs: list[Run] = []
        plans = [(str(workers), workers, None) for workers in asked.workers]
        if not asked.no_breaks:
            plans.append(("2, both broken in the middle", 2, breaks(server)))
        for what, workers, events in plans:
            runs.append(run(root, name, server, workers, events or (lambda _: iter(()))))
            print(line(what, runs[-1], runs[0], runs[-2] if runs[1:] else runs[0]), flush=True)
    for one in runs:
        if (strange := differences(runs[0], one)) or one.connections > one.workers + 2:
            sys.exit(f"{len(strange)} rows differ: {strange[:3]}, {one.connections} connections")
    if asked.set and (wrong := undeserved(name, runs[0].rows)):
        sys.exit("\n".join(wrong))
    print(f"All {len(runs)} gradebooks are equal: {len(runs[0].rows)} rows.")


if __name__ == "__main__":
    main()
