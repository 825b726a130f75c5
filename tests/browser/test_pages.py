"""What a student meets around the figures: a chapter on the next morning, the first start, code in
a narrow window.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from neurolib import bootstrap, lab, workspace
from neurolib.classroom import release as releasing
from neurolib.classroom.course import Course
from neurolib.classroom.student.student import student_environment
from tests.browser.conftest import ROOT, Desk, end_kernels
from tests.browser.notebooks import (
    CELL,
    MAP,
    finished,
    notebook,
    nothing_keeps_anyone_out,
    pixels,
    run_all,
    run_cells,
    save,
    settled,
    theme,
)

pytestmark = pytest.mark.slow


@pytest.mark.exhaustive
def test_a_chapter_opened_on_the_next_morning_shows_its_figures_and_the_map(
    desk: Desk, new_page: Callable[[], Any], screenshot: Callable[[Any, str], Path]
) -> None:
    """Saved, its kernel stopped, and opened again: the figure is sharp, and who touches it learns
    what to do.
    """
    from playwright.sync_api import expect

    work = desk.work
    notebook(work / "live.ipynb", CELL, MAP)
    for name in "1-basics.ipynb", "2-more.ipynb":
        (work / "1-part").mkdir(exist_ok=True)
        notebook(work / "1-part" / name, f"print('{name}')")
    evening = new_page()
    run_all(evening, desk.doc("live.ipynb"))
    box = evening.get_by_role("checkbox", name="Chapter 2 · More: done")
    box.check()
    expect(evening.get_by_text("1 of 2 done")).to_be_visible()
    save(evening, work / "live.ipynb")
    end_kernels(desk.url, work.name)
    evening.goto("about:blank")

    page = new_page()
    page.goto(desk.doc("live.ipynb"))
    figure = page.locator(".neurolib-live")
    expect(figure.locator(".plot svg")).to_be_visible()
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()
    # longer than Python may take before the figure says that it is slow
    page.wait_for_timeout(3000)
    caption, slider = (
        figure.locator(".caption"),
        figure.get_by_role("slider", name="membrane time constant"),
    )
    expect(caption).to_have_text("After 100 ms the voltage is 9.93 mV.")
    assert figure.locator(".plot").evaluate("plot => getComputedStyle(plot).opacity") == "1"
    # no broken link
    assert figure.evaluate(
        "figure => getComputedStyle(figure.parentElement, '::before').content"
    ) in ("none", "normal")
    expect(
        page.get_by_role(
            "group", name="Live figure: membrane time constant, height of the step", exact=True
        )
    ).to_be_visible()
    # a filled triangle that is not read out
    play = figure.get_by_role("button", name="Play", exact=True)
    assert "▶" in play.evaluate("play => getComputedStyle(play, '::before').content")
    assert play.evaluate("play => getComputedStyle(play).backgroundColor") != "rgba(0, 0, 0, 0)"
    figure.scroll_into_view_if_needed()  # it stands still, so it is painted
    seen = pixels(figure)
    screenshot(page, "morning-light")

    slider.focus()
    page.keyboard.press("End")
    expect(caption).to_have_text(
        "After 100 ms the voltage is 9.93 mV. Run the notebook to move it."
    )
    expect(slider).to_have_attribute("aria-valuetext", "20 ms")
    for name in "slow", "Reset", "Step", "Play":
        figure.get_by_role("button", name=name).click()
    expect(figure.get_by_role("button", name="Play")).to_be_visible()
    figure.get_by_role("button", name="Show the code").click()
    expect(figure.locator("pre")).to_contain_text("model = Charging(tau_m=20*ms)")
    figure.get_by_role("button", name="Hide the code").click()
    page.wait_for_timeout(2500)
    assert (
        figure.locator(".plot").evaluate("plot => getComputedStyle(plot).opacity") == "1"
        and pixels(figure) == seen
    )
    screenshot(page, "morning-touched")
    theme(page, "JupyterLab Dark")
    settled(page, figure, seen)
    screenshot(page, "morning-dark")

    stations = page.locator(".neurolib-map")
    first, second = (
        stations.get_by_role("checkbox", name=name)
        for name in ("Chapter 1 · Basics: done", "Chapter 2 · More: done")
    )
    expect(second).to_be_checked()
    expect(first).not_to_be_checked()
    first.focus()
    page.keyboard.press("Space")
    expect(stations).to_contain_text("1 of 2 done. Run the notebook to tick.")
    expect(first).not_to_be_checked()
    assert json.loads((work / ".progress.json").read_text(encoding="utf-8")) == ["Chapter 2 · More"]
    screenshot(page, "morning-map")
    assert page.errors == []

    run_cells(page)
    finished(page)
    expect(caption).to_have_text("After 100 ms the voltage is 9.93 mV.")
    expect(stations).not_to_contain_text("Run the notebook")
    slider = figure.get_by_role("slider", name="membrane time constant")
    slider.focus()
    page.keyboard.press("Home")
    expect(figure.locator(".caption")).to_have_text("After 100 ms the voltage is 10.00 mV.")
    first.check()
    expect(page.get_by_text("2 of 2 done")).to_be_visible()


@pytest.mark.exhaustive
@pytest.mark.parametrize("by", ["hand", "autosave"])
def test_a_chapter_saved_before_it_has_run_shows_its_figures_and_the_map_ever_after(
    desk: Desk, new_page: Callable[[], Any], by: str
) -> None:
    """Two mornings: on the first it is saved without a run, on the second figure and map are still
    there, and a run brings them to life.
    """
    from playwright.sync_api import expect

    path = desk.work / "live.ipynb"
    notebook(path, CELL, MAP)
    (desk.work / "1-part").mkdir()
    for name in "1-basics.ipynb", "2-more.ipynb":
        notebook(desk.work / "1-part" / name, f"print('{name}')")
    page = new_page()
    run_all(page, desk.doc("live.ipynb"))
    done = page.locator(".neurolib-map").get_by_role("checkbox", name="Chapter 2 · More: done")
    expect(done).to_be_visible()  # JupyterLab saves the widgets that it has made by then
    save(page, path)
    models = widgets(path)
    assert models
    if by == "autosave":
        # s, where JupyterLab's own is 120 s
        desk.set("@jupyterlab/docmanager-extension:plugin", autosaveInterval=10)
    for _ in range(2):
        end_kernels(desk.url, desk.work.name)
        page.goto("about:blank")
        before = path.stat().st_mtime_ns
        page = new_page()
        page.goto(desk.doc("live.ipynb"))
        figure, stations = page.locator(".neurolib-live"), page.locator(".neurolib-map")
        expect(figure.locator(".caption")).to_have_text("After 100 ms the voltage is 9.93 mV.")
        expect(figure.locator(".plot svg")).to_be_visible()
        expect(stations.get_by_role("checkbox", name="Chapter 2 · More: done")).to_be_visible()
        expect(page.get_by_text("Error displaying widget")).to_have_count(0)
        page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()
        if by == "hand":
            page.get_by_role("menuitem", name="File", exact=True).click()
            page.get_by_text("Save Notebook", exact=True).click()
        for _ in range(3000):
            if path.stat().st_mtime_ns != before:
                break
            page.wait_for_timeout(100)
        assert path.stat().st_mtime_ns != before, "it was saved"
        assert widgets(path) == models
    run_cells(page)
    finished(page)
    expect(page.locator(".jupyter-widgets-disconnected")).to_have_count(0)
    slider = figure.get_by_role("slider", name="membrane time constant")
    slider.focus()
    page.keyboard.press("Home")
    expect(figure.locator(".caption")).to_have_text("After 100 ms the voltage is 10.00 mV.")
    assert page.errors == []


def widgets(path: Path) -> set[str]:
    """The names of the widgets that the file of a notebook holds, once it is written to its end."""
    for _ in range(600):
        with contextlib.suppress(ValueError):
            json.loads(path.read_text(encoding="utf-8"))
            break
        time.sleep(0.1)
    found = nbformat.read(path, 4).metadata.get("widgets", {})
    return set(found.get("application/vnd.jupyter.widget-state+json", {}).get("state", {}))


@pytest.mark.exhaustive
def test_after_a_restart_of_the_kernel_a_figure_says_what_to_do_and_stays_sharp(
    desk: Desk, page: Any
) -> None:
    from playwright.sync_api import expect

    (desk.work / "1-part").mkdir()
    for name in "1-basics.ipynb", "2-more.ipynb":
        notebook(desk.work / "1-part" / name, f"print('{name}')")
    notebook(
        desk.work / "live.ipynb",
        CELL,
        MAP,
        "from neurolib.widgets import guess\nguess('2.1', 'the voltage', 41.7, 'mV')",
    )
    figure = run_all(page, desk.doc("live.ipynb"))
    # words, not glued
    expect(
        figure.get_by_role("slider", name="τm membrane time constant", exact=True)
    ).to_be_visible()
    caption, slider = (
        figure.locator(".caption"),
        figure.get_by_role("slider", name="membrane time constant"),
    )
    expect(caption).to_have_text("After 100 ms the voltage is 9.93 mV.")
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_text("Restart Kernel…", exact=True).click()
    with page.expect_response(lambda answer: "/restart" in answer.url):
        page.get_by_role("dialog").get_by_role("button", name="Confirm Kernel Restart").click()
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()
    seen = pixels(figure)
    for press in "Home", "End":
        slider.focus()
        page.keyboard.press(press)
        expect(caption).to_have_text(
            "After 100 ms the voltage is 9.93 mV. Run the notebook to move it."
        )
        expect(slider).to_have_attribute("aria-valuetext", "20 ms")
    figure.get_by_role("button", name="Play").click()
    # longer than Python may take before the figure says that it is slow
    page.wait_for_timeout(3000)
    expect(caption).to_have_text(
        "After 100 ms the voltage is 9.93 mV. Run the notebook to move it."
    )
    expect(figure.get_by_role("button", name="Play")).to_be_visible()
    assert (
        figure.locator(".plot").evaluate("plot => getComputedStyle(plot).opacity") == "1"
        and pixels(figure) == seen
    )
    box = page.get_by_role("checkbox", name="Chapter 2 · More: done")
    box.click()
    expect(page.locator(".neurolib-map")).to_contain_text("0 of 2 done. Run the notebook to tick.")
    expect(box).not_to_be_checked()
    page.locator(".neurolib-guess input").fill("40")
    page.locator(".neurolib-guess").get_by_role("button", name="Guess", exact=True).click()
    expect(page.locator(".neurolib-guess .error")).to_have_text("Run the notebook to guess.")
    assert page.errors == []
    run_cells(page)
    finished(page)
    expect(caption).to_have_text("After 100 ms the voltage is 9.93 mV.")
    slider = figure.get_by_role("slider", name="membrane time constant")
    slider.focus()
    page.keyboard.press("Home")
    expect(figure.locator(".caption")).to_have_text("After 100 ms the voltage is 10.00 mV.")


@pytest.mark.exhaustive
def test_the_first_page_shows_its_picture_and_no_code_before_anything_runs_and_keeps_nobody_out(
    desk: Desk,
    page: Any,
    barriers: Callable[..., list[Any]],
    screenshot: Callable[[Any, str], Path],
) -> None:
    from playwright.sync_api import expect

    shutil.copytree(ROOT / "course", desk.work / "course")
    page.set_viewport_size({"width": 1024, "height": 768})
    page.goto(desk.tab("course/index.ipynb"))
    picture = page.get_by_role("img", name=re.compile("^Spikes in 100 runs of one neuron"))
    expect(picture).to_be_visible()
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(state="attached")
    width = "image => image.decode().then(() => image.naturalWidth)"
    assert picture.evaluate(width) == 864
    box = picture.bounding_box()
    assert box["y"] + box["height"] < 768, "on the first screen, whole"
    # folded
    expect(
        page.locator(".jp-CodeCell .jp-InputPlaceholder, .jp-CodeCell .jp-Placeholder")
    ).to_have_count(2)
    expect(page.get_by_text("from neurolib import")).to_have_count(0)
    screenshot(page, "first-page")
    still = page.get_by_role("img", name=re.compile("^A map of the course"))
    still.scroll_into_view_if_needed()
    assert still.evaluate(width) == 900
    screenshot(page, "first-page-map")
    page.set_viewport_size({"width": 1400, "height": 900})
    run_cells(page)
    page.locator(".neurolib-map").wait_for()
    expect(still).to_be_hidden()  # the map itself stands there
    assert page.errors == []
    nothing_keeps_anyone_out(page, barriers, screenshot, "index")


@pytest.mark.exhaustive
def test_nobody_is_asked_about_news_and_long_lines_of_code_wrap(
    desk: Desk, page: Any, screenshot: Callable[[Any, str], Path]
) -> None:
    from playwright.sync_api import expect

    notebook(
        desk.work / "long.ipynb", "words = '" + "a sentence that goes on and on and " * 12 + "ends'"
    )
    page.set_viewport_size({"width": 1024, "height": 768})
    page.goto(desk.tab("long.ipynb"))
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(state="attached")
    code = page.locator(".jp-Notebook .cm-scroller").first
    expect(code).to_contain_text("ends'")
    page.wait_for_timeout(2000)
    screenshot(page, "first-start")
    assert (
        page.get_by_text("Jupyter news").count() == 0
        and page.locator(".Toastify__toast").count() == 0
    )
    assert code.evaluate("element => element.scrollWidth <= element.clientWidth")
    assert page.errors == []


@pytest.mark.whole  # that the two folders differ, test_setup.py asks each time
def test_a_tab_of_the_students_does_not_open_at_the_teachers(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    jupyterlab: Callable[..., str],
    new_page: Callable[[], Any],
) -> None:
    """Both on one account: in a shared workspace the teacher's JupyterLab would open, and save, the
    released notebook of that name.
    """
    from playwright.sync_api import expect

    started: list[list[str]] = []
    monkeypatch.setattr("jupyterlab.labapp.LabApp.launch_instance", started.append)
    monkeypatch.setattr(lab, "students_ground", lambda: tmp_path / "work")
    monkeypatch.setattr(lab, "_announce", lambda *_: None)
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    for root in tmp_path, tmp_path / "work":
        (root / "exercises").mkdir(parents=True)
        notebook(root / "exercises" / "set.ipynb", f"print('{root.name}')")
    with monkeypatch.context() as patch:
        patch.setattr(os, "environ", dict(os.environ))
        patch.chdir(tmp_path)
        for teacher in False, True:
            lab.serve(False, None, teacher)
    account = {
        name: str(tmp_path / "account")
        for name in ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")
    }
    urls = []
    for words, root in zip(started, (tmp_path / "work", tmp_path), strict=True):
        apart = [word for word in words if word.startswith("--LabApp.workspaces_dir")]
        urls.append(jupyterlab(root, [sys.executable, "-m", "jupyterlab", *apart], **account))
    student, teacher = new_page(), new_page()
    with student.expect_response(
        lambda answer: "/api/workspaces" in answer.url and answer.request.method == "PUT"
    ):
        student.goto(urls[0] + "lab/tree/exercises/set.ipynb")
        student.get_by_role("tab", name="set.ipynb").wait_for()
    student.wait_for_timeout(2000)
    student.goto(urls[0] + "lab")
    student.get_by_role("tab", name="set.ipynb").wait_for()  # it comes back at the student's
    teacher.goto(urls[1] + "lab")
    teacher.get_by_role("tab", name="Launcher").wait_for()
    expect(teacher.get_by_role("tab", name="set.ipynb")).to_have_count(0)


@pytest.mark.exhaustive
@pytest.mark.skipif(sys.platform == "win32", reason="nbgrader's exchange does not run on Windows")
def test_the_links_of_the_map_open_problem_sets_that_nobody_fetched(
    tiny_course: Any,
    monkeypatch: pytest.MonkeyPatch,
    jupyterlab: Callable[..., str],
    page: Any,
    screenshot: Callable[[Any, str], Path],
) -> None:
    root, name = tiny_course.root, tiny_course.name
    releasing.release(Course.at(root), name)
    (root / "course").mkdir(exist_ok=True)
    link = nbformat.v4.new_markdown_cell(f"[the set](../exercises/{name}/{name}.ipynb)")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(
        nbformat.v4.new_notebook(cells=[link], metadata=kernel), root / "course" / "index.ipynb"
    )
    monkeypatch.setattr(bootstrap, "ROOT", root)
    monkeypatch.setattr(workspace, "WORK", root / "work")
    with monkeypatch.context() as patch:
        patch.setattr(os, "environ", dict(os.environ))
        work = lab.students_ground()
    page.goto(jupyterlab(work, **student_environment(root, work)) + "lab/tree/course/index.ipynb")
    page.get_by_role("link", name="the set").click()
    page.get_by_role("tab", name=f"{name}.ipynb").wait_for()
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name="Assignment List", exact=True).click()
    page.locator("#fetched_assignments_list").get_by_role(
        "button", name="Submit", exact=True
    ).wait_for()
    screenshot(page, "map-links")
    assert page.errors == []


def test_a_line_of_text_is_as_long_as_one_can_read_it(
    tmp_path: Path, jupyterlab: Callable[..., str], new_page: Callable[[], Any]
) -> None:
    """On a wide screen, while tables may take all of it; the server is started as ``neurolib lab``
    does it.
    """
    text = nbformat.v4.new_markdown_cell(
        "The voltage relaxes. " * 60
        + "\n\n- "
        + "One point. " * 60
        + "\n\n| a | b |\n|:--|:--|\n| c | d |"
    )
    nbformat.write(nbformat.v4.new_notebook(cells=[text]), tmp_path / "text.ipynb")
    page = new_page()
    page.set_viewport_size({"width": 1900, "height": 900})
    page.goto(
        jupyterlab(tmp_path, [sys.executable, "-m", "jupyterlab", "--LabApp.custom_css=True"])
        + "doc/tree/text.ipynb"
    )
    for kind in "p", "ul":
        element = page.locator(f".jp-MarkdownCell .jp-RenderedMarkdown > {kind}").first
        element.wait_for()
        ems = element.evaluate(
            "line => line.getBoundingClientRect().width / "
            "parseFloat(getComputedStyle(line).fontSize)"
        )
        assert 40 < ems <= 50.1  # a list is set 2 em in
    assert (
        page.locator(".jp-RenderedMarkdown table").evaluate(
            "table => getComputedStyle(table).maxWidth"
        )
        != "48em"
    )
