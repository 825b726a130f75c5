"""A course of one tiny problem set, with which releasing, grading and the browser are tested in
seconds.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import os
import re
import shutil
import signal
import sqlite3
import zlib
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest

from neurolib import _jit

ROOT = Path(__file__).parents[1]
# whoever runs the tests: problems with inputs of one's own are the same
os.environ.setdefault("NEUROLIB_STUDENT", "ada")
# workers and kernels share the processors: a second thread of BLAS would wait for one of them
for library in ("OMP", "OPENBLAS", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")
# files of tests by the time they take, the longest first, and those that wait beside those that
# compute
LONGEST = (
    "browser/*.py",
    "test_notebooks.py",
    "test_webassembly.py",
    "test_charts.py",
    "test_live_corners.py",
    "test_agreement.py",
    "test_hostile.py",
    "test_references.py",
    "test_pool.py",
    "test_answers.py",
    "test_sandbox.py",
    "test_secrets.py",
    "test_conductances.py",
    "test_plastic.py",
    "test_checker.py",
    "test_continual.py",
    "test_session.py",
    "test_forging.py",
    "test_check.py",
    "test_crossings.py",
    "test_learning.py",
    "figures/test_kernels.py",
    "test_clocked_network.py",
    "test_sums_of_jumps.py",
    "test_setup.py",
    "classroom/test_round.py",
    "test_own_models.py",
    "test_release.py",
    "test_crossbar_synapses.py",
    "test_repair.py",
    "test_house.py",
)
# files of tests that say the same with every Python: they read texts and programs, or look at pages
# in a browser or what Node answers (that a Python compiles to WebAssembly, test_webassembly.py says)
ALIKE = (
    "browser/test_class_page.py",
    "browser/test_feedback.py",
    "browser/test_guessing.py",
    "browser/test_hall_pages.py",
    "browser/test_lecture.py",
    "browser/test_lecture_in_hall.py",
    "browser/test_live.py",
    "browser/test_objectives.py",
    "browser/test_pages.py",
    "browser/test_showpiece.py",
    "browser/test_single_page.py",
    "browser/test_site.py",
    "course/test_chapters.py",
    "course/test_charts.py",
    "course/test_claims_of_chance.py",
    "course/test_minutes.py",
    "course/test_problem_sets.py",
    "course/test_scope.py",
    "course/test_used_in.py",
    "tests/test_contributing.py",
    "tests/test_house.py",
    "tests/test_measure.py",
)
# which tests are as long as those that are marked exhaustive; a line is what pytest calls a test
LONG = frozenset((ROOT / "tests" / "long.txt").read_text(encoding="utf-8").splitlines()[1:])
# seconds for a test: the longest takes two minutes, on a busy machine ten times as long; the one that
# grades every hostile submission takes half an hour and longer
PATIENCE = 8 * 3600 if os.environ.get("NEUROLIB_HOSTILE") == "all" else 1800
SENTINEL = "zqx_hidden_number"  # a name that stands in the hidden tests alone


def pytest_addoption(parser: pytest.Parser) -> None:
    """Give the suite its second tier."""
    parser.addoption(
        "--all",
        action="store_true",
        help="run the exhaustive tests too: every hostile submission, kills at random, ...",
    )
    parser.addoption(
        "--part",
        type=_part,
        metavar="K/N",
        help="run the K-th of N parts of the exhaustive tests too, as CI does: each day another",
    )
    parser.addoption(
        "--second",
        action="store_true",
        help="leave out the tests that say the same with every Python: another one has run them",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is exhaustive, by a mark or by :data:`LONG`, unless ``--all`` or ``--part`` asks
    for it, what is marked whole unless ``NEUROLIB_HOSTILE=all`` does, and what is :data:`ALIKE`
    where ``--second`` says that another Python has run it.

    Begin with the files that take longest, so that no worker idles.
    """
    place = functools.cache(
        lambda path: next((n for n, name in enumerate(LONGEST) if path.match(name)), len(LONGEST))
    )
    items.sort(key=lambda item: place(item.path))
    whole = os.environ.get("NEUROLIB_HOSTILE") == "all"
    alike = config.getoption("--second")
    left = [
        item
        for item in items
        if ((_marked(item, "exhaustive") or item.nodeid in LONG) and not _asked(config, item))
        or (_marked(item, "whole") and not whole)
        or (alike and any(item.path.match(name) for name in ALIKE))
    ]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in set(left)]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Any:
    """End a fixture that hangs."""
    return (yield from _with_patience())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Any:
    """End a test that hangs."""
    return (yield from _with_patience())


