"""Grade many submissions at once, through the interface of ``concurrent.futures``: in processes
here, or on a Dask cluster.

A worker does not write to the course's gradebook: it has a temporary gradebook for each submission,
and puts graded notebooks into a folder beside ``autograded/``. Its result is plain data, which
:mod:`.gradebook` writes. A worker may run on any machine that sees the course's folder.
"""

from __future__ import annotations

import contextlib
import glob
import json
import multiprocessing
import os
import shutil
import signal
import socket
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from dataclasses import dataclass, replace
from multiprocessing import connection
from pathlib import Path
from typing import Any

from ..checker.client import FORK, checkers
from ..course import ClassroomError, Course, Fault, quietly
from ..intake.intake import Intake
from ..reports.report import Report, read_report
from ..sandbox import kernel
from ..sandbox.bwrap import SandboxMissing
from .validation import references

WRITING = "SaveAutoGrades", "AssignLatePenalties"  # nbgrader's steps that write to the gradebook
LONG = 70  # characters of a folder's name; a socket in it may have 107 with all


_one_at_a_time = threading.Lock()  # nbgrader changes the current folder, which a process has one of


@dataclass(frozen=True)
class Job:
    """A submission to grade. ``cells`` is a gradebook that holds the assignment alone, ``staging``
    a folder for graded notebooks, ``references`` what :func:`record_references` returned,
    ``killed`` whether its kernel was killed before.
    """

    root: Path
    assignment: str
    student: str
    cells: Path
    staging: Path
    trust_students: bool = False
    references: str = "{}"
    killed: bool = False


@contextlib.contextmanager
def _at(job: Job) -> Iterator[Any]:
    """The course's settings, except for where results go. What nbgrader would write to the
    gradebook is written later.
    """
    with _one_at_a_time, tempfile.TemporaryDirectory(prefix="neurolib-grade-") as folder:
        config = Course.at(job.root).config
        config.CourseDirectory.db_url = (
            f"sqlite:///{shutil.copyfile(job.cells, Path(folder, 'gradebook.db'))}"
        )
        config.CourseDirectory.autograded_directory = str(job.staging)
        config.Autograde.create_student = True
        config.Autograde.autograde_preprocessors = [
            step for step in config.Autograde.autograde_preprocessors if not step.endswith(WRITING)
        ]
        config.Isolated.references, config.Isolated.killed = json.loads(job.references), job.killed
        if job.trust_students:
            config.Isolated.trust_students = True
        yield config


def record_references(job: Job) -> str:
    """Return what the reference solution does in each test, as JSON. It runs before any submission
    runs on this machine.
    """
    with _at(job) as config:
        return json.dumps(references(config, job.assignment))


def grade(job: Job) -> Report:
    """Grade one submission; an error is in the report, which then has no ``folder``. A
    :class:`.Fault` is raised.
    """
    begun = time.time()
    try:
        with _at(job) as config:
            quietly(
                Intake, config, job.assignment, glob.escape(job.student), force=True, is_held=True
            )
    except ClassroomError as failure:
        fault = failure.__cause__
        if not isinstance(fault, Fault):
            return Report(job.student, job.assignment, error=str(failure))
    else:
        fault = None
    if fault:
        # a new one: Dask sends an error with those behind it, and they form a circle
        raise Fault(str(fault), fault.killed)
    folder = job.staging / job.student / job.assignment
    for path in folder.glob("*.ipynb"):
        os.utime(path, (begun, begun))  # files that change from now on are newer than the grade
    return read_report(folder, job.assignment, job.student)


