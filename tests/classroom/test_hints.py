"""Hints in stages as a student gets them: what is released, what check and Validate say, and that
no grade depends on it.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest

from neurolib import cli, hints
from neurolib.classroom import release as releasing
from neurolib.classroom.course import Course
from neurolib.classroom.grading import grade as grading
from neurolib.classroom.reports.outcomes import outcomes
from neurolib.classroom.student import student as students
from neurolib.classroom.student.check import check

NUDGE, CAUSE = (
    "Look at square. the square of 3 is too small, by up to a factor of 2.",
    "You doubled instead of squaring.",
)
DOUBLES = {"square": "def square(x):\n    return 2*x"}
HIDDEN = (
    "### BEGIN HIDDEN TESTS\nzqx_hidden_number = call(square, "
    "4.0)\nexpect(zqx_hidden_number, 16.0, 'that of 4')\n### END HIDDEN TESTS"
)
WHOLE = "You doubled instead of squaring: x*x is meant."


@pytest.fixture
def released(tiny_course: Any) -> Any:
    """The tiny course, released, its visible hint with a formula, and its visible test with a
    hidden part.
    """
    source = tiny_course.root / "solutions" / tiny_course.name / tiny_course.released.name
    nb = nbformat.read(source, as_version=4)
    nb.cells[4].source = f"{nb.cells[4].source.replace(CAUSE, WHOLE)}\n{HIDDEN}"
    nbformat.write(nb, source)
    tiny_course.release()
    return tiny_course


@pytest.fixture
def notebook(released: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's notebook in a working copy, fetched."""
    work = released.root / "work"
    released.answer(work / "exercises" / released.name / released.released.name)
    monkeypatch.chdir(work)
    monkeypatch.delenv(hints.WHOLE, raising=False)
    return Path(work / "exercises" / released.name / released.released.name)


@pytest.fixture
def said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    def run(*words: object) -> tuple[int, str]:
        monkeypatch.setenv("COLUMNS", "160")
        monkeypatch.setenv(hints.WHOLE, "")  # so that what the command sets is taken back
        monkeypatch.delenv(hints.WHOLE)
        monkeypatch.setattr(sys, "argv", ["neurolib", "check", *map(str, words)])
        with pytest.raises(SystemExit) as exit:
            cli.main()
        printed = capsys.readouterr()
        return int(exit.value.code or 0), printed.out + printed.err

    return run


def test_a_released_test_is_a_folded_call_and_its_source_is_in_the_metadata(released: Any) -> None:
    nb = nbformat.read(released.released, as_version=4)
    cells = {cell.id: cell for cell in nb.cells}
    visible = cells["square-visible"]
    assert (
        visible.source
        == '# square-visible\nfrom neurolib import hints\n\nhints.run_test("square-visible")'
    )
    assert (
        visible.metadata.jupyter == {"source_hidden": True}
        and "jupyter" not in cells["square"].metadata
    )
    assert not any("doubled" in cell.source or "9.0" in cell.source for cell in nb.cells)
    assert (
        list(nb.metadata.neurolib.tests) == ["square-visible"]
        and WHOLE in nb.metadata.neurolib.tests["square-visible"]
    )
    assert "zqx_hidden_number" not in released.released.read_text(encoding="utf-8")


@pytest.mark.parametrize("spoiled", ["no neurolib", "another language"])
def test_a_test_that_could_not_run_so_is_released_as_it_is(tiny_course: Any, spoiled: str) -> None:
    nb = nbformat.read(
        tiny_course.root / "solutions" / tiny_course.name / tiny_course.released.name, as_version=4
    )
    if spoiled == "no neurolib":
        nb.cells = [cell for cell in nb.cells if "neurolib" not in cell.source]
    else:
        nb.metadata.kernelspec.language = "R"
    nb, _ = releasing.Tidy().preprocess(nb, {})
    (visible,) = (cell for cell in nb.cells if cell.id == "square-visible")
    assert (
        "You doubled" in visible.source
        and "jupyter" not in visible.metadata
        and "neurolib" not in nb.metadata
    )