def _with_patience() -> Generator[None, Any, Any]:
    """Let what hangs fail where it hangs, and let the other tests go on."""
    if not hasattr(signal, "SIGALRM"):
        return (yield)

    def fail(*_: Any) -> None:
        pytest.fail(f"It hung for {PATIENCE // 60} minutes in the lines above.")

    before = signal.signal(signal.SIGALRM, fail)
    signal.alarm(PATIENCE)
    try:
        return (yield)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _part(words: str) -> tuple[int, int]:
    """Return K and N of K/N, for a part of the exhaustive tests."""
    found = re.fullmatch(r"(\d+)/(\d+)", words)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise argparse.ArgumentTypeError(f"{words} is no part; expected K/N, such as 1/8 to 8/8")
    return int(found[1]), int(found[2])


def _asked(config: pytest.Config, item: pytest.Item) -> bool:
    """Whether an exhaustive test is to run: all are, or it is in the part that is. Chance decides on
    the part, alike each time, and alike for the tests of a file that have the same parameters: they
    share what is computed for these, such as the run of a chapter.
    """
    k, n = config.getoption("--part") or (0, 1)
    shared = re.sub(r"::[^\[]*\[", "[", item.nodeid, count=1)
    return config.getoption("--all") or zlib.crc32(shared.encode()) % n == k - 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give the tests of the browser to one worker, file after file: while they wait for pages, the
    others compute, and they share a JupyterLab.
    """
    if config.getoption("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return (
                "tests/browser"
                if nodeid.startswith("tests/browser/")
                else super()._split_scope(nodeid)
            )

    return Scheduling(config, log)


def _marked(item: pytest.Item, name: str) -> bool:
    """Whether a test has this mark; ``exhaustive("compiled")`` is for the compiled path alone,
    where a loop of its own is long to compile.
    """
    path = item.callspec.params.get("path") if hasattr(item, "callspec") else None
    return any(not mark.args or path in mark.args for mark in item.iter_markers(name))


@pytest.fixture(params=["plain", "compiled"] if _jit.enabled() else ["plain"])
def path(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run the test on the plain path of an engine, then on the compiled one."""
    if request.param == "plain":
        monkeypatch.setattr(_jit, "enabled", lambda: False)
    else:
        import numba  # noqa: F401 - once it is loaded, it is used
    return str(request.param)


