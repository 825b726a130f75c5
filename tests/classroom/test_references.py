"""Every reference solution of this project gets full points, in the kernel and isolated, and every stub none; feedback shows no test's source."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest
from traitlets.config import Config

from neurolib.classroom import grade, release
from neurolib.classroom.checker.master import Master
from neurolib.classroom.course import ClassroomError, Course, quietly
from neurolib.classroom.feedback import write_feedback
from neurolib.classroom.hidden import PUBLIC
from neurolib.classroom.intake import Intake
from neurolib.classroom.isolated import Isolated
from neurolib.classroom.outcomes import outcomes
from neurolib.classroom.student_check import Run
from neurolib.classroom.validation import _Reference, failing_tests
from tests.course import test_answers as course

MISSING = r"NameError: name '(\w+)' is not defined\.?"
ROOT = Path(__file__).parents[2]
FOUND = [(name, answer) for name in course.sets() for answer in course.answers(name)][::60]  # all of them when grader or tests change
ANSWERS = [
    pytest.param(*each, id="/".join((each[0], each[1].name)), marks=[pytest.mark.exhaustive] * (n % 6 > 0)) for n, each in enumerate(FOUND)
]
SETS = sorted(path.parent.name for path in (ROOT / "solutions").glob("ps*/*.ipynb"))


def _for_a_person(outcome: Any) -> bool:
    """Whether an answer is a text, which a person marks."""
    return outcome.points is None and not outcome.message


@pytest.mark.parametrize("name", SETS)
def test_reference_earns_all_in_the_kernel(name: str) -> None:
    (path,) = (ROOT / "solutions" / name).glob("*.ipynb")
    config = Config()
    config.Execute.timeout = 60
    nb, _ = Run(config=config).preprocess(nbformat.read(path, as_version=4), {"metadata": {"path": str(path.parent)}})
    found = list(outcomes(nb))
    assert found and not (wrong := [outcome for outcome in found if not outcome.right and not _for_a_person(outcome)]), wrong


@pytest.mark.exhaustive
@pytest.mark.parametrize("problem_set", [name.split("-")[0] for name in SETS])
def test_reference_earns_all_isolated(problem_set: str) -> None:
    found = list(outcomes(_isolated_reference(problem_set)[0]))
    assert found and not (wrong := [outcome for outcome in found if not outcome.right and not _for_a_person(outcome)]), wrong


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.whole if n % 4 else pytest.mark.exhaustive) for n, name in enumerate(SETS)])
def test_no_test_is_passed_by_functions_that_solve_nothing(name: str, tmp_path: Path) -> None:
    """As ``neurolib release`` finds it for each set that it releases."""
    (path,) = (ROOT / "solutions" / name).glob("*.ipynb")
    assert not failing_tests(path, Config(CourseDirectory={"root": str(tmp_path)}))


ROUNDS = {"ps0-frame": [], "ps9-chip": [pytest.mark.exhaustive]}  # the smallest set, and one with draws


@pytest.mark.parametrize("name", [pytest.param(name, marks=ROUNDS.get(name, [pytest.mark.whole])) for name in SETS])
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
    assert reference.score + sum(outcome.max for outcome in cells if _for_a_person(outcome)) == reference.max and reference.max
    earned = [outcome for cells in stub.notebooks.values() for outcome in cells if outcome.points]
    assert not stub.error and not earned, earned
    pages, troubles = write_feedback(course, name)
    assert len(pages) == 2 and not troubles, troubles
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text and "&lt;p&gt;" not in text
        assert "hidden_rng" not in text and "expect(" not in text


@cache
def _isolated_reference(problem_set: str) -> tuple[Any, Any]:
    """Return the notebook of a set's solutions as it is graded, and what they do in each test."""
    reference = _Reference(config=Config(Execute={"timeout": 60}), secret_file="")
    return reference.run(course.notebook(problem_set), ROOT / "solutions"), reference.found


def isolated(problem_set: str, answer: course.Answer, folder: Path) -> tuple[float, dict[str, str]]:
    """Return the score of an answer to its problem alone, and what each failing test says, as :func:`course.grade` does."""
    nb = course.notebook(problem_set)
    master = Master.of(nb)
    master.reference = _isolated_reference(problem_set)[1]
    nb.cells = [cell for cell in nb.cells if cell.cell_type == "code" and course.role(cell)[1] in ("", answer.problem)]
    for cell in nb.cells:
        if course.role(cell)[0] == "answer":
            cell.source = answer.source
    grader = Isolated(config=Config(Execute={"timeout": 60}, CourseDirectory={"root": str(folder)}))
    grader._read_master = lambda nb, resources: (master, folder)  # type: ignore[method-assign]
    found = list(outcomes(grader.preprocess(nb, {"metadata": {"path": str(folder)}})[0]))
    return sum(outcome.points or 0 for outcome in found), {outcome.grade_id: outcome.message for outcome in found if outcome.message}


@pytest.mark.parametrize(("problem_set", "answer"), ANSWERS)
def test_an_answer_gets_the_same_points_and_hints_as_in_the_kernel(problem_set: str, answer: course.Answer, tmp_path: Path) -> None:
    plain = course.grade(course.notebook(problem_set), answer.problem, answer.source, PUBLIC)
    score, told = isolated(problem_set, answer, tmp_path)
    assert (score, told) == (
        plain[0],
        {test: re.sub(MISSING, r"Your notebook does not define \1.", said) for test, said in plain[1].items()},
    )


def test_grading_needs_the_notebook_with_the_reference_solution(tiny_course: Any) -> None:
    course = Course.at(tiny_course.root)
    tiny_course.release()
    tiny_course.submitted("ada", **tiny_course.right)
    source = tiny_course.root / "solutions" / tiny_course.name / tiny_course.released.name
    (source.parent / "notes.txt").write_text("kept")
    source.unlink()
    with pytest.raises(ClassroomError, match="grading needs the notebook with the reference solution. Put it back, then grade again"):
        quietly(Intake, course.config, tiny_course.name)
    with pytest.raises(ClassroomError):
        grade.grade(course, tiny_course.name)


def test_the_reference_solution_runs_before_any_submission(tiny_course: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it does in the tests is known by then, and nothing that a submission leaves can change it."""
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