def test_check_takes_a_set_by_its_name_and_goes_on_by_stages(
    released: Any, notebook: Path, said: Callable[..., tuple[int, str]]
) -> None:
    code, text = said(released.name)
    assert (
        code == 1
        and "not answered yet" in text
        and "--formula" not in text
        and not (notebook.parent / hints.TRIES).exists()
    )
    released.answer(notebook, **released.right | DOUBLES)
    before = notebook.read_bytes()
    code, text = said(released.name)
    assert (
        code == 1
        and NUDGE in text
        and CAUSE not in text
        and "If your next answer fails too, its test names the probable mistake." in text
    ), text
    assert NUDGE in said(str(notebook))[1], "the same answer is no new try"
    for name, answer in {
        f"exercises/{released.name}": "return x + x",
        str(notebook): "return x * 2",
    }.items():
        released.answer(notebook, **released.right | {"square": f"def square(x):\n    {answer}"})
        before = notebook.read_bytes()
        code, text = said(name)
        assert (
            code == 1
            and CAUSE in text
            and WHOLE not in text
            and f"neurolib check {name} --formula" in text
        ), text
    kept = json.loads((notebook.parent / hints.TRIES).read_text())
    assert (
        notebook.read_bytes() == before
        and kept.pop(hints.ANSWERS)
        and kept == {"square-visible": 3}
    )
    code, text = said(released.name, "--formula")
    assert code == 1 and WHOLE in text and "neurolib check" not in text
    released.answer(notebook, **released.right)
    assert said(released.name)[0] == 0 and json.loads(
        (notebook.parent / hints.TRIES).read_text()
    ) == {"square-visible": 0}


def test_a_table_with_a_column_of_points_says_them_once() -> None:
    meta = {
        "nbgrader": {
            "grade_id": "one",
            "grade": True,
            "solution": False,
            "points": 3,
            "schema_version": 3,
        }
    }
    cell = nbformat.v4.new_code_cell(
        "# 2.1 · visible test (3 points): one spike (of two)\n1", metadata=meta
    )
    (outcome,) = outcomes(nbformat.v4.new_notebook(cells=[cell]))
    assert outcome.title == "2.1 · visible test: one spike (of two)"


