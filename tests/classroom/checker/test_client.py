"""The grader's side of the checker: what runs before a test, when a checker begins anew, and tests
that do not come to an end.

The checkers run in threads of this process, with the teacher's code alone.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from neurolib.classroom.checker import client, server
from neurolib.classroom.checker.client import CheckerClient
from neurolib.classroom.checker.master import Master
from neurolib.classroom.reports.outcomes import BROKEN
from neurolib.classroom.sandbox.channel import Late


def cell(source: str, name: str, **marks: bool) -> Any:
    return new_code_cell(
        source,
        metadata={
            "nbgrader": {
                "grade": False,
                "solution": False,
                "locked": True,
                "grade_id": name,
                **marks,
            }
        },
    )


class Course:
    """One submission of a notebook with a cell that notes that it runs, an answer that imports a
    module, and these tests, a, b, c …
    """

    def __init__(
        self, serve: Callable[[Connection], None], folder: Path, tests: tuple[str, ...]
    ) -> None:
        self.pid = 0  # of no process
        self.serve, self.begun, self.seconds, self.threads = (
            serve,
            list[dict[str, Any]](),
            list[float](),
            list[threading.Thread](),
        )
        cells = [
            cell("import sys\nsys.ran.append('tools')", "tools"),
            cell("import math\nlevel = 3", "answer", solution=True),
        ]
        master = Master.of(
            new_notebook(
                cells=cells
                + [cell(source, "abcd"[n], grade=True) for n, source in enumerate(tests)]
            )
        )
        self.checker = CheckerClient(master, self.ask, folder, "a secret", student="ada")

    def ask(self, request: str, seconds: float) -> str:
        self.seconds.append(seconds)
        return json.dumps({"value": 3})

    def error(self, test: str, seconds: float = 30.0) -> list[Any] | None:
        error = self.checker.run(test, seconds)["error"]
        return error and error[:2]

    def spawn(self, request: dict[str, Any], fds: list[int]) -> Course:
        self.join()  # the threads share their standard output
        self.begun.append(request)
        self.threads.append(
            threading.Thread(target=self._run, args=[Connection(os.dup(fds[0]))], daemon=True)
        )
        self.threads[-1].start()
        return self

    def join(self) -> None:
        """Wait for the checkers that were ended."""
        for thread in self.threads:
            thread.join(5.0)

    def _run(self, line: Connection) -> None:
        with line:
            try:
                self.serve(line)
            except (EOFError, OSError):  # the grader's side has ended it
                return

    def kill(self) -> None:
        """It ends where its line is closed."""


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Course]]:
    courses: list[Course] = []
    monkeypatch.setattr(sys, "ran", [], raising=False)
    (tmp_path / "numbers.txt").write_text("9")
    (tmp_path / "ps1.ipynb").write_text("{}")

    def begin(*tests: str, serve: Callable[[Connection], None] = server.session) -> Course:
        begun = Course(serve, tmp_path, tests)
        monkeypatch.setattr(client, "checkers", begun)
        courses.append(begun)
        return begun

    yield begin
    for begun in courses:
        begun.checker.close()
        begun.join()


def ran() -> list[str]:
    return sys.ran  # type: ignore[attr-defined, no-any-return]


def test_cells_before_a_test_run_once_until_a_checker_begins_anew(course: Any) -> None:
    of = course(
        "assert math.pi > 3 and level == 3\nspot = 7",
        "assert spot == 7",
        "assert spot == 7 and level == 3",
    )
    assert [of.error("a"), of.error("b"), ran(), len(of.begun)] == [None, None, ["tools"], 1]
    of.checker.end()
    assert [of.error("c"), ran(), len(of.begun)] == [None, ["tools"] * 2, 2]


def test_cells_before_tests_that_are_left_out_run_all_the_same(course: Any) -> None:
    of = course("spot = 7", "assert level == 3")
    assert [of.error("b"), ran()] == [None, ["tools"]]


def test_a_checker_whose_memory_is_full_makes_room_and_one_with_another_error_stays(
    course: Any,
) -> None:
    of = course("raise MemoryError", "1 / 0", "assert level == 3")
    assert (
        of.error("a")[0] == "MemoryError"
        and of.error("b")[0] == "ZeroDivisionError"
        and len(of.begun) == 2
    )
    assert [of.error("c"), len(of.begun)] == [None, 2]


def test_a_test_that_takes_too_long_ends_its_checker_and_does_not_run_again(course: Any) -> None:
    def silent(line: Connection) -> None:
        server.receive(line)
        line.poll(5.0)

    of = course("import cmath\nspot = 7", "assert cmath.pi > 3 and level == 3\nspot", serve=silent)
    with pytest.raises(Late) as late:
        of.checker.run("a", 0.05)
    assert late.value.alive
    of.serve = server.session
    assert of.error("b") == ["NameError", "name 'spot' is not defined"] and len(of.begun) == 2


@pytest.mark.parametrize("of_kernel", [False, True])
def test_time_that_its_process_waited_counts_once_for_it_and_the_kernel(
    course: Any, monkeypatch: pytest.MonkeyPatch, of_kernel: bool
) -> None:
    """Where the kernel's own processes had the processor, the account of both holds nothing; the
    account is the kernel's.
    """
    asked: list[tuple[float, float]] = []

    def waited(since: float, ready: float = 0.0, ran: float = 0.0) -> float:
        asked.append((ready, ran))
        return 100.0 + ready - ran if ready else 93.0

    def ask(request: str, seconds: float) -> str:
        raise Late(alive=False)

    def silent(line: Connection) -> None:
        server.receive(line)
        line.poll(5.0)

    times = iter([(5.0, 1.0), *[(6.0, 9.0)] * 9])
    monkeypatch.setattr(client, "processor", lambda pid: next(times))
    here = iter([(2.0, 3.0), *[(2.5, 7.0)] * 9])
    monkeypatch.setattr(client, "own_thread", lambda: next(here))
    of = course("assert level == 3", serve=server.session if of_kernel else silent)
    of.checker._waited, of.checker.ask = waited, ask
    with pytest.raises(Late) as late:
        of.checker.run("a", 30.0 if of_kernel else 1e-3)
    assert late.value.alive != of_kernel and late.value.waited == 19.0, (
        "in addition to the kernel's 93 s"
    )
    assert {*asked} == {(13.5, 1.5), (0.0, 0.0)}


def test_a_checker_that_is_gone_costs_its_test_alone(course: Any) -> None:
    of = course("assert True", "assert level == 3", serve=server.receive)
    assert of.error("a") == [
        BROKEN,
        "the process in which it runs ended, perhaps for want of memory",
    ]
    of.serve = server.session
    assert [of.error("b"), len(of.begun)] == [None, 2]


def test_what_the_students_kernel_raises_goes_on_and_ends_the_checker(course: Any) -> None:
    of = course("level", "assert math.pi > 3")
    honest, of.checker.ask = of.checker.ask, lambda request, seconds: {}["gone"]
    with pytest.raises(KeyError, match="gone"):
        of.checker.run("a", 30.0)
    of.checker.ask = honest
    assert [of.error("b"), len(of.begun)] == [None, 2]


def test_a_request_to_the_student_has_what_is_left_of_the_tests_time(course: Any) -> None:
    of = course("assert level == 3")
    assert of.error("a", 30.0) is None and 0 < of.seconds[0] <= 30
    of.checker._waited = lambda since, ready=0.0, ran=0.0: 100.0
    assert of.error("a", 30.0) is None
    assert 100 < of.seconds[1] <= 130, "a busy machine took 100 s, which do not count"


def test_a_checker_sees_the_teachers_files_without_the_notebooks(course: Any) -> None:
    of = course("assert level == 3")
    of.error("a")
    (request,) = of.begun
    assert (request["secret"], request["student"]) == ("a secret", "ada")
    assert {path.name: path.read_text() for path in Path(request["folder"]).iterdir()} == {
        "numbers.txt": "9"
    }
    of.checker.close()
    assert not Path(request["folder"]).exists()


@pytest.mark.parametrize(
    ("clone", "first"),
    [("/home/ada/course", ["/home/ada/course"]), ("/home/ada/.venv/lib/site-packages", [])],
    ids=["clone", "installed"],
)
def test_a_checker_imports_from_its_own_clone_first_and_from_installed_packages_last(
    clone: str, first: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of what lies in the current folder or in the user's settings."""
    installed = ["/usr/lib/python3/dist-packages", "/home/ada/.venv/lib/site-packages"]
    monkeypatch.setattr(client, "CLONE", Path(clone))
    monkeypatch.setattr(sys, "path", ["", "/home/ada/settings", *installed])
    python, *flags, program = client._command()[0]
    assert python == sys.executable and "-I" in flags
    monkeypatch.setattr(sys, "path", ["/usr/lib/python3"])
    exec(program.partition("; from neurolib")[0], {})
    assert sys.path == [*first, "/usr/lib/python3", *installed]
