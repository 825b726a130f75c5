"""How workers begin, on this machine or a cluster, and what is said of a submission that none of
them could grade.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import multiprocessing.forkserver
import os
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from traitlets.config import Config

from neurolib.classroom.course import ClassroomError, Fault
from neurolib.classroom.grading import pool
from neurolib.classroom.grading.pool import Job
from neurolib.classroom.reports.report import Report

ALL = ["fork", "spawn", "forkserver"]


class Made:
    """Two workers that do at once what they are told to."""

    count = 2

    def __init__(self, does: Callable[[Job], Any]) -> None:
        self.does, self.renewed = does, list[int]()

    def submit(self, slot: int, job: Job) -> Future[Report]:
        future: Future[Report] = Future()
        try:
            future.set_result(self.does(job))
        except Exception as error:
            future.set_exception(error)
        return future

    def renew(self, slot: int) -> None:
        self.renewed.append(slot)


class KilledWorker(Exception):
    """Dask's, by its name."""


@pytest.mark.parametrize(
    ("error", "told", "renewed"),
    [
        (Fault("No kernel.", True), "No kernel. It was tried twice, the second time alone.", 0),
        (
            BrokenProcessPool("dead"),
            "The process that graded it ended, twice: perhaps the machine has too little memory",
            5,
        ),
        (
            KilledWorker("dead"),
            "The process that graded it ended, twice: perhaps the machine has too little memory",
            0,
        ),
        (ValueError("of two\n  lines"), "Grading it failed twice: ValueError: of two lines", 0),
        (ValueError("x" * 500), f"Grading it failed twice: ValueError: {'x' * 300}", 0),
    ],
)
def test_what_fails_is_tried_again_at_the_end_and_told_if_it_fails_twice(
    tmp_path: Path, error: Exception, told: str, renewed: int
) -> None:
    tried: list[str] = []

    def does(job: Job) -> Report:
        tried.append(job.student)
        if job.student in ("bad", "worse") or (job.student == "once" and tried.count("once") == 1):
            assert job.killed == (getattr(error, "killed", False) and tried.count(job.student) == 2)
            raise error
        return Report(job.student, job.assignment, score=1)

    names = ["a", "bad", "b", "once", "worse", "c", "d"]
    workers: Any = Made(does)
    found = {
        each.student: each.error
        for each in pool.run(
            [Job(tmp_path, "ps", name, tmp_path, tmp_path) for name in names], workers
        )
    }
    assert found.pop("bad").startswith(told) and found.pop("worse").startswith(told)
    assert found == dict.fromkeys(["a", "b", "c", "d", "once"], "")
    assert sorted(tried[:7]) == sorted(names) and sorted(tried[7:]) == ["bad", "once", "worse"]
    assert len(workers.renewed) == renewed


