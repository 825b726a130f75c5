"""A fault of the grader or of its machine is never a grade: what it stops is tried again at the
end, and else has no grade.

Two students hand in right answers; what the machine does to the first one's kernel is played here.
The kernels are real.
"""

from __future__ import annotations

import errno
import os
import signal
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from neurolib.classroom.course import Course
from neurolib.classroom.grading import isolated, pool
from neurolib.classroom.sandbox import kernel as kernel_module
from neurolib.classroom.sandbox import limits
from neurolib.classroom.sandbox.bwrap import SandboxMissing
from neurolib.classroom.sandbox.channel import Late
from neurolib.classroom.sandbox.kernel import Kernel

pytestmark = pytest.mark.usefixtures("a_sandbox")


class Here:
    """The workers, in this process, so that what is played here reaches them."""

    count = 1

    def __init__(self, count: int, scratch: Path) -> None:
        pass

    def submit(self, slot: int, job: pool.Job) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(pool.grade(job))
        except Exception as error:
            future.set_exception(error)
        return future

    def ask(self, question: Callable[[], str]) -> str:
        return question()

    def renew(self, slot: int) -> None:
        pass

    def close(self) -> None:
        pass


class Class:
    """ada and ben, and who of them is being graded."""

    def __init__(
        self,
        course: Any,
        command: str,
        grade: Callable[[], tuple[int, str]],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        self.course, self.command, self.patch = course, command, monkeypatch
        self.grade, self.order, self.tries = grade, list[str](), 0
        real = isolated.Isolated.preprocess

        def preprocess(step: Any, nb: Any, resources: Any = None, km: Any = None) -> Any:
            student = (
                resources.get("nbgrader", {}).get("student", "") if not step.runs_reference else ""
            )
            self.order += [student] * bool(student)
            return real(step, nb, resources, km)

        monkeypatch.setattr(isolated.Isolated, "preprocess", preprocess)

    @property
    def strikes(self) -> bool:
        """Whether the machine fails now: while ada is graded, as often as it is to."""
        return self.order[-1:] == ["ada"] and self.order.count("ada") <= self.tries

    def scores(self) -> dict[str, float]:
        with Gradebook(Course.at(self.course.root).database) as gradebook:
            return {
                each.student.id: each.score
                for each in gradebook.assignment_submissions(self.course.name)
            }

    def folders(self) -> list[str]:
        return sorted(
            path.parent.parent.name
            for path in (self.course.root / "autograded").glob("*/*/*.ipynb")
        )


@pytest.fixture(
    params=["neurolib grade", pytest.param("nbgrader autograde", marks=pytest.mark.exhaustive)]
)
def batch(
    request: pytest.FixtureRequest,
    tiny_course: Any,
    neurolib: Any,
    nbgrader: Any,
    capsys: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> Class:
    tiny_course.publish()
    for student in "ada", "ben":
        tiny_course.submitted(student, **tiny_course.right)

    def grade() -> tuple[int, str]:
        if request.param == "neurolib grade":
            return neurolib("grade", tiny_course.name, "--course", tiny_course.root)
        code = nbgrader(tiny_course.root, "autograde", tiny_course.name)
        return code, "".join(capsys.readouterr())

    monkeypatch.setattr(pool, "Processes", Here)
    monkeypatch.setattr(pool, "prepare", lambda trust: None)
    return Class(tiny_course, request.param, grade, monkeypatch)


# --- what the machine does ------------------------------------------------------------------------


def slow_start(batch: Class) -> str:
    """A kernel is so slow that there is no time for it."""
    real = Kernel.start

    def start(kernel: Kernel) -> None:
        with pytest.MonkeyPatch.context() as patch:
            if batch.strikes:
                patch.setattr(kernel_module, "START", 0.0)
            real(kernel)

    batch.patch.setattr(Kernel, "start", start)
    return "The kernel does not start."


def slow_restart(batch: Class) -> str:
    """The first kernel ends, and a second one is too slow."""
    batch.course.submitted(
        "ada",
        **(batch.course.right | {"cube": batch.course.right["cube"] + "\nimport os\nos._exit(3)"}),
    )
    real, begun = Kernel.start, list[int]()

    def start(kernel: Kernel) -> None:
        begun.append(len(batch.order))
        with pytest.MonkeyPatch.context() as patch:
            if batch.strikes and begun.count(len(batch.order)) == 2:
                patch.setattr(kernel_module, "START", 0.0)
            real(kernel)

    batch.patch.setattr(Kernel, "start", start)
    return "The kernel does not start."


def no_memory(batch: Class) -> str:
    """Linux ends the kernel while it runs a cell, for want of memory."""
    real, ended = Kernel.run, list[int]()

    def run(kernel: Kernel, source: str, *words: Any, **named: Any) -> Any:
        if batch.strikes and "def cube" in source:
            first: Any = kernel.channel
            threading.Timer(
                0.5, os.kill, (limits.descendants(first._first.pid)[1], signal.SIGKILL)
            ).start()
            ended.append(1)
            source += "\nimport time\ntime.sleep(60)"
        return real(kernel, source, *words, **named)

    batch.patch.setattr(Kernel, "run", run)
    batch.patch.setattr(isolated, "out_of_memory", lambda: len(ended))
    return "The machine ran out of memory in cube."


def no_disk(batch: Class) -> str:
    """The disk is full when a kernel's folder is made."""
    real = tempfile.mkdtemp

    def mkdtemp(*words: Any, **named: Any) -> str:
        if batch.strikes and named.get("prefix") == "neurolib-kernel-":
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*words, **named)

    batch.patch.setattr(tempfile, "mkdtemp", mkdtemp)
    return "No space left on device"


def no_processes(batch: Class) -> str:
    """No process can be made."""
    real = kernel_module._spawn

    def spawn(*words: Any) -> Any:
        if batch.strikes:
            raise SandboxMissing("bubblewrap could not make a sandbox: Cannot allocate memory.")
        return real(*words)

    batch.patch.setattr(kernel_module, "_spawn", spawn)
    return "Cannot allocate memory"


def checker_ends(batch: Class) -> str:
    """The process of the tests is ended in the middle of one."""
    real = kernel_module.Kernel.ask

    def ask(kernel: Kernel, question: str, seconds: float) -> str:
        if batch.strikes:
            raise EOFError
        return real(kernel, question, seconds)

    batch.patch.setattr(Kernel, "ask", ask)
    return "The process that ran the test square-visible ended"


def too_busy(batch: Class) -> str:
    """A cell's time is over, but others had the processor."""
    real = Kernel.run

    def run(kernel: Kernel, source: str, *words: Any, **named: Any) -> Any:
        if batch.strikes and "def cube" in source:
            raise Late(alive=True)  # at once, so that it has had none of its time
        return real(kernel, source, *words, **named)

    batch.patch.setattr(Kernel, "run", run)
    batch.patch.setattr(Kernel, "waited", lambda kernel, since: 55.0)
    return "The machine was too busy: cube waited for the processor"


REST = [slow_restart, no_disk, no_processes, checker_ends, too_busy]
FAULTS = [
    slow_start,
    no_memory,
    *(pytest.param(fault, marks=pytest.mark.exhaustive) for fault in REST),
]


@pytest.mark.parametrize("fault", FAULTS)
def test_what_a_fault_stopped_is_graded_at_the_end(
    batch: Class, fault: Callable[[Class], str]
) -> None:
    fault(batch)
    batch.tries = 1
    code, text = batch.grade()
    right = 3 if fault is slow_restart else 6  # whose answer ends its kernel
    assert code == 0 and batch.scores() == {"ada": right, "ben": 6}, text
    assert batch.order == ["ada", "ben", "ada"] and batch.folders() == ["ada", "ben"]


@pytest.mark.parametrize("fault", FAULTS)
def test_what_fails_again_has_no_grade_and_a_sentence(
    batch: Class, fault: Callable[[Class], str]
) -> None:
    said = fault(batch)
    batch.tries = 2
    code, text = batch.grade()
    assert code == 1 and said in " ".join(text.split()), text
    assert (
        batch.scores() == {"ben": 6}
        and batch.folders() == ["ben"]
        and batch.order == ["ada", "ben", "ada"]
    )
    batch.tries = 0
    code, text = batch.grade()  # when it is mended
    assert code == 0 and sorted(batch.scores()) == ["ada", "ben"] and batch.order[3:] == ["ada"], (
        text
    )


@pytest.mark.parametrize("fault", [slow_start, no_disk])
def test_the_grade_of_before_stays_until_there_is_another(
    batch: Class, fault: Callable[[Class], str]
) -> None:
    course = batch.course
    for day, answers in (1, {"cube": course.right["cube"]}), (2, course.right):
        notebook = course.submitted("ada", **answers)
        (notebook.parent / "timestamp.txt").write_text(f"2026-11-0{day} 12:00:00.000000 UTC")
        if day == 1:
            assert batch.grade()[0] == 0 and batch.scores() == {"ada": 3, "ben": 6}
            graded = next((course.root / "autograded" / "ada").glob("*/*.ipynb"))
            before = graded.read_bytes()
    fault(batch)
    batch.tries, batch.order[:] = 2, []
    code, text = batch.grade()
    assert code == 1 and batch.scores() == {"ada": 3, "ben": 6} and graded.read_bytes() == before, (
        text
    )
    with Gradebook(Course.at(course.root).database) as gradebook:
        assert gradebook.find_submission(course.name, "ada").timestamp.day == 1
    batch.tries = 0
    assert (
        batch.grade()[0] == 0
        and batch.scores() == {"ada": 6, "ben": 6}
        and graded.read_bytes() != before
    )
    assert not list((course.root / "autograded").glob(".[ku]*"))


# --- killed from outside, or by itself ------------------------------------------------------------


def test_a_kernel_that_somebody_killed_loses_nothing(batch: Class) -> None:
    no_memory(batch)
    batch.patch.setattr(isolated, "out_of_memory", lambda: 0)  # somebody, who is not Linux
    batch.tries = 1
    code, text = batch.grade()
    assert code == 0 and batch.scores() == {"ada": 6, "ben": 6}, text


def test_who_kills_its_kernel_in_another_cell_each_time_is_graded(batch: Class) -> None:
    """Otherwise the grade of an earlier hand-in would stay for ever."""
    course, tries = batch.course, list[str]()
    course.submitted(
        "ada",
        square="import os\nos.kill(os.getpid(), 9)",
        cube="import os\nos.kill(os.getpid(), 9)",
    )
    real = Kernel.run

    def run(kernel: Kernel, source: str, *words: Any, **named: Any) -> Any:
        """As if it drew lots: the first try dies in the first cell, the second in the other."""
        if "os.kill" in source:
            tries.append(source)
            source = source if len(tries) != 2 else "pass"
        return real(kernel, source, *words, **named)

    batch.patch.setattr(Kernel, "run", run)
    code, text = batch.grade()
    assert code == 0 and batch.scores() == {"ada": 0, "ben": 6}, text


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("import os\nos.kill(os.getpid(), 9)", "SIGKILL"),
        pytest.param("while True: pass", "takes too long", marks=pytest.mark.exhaustive),
        pytest.param(
            "b = [bytearray(1 << 28) for _ in range(30)]",
            "2 GB of memory",
            marks=pytest.mark.exhaustive,
        ),
    ],
)
def test_an_answer_that_ends_itself_or_does_not_end_stays_the_students(
    batch: Class, act: str, said: str
) -> None:
    """It loses its own points, and says why; the other answer keeps its points, and so do the
    others.
    """
    lines = "\n    ".join(act.splitlines())
    batch.course.submitted(
        "ada",
        square=batch.course.right["square"],
        cube=f"def cube(x):\n    {lines}\n    return x**3",
    )
    if act.startswith("while"):
        with open(batch.course.root / "nbgrader_config.py", "a") as file:
            file.write("\nc.Execute.timeout = 3\n")
    code, text = batch.grade()
    assert code == 0 and batch.scores() == {"ada": 3, "ben": 6}, text
    graded = next((batch.course.root / "autograded" / "ada").glob("*/*.ipynb")).read_text(
        encoding="utf-8"
    )
    assert said in graded or "CellTimeoutError" in graded