def test_check_of_a_set_that_is_not_there_says_which_are_and_how_to_get_it(
    notebook: Path, said: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    code, text = said("ps9-none")
    assert (
        code == 3
        and (
            "has no ps9-none; it has ps0-tiny. Fetch others in JupyterLab: Nbgrader, "
            "Assignment List."
        )
        in text
    )
    (tmp_path / "empty").mkdir()
    assert said(tmp_path / "empty") == (
        3,
        f"There is no notebook {tmp_path / 'empty' / 'empty.ipynb'}.\n",
    )


def test_the_notebook_of_a_set_is_the_one_of_its_name(released: Any, notebook: Path) -> None:
    released.answer(notebook, **released.right)
    released.answer(notebook.with_name("a-copy.ipynb"), **DOUBLES)
    assert all(outcome.right for outcome in check(Path(released.name)))
    notebook.rename(notebook.with_name("z.ipynb"))
    assert not all(outcome.right for outcome in check(notebook.parent)), (
        "without one of its name, the first"
    )


def test_validate_shows_title_and_sentence(released: Any, notebook: Path) -> None:
    from nbgrader.validator import Validator

    released.answer(notebook, **released.right | DOUBLES)
    for answer, stage in {"return 2*x": NUDGE, "return x + x": CAUSE}.items():
        released.answer(notebook, **released.right | {"square": f"def square(x):\n    {answer}"})
        (failed,) = Validator().validate(str(notebook))["failed"]
        assert (
            failed["source"].startswith("# square-visible\n")
            and len(failed["source"].splitlines()) == 4
        )
        assert failed["raw_error"] == stage


def test_validate_answers_with_the_table_of_check(
    released: Any, notebook: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """By the handler of JupyterLab's button: no source, failed first; what is no notebook of ours
    is answered as nbgrader does.
    """
    from nbgrader.server_extensions.validate_assignment.handlers import ValidateAssignmentHandler

    from neurolib.classroom.student import validate

    page = SimpleNamespace(root_dir=str(notebook.parents[2]), log=logging.getLogger("page"))
    path = str(notebook.relative_to(page.root_dir))
    released.answer(
        notebook, **released.right | {"cube": "def cube(x):\n    return '<b>'"} | DOUBLES
    )
    said = validate._validate(page, path)
    (block,) = said["value"]["failed"]
    assert (
        said["success"]
        and block["source"] == ""
        and len(block["error"].split("<tr>")) - 2 == len(block["raw_error"].splitlines())
    )
    assert block["raw_error"].splitlines()[0].startswith("square-visible  ") and block[
        "raw_error"
    ].splitlines()[0].endswith(NUDGE)
    assert (
        "2*x" not in block["error"]
        and "hidden test" in block["error"]
        and "<b>" not in block["error"]
    )
    released.answer(notebook, **released.right)
    assert validate._validate(page, path) == {"success": True, "value": {}}

    (notebook.parent / "own.ipynb").write_text(
        nbformat.writes(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")]))
    )
    stock = ValidateAssignmentHandler.validate_notebook
    try:
        validate.adapt()
        assert ValidateAssignmentHandler.validate_notebook is validate._validate
    finally:
        ValidateAssignmentHandler.validate_notebook = stock
    asked: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            validate,
            "_stock",
            lambda page, path: asked.append(path) or {"success": True, "value": {}},
        )
        for path in (
            "exercises/none.ipynb",
            "../outside.ipynb",
            str((notebook.parent / "own.ipynb").relative_to(page.root_dir)),
        ):
            assert (
                validate._validate(page, path) == {"success": True, "value": {}}
                and asked[-1] == path
            )
        patch.setattr(validate, "check", lambda path: 1 / 0)
        assert validate._validate(page, path) == {"success": False, "value": "division by zero"}


@pytest.mark.parametrize("trust", [False, pytest.param(True, marks=pytest.mark.exhaustive)])
def test_neither_tries_nor_a_students_own_call_change_a_grade(released: Any, trust: bool) -> None:
    """Where work is graded there is no notebook beside the kernel: a test that a student runs there
    says so, and writes nothing.
    """
    own = (
        "from neurolib.hints import run_test\nimport os\ntry:\n    "
        "run_test('square-visible')\nexcept AssertionError as e:\n    print(e)\n"
    )
    spy = f"{own}print(sorted(os.listdir()))"
    for student, answers in {"ada": {}, "ben": DOUBLES}.items():
        path = released.submitted(student, **released.right | answers)
        nb = nbformat.read(path, as_version=4)
        nb.cells.append(nbformat.v4.new_code_cell(spy))
        nbformat.write(nb, path)
        (path.parent / hints.TRIES).write_text(json.dumps({"square-visible": 7}), encoding="utf-8")
    ada, ben = grading.grade(Course.at(released.root), released.name, trust_students=trust)
    assert (ada.score, ben.score) == (6, 3) and ada.repairs == ben.repairs == [
        "graded without a sandbox"
    ] * trust, (ada, ben)
    messages = {outcome.grade_id: outcome.message for outcome in ben.notebooks[released.name]}
    assert messages["square-visible"] == WHOLE, "a grading says all at once"
    for student in "ada", "ben":
        folder = released.root / "autograded" / student / released.name
        assert not list(folder.glob(f"**/{hints.TRIES}"))
        nb = nbformat.read(folder / released.released.name, as_version=4)
        (text,) = (
            "".join(output.text for output in cell.outputs)
            for cell in nb.cells
            if cell.source == spy
        )
        assert "holds the test square-visible" in text and hints.TRIES not in text


def test_formgraders_terminal_does_not_tell_that_tests_took_the_place_of_their_calls(
    released: Any, caplog: pytest.LogCaptureFixture
) -> None:
    from nbgrader.apps.api import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory

    from neurolib.classroom.grading.formgrader import run

    released.submitted("ada", **released.right)
    config = Course.at(released.root).config
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("nbgrader.apps.api.capture_log", run)
        done = NbGraderAPI(CourseDirectory(config=config), config=config).autograde(
            released.name, "ada"
        )
    assert done["success"] and "6 of 6 points." in done["log"], done
    assert "has changed" not in caplog.text


def test_tries_are_not_handed_in(released: Any, notebook: Path) -> None:
    releasing.publish(Course.at(released.root), released.name)
    (notebook.parent / hints.TRIES).write_text("{}", encoding="utf-8")
    students.submit(released.name, "ada", notebook.parents[2])
    (handed_in,) = (Course.at(released.root).exchange / "neurolib" / "inbound").iterdir()
    assert (handed_in / notebook.name).is_file() and not (handed_in / hints.TRIES).exists()


@pytest.mark.exhaustive
def test_a_notebook_from_before_with_its_tests_in_the_cells_is_as_handed_out(released: Any) -> None:
    path = released.submitted("ada", **released.right)
    nb = nbformat.read(path, as_version=4)
    tests = nb.metadata.neurolib.pop("tests")
    for cell in nb.cells:
        cell.source = tests.get(cell.id, cell.source)
    nbformat.write(nb, path)
    (ada,) = grading.grade(Course.at(released.root), released.name)
    assert ada.score == 6 and ada.repairs == []


def test_plain_nbgrader_grades_the_teachers_test(released: Any) -> None:
    """Its own steps put the whole test back from the gradebook."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{released.root}/gradebook.db", "neurolib") as gradebook:
        source = gradebook.find_source_cell("square-visible", released.name, released.name).source
    assert WHOLE in source and "run_test" not in source
