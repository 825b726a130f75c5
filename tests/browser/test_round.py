"""The round in a browser: fetch, answer, validate, submit in a student's JupyterLab; collect,
autograde, score in Formgrader.

The student's server is set up as ``neurolib lab`` does it, the teacher's as
``neurolib lab --teacher``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from neurolib.classroom import release
from neurolib.classroom.course import Course
from neurolib.classroom.student.student import student_environment
from tests.browser.notebooks import run_cells

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        sys.platform == "win32", reason="nbgrader's exchange does not run on Windows"
    ),
]


def open_from_menu(page: Any, entry: str) -> None:
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name=entry, exact=True).click()


def answer(page: Any, index: int, text: str) -> None:
    """Type into a cell, in place of all that stands there."""
    page.locator(".jp-Notebook .jp-Cell").nth(index).locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


@pytest.mark.exhaustive
def test_round(
    tiny_course: Any,
    jupyterlab: Callable[..., str],
    new_page: Callable[[], Any],
    screenshot: Callable[[Any, str], Path],
) -> None:
    course, work = Course.at(tiny_course.root), tiny_course.root / "work"
    (work / "exercises").mkdir(parents=True)
    release.release(course, tiny_course.name)
    release.publish(course, tiny_course.name)

    student = new_page()
    student.goto(jupyterlab(work, **student_environment(tiny_course.root, work)) + "lab")
    submit(student, screenshot)
    assert not (work / "gradebook.db").exists()

    teacher = new_page()
    teacher.goto(jupyterlab(tiny_course.root) + "lab")
    grade(teacher, screenshot)

    student.get_by_role("button", name="Fetch Feedback").click()
    student.get_by_text("view feedback").wait_for()
    screenshot(student, "6-feedback-fetched")
    (page,) = (work / "exercises" / tiny_course.name / "feedback").rglob("*.html")
    text = page.read_text(encoding="utf-8")
    assert (
        "3 of 6 points" in text and "cube-hidden" in text and "the cube of 2 is too small" in text
    )
    assert "zqx_hidden_number" not in text and "<script" not in text
    assert student.errors == [] and teacher.errors == []


def submit(page: Any, screenshot: Callable[[Any, str], Path]) -> None:
    """Fetch, answer (wrongly at first), validate, submit; the hidden test of the cube will fail."""
    from playwright.sync_api import expect

    open_from_menu(page, "Assignment List")
    page.get_by_role("button", name="Fetch", exact=True).click()
    page.locator("#fetched_assignments_list a.assignment-notebooks-link").click()
    screenshot(page, "1-fetched")
    page.locator("#nbgrader-neurolib-ps0-tiny a").click()
    page.locator(".jp-Notebook .jp-Cell").nth(8).wait_for()
    # the kernel is there
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()
    answer(page, 3, "def square(x):\nreturn 2*x")
    run_cells(page)
    page.locator(".jp-OutputArea-output").get_by_text(
        "Look at square. the square of 3 is too small"
    ).wait_for()
    page.locator(".jp-Placeholder-content").get_by_text("# square-visible", exact=True).wait_for()
    page.get_by_role("button", name="Validate").click()  # the same answer is no new try
    dialog = page.locator(".jp-Dialog, #validation-message, .validation-message").last
    dialog.get_by_text("Look at square. the square of 3 is too small").wait_for()
    page.get_by_role("button", name="Ok", exact=True).click()
    answer(page, 3, "def square(x):\nreturn x+x")
    run_cells(page)
    page.locator(".jp-OutputArea-output").get_by_text(
        "You doubled instead of squaring.", exact=True
    ).wait_for()
    page.get_by_role("button", name="Validate").click()
    dialog = page.locator(".jp-Dialog, #validation-message, .validation-message").last
    dialog.get_by_text("You doubled instead of squaring.").wait_for()
    assert "x+x" not in dialog.inner_text() and "expect(" not in dialog.inner_text()
    screenshot(page, "2-validate-says-one-sentence")
    page.get_by_role("button", name="Ok", exact=True).click()
    screenshot(page, "2-misconception-named")
    answer(page, 3, "def square(x):\nreturn x**2")
    answer(page, 7, "def cube(x):\nreturn x**2")
    run_cells(page)
    page.locator(".jp-OutputArea-output").get_by_text("The square is right.").wait_for()
    page.get_by_role("button", name="Validate").click()  # it saves first
    page.get_by_text("Success! Your notebook passes all the tests.").wait_for()
    screenshot(page, "3-validated")
    page.get_by_role("button", name="Ok", exact=True).click()
    page.get_by_role("tab", name="Assignments").click()
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.locator("#submitted_assignments_list")).to_contain_text(
        re.compile(r"20\d\d-\d\d-\d\d \d\d:\d\d")
    )
    screenshot(page, "4-submitted")


def grade(page: Any, screenshot: Callable[[Any, str], Path]) -> None:
    """Collect, autograde and give feedback with Formgrader's buttons."""
    from nbgrader.utils import get_username
    from playwright.sync_api import expect

    def press(cell: str) -> None:
        form.locator(f"td.{cell} a").click()
        expect(form.locator("#success-modal")).to_be_visible()
        form.locator(
            "#success-modal button.close, #success-modal [data-dismiss=modal]"
        ).first.click()
        expect(form.locator("#success-modal")).to_have_count(0)

    open_from_menu(page, "Formgrader")
    form = page.frame_locator("iframe")
    press("collect")
    form.locator("td.num-submissions a").click()
    expect(form.locator("td.student-id")).to_have_text(get_username())
    press("autograde")
    expect(form.locator("tbody tr td.score")).to_have_text("3 / 6")
    screenshot(page, "5-formgrader-score")
    form.get_by_role("link", name="Manage Assignments").click()
    # The page that is being left has a button of feedback, too, and its dialog goes with it.
    expect(form.locator("td.num-submissions a")).to_be_visible()
    press("generate-feedback")
    press("release-feedback")