def cores() -> list[int]:
    """Return the numbers of the processor's cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


class Processes:
    """Workers on this machine. Each is a pool of one process, so that a process that dies affects
    one submission alone.
    """

    def __init__(self, count: int, scratch: Path) -> None:
        self.count, self._scratch = count, scratch
        self._pools = [self._pool(slot) for slot in range(count)]

    def submit(self, slot: int, job: Job) -> Future[Report]:
        """Grade a submission in the worker number ``slot``."""
        try:
            return self._pools[slot].submit(grade, job)
        except BrokenExecutor:  # it died between two submissions
            self.renew(slot)
            return self._pools[slot].submit(grade, job)

    def ask(self, question: Callable[[], str]) -> str:
        """Run a function in a worker and return its result; this also starts the workers."""
        answers = [pool.submit(question) for pool in self._pools]
        try:
            return next(filter(None, [answer.result() for answer in answers]), "")
        except BrokenExecutor:
            raise Fault(
                "A worker ended before the first submission: perhaps the machine has "
                "too little memory for so many."
            ) from None

    def renew(self, slot: int) -> None:
        """Replace a worker that died."""
        self._end(self._pools[slot])
        self._pools[slot] = self._pool(slot)

    def close(self) -> None:
        """End all workers at once, because none of them holds results."""
        for pool in self._pools:
            self._end(pool)

    def _pool(self, slot: int) -> ProcessPoolExecutor:
        shared = kernel.sandbox(()).control, checkers.control
        begin = (dict(os.environ), cores()[slot % len(cores())], str(self._scratch), shared)
        return ProcessPoolExecutor(1, _context(), _begin, begin)

    def _end(self, pool: ProcessPoolExecutor) -> None:
        for process in list((pool._processes or {}).values()):
            process.kill()
        pool.shutdown(cancel_futures=True)


def prepare(trust: bool) -> None:
    """Start the imports of workers, checkers and sandbox in the background, each once for all
    workers.

    Workers share a sandbox only if this process is root's: each submission then has a user of its
    own, whose processes Linux counts.
    """
    if _context().get_start_method() == "forkserver":
        from multiprocessing import forkserver

        forkserver.ensure_running()
    if FORK:
        checkers.start()
        if not trust and os.getuid() == 0:
            with contextlib.suppress(SandboxMissing):
                kernel.sandbox(()).start()


def _context() -> Any:
    """Workers are forked from a process that has done their imports, if the system can do so and
    its socket's path is short enough.
    """
    if (
        "forkserver" not in multiprocessing.get_all_start_methods()
        or len(tempfile.gettempdir()) > LONG
    ):
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        [f"{__package__}.{name}" for name in ("course", "pool", "isolated", "release")]
    )
    return context


def _begin(
    environment: dict[str, str],
    core: int,
    scratch: str,
    shared: tuple[socket.socket | None, socket.socket | None],
) -> None:
    """Set a worker up: it ends with its parent, and leaves Ctrl-C to it."""
    kernel.sandbox(()).control, checkers.control = shared
    signal.signal(signal.SIGINT, lambda *_: None)
    os.environ.clear()
    os.environ.update(environment)
    kernel.core, tempfile.tempdir = core, scratch
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent
    connection.wait([parent.sentinel])
    os._exit(1)


class Cluster:
    """Workers of a Dask cluster, each of which sees the course's folder under the same path."""

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise ClassroomError(
                '--scheduler needs dask.distributed: pip install "distributed>=2025.1"'
            ) from None
        try:
            self._client = Client(address, timeout="5s")
        except (OSError, ValueError, TypeError) as error:  # the last for TLS without a certificate
            raise ClassroomError(f"No Dask scheduler answers at {address}: {error}") from None
        self.count = len(self._client.nthreads())
        if not self.count:
            self._client.close()
            raise ClassroomError(
                f"The Dask scheduler at {address} has no workers; start some: dask "
                f"worker {address} --nthreads 1"
            )
        self._executor: Executor = self._client.get_executor(pure=False)

    def submit(self, slot: int, job: Job) -> Future[Report]:
        """Grade a submission on the worker that Dask chooses."""
        return self._executor.submit(grade, job)

    def ask(self, question: Callable[[], str]) -> str:
        """Run a function in one of the workers and return its result."""
        return self._executor.submit(question).result()

    def renew(self, slot: int) -> None:
        """Do nothing, because Dask replaces its workers itself."""

    def close(self) -> None:
        """Cancel the jobs that have not begun, and disconnect."""
        self._executor.shutdown(wait=False)
        self._client.close()


def run(jobs: Iterable[Job], workers: Processes | Cluster) -> Iterator[Report]:
    """Yield the report of each job when it is done. What failed is tried once more at the end, one
    job at a time.
    """
    failed: list[Job] = []
    for job, result in _results(jobs, workers, workers.count):
        if isinstance(result, Report):
            yield result
        else:
            failed.append(replace(job, killed=isinstance(result, Fault) and result.killed))
    for job, result in _results(failed, workers, 1):
        yield (
            result
            if isinstance(result, Report)
            else Report(job.student, job.assignment, error=_sentence(result))
        )


def _results(
    jobs: Iterable[Job], workers: Processes | Cluster, count: int
) -> Iterator[tuple[Job, Report | BaseException]]:
    """Yield each job with its report, or with the error that stopped it; ``count`` of them run at a
    time.
    """
    waiting, free = deque(jobs), list(range(count))
    busy: dict[Future[Report], tuple[int, Job]] = {}
    found: list[tuple[Job, Report | BaseException]] = []
    while waiting or busy or found:
        while waiting and free:
            slot, job = free.pop(), waiting.popleft()
            busy[workers.submit(slot, job)] = slot, job
        yield from found  # while the workers work
        found = []
        for future in wait(busy, return_when=FIRST_COMPLETED).done:
            slot, job = busy.pop(future)
            free.append(slot)
            error = future.exception()
            if isinstance(error, BrokenExecutor):
                workers.renew(slot)
            found.append((job, error or future.result()))


def _sentence(error: BaseException) -> str:
    if isinstance(error, Fault):
        return f"{error} It was tried twice, the second time alone."
    if isinstance(error, BrokenExecutor) or type(error).__name__ == "KilledWorker":
        return (
            "The process that graded it ended, twice: perhaps the machine has too little "
            "memory. Close other programs, and grade again."
        )
    return f"Grading it failed twice: {type(error).__name__}: {' '.join(str(error).split())[:300]}"
