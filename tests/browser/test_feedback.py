"""The page of feedback as a student opens it: what is right first, pictures with words, and a way
back to the chapter.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from neurolib.classroom.course import Course
from neurolib.classroom.grading.grade import grade
from neurolib.classroom.reports.feedback import write_feedback

if not shutil.which("bwrap") and os.environ.get("CI") != "true":
    pytest.skip(
        "bubblewrap is missing: install Debian's package bubblewrap", allow_module_level=True
    )

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        sys.platform == "win32", reason="nbgrader's exchange does not run on Windows"
    ),
]

PICTURE = """# Success: your curve is a parabola.
import matplotlib.pyplot as plt

figure, ax = plt.subplots()
ax.plot([1, 2, 3], [square(x) for x in (1, 2, 3)], label="yours")
ax.set_title(f"yours: {square(3)}, exact: 9", loc="left")
plt.show()"""
CHAPTER = "course/1-principles/1-squares.ipynb"


def feedback(tiny_course: Any) -> Path:
    """Grade one submission, whose square is wrong and whose cube is not answered, and lay its page
    where a student's is; return it.
    """
    root, name = tiny_course.root, tiny_course.name
    path = root / "solutions" / name / f"{name}.ipynb"
    nb = nbformat.read(path, as_version=4)
    nb.cells[2].metadata["tags"] = ["objective:0.1-squares"]
    nb.cells[4].source = "# 0.1 · visible test (1 points): three squared\n" + nb.cells[4].source
    nb.cells.insert(4, new_code_cell(PICTURE))
    nbformat.write(nb, path)
    section = new_markdown_cell(
        "## 2 · How to square", metadata={"tags": ["objective:0.1-squares"]}
    )
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    (root / CHAPTER).parent.mkdir(parents=True)
    nbformat.write(
        new_notebook(cells=[new_markdown_cell("# 1 · Squares"), section], metadata=kernel),
        root / CHAPTER,
    )
    tiny_course.release()
    submitted = tiny_course.submitted("ada", square="def square(x):\n    return 2*x")
    (submitted.parent / "timestamp.txt").write_text(
        "2026-03-01 10:30:00.000000 UTC", encoding="utf-8"
    )
    course = Course.at(root)
    grade(course, name)
    ((page,), troubles) = write_feedback(course, name)
    assert troubles == []
    there = root / "work" / "exercises" / name / "feedback" / "some time" / page.name
    there.parent.mkdir(parents=True)
    shutil.copy(page, there)
    shutil.copytree(root / "course", root / "work" / "course")
    return there


@pytest.mark.exhaustive
def test_feedback_says_what_is_right_first_and_leads_back_to_the_chapter(
    tiny_course: Any,
    jupyterlab: Callable[..., str],
    page: Any,
    barriers: Callable[[Any], list[Any]],
    screenshot: Callable[[Any, str], Path],
) -> None:
    from playwright.sync_api import expect

    file = feedback(tiny_course)
    page.goto(file.as_uri())
    expect(page.locator("h1")).to_have_text("A tiny problem set")
    expect(page.locator("main")).to_contain_text("ada, handed in on 1 March 2026, 10:30 UTC")
    lines = page.locator(".verdicts").first.locator("tbody tr")
    assert [" ".join(line.split()) for line in lines.all_inner_texts()] == [
        "0.1 The square 0 / 3 0 of 2 right",
        "0.2 The cube 0 / 3 not answered",
    ]
    text = page.locator("main").inner_text()
    assert text.count("not answered") == 1 and "Success" not in text and "(1 points)" not in text
    assert (
        text.count("You doubled instead of squaring.") == 1
        and "Right when your curve is a parabola." in text
    )
    assert "yours: 6, exact: 9" in (page.locator("main img").get_attribute("alt") or "")
    for scheme in "light", "dark":
        page.emulate_media(color_scheme=scheme)
        found = barriers(page)
        assert not found, "\n".join(map(str, found))
        screenshot(page, f"feedback-{scheme}")
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    screenshot(page, "feedback-390")

    page.set_viewport_size({"width": 1400, "height": 900})
    work = tiny_course.root / "work"
    page.goto(jupyterlab(work) + f"lab/tree/{file.relative_to(work).as_posix()}")
    page.get_by_role("button", name="Trust HTML").click()
    link = page.frame_locator(".jp-HTMLViewer iframe").get_by_role(
        "link", name="Chapter 1, section 2: How to square"
    )
    with page.expect_popup() as opened:
        link.click()
    expect(opened.value.get_by_role("heading", name="2 · How to square")).to_be_visible()
    screenshot(opened.value, "feedback-chapter")
    assert page.errors == []
