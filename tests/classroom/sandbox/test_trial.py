"""A failure of ours is never a grade: before a batch is graded, a kernel is started as for a
submission, and it must work.
"""

from __future__ import annotations

import functools
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import api
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory

from neurolib import doctor
from neurolib.classroom import sandbox
from neurolib.classroom.course import Course
from neurolib.classroom.grading.formgrader import run
from neurolib.classroom.sandbox import kernel as kernel_module
from neurolib.classroom.sandbox.channel import Dead, Late

pytestmark = pytest.mark.usefixtures("a_sandbox")
SAID = (
    "Nothing was graded, because a kernel that was started as a trial, with a file beside "
    "its notebook, does not work on this machine"
)
MAIN = "from neurolib.classroom.sandbox.init import main"


@pytest.fixture
def course(tiny_course: Any) -> Any:
    """A course with one right answer that came with the time of its hand-in beside it, as every one
    does that came by the exchange.
    """
    tiny_course.publish()
    notebook = tiny_course.submitted("ada", **tiny_course.right)
    (notebook.parent / "timestamp.txt").write_text("2026-11-29 12:00:00.000000 UTC")
    return tiny_course


@pytest.fixture
def cannot_unpack(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Sandboxes in which no archive can be opened; and so no kernel comes up that has a file beside
    its notebook.
    """
    real = shutil.which("bwrap")
    script = tmp_path / "programs" / "bwrap"
    script.parent.mkdir()
    script.write_text(
        f"#!{sys.executable} -I\nimport os, sys\n"
        f"words = [word.replace({MAIN!r}, "
        f"{f'import tarfile; tarfile.open = None; {MAIN}'!r}) for word in "
        f"sys.argv[1:]]\n"
        f"os.execv({real!r}, [{real!r}, *words])\n"
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join([str(script.parent), os.environ["PATH"]]))
    monkeypatch.setattr(
        kernel_module, "sandbox", functools.cache(kernel_module.sandbox.__wrapped__)
    )


def nothing_is_graded(course: Any) -> None:
    assert not list((course.root / "autograded").glob("*/*/*.ipynb"))
    with Gradebook(Course.at(course.root).database) as gradebook:
        assert gradebook.assignment_submissions(course.name) == []


def test_what_is_handed_in_with_its_time_gets_its_points(
    course: Any, neurolib: Callable[..., tuple[int, str]]
) -> None:
    code, text = neurolib("grade", course.name, "--course", course.root)
    assert code == 0 and "6 / 6" in text, text


def test_the_command_grades_nothing_where_no_kernel_comes_up(
    course: Any, cannot_unpack: None, neurolib: Callable[..., tuple[int, str]]
) -> None:
    code, text = neurolib("grade", course.name, "--course", course.root)
    said = " ".join(text.split())
    assert (
        code == 3
        and SAID in said
        and "TypeError: 'NoneType' object is not callable" in said
        and "python3 -m neurolib doctor" in said
    ), text
    nothing_is_graded(course)


def test_nbgrader_grades_nothing_where_no_kernel_comes_up(
    course: Any,
    cannot_unpack: None,
    nbgrader: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert nbgrader(course.root, "autograde", course.name) != 0
    assert SAID in capsys.readouterr().err
    nothing_is_graded(course)


def button(course: Any) -> dict[str, Any]:
    """What Formgrader gets when somebody presses *Autograde* beside ada's name."""
    settings = Course.at(course.root).config
    done: dict[str, Any] = NbGraderAPI(CourseDirectory(config=settings), config=settings).autograde(
        course.name, "ada"
    )
    return done


@pytest.fixture
def formgrader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "capture_log", run)  # as in JupyterLab's server


def test_formgraders_button_grades_nothing_where_no_kernel_comes_up(
    course: Any, formgrader: None, cannot_unpack: None
) -> None:
    done = button(course)
    assert not done["success"] and done["log"].startswith(SAID) and "error" not in done
    nothing_is_graded(course)


def test_a_kernel_is_tried_once_for_a_batch(
    course: Any, formgrader: None, nbgrader: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[bool] = []
    real = kernel_module.trial
    monkeypatch.setattr(
        kernel_module, "trial", lambda trusted: tried.append(trusted) or real(trusted)
    )
    shutil.copytree(course.root / "submitted" / "ada", course.root / "submitted" / "ben")
    assert nbgrader(course.root, "autograde", course.name) == 0 and tried == [False]
    assert [button(course)["log"].split(".")[0] for _ in range(2)] == [
        "6 of 6 points"
    ] * 2 and tried == [False] * 3
    (course.root / "nbgrader_config.py").write_text(
        (course.root / "nbgrader_config.py").read_text() + "\nc.Isolated.trust_students = True\n"
    )
    assert button(course)["success"] and tried == [False] * 3 + [True]


# --- the trial itself -----------------------------------------------------------------------------


@pytest.mark.parametrize("trusted", [False, True])
def test_a_kernel_that_works_is_no_obstacle_and_leaves_nothing(
    trusted: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert sandbox.obstacle(trusted) == "" and not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (Dead("It is gone."), "It is gone."),
        (Dead(), "It ended without a word."),
        (Late(alive=True), "It ran one line for 120 s and did not end."),
        (
            OSError(24, "Too many open files"),
            "It could not be started: [Errno 24] Too many open files.",
        ),
        (
            [{"evalue": "No such file: 'timestamp.txt'"}],
            "It could not read the file beside its notebook: No such file: 'timestamp.txt'.",
        ),
        (
            [{"text": "something else"}],
            "It could not read the file beside its notebook: something else.",
        ),
        ([], "It could not read the file beside its notebook: it showed nothing."),
    ],
)
def test_whatever_goes_wrong_is_said(act: Any, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(*_: Any) -> Any:
        if isinstance(act, Exception):
            raise act
        return act

    monkeypatch.setattr(kernel_module.Kernel, "start", lambda _: None)
    monkeypatch.setattr(kernel_module.Kernel, "run", answer)
    assert kernel_module.trial() == said


def test_without_a_sandbox_the_refusal_is_that_of_the_sandbox(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sandbox, "refusal", lambda: "There is no bubblewrap.")
    assert sandbox.obstacle() == "There is no bubblewrap."
    assert doctor.grading() == (
        "note",
        "grading: only a teacher needs it, and here it cannot protect this machine from "
        "student code. There is no bubblewrap.",
    )


def test_the_doctor_tries_a_kernel(cannot_unpack: None, monkeypatch: pytest.MonkeyPatch) -> None:
    verdict, said = doctor.grading()
    assert (
        verdict == "broken"
        and (
            "does not work: delete .venv and run python3 -m neurolib. The kernel does not "
            "start. TypeError"
        )
        in said
    )
    monkeypatch.setattr(kernel_module, "trial", lambda: "")
    assert doctor.grading()[0] == "good"
