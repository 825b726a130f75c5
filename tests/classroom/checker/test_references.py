"""Every reference solution of this project gets full points, in the kernel and isolated, and every
stub none; feedback shows no test's source.
"""

from __future__ import annotations

import copy
import re
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell
from traitlets.config import Config

from neurolib.classroom import release
from neurolib.classroom.checker.master import Master, teachers
from neurolib.classroom.course import ClassroomError, Course, quietly
from neurolib.classroom.grading import grade
from neurolib.classroom.grading.isolated import Isolated
from neurolib.classroom.grading.validation import _Reference, trivial
from neurolib.classroom.intake.intake import Intake
from neurolib.classroom.reports.feedback import write_feedback
from neurolib.classroom.reports.outcomes import outcomes
from neurolib.classroom.student.check import Run
from tests.course import test_answers as course

MISSING = r"NameError: name '(\w+)' is not defined\.?"
ROOT = Path(__file__).parents[3]
# They return an empty list where the solution does not. The checker refuses that before the test
# can say what it says in the kernel.
REFUSED = {"2.2-wrong-no-E_L", "L3.4-wrong-words-equal"}
CHANGES_INPUT = r"changes its input|takes pulses out|changes the dictionaries"  # in a hint
SETS = sorted(path.parent.name for path in (ROOT / "solutions").glob("*/*.ipynb"))


def _sets(usual: int, beyond: int = 1) -> list[Any]:
    """Return all sets as parameters: each ``usual``-th runs always, with ``--all`` each
    ``beyond``-th, and the others before a release.
    """
    marks = [
        [] if n % usual == 0 else [pytest.mark.exhaustive if n % beyond == 0 else pytest.mark.whole]
        for n in range(len(SETS))
    ]
    return [pytest.param(name, marks=each) for name, each in zip(SETS, marks, strict=True)]


def _for_a_person(outcome: Any) -> bool:
    """Whether an answer is a text, which a person marks."""
    return outcome.points is None and not outcome.message


def _wrong(nb: Any) -> list[Any]:
    """Return what does not earn all of its points in a graded notebook that has tests."""
    found = list(outcomes(nb))
    assert found
    return [outcome for outcome in found if not outcome.right and not _for_a_person(outcome)]


@cache
def _reference(name: str) -> tuple[Any, Any]:
    """Return the notebook of a set's solutions as it is graded, and what they do in each test: one
    run for all that need it.

    Below each test it stands once more as a cell of the student's own, which runs in the kernel,
    among the answers.
    """
    nb, cells = copy.deepcopy(course.notebook(name.split("-")[0])), list[Any]()
    for cell in nb.cells:
        cells += (
            [cell, new_code_cell(cell.source)]
            if cell.cell_type == "code" and course.role(cell)[0] == "test"
            else [cell]
        )
    nb.cells = cells
    reference = _Reference(config=Config(Execute={"timeout": 60}), secret_file="")
    return reference.run(nb, ROOT / "solutions"), reference.found


@pytest.mark.parametrize("name", _sets(8))
def test_reference_earns_all_isolated_and_in_the_kernel(name: str) -> None:
    """And no cell of its notebook stops, pictures and the tests that run in the kernel among them;
    nor does such a test warn.
    """
    nb, _ = _reference(name)
    assert not (wrong := _wrong(nb)), wrong
    cells = [cell for cell in nb.cells if cell.cell_type == "code"]
    said = [output for cell in cells for output in cell.outputs if output.output_type == "error"]
    said += [
        output
        for cell in cells
        if not cell.metadata
        for output in cell.outputs
        if output.get("name") == "stderr"
    ]
    assert not said, said


@pytest.mark.parametrize("name", _sets(len(SETS), len(SETS)))
def test_reference_earns_all_in_a_students_own_check(name: str) -> None:
    (path,) = (ROOT / "solutions" / name).glob("*.ipynb")
    config = Config()
    config.Execute.timeout = 60
    nb, _ = Run(config=config).preprocess(
        nbformat.read(path, as_version=4), {"metadata": {"path": str(path.parent)}}
    )
    assert not (wrong := _wrong(nb)), wrong


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", _sets(4, len(SETS)))
def test_no_test_is_passed_by_functions_that_solve_nothing(name: str) -> None:
    """As ``neurolib release`` finds it for each set that it releases."""
    (path,) = (ROOT / "solutions" / name).glob("*.ipynb")
    assert not trivial(path, teachers(path), _reference(name)[1])


@pytest.mark.exhaustive  # a tiny course has its round in test_round.py
@pytest.mark.parametrize(
    "name", _sets(len(SETS), len(SETS))
)  # the smallest; that of a set with draws is in tests/course/test_ps9.py
def test_a_round_gives_the_reference_all_and_the_stub_nothing(name: str, tmp_path: Path) -> None:
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    shutil.copytree(ROOT / "solutions" / name, tmp_path / "solutions" / name)
    course = Course.at(tmp_path)
    shutil.copytree(release.release(course, name), tmp_path / "submitted" / "stub" / name)
    shutil.copytree(ROOT / "solutions" / name, tmp_path / "submitted" / "reference" / name)
    reference, stub = grade.grade(course, name)
    cells = [outcome for cells in reference.notebooks.values() for outcome in cells]
    wrong = [outcome for outcome in cells if not outcome.right and not _for_a_person(outcome)]
    assert not reference.error and not wrong, wrong
    assert (
        reference.score + sum(outcome.max for outcome in cells if _for_a_person(outcome))
        == reference.max
        and reference.max
    )
    earned = [outcome for cells in stub.notebooks.values() for outcome in cells if outcome.points]
    assert not stub.error and not earned, earned
    pages, troubles = write_feedback(course, name)
    assert len(pages) == 2 and not troubles, troubles
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text and "&lt;p&gt;" not in text
        assert "hidden_rng" not in text and "expect(" not in text


