"""The outcome of a graded cell and the report on a submission, read from graded notebooks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.utils import compute_checksum

from neurolib.classroom.reports.outcomes import (
    Outcome,
    is_empty,
    message,
    outcomes,
    remarks,
    table,
    title,
)
from neurolib.classroom.reports.report import Report, read_report


def cell(grade_id: str, source: str, *outputs: Any, kind: Any = new_code_cell, **more: Any) -> Any:
    meta = {
        "grade_id": grade_id,
        "schema_version": 3,
        "grade": False,
        "solution": False,
        "locked": False,
        "task": False,
        "points": 2,
    }
    return kind(
        source,
        metadata={"nbgrader": meta | more},
        **({"outputs": list(outputs)} if outputs else {}),
    )


def error(name: str, text: str) -> Any:
    return new_output("error", ename=name, evalue=text, traceback=["a secret line"])


@pytest.mark.parametrize(
    ("points", "said", "right", "sentence"),
    [
        (2.0, "", True, "passes"),
        (2.5, "", True, "passes"),
        (1.5, "", False, "partly right"),
        (0.0, "", False, "partly right"),
        (None, "", False, "to be marked by a person"),
        (2.0, "It is too small.", False, "It is too small."),
        (None, "It is too small.", False, "It is too small."),
    ],
)
def test_the_sentence_on_a_cell(
    points: float | None, said: str, right: bool, sentence: str
) -> None:
    outcome = Outcome("a", "a", points, 2.0, said)
    assert (outcome.right, outcome.sentence) == (right, sentence)


@pytest.mark.parametrize(
    ("outputs", "sentence"),
    [
        ([], ""),
        ([new_output("stream", text="AssertionError")], ""),
        ([error("AssertionError", "It is\n  too small.")], "It is too small."),
        ([error("AssertionError", "")], "This test fails."),
        (
            [error("CellTimeoutError", "A cell timed out")],
            "This takes too long and was stopped: is there a loop without an end?",
        ),
        ([error("DeadKernelError", "The kernel died.")], "The kernel died."),
        ([error("TestError", "The test could not be run.")], "The test could not be run."),
        (
            [new_output("stream", text="before"), error("NameError", "q is not defined")],
            "NameError: q is not defined",
        ),
    ],
)
def test_the_message_of_a_cell_is_one_sentence(outputs: list[Any], sentence: str) -> None:
    assert message(cell("t", "1", *outputs)) == sentence


@pytest.mark.parametrize(
    ("graded", "named", "empty"),
    [
        (cell("t", "# The square of 3\nassert True", grade=True), "The square of 3", False),
        (cell("t", "assert True", grade=True), "t", False),
        (cell("t", "#\nassert True", grade=True), "t", False),
        (cell("t", "# The hidden test\n", grade=True), "The hidden test", True),
        (cell("t", "# Broken\ndef f(", grade=True), "Broken", False),
        (cell("t", "# My words", grade=True, solution=True), "t", False),
        (cell("t", "# No points"), "t", False),
        (cell("t", "# My words", kind=new_markdown_cell, grade=True), "t", False),
    ],
)
def test_only_a_test_of_ours_has_a_title_and_can_be_empty(
    graded: Any, named: str, empty: bool
) -> None:
    """A heading of a student's answer is none."""
    assert (title(graded), is_empty(graded)) == (named, empty)


def test_only_cells_with_points_have_an_outcome() -> None:
    cells = [
        new_markdown_cell("# Set"),
        cell("a", "1", solution=True),
        cell("t", "# Test (2 points)\n1", grade=True),
        new_code_cell("2"),
    ]
    (outcome,) = outcomes(new_notebook(cells=cells))
    assert outcome == Outcome("t", "Test", 2, 2, "")


def test_a_report_is_read_from_the_graded_notebooks(tmp_path: Path) -> None:
    answers = {
        "as-handed-out": cell("as-handed-out", "x", solution=True),
        "changed": cell("changed", "x", solution=True, checksum="0"),
        "task": cell("task", "Why?", kind=new_markdown_cell, task=True),
    }
    for name in "as-handed-out", "task":
        answers[name].metadata.nbgrader["checksum"] = compute_checksum(answers[name])
    died = cell("t", "1", error("DeadKernelError", "The kernel died."), grade=True)
    died.id = "died"
    for name, cells in {
        "one": [*answers.values(), new_code_cell("1")],
        "two": [died, cell("u", "1", error("NameError", "q"), grade=True)],
    }.items():
        nb = new_notebook(
            cells=cells, metadata={"neurolib": {"repairs": ["renamed", f"of {name}"]}}
        )
        nbformat.write(nb, tmp_path / f"{name}.ipynb")
    report = read_report(tmp_path, "ps1", "ada")
    assert report.comments == {
        "one": {"as-handed-out": "No response.", "changed": None, "task": None},
        "two": {},
    }
    assert report.deaths == ["died"] and report.repairs == ["renamed", "of one", "of two"]
    assert report.sentence == "renamed; of one; of two; kernel died in died"
    assert [book["messages"] for book in report.plain()["notebooks"]] == [
        {},
        {"t": "The kernel died.", "u": "NameError: q"},
    ]


def test_the_sentence_on_a_submission_says_first_why_it_got_no_grade() -> None:
    assert (
        Report("ada", "ps1").sentence == ""
        and Report("ada", "ps1", repairs=["renamed"]).sentence == "renamed"
    )
    assert (
        Report("ada", "ps1", repairs=["renamed"], error="It is not JSON.").sentence
        == "It is not JSON."
    )


def outcome(title: str, points: float | None, message: str = "", **kind: bool) -> Outcome:
    return Outcome(title.lower(), title, points, 4.0, message, **kind)


NOT = "NotImplementedError: This problem is not answered yet: replace these two lines by your code."


def test_the_table_of_a_check_has_what_failed_first_and_what_is_not_answered_in_one_line() -> None:
    found = [
        outcome("2.1 · visible test: the rate", 4.0),
        outcome("2.1 · visible test: its limit", 0.0, "t_ref is left out."),
        outcome("2.1 · your derivation", 0.0, by_person=True),
        *(outcome(f"2.{n} · visible test: {n}", 0.0, NOT) for n in (2, 3, 4)),
        outcome("2.4 · explain", 0.0, by_person=True),
        outcome("2.5 · visible test: 5", 2.0),
        outcome("2.6 · visible test: 6", 0.0, NOT),
        outcome("2.6 · hidden test: 6", 0.0, hidden=True),
        outcome("2.7 · explain", None, by_person=True),
    ]
    assert [(row.title, row.points, row.max, row.sentence) for row in table(found)] == [
        ("2.1 · visible test: its limit", 0.0, 4.0, "t_ref is left out."),
        ("2.5 · visible test: 5", 2.0, 4.0, "partly right"),
        ("2.2 to 2.4, 2.6, 2.1 · your derivation", 0.0, 24.0, "not answered yet"),
        ("2.1 · visible test: the rate", 4.0, 4.0, "passes"),
        ("2.7 · explain", None, 4.0, "to be marked by a person"),
    ]
    assert remarks(found) == [
        "1 hidden test runs when your work is graded.",
        "12 points are given by a person, who reads your texts.",
    ]
    assert table([]) == remarks([]) == []


def test_tests_without_a_number_are_named_by_their_titles() -> None:
    (row,) = table([outcome("square-visible", 0.0, NOT), outcome("cube-visible", 0.0, NOT)])
    assert (row.title, row.max) == ("square-visible, cube-visible", 8.0)