@dataclass
class TinyCourse:
    """A teacher's course in a temporary folder, and answers to it by grade_id."""

    root: Path
    name: str = "ps0-tiny"
    # where a suite keeps what it has released once, by the content of its source
    kept: Path | None = None
    right: ClassVar[dict[str, str]] = {
        "square": "def square(x):\n    return x**2",
        "cube": "def cube(x):\n    return x**3",
    }

    @property
    def released(self) -> Path:
        return self.root / "exercises" / self.name / f"{self.name}.ipynb"

    def release(self) -> None:
        """Release the problem set, as a copy of what a test before has made of the same source."""
        from neurolib.classroom import release
        from neurolib.classroom.course import Course

        source = (self.root / "solutions" / self.name / f"{self.name}.ipynb").read_bytes()
        kept = self.kept and self.kept / hashlib.sha256(source).hexdigest()[:16]
        if kept and kept.exists():
            shutil.copytree(kept, self.root, dirs_exist_ok=True)
            return
        before = {path.name for path in self.root.iterdir()}
        release.release(Course.at(self.root), self.name)
        if kept:
            shutil.copytree(
                self.root,
                kept,
                ignore=lambda folder, names: (
                    before & set(names) if Path(folder) == self.root else []
                ),
            )

    def publish(self) -> None:
        """Put the problem set into the exchange, released where it is not yet, as
        ``neurolib release`` does.
        """
        from neurolib.classroom import release
        from neurolib.classroom.course import Course

        if not self.released.exists():
            self.release()
        release.publish(Course.at(self.root), self.name)

    def answer(self, path: Path, **answers: str) -> None:
        """Write the released notebook to ``path`` with these sources in its answer cells."""
        import nbformat

        nb = nbformat.read(self.released, as_version=4)
        for cell in nb.cells:
            cell.source = answers.get(
                cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(nb, path)

    def submitted(self, student: str, **answers: str) -> Path:
        """Lay a submission into ``submitted/``, as collected; return its notebook."""
        path = self.root / "submitted" / student / self.name / self.released.name
        self.answer(path, **answers)
        return path


@pytest.fixture(scope="session")
def gradebooks_in_no_time() -> None:
    """Ask once for the version of its tables, for which nbgrader starts a program, and do not wait
    for the disk at each row.
    """
    from nbgrader import api
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    api.get_alembic_version = functools.cache(api.get_alembic_version)

    def begin(connection: Any, _: Any) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA synchronous = OFF")

    event.listen(Engine, "connect", begin)


@pytest.fixture
def tiny_course(
    gradebooks_in_no_time: None,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> TinyCourse:
    """A course with this project's nbgrader_config.py and one problem set of two problems, 1 + 2
    and 3 points; not yet released.
    """
    import nbformat

    for name in (
        "NEUROLIB_EXCHANGE",
        "NEUROLIB_WORK",
        "NEUROLIB_COURSE_SECRET",
        "JUPYTER_CONFIG_PATH",
    ):
        monkeypatch.delenv(name, raising=False)
    course = TinyCourse(tmp_path / "teacher", kept=tmp_path_factory.getbasetemp() / "released")
    path = course.root / "solutions" / course.name / f"{course.name}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(_tiny(), path)
    shutil.copy(ROOT / "nbgrader_config.py", course.root)
    return course


def _tiny() -> Any:
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

    def cell(grade_id: str, source: str, **more: Any) -> Any:
        meta = {
            "grade_id": grade_id,
            "schema_version": 3,
            "grade": False,
            "solution": False,
            "locked": False,
            "task": False,
        }
        return new_code_cell(source, metadata={"nbgrader": meta | more})

    def hidden(*lines: str) -> str:
        return "\n".join(["### BEGIN HIDDEN TESTS", *lines, "### END HIDDEN TESTS"])

    def solution(name: str, power: int) -> Any:
        return cell(
            name,
            f"def {name}(x):\n    ### BEGIN SOLUTION\n    return x**{power}\n    ### END SOLUTION",
            solution=True,
        )

    doubled = "{'You doubled instead of squaring.': 2*x}"
    cells = [
        new_markdown_cell("# A tiny problem set"),
        cell("imports", "from neurolib.classroom.checking import call, expect", locked=True),
        new_markdown_cell("## 0.1 The square"),
        solution("square", 2),
        cell(
            "square-visible",
            f"x = 3.0\nexpect(call(square, x), 9.0, 'the square of 3', "
            f"wrong={doubled})\nprint('The square is right.')",
            grade=True,
            locked=True,
            points=1,
        ),
        cell(
            "square-hidden",
            hidden(
                "from neurolib.classroom.hidden import hidden_rng",
                f"{SENTINEL} = x = hidden_rng('square').uniform(3, 4)",
                f"expect(call(square, x), x**2, 'the square of another number', wrong={doubled})",
            ),
            grade=True,
            locked=True,
            points=2,
        ),
        new_markdown_cell("## 0.2 The cube"),
        solution("cube", 3),
        cell(
            "cube-hidden",
            hidden(f"{SENTINEL} = 2.0", "expect(call(cube, 2.0), 8.0, 'the cube of 2')"),
            grade=True,
            locked=True,
            points=3,
        ),
    ]
    for number, one in enumerate(cells):
        one.id = f"tiny-{number}"  # the same source each time
    return new_notebook(
        cells=cells,
        metadata={
            "kernelspec": {"name": "python3", "display_name": "anything", "language": "python"}
        },
    )
