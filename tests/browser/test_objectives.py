"""The objectives under the map: what a student does in a chapter and in a problem set shows there,
and what comes next.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests.browser.conftest import Desk
from tests.browser.notebooks import pause, run_cells, theme

pytestmark = pytest.mark.slow

MAP = (
    "from neurolib.widgets import course_map\ncourse_map({'I': [(1, 'Basics', 'spike', 'how "
    "it begins'), (2, 'More', 'lab', 'how it goes on')]})"
)
TABLE = """| no. | you can … | sections | practised in |
|:--|:--|:--|:--|
| 1.1 | **derive** the rate of a neuron from its equation, and **predict** the current above which it fires | 1 | problem 1.1 |
| 1.2 | **judge** a claim about it | 1 | problem 1.2 |"""


def course(work: Path) -> None:
    """Lay out a course of two chapters and a set; in the first chapter a blank is filled in
    already, but was never run.
    """
    rate = {"tags": ["objective:1.1-rate"]}
    cells = {
        "course/index": [new_code_cell(MAP)],
        "course/1-part/1-basics": [
            new_markdown_cell(TABLE),
            new_markdown_cell("## 1 · One"),
            new_code_cell(
                "from neurolib.widgets import filled, guess\nguess('1.1', 'the size', 20.0, 'mV')",
                metadata=rate,
            ),
            new_code_cell("rate = 41.7", metadata={"tags": ["blank", "objective:1.1-rate"]}),
            new_code_cell("filled(lambda: rate, 41.7, 'the rate', 'Hz')"),
        ],
        "course/1-part/2-more": [new_markdown_cell("# 2 · More")],
        "exercises/ps1-basics/ps1-basics": [
            new_markdown_cell("## 1.1 · The rate", metadata=rate),
            new_code_cell("rate = 63.04"),
            new_code_cell("from neurolib import hints\n\nhints.run_test('1-1-rate')"),
            new_markdown_cell("## 1.2 · A claim", metadata={"tags": ["objective:1.2-claim"]}),
        ],
    }
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    for name, each in cells.items():
        path = work / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        tests = {"neurolib": {"tests": {"1-1-rate": "assert rate > 60"}}} if "ps1" in name else {}
        nbformat.write(new_notebook(cells=each, metadata=kernel | tests), path)


@pytest.mark.exhaustive
def test_what_is_done_in_a_chapter_and_in_a_set_shows_on_the_map_and_next_leads_on(
    desk: Desk,
    page: Any,
    barriers: Callable[..., list[Any]],
    screenshot: Callable[[Any, str], Path],
) -> None:
    from playwright.sync_api import expect

    course(desk.work)
    page.goto(desk.tab("course/index.ipynb"))
    run_cells(page)
    stations = page.locator(".neurolib-map")
    then, first, second = (
        stations.locator(".next"),
        *(stations.locator(".objectives li").nth(k) for k in (0, 1)),
    )
    expect(then).to_have_text("Next: begin chapter 1 · Basics.")
    expect(first).to_contain_text("practised 0 of 2")
    expect(first).to_contain_text("problem 1.1: 0 of 1 tests")
    expect(second).to_contain_text("question in section 1")
    expect(second).to_contain_text("problem 1.2: marked by a person")

    # The blank is filled in as soon as its check has run; the prediction still waits
    link = then.get_by_role("link", name="chapter 1 · Basics")
    # the map asks the server where it lies; until then its links are plain
    expect(link).to_have_attribute("data-commandlinker-command", "docmanager:open")
    link.press("Enter")
    page.get_by_role("tab", name="1-basics.ipynb").wait_for()
    shown = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
    shown.get_by_role("heading", name="1 · One").wait_for()
    run_cells(page, shown)
    # and held back, as all below a prediction that waits
    expect(shown.get_by_text("Right: the rate, 41.7 Hz.")).to_be_attached()
    index = page.get_by_role("tab", name="index.ipynb")
    index.click()
    expect(then).to_have_text("Next: practise objective 1.1 in section 1 of chapter 1 · Basics.")
    expect(first).to_contain_text("practised 1 of 2")
    page.get_by_role("tab", name="1-basics.ipynb").click()
    shown.locator(".neurolib-guess input").fill("20")
    shown.locator(".neurolib-guess input").press("Enter")  # the tab may take the focus meanwhile
    expect(shown.locator(".neurolib-guess")).to_contain_text("well judged")
    index.click()
    expect(then).to_have_text("Next: begin problem set 1 · ps1-basics.")
    then.get_by_role("link").click()
    page.get_by_role("tab", name="ps1-basics.ipynb").wait_for()
    shown.get_by_role("heading", name="1.1 · The rate").wait_for()
    run_cells(page, shown)
    shown.locator(".jp-InputPrompt", has_text="[2]:").wait_for()
    index.click()
    expect(then).to_have_text("Next: begin chapter 2 · More.")
    expect(stations.locator("li[data-next]")).to_contain_text("More")

    # The objectives of a station stay at hand, for the keyboard, in the dark and on a phone
    opener = stations.get_by_role("button", name="Objectives · 1 met, chapter 1 · Basics")
    expect(opener).to_have_attribute("aria-expanded", "false")
    opener.focus()
    page.keyboard.press("Enter")
    expect(opener).to_have_attribute("aria-expanded", "true")
    expect(stations.get_by_role("list", name="Objectives of chapter 1 · Basics")).to_be_visible()
    expect(first).to_contain_text("problem 1.1: 1 of 1 tests")
    assert page.evaluate("document.activeElement.textContent") == "Objectives of chapter 1 · Basics"
    for look in "JupyterLab Light", "JupyterLab Dark":
        theme(page, look)
        pause(page, 1000)
        assert not barriers(page, ".neurolib-map")
        screenshot(page, f"objectives-{look.split()[1].lower()}")
    page.keyboard.press("Control+b")  # the files
    page.set_viewport_size({"width": 390, "height": 844})
    first.scroll_into_view_if_needed()
    page.wait_for_function(
        "line => line.getBoundingClientRect().width > 200 &&"
        " [line.closest('.objectives')].every((own) => own.scrollWidth <= own.clientWidth)",
        arg=first.element_handle(),
    )
    screenshot(page, "objectives-phone")
    assert page.errors == []