def isolated(
    name: str, given: dict[str, course.Answer], folder: Path
) -> dict[str, tuple[float, dict[str, str]]]:
    """Return for each answer by problem its score and what each failing test says, as
    :func:`course.grade` does: all in one notebook.
    """
    nb = copy.deepcopy(course.notebook(name.split("-")[0]))
    master = Master.of(nb)
    master.reference = _reference(name)[1]
    nb.cells = [
        cell for cell in nb.cells if cell.cell_type == "code" and course.role(cell)[0] != "free"
    ]
    for cell in nb.cells:
        kind, problem = course.role(cell)
        if kind == "answer":
            cell.source = given[problem].source
    grader = Isolated(config=Config(Execute={"timeout": 60}, CourseDirectory={"root": str(folder)}))
    grader._read_master = lambda nb, resources: (master, folder)  # type: ignore[method-assign]
    scores: dict[str, tuple[float, dict[str, str]]] = {problem: (0.0, {}) for problem in given}
    for outcome in outcomes(grader.preprocess(nb, {"metadata": {"path": str(folder)}})[0]):
        problem = ".".join(outcome.grade_id.split("-")[:2])
        if problem in given:
            score, told = scores[problem]
            scores[problem] = (
                score + (outcome.points or 0),
                told | ({outcome.grade_id: outcome.message} if outcome.message else {}),
            )
    return scores


@pytest.mark.parametrize("name", _sets(8, 2))
def test_answers_get_the_same_points_and_hints_as_in_the_kernel(name: str, tmp_path: Path) -> None:
    """One answer to each problem, from the middle of those that have names."""
    problem_set = name.split("-")[0]
    given: dict[str, course.Answer] = {}
    for problem in course.problems(course.notebook(problem_set)):
        of = [answer for answer in course.answers(problem_set) if answer.problem == problem]
        given[problem] = of[len(of) // 2]
    assert_agreement(name, given, tmp_path)


@pytest.mark.parametrize("name", _sets(8, 2))
def test_answers_that_change_an_argument_get_the_same_as_in_the_kernel(
    name: str, tmp_path: Path
) -> None:
    """In the kernel a test sees the argument itself; isolated, it sees what it asks for. One answer
    to each problem that has such.
    """
    problem_set = name.split("-")[0]
    nb = course.notebook(problem_set)
    given = {
        problem: course.Answer("", problem, "", 0.0, (), course.solution(nb, problem))
        for problem in course.problems(nb)
    }
    for answer in course.answers(problem_set):
        if any(re.search(CHANGES_INPUT, hint) for hint in answer.hints):
            given[answer.problem] = answer
    assert_agreement(name, given, tmp_path)


def assert_agreement(name: str, given: dict[str, course.Answer], folder: Path) -> None:
    """Grade an answer to each problem of a set both ways, and compare."""
    problem_set, found = name.split("-")[0], isolated(name, given, folder)
    for problem, answer in given.items():
        score, said = course.graded(problem_set, answer)
        told = {
            test: re.sub(MISSING, r"Your notebook does not define \1.", sentence)
            for test, sentence in said.items()
        }
        points, heard = found[problem]
        assert (points, heard.keys()) == (score, told.keys()), answer.name
        assert heard == told or answer.name in REFUSED, answer.name


def test_grading_needs_the_notebook_with_the_reference_solution(tiny_course: Any) -> None:
    course = Course.at(tiny_course.root)
    tiny_course.release()
    tiny_course.submitted("ada", **tiny_course.right)
    source = tiny_course.root / "solutions" / tiny_course.name / tiny_course.released.name
    (source.parent / "notes.txt").write_text("kept")
    source.unlink()
    with pytest.raises(
        ClassroomError,
        match="grading needs the notebook with the reference solution. Put it back, then "
        "grade again",
    ):
        quietly(Intake, course.config, tiny_course.name)
    with pytest.raises(ClassroomError):
        grade.grade(course, tiny_course.name)


def test_the_reference_solution_runs_before_any_submission(
    tiny_course: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it does in the tests is known by then, and nothing that a submission leaves can change
    it.
    """
    course, ran = Course.at(tiny_course.root), []
    tiny_course.release()
    tiny_course.submitted("ada", **tiny_course.right)
    tiny_course.submitted("ben", square="def square(x): return []")
    honest = Isolated.preprocess

    def preprocess(self: Isolated, nb: Any, resources: Any, km: Any = None) -> Any:
        ran.append((self.runs_reference, set(self.references.get(tiny_course.name, {}))))
        return honest(self, nb, resources, km)

    monkeypatch.setattr(Isolated, "preprocess", preprocess)
    quietly(Intake, course.config, tiny_course.name)
    tests = {"square-visible", "square-hidden", "cube-hidden"} & ran[1][1]
    assert len(tests) >= 2 and ran == [(True, set()), (False, ran[1][1]), (False, ran[1][1])]