def test_a_fault_reaches_the_grader_from_a_dask_worker(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Dask sends the errors behind an error, too; where they formed a circle, nothing came, and the
    submission got no grade in the second try, either.
    """
    pickle = pytest.importorskip("distributed.protocol.pickle")

    class Converter:
        """Stands for Intake where the kernel of a submission is killed."""

        def __init__(self, **settings: Any) -> None:
            pass

        def start(self) -> None:
            try:
                raise ChildProcessError
            except ChildProcessError:
                raise Fault("It was killed.", killed=True) from None

    monkeypatch.setattr(pool, "Intake", Converter)
    monkeypatch.setattr(pool, "_at", lambda job: contextlib.nullcontext(Config()))
    with pytest.raises(Fault, match="It was killed") as caught:
        pool.grade(Job(tmp_path, "ps", "ada", tmp_path, tmp_path))
    came = pickle.loads(pickle.dumps(caught.value))
    assert isinstance(came, Fault) and came.killed and str(came) == "It was killed."


# How they begin


@pytest.mark.parametrize(
    ("methods", "characters", "way"),
    [(ALL, 70, "forkserver"), (ALL, 71, "spawn"), (ALL, 5, "forkserver"), (["spawn"], 5, "spawn")],
)
def test_workers_are_forked_where_the_system_can_and_a_sockets_name_has_room(
    monkeypatch: pytest.MonkeyPatch, methods: list[str], characters: int, way: str
) -> None:
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: methods)
    monkeypatch.setattr(tempfile, "gettempdir", lambda: "/".ljust(characters, "x"))
    assert pool._context().get_start_method() == way


@pytest.mark.parametrize("missing", [False, True])
@pytest.mark.parametrize(
    ("way", "fork", "trust", "user", "begun"),
    [
        ("forkserver", True, False, 0, ["server", "checkers", "sandbox"]),
        ("forkserver", True, True, 0, ["server", "checkers"]),
        # each worker has a sandbox of its own
        ("forkserver", True, False, 1000, ["server", "checkers"]),
        ("forkserver", False, False, 0, ["server"]),
        ("spawn", True, False, 0, ["checkers", "sandbox"]),
    ],
)
def test_what_all_workers_share_begins_before_them(
    monkeypatch: pytest.MonkeyPatch,
    way: str,
    fork: bool,
    trust: bool,
    user: int,
    begun: list[str],
    missing: bool,
) -> None:
    found: list[str] = []

    def sandbox() -> None:
        found.append("sandbox")
        if missing:
            raise pool.SandboxMissing

    monkeypatch.setattr(pool, "_context", lambda: multiprocessing.get_context(way))
    monkeypatch.setattr(
        multiprocessing.forkserver, "ensure_running", lambda: found.append("server")
    )
    monkeypatch.setattr(pool.checkers, "start", lambda: found.append("checkers"))
    monkeypatch.setattr(pool.kernel, "sandbox", lambda private: SimpleNamespace(start=sandbox))
    monkeypatch.setattr(pool, "FORK", fork)
    monkeypatch.setattr(os, "getuid", lambda: user)
    pool.prepare(trust)
    assert found == begun


@pytest.mark.parametrize(("count", "cores"), [(4, [0, 1, 2, 3]), (None, [0])])
def test_where_a_system_does_not_tell_which_cores_there_are_it_tells_how_many(
    monkeypatch: pytest.MonkeyPatch, count: int | None, cores: list[int]
) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: count)
    assert pool.cores() == cores


def test_a_worker_leaves_to_others_what_is_written_to_the_gradebook(
    tiny_course: Any, tmp_path: Path
) -> None:
    cells = tmp_path / "cells.db"
    cells.touch()
    with pool._at(
        Job(
            tiny_course.root,
            tiny_course.name,
            "ada",
            cells,
            tmp_path / "staging",
            trust_students=True,
        )
    ) as config:
        steps = [step.rsplit(".", 1)[-1] for step in config.Autograde.autograde_preprocessors]
        assert "Isolated" in steps and not {"SaveAutoGrades", "AssignLatePenalties"} & set(steps)
        assert (
            config.Isolated.trust_students
            and str(tiny_course.root) not in config.CourseDirectory.db_url
        )


# On a cluster


class Client:
    """Dask's client, of a scheduler with so many workers."""

    threads: dict[str, int] = {}  # noqa: RUF012

    def __init__(self, address: str, timeout: str) -> None:
        self.closed = False
        if address == "nobody":
            raise OSError("refused")

    def nthreads(self) -> dict[str, int]:
        return self.threads

    def get_executor(self, pure: bool) -> Any:
        def submit(function: Any, *words: Any) -> Future[Any]:
            future: Future[Any] = Future()
            future.set_result(function(*words))
            return future

        return SimpleNamespace(submit=submit, shutdown=lambda wait: None)

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize(
    ("address", "threads", "sentence"),
    [
        ("nobody", {"a": 1}, "No Dask scheduler answers at nobody: refused"),
        ("there", {}, "The Dask scheduler at there has no workers; start some: dask worker there"),
    ],
)
def test_a_cluster_without_workers_is_told_from_none(
    monkeypatch: pytest.MonkeyPatch, address: str, threads: dict[str, int], sentence: str
) -> None:
    monkeypatch.setattr(Client, "threads", threads)
    monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(Client=Client))
    with pytest.raises(ClassroomError, match=sentence):
        pool.Cluster(address)


def test_a_cluster_has_as_many_workers_as_its_scheduler_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Client, "threads", {"a": 4, "b": 4})
    monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(Client=Client))
    cluster = pool.Cluster("there")
    assert cluster.count == 2 and cluster.ask(lambda: "answer") == "answer"
    cluster.close()
