"""Which cells of a submission run where, for how long, and again after a death; kernel and checker
are played by scripts.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from traitlets.config import Config

from neurolib.classroom import TIMEOUT
from neurolib.classroom.checker.master import Master
from neurolib.classroom.course import Fault
from neurolib.classroom.grading import isolated
from neurolib.classroom.grading.isolated import Isolated
from neurolib.classroom.reports.outcomes import BROKEN, DEATH
from neurolib.classroom.sandbox import limits
from neurolib.classroom.sandbox.bwrap import SandboxMissing
from neurolib.classroom.sandbox.channel import Dead, Late, error

pytestmark = pytest.mark.whoever
RIGHT = {"error": None, "value": None, "printed": "", "found": {}}


class Grading:
    """A grader whose kernel does with a cell what ``does`` does with its source, and whose checker
    gives these verdicts.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.folder, self.now, self.waited, self.out_of_memory = folder, 5000.0, 0.0, 0
        self.does: Callable[[str], Any] = lambda source: []
        self.starts: Callable[[], Any] = lambda: None
        self.verdicts: dict[str, dict[str, Any]] = {}
        self.kernels, self.ran, self.began = 0, list[str](), list[str]()
        self.seconds: dict[str, float] = {}
        monkeypatch.setattr(isolated, "refusal", lambda: "")
        monkeypatch.setattr(isolated, "Kernel", self.kernel)
        monkeypatch.setattr(isolated, "CheckerClient", self.checker)
        monkeypatch.setattr(isolated, "out_of_memory", lambda: self.out_of_memory)
        monkeypatch.setattr(isolated, "time", SimpleNamespace(monotonic=lambda: self.now))

    def kernel(self, folder: Path, private: Any, away: Any, trusted: bool) -> Any:
        self.private, self.away = private, away
        return SimpleNamespace(
            start=self.start,
            run=self.run,
            ask=None,
            stop=lambda: None,
            waited=lambda since: self.waited,
        )

    def checker(
        self,
        master: Master,
        ask: Any,
        folder: Path,
        secret: str,
        reference: bool,
        student: str,
        waited: Any,
    ) -> Any:
        self.student = student
        return SimpleNamespace(run=self.verdict, end=lambda: None, close=lambda: None)

    def start(self) -> None:
        self.kernels += 1
        self.starts()

    def run(self, source: str, seconds: float, shown: bool = True) -> Any:
        if "os.environ" in source:
            self.began.append(source)
            return []
        self.seconds.setdefault(source, seconds)
        self.ran.append(source)
        return self.does(source)

    def verdict(self, test: str, seconds: float) -> dict[str, Any]:
        self.ran.append(f"test {test}")
        return RIGHT | self.verdicts.get(test, {})

    def __call__(
        self, cells: list[Any], master: Master | None = None, config: Any = None, student: str = ""
    ) -> Any:
        cells = [new_code_cell(cell) if isinstance(cell, str) else cell for cell in cells]
        grader = Isolated(config=config or Config(CourseDirectory={"root": str(self.folder)}))
        grader._read_master = lambda nb, resources: (master or Master(), self.folder)  # type: ignore[method-assign]
        resources = {
            "metadata": {"path": str(self.folder)},
            "nbgrader": {"student": student} if student else {},
        }
        return grader.preprocess(new_notebook(cells=cells), resources)[0]


