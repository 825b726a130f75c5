"""What release says of tests that the teacher's own solution fails, and what the answers that solve
nothing return.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from nbgrader.api import Base, Gradebook
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import create_engine
from traitlets.config import Config

from neurolib.classroom.course import ClassroomError
from neurolib.classroom.grading import validation
from neurolib.classroom.grading.validation import (
    FUNCTION,
    Rehearse,
    _answer,
    _argument,
    names_of_notebooks,
    rehearsed,
)


def graded(name: str, *outputs: Any, answer: bool = False) -> Any:
    """A test or an answer of four points, with what came of it."""
    marks = {
        "grade_id": name,
        "grade": True,
        "solution": answer,
        "locked": not answer,
        "task": False,
        "points": 4,
        "schema_version": 3,
    }
    return new_code_cell("x", metadata={"nbgrader": marks}, outputs=list(outputs))


def error(text: str) -> Any:
    return new_output("error", ename="AssertionError", evalue=text, traceback=[])


def value(points: float) -> Any:
    return new_output("execute_result", {"text/plain": str(points)})


FAILS = (
    "ps: the reference solution fails the test {} when it is graded, and so would right "
    "answers: {}."
)
TESTS = {
    "right": ([], {}, ""),
    "told": (
        [error("This test fails.")],
        {"fails": "TypeError: not a function."},
        "TypeError: not a function",
    ),
    "its own word": ([error("It is too small.")], {}, "It is too small"),
    "without a test's word": ([error("")], {"fails": ""}, "This test fails"),
    "partly": ([value(1.5)], {}, "it earns 1.5 of 4 points"),
    "all of it": ([value(4)], {}, ""),
}


@pytest.fixture
def solved(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The notebooks that the reference is run on, in which each test comes out as above; a trivial
    answer passes one.
    """
    seen: list[Any] = []

    def run(self: Any, nb: Any, folder: Path, **nbgrader: str) -> Any:
        seen.append(nb)
        self.found = {name: found for name, (_, found, _) in TESTS.items() if found}
        return new_notebook(
            cells=[
                *(graded(name, *outputs) for name, (outputs, _, _) in TESTS.items()),
                graded("essay", answer=True),
            ]
        )

    monkeypatch.setattr(validation._Reference, "run", run)
    monkeypatch.setattr(
        validation, "trivial", lambda path, nb, found: [f"{path.stem}: {len(found)} are trivial."]
    )
    return seen


def test_a_sentence_tells_of_each_test_that_the_solution_fails_and_none_of_what_a_person_grades(
    tmp_path: Path, solved: list[Any]
) -> None:
    nbformat.write(new_notebook(cells=[graded("on the disk")]), tmp_path / "ps.ipynb")
    sentences = [FAILS.format(name, said) for name, (_, _, said) in TESTS.items() if said]
    assert rehearsed(tmp_path / "ps.ipynb", Config()) == (sentences, ["ps: 2 are trivial."])
    assert rehearsed(
        tmp_path / "ps.ipynb", Config(), given := new_notebook(cells=[graded("given")])
    ) == (sentences, ["ps: 2 are trivial."])
    assert [nb.cells[0].metadata.nbgrader.grade_id for nb in solved] == [
        "on the disk",
        "given",
    ] and solved[1] is given


def test_generate_refuses_the_notebook_in_hand_or_warns_and_changes_nothing(
    tmp_path: Path,
    solved: list[Any],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    step, nb, resources = (
        Rehearse(),
        new_notebook(cells=[graded("given")]),
        {"metadata": {"path": str(tmp_path)}, "unique_key": "ps"},
    )
    step.log = logging.getLogger("test")
    with pytest.raises(
        ClassroomError, match=f"fails the test told .* {tmp_path.name} is not released"
    ):
        step.preprocess(nb, resources)
    assert solved == [nb] and caplog.messages == []
    monkeypatch.setattr(validation, "outcomes", lambda nb: [])
    assert step.preprocess(nb, resources) == (nb, resources)
    assert caplog.messages == ["ps: 2 are trivial."]


def test_a_gradebook_that_does_not_know_the_assignment_has_none_of_its_notebooks(
    gradebooks_in_no_time: None, tmp_path: Path
) -> None:
    course = CourseDirectory(
        config=Config(CourseDirectory={"root": str(tmp_path), "course_id": "c"})
    )
    Base.metadata.create_all(create_engine(course.db_url))
    with Gradebook(course.db_url, "c") as book:
        book.add_assignment("ps")
        for name in "two", "one":
            book.add_notebook(name, "ps")
    assert (
        names_of_notebooks(course, "ps") == ["one", "two"]
        and names_of_notebooks(course, "other") == []
    )


HANDLE, GENERATOR = {"h": [3, "Device", True]}, {"g": 1}


def called(*positional: Any, **named: Any) -> Any:
    """The arguments of a call as a test sends them."""
    return {"t": [list(positional), {"d": [[name, value] for name, value in named.items()]}]}


@pytest.mark.parametrize(
    ("given", "first", "last"),
    [
        (called(1.5, "a", [2]), 1.5, [2]),
        (called(1.5, n=7), 1.5, 7),
        (called(n=7, V={"a": ["<f8", [0], ""]}), 7, {"a": ["<f8", [0], ""]}),
        (called({"d": [["x", 1]]}), {"d": [["x", 1]]}, {"d": [["x", 1]]}),
        (called(HANDLE, 2), FUNCTION, 2),
        (called(2, GENERATOR), 2, FUNCTION),
        (called(), FUNCTION, FUNCTION),
        ({"d": []}, FUNCTION, FUNCTION),
        ([1, 2], FUNCTION, FUNCTION),
        (None, FUNCTION, FUNCTION),
    ],
)
def test_an_answer_that_gives_back_an_argument_returns_data_as_it_came_and_a_function_where_there_is_none(
    given: Any, first: Any, last: Any
) -> None:
    assert [_argument(number, given) for number in (0, -1)] == [first, last]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"do": "find", "name": "square"}, FUNCTION),
        ({"do": "attribute"}, FUNCTION),
        ({"do": "items"}, []),
        ({"do": "length"}, 0),
        ({"do": "call", "given": called(3)}, {"called with": called(3)}),
    ],
)
def test_in_a_kernel_that_solves_nothing_every_name_is_a_function(asked: Any, said: Any) -> None:
    assert json.loads(_answer(lambda given: {"called with": given}, json.dumps(asked), 1.0)) == {
        "value": said
    }