@pytest.fixture
def grade(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Grading:
    return Grading(monkeypatch, tmp_path)


def marked(name: str, source: str = "pass", points: float = 4) -> Any:
    marks = {
        "grade": True,
        "solution": False,
        "locked": True,
        "grade_id": name,
        "points": points,
        "schema_version": 3,
    }
    return new_code_cell(source, metadata={"nbgrader": marks})


# How long


def test_a_notebook_has_its_time_and_no_cell_has_more_than_what_is_left(
    grade: Grading, monkeypatch: pytest.MonkeyPatch
) -> None:
    def takes(source: str) -> list[Any]:
        grade.now += int(source)
        return []

    monkeypatch.setattr(isolated, "TOTAL", 900.0)
    grade.does = takes
    config = Config(CourseDirectory={"root": str(grade.folder)}, Execute={"timeout": 600})
    nb = grade(["400", "401", "49", "50", "1"], config=config)
    assert grade.seconds == {"400": 600, "401": 500, "49": 99, "50": 50}
    assert [[output.ename for output in cell.outputs] for cell in nb.cells] == [
        [],
        [],
        [],
        [],
        [isolated.TOO_LATE],
    ]


@pytest.mark.parametrize(
    ("timeout", "seconds"), [(None, TIMEOUT), (0, TIMEOUT), (-1, TIMEOUT), (1, 1), (5, 5)]
)
def test_a_cell_has_the_time_that_is_set_for_it_or_the_usual_one(
    grade: Grading, timeout: int | None, seconds: float
) -> None:
    grade(
        ["x"],
        config=Config(CourseDirectory={"root": str(grade.folder)}, Execute={"timeout": timeout}),
    )
    assert grade.seconds == {"x": seconds}


# What runs


@pytest.mark.parametrize(("given", "name"), [("ben", "ben"), ("", "ada")])
def test_both_sides_are_told_whose_work_it_is(
    grade: Grading, monkeypatch: pytest.MonkeyPatch, given: str, name: str
) -> None:
    monkeypatch.setenv("NEUROLIB_STUDENT", "ada")  # who runs it here
    grade([], student=given)
    assert grade.student == name and f"= {name!r}" in grade.began[0]


def test_tests_run_once_each_in_the_checker_and_other_cells_in_the_kernel(grade: Grading) -> None:
    cells = [
        new_markdown_cell("text"),
        new_code_cell("ordinary", metadata={"tags": ["other"]}),
        new_code_cell("skipped", metadata={"tags": ["other", "skip-execution"]}),
        new_code_cell(" \n"),
        marked("real", "what the student wrote in its place"),
        marked("empty", ""),
        marked("real", "again"),
        marked("invented", "nobody's"),
    ]
    nb = grade(cells, Master(tests={"real": "", "empty": ""}))
    assert grade.ran == ["ordinary", "test real", "test empty", "again", "nobody's"]
    assert "outputs" not in nb.cells[0] and all(cell.outputs == [] for cell in nb.cells[1:])


def test_what_a_notebook_hides_and_what_is_nobodys_to_see(
    grade: Grading, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = tmp_path / "site" / "neurolib"
    (package / "neurons").mkdir(parents=True)
    (tmp_path / "site" / "numpy").mkdir()
    for name in "trains.py", "__pycache__/trains.cpython-311.pyc", "kept.py":
        (package / name).parent.mkdir(exist_ok=True)
        (package / name).touch()
    monkeypatch.setattr(isolated, "PACKAGE", package)
    exchange, book = tmp_path / "exchange", tmp_path / "book" / "gradebook.db"
    config = Config(
        CourseDirectory={"root": str(tmp_path / "course"), "db_url": f"sqlite:///{book}"},
        Exchange={"root": str(exchange)},
    )
    grade(
        [],
        Master(hides=["neurolib.neurons", "neurolib.trains", "neurolib.nothing", "numpy"]),
        config,
    )
    assert set(grade.away) == {
        package / "neurons",
        package / "trains.py",
        package / "__pycache__" / "trains.cpython-311.pyc",
    }
    places = {tmp_path / "course", book.parent, Path("/usr/local/share/nbgrader").resolve()}
    assert set(grade.private) == places | {exchange}
    del config.Exchange["root"]
    grade([], config=config)
    assert set(grade.private) == places


# What a test is worth


def shown(grade: Grading, verdict: dict[str, Any], **reference: Any) -> tuple[list[Any], list[str]]:
    """Grade two tests, of which the second, worth 2 points, has this verdict; return what it shows
    and the notes for the teacher.
    """
    grade.verdicts["second"] = verdict
    master = Master(
        tests={"first": "", "second": ""},
        reference={"first": {"fails": "not this one"}, "second": reference},
    )
    nb = grade([marked("first", points=4), marked("second", points=2)], master)
    return nb.cells[1].outputs, nb.metadata.get("neurolib", {}).get("repairs", [])


@pytest.mark.parametrize(
    ("value", "points"),
    [
        (1.5, "1.5"),
        (2.0, "2.0"),
        (9.0, "2.0"),
        (-1.0, "0.0"),
        (0.0, "0.0"),
        (math.nan, "0.0"),
        (None, None),
    ],
)
def test_a_test_gives_no_more_than_its_own_points_and_no_less_than_none(
    grade: Grading, value: float | None, points: str | None
) -> None:
    outputs, notes = shown(grade, {"value": value})
    assert [output.data["text/plain"] for output in outputs] == (
        [points] if points else []
    ) and not notes


def test_a_test_shows_what_it_prints_and_why_it_fails(grade: Grading) -> None:
    outputs, notes = shown(
        grade, {"printed": "hint", "error": ["AssertionError", "It is 4.", ["line"]]}
    )
    assert (
        outputs[0].text == "hint"
        and outputs[1:] == [error("AssertionError", "It is 4.", ["line"])]
        and not notes
    )


@pytest.mark.parametrize("failure", [["AssertionError", "It is 4.", []], [BROKEN, "it ended", []]])
def test_a_test_that_cannot_be_run_is_told_to_the_teacher(
    grade: Grading, failure: list[Any]
) -> None:
    outputs, notes = shown(grade, {"error": failure}, fails="the solution's error")
    assert outputs == [error(BROKEN, "This test could not be run; your teacher has been told.")]
    assert notes == ["The test second could not be run: the solution's error"]


# What runs again


def dies(*ends: Any) -> Callable[[str], Any]:
    """Do what the list of ends of a source has for each of its runs, one after the other; the last
    of them for good.
    """
    left = {source: list(each) for source, each in ends}

    def does(source: str) -> list[Any]:
        here = left.get(source, [None])
        if end := here.pop(0) if len(here) > 1 else here[0]:
            raise end
        return []

    return does


SLOW, HUNG, KILLED = Late(alive=True), Late(alive=False), Dead("It used too much memory.")


@pytest.mark.parametrize(
    ("end", "name", "kernels"),
    [(SLOW, isolated.TOO_LATE, 1), (HUNG, isolated.TOO_LATE, 2), (KILLED, DEATH, 2)],
    ids=["slow", "hung", "killed"],
)
def test_a_kernel_is_replaced_where_it_is_gone(
    grade: Grading, end: Exception, name: str, kernels: int
) -> None:
    grade.does = dies(("bad", [end]))
    nb = grade(["a", "bad", "b"])
    assert [output.ename for output in nb.cells[1].outputs] == [name] and not nb.cells[2].outputs
    assert grade.kernels == len(grade.began) == kernels and grade.ran == [
        "a",
        "bad",
        *["a"] * (kernels - 1),
        "b",
    ]


def test_after_a_death_the_cells_before_it_run_again_but_for_tests_and_what_ended_a_kernel(
    grade: Grading,
) -> None:
    grade.does = dies(("killer", [KILLED]), ("hangs", [HUNG]))
    cells = [
        new_markdown_cell("text"),
        "a",
        "",
        marked("test", "its source"),
        "killer",
        "b",
        "hangs",
        "c",
    ]
    grade(cells, Master(tests={"test": ""}))
    assert (
        grade.ran == ["a", "test test", "killer", "a", "b", "hangs", "a", "b", "c"]
        and grade.kernels == 3
    )


@pytest.mark.parametrize(
    ("second", "kernels"), [(SLOW, 2), (HUNG, 3), (KILLED, 3)], ids=["slow", "hung", "killed"]
)
def test_what_ends_the_new_kernel_is_left_out_of_the_next(
    grade: Grading, second: Exception, kernels: int
) -> None:
    """The first cell lives once, and not again; one that is only slow leaves the kernel there."""
    grade.does = dies(("a", [None, second]), ("bad", [KILLED]))
    nb = grade(["a", "b", "bad", "c"])
    assert grade.ran == ["a", "b", "bad", "a", "b", "c"] and grade.kernels == kernels
    assert [len(cell.outputs) for cell in nb.cells] == [0, 0, 1, 0]


# What is no grade


def refused(
    grade: Grading, cells: list[Any], master: Master | None = None, **settings: Any
) -> Fault:
    config = Config(
        CourseDirectory={"root": str(grade.folder)}, Isolated=settings, Execute={"timeout": 60}
    )
    with pytest.raises(Fault) as fault:
        grade(cells, master, config)
    return fault.value


def raising(error: Exception) -> Callable[[], None]:
    def act() -> None:
        raise error

    return act


@pytest.mark.parametrize(
    "error",
    [
        Dead("The kernel does not start. mount: no."),
        SandboxMissing("bubblewrap could not make a sandbox."),
    ],
)
@pytest.mark.parametrize("after", [0, 1], ids=["at once", "after a death"])
def test_a_kernel_that_does_not_come_up_is_no_wrong_answer(
    grade: Grading, error: Exception, after: int
) -> None:
    grade.starts = lambda: raising(error)() if grade.kernels > after else None
    grade.does = dies(("bad", [KILLED]))
    assert str(refused(grade, ["a", "bad"])).startswith(
        f"{error} Close other programs on this machine"
    )


def test_a_kernel_that_runs_no_line_of_ours_is_no_wrong_answer(
    grade: Grading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grade, "run", lambda *_, **named: raising(Late(alive=False))())
    assert "came up but ran no line" in str(refused(grade, ["a"]))


STRUCK = Dead(limits.KILLED)


@pytest.mark.parametrize("end", [STRUCK, Dead("")], ids=["the kernel", "all of its processes"])
def test_a_kernel_that_somebody_killed_is_no_wrong_answer_and_the_cell_is_named(
    grade: Grading, end: Exception
) -> None:
    grade.does = dies(("bad", [end]))
    fault = refused(grade, ["a", "bad"])
    assert fault.killed and "killed in cell 2, and not by the grader" in str(fault)


def test_who_is_killed_twice_has_killed_itself_whichever_cell_it_was_and_the_rest_counts(
    grade: Grading,
) -> None:
    grade.does = dies(("bad", [STRUCK]), ("worse", [STRUCK]))
    nb = grade(
        ["a", "bad", "worse", "b"],
        config=Config(CourseDirectory={"root": str(grade.folder)}, Isolated={"killed": True}),
    )
    assert [[output.ename for output in cell.outputs] for cell in nb.cells] == [
        [],
        [DEATH],
        [DEATH],
        [],
    ]


def test_where_linux_ran_out_of_memory_nobody_has_killed_itself(grade: Grading) -> None:
    def does(source: str) -> list[Any]:
        if source == "bad":
            grade.out_of_memory += 1
            raise STRUCK
        return []

    grade.does = does
    assert "ran out of memory in cell 2" in str(refused(grade, ["a", "bad"], killed=True))
    grade.does = dies(("bad", [KILLED]))  # by the watchdog, whatever else was ended meanwhile
    assert grade(["a", "bad"]).cells[1].outputs[0].ename == DEATH


@pytest.mark.parametrize(
    ("kernel", "checker", "counts"),
    [
        (0, 0, True),
        (1140, 0, True),
        (1145, 0, True),
        (1147, 0, False),
        (0, 1147, False),
        (600, 547, False),
    ],
)
def test_a_time_limit_counts_only_for_who_had_the_processor_for_so_long(
    grade: Grading, monkeypatch: pytest.MonkeyPatch, kernel: float, checker: float, counts: bool
) -> None:
    def does(source: str) -> list[Any]:
        grade.now, grade.waited = grade.now + 1200, kernel
        raise Late(alive=True, waited=checker)

    monkeypatch.setattr(isolated, "TOTAL", 9999.0)
    grade.does = does
    if counts:
        assert grade(["slow"]).cells[0].outputs[0].ename == isolated.TOO_LATE
    else:
        assert "cell 1 waited for the processor for 1147 of 1200 s" in str(refused(grade, ["slow"]))


def test_the_time_of_the_whole_notebook_does_not_count_what_it_waited_either(
    grade: Grading, monkeypatch: pytest.MonkeyPatch
) -> None:
    def does(source: str) -> list[Any]:
        grade.now, grade.waited = grade.now + 50, grade.waited + float(source)
        return []

    monkeypatch.setattr(isolated, "TOTAL", 100.0)
    grade.does = does
    # 150 s in all
    assert [len(cell.outputs) for cell in grade(["20", "30", "0", "0"]).cells] == [0, 0, 0, 1]
    grade.waited = 0
    assert [len(cell.outputs) for cell in grade(["0", "0", "0"]).cells] == [0, 0, 1]
    words = "cell 41 waited for the processor for 1920 of 2000 s"
    assert words in str(refused(grade, ["48"] * 50)), "twenty times the time is enough"


def test_tests_whose_process_ended_are_no_wrong_answer(grade: Grading) -> None:
    grade.verdicts["second"] = {"error": [BROKEN, "it ended", []]}
    fault = refused(
        grade, [marked("first"), marked("second")], Master(tests={"first": "", "second": ""})
    )
    assert "The process that ran the test second ended" in str(fault)
