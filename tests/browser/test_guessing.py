"""A prediction in JupyterLab: nothing shows before the guess, the answer after it, and both again
after a restart.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from ipywidgets.embed import dependency_state
from nbformat.sign import NotebookNotary

from neurolib.saved_widgets import STATE, VIEW
from neurolib.widgets import filled, guess
from tests.browser.conftest import Desk, end_kernels
from tests.browser.notebooks import LIGHTNESS, finished, notebook, run_cells, save, theme
from tests.course.notebooks import COURSE, NOTEBOOKS, guessed, read
from tests.course.rules import waiting

pytestmark = pytest.mark.slow
ASKING = [path for path in NOTEBOOKS if any(map(guessed, read(path).cells))]

CELLS = (
    "from neurolib.widgets import Curve, guess",
    "guess('2.1', 'the rate at 250 pA', 41.7149, 'Hz', 'The current is above the rheobase.')",
    "guess('2.7', 'the lag of the peak', 'b', because='A positive lag is late.', "
    "choices=('at −7 ms', 'at +7 ms', 'at both'))",
    "guess('2.2', 'the f–I curve', Curve([0, 1, 2, 3, 4], [0, 0, 5, 20, 33], 'current "
    "(nA)', 'rate (Hz)', (0, 40)), because='Silent at first.')",
)
FIGURE = """import matplotlib.pyplot as plt
from neurolib import style
style.use()
fig, ax = plt.subplots()
ax.plot([0, 4], [0, 33])
style.caption(fig, "Figure 2.3. The curve.")"""
SECRETS = re.compile(r"41\.7|rheobase|late\.|Silent at first")


@pytest.mark.exhaustive
def test_a_guess_opens_its_answer_and_is_kept(
    desk: Desk, page: Any, screenshot: Callable[[Any, str], Path]
) -> None:
    from playwright.sync_api import expect

    work = desk.work
    notebook(work / "chapter.ipynb", "# Imports\n" + CELLS[0], *CELLS[1:], FIGURE)
    page.set_viewport_size({"width": 1200, "height": 1500})
    url = desk.doc("chapter.ipynb")
    page.goto(url)
    run_cells(page)
    number, choice, curve = (page.locator(".neurolib-guess").nth(k) for k in range(3))
    curve.wait_for()
    for field in number, choice, curve:
        expect(field).not_to_contain_text(SECRETS)
    expect(page.get_by_role("group", name="Prediction · The rate at 250 pA")).to_be_visible()
    expect(choice.get_by_role("button", name="(b) at +7 ms")).to_be_enabled()
    assert not curve.locator("path.found").get_attribute("d")
    picture = page.locator(".neurolib-figure > svg").first
    expect(picture).to_be_hidden()  # the figure below would give the curve away
    screenshot(page, "guess-before-light")

    field = number.get_by_role("textbox")
    field.fill("forty")
    field.press("Enter")
    expect(number.get_by_role("alert")).to_have_text(
        "“forty” is not a number; type one with its unit, as in 12*Hz."
    )
    expect(number).not_to_contain_text(SECRETS)
    field.fill("0.05 kHz")
    field.press("Enter")
    said = number.locator("[aria-live=polite]")
    expect(said).to_contain_text(
        "You predicted 50 Hz; found: 41.7 Hz. Close: what makes the difference? The "
        "current is above the rheobase."
    )
    expect(number.get_by_role("alert")).to_be_hidden()
    expect(number.get_by_role("button", name="Guess again")).to_be_focused()

    choice.get_by_role("button", name="(a) at −7 ms").press("Enter")
    expect(choice).to_contain_text("You chose (a); it is (b) at +7 ms. A positive lag is late.")
    expect(choice).to_contain_text("Your choices so far: 0 of 1 right.")
    expect(choice.get_by_role("button", name="(a) at −7 ms")).to_have_attribute(
        "aria-pressed", "true"
    )

    # half of the curve with the mouse, the other half with the keyboard
    plane = curve.get_by_role("slider")
    plane.scroll_into_view_if_needed()
    box = plane.bounding_box()
    left, right, base = (
        box["x"] + box["width"] * 60 / 640,
        box["x"] + box["width"] * 548 / 640,
        box["y"] + box["height"] * 256 / 300,
    )
    page.mouse.move(left, base)
    page.mouse.down()
    page.mouse.move((left + right) / 2, base, steps=6)
    page.mouse.up()
    curve.get_by_role("button", name="Guess", exact=True).click()
    expect(curve.get_by_role("alert")).to_have_text(
        "Nothing is drawn at 3 on the lower axis: draw the line from the left end to the right."
    )
    plane.focus()
    for key in (
        "ArrowRight",
        "PageUp",
        "PageUp",
        "PageUp",
        "PageUp",
        "PageUp",
        "ArrowRight",
        "ArrowUp",
    ):
        page.keyboard.press(key)
    expect(plane).to_have_attribute(
        "aria-valuetext", re.compile(r"current \(nA\) 4: rate \(Hz\) 2[01]")
    )
    screenshot(page, "guess-drawn")
    curve.get_by_role("button", name="Guess", exact=True).click()
    expect(curve).to_contain_text(
        re.compile(
            r"Your curve \(dashed\) is \d\.?\d* Hz from the result \(solid\) on "
            r"average.* Silent at first\."
        )
    )
    assert curve.locator("path.found").get_attribute("d")
    expect(picture).to_be_visible()
    expect(curve.get_by_role("img", name=re.compile("Your 2 guesses so far: .*"))).to_be_visible()
    screenshot(page, "guess-after-light")
    theme(page, "JupyterLab Dark")
    page.locator("#jupyterlab-splash").wait_for(state="detached")
    screenshot(page, "guess-after-dark")

    assert len(json.loads((work / ".guesses.json").read_text(encoding="utf-8"))) == 3
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_text("Restart Kernel and Clear Outputs of All Cells…", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Confirm Kernel Restart").click()
    expect(page.locator(".neurolib-guess")).to_have_count(0)
    run_cells(page)
    expect(said).to_contain_text("You predicted 50 Hz; found: 41.7 Hz.")
    expect(curve).to_contain_text("Your curve (dashed) is")
    number.get_by_role("button", name="Guess again").click()
    expect(number).not_to_contain_text(SECRETS)
    expect(number.get_by_role("textbox")).to_be_focused()
    number.get_by_role("button", name="Show the answer").click()
    expect(number).to_contain_text("Found: 41.7 Hz.")
    # shown, but not guessed
    assert len(json.loads((work / ".guesses.json").read_text(encoding="utf-8"))) == 2

    # saved while a question is open, its kernel stopped, and opened again
    curve.get_by_role("button", name="Guess again").click()
    expect(picture).to_be_hidden()
    save(page, work / "chapter.ipynb")
    page.goto("about:blank")  # which would complain that its kernel has gone
    end_kernels(desk.url, work.name)
    page.goto(url)
    expect(choice).to_contain_text("You chose (a); it is (b) at +7 ms.")
    expect(picture).to_be_hidden()
    curve.get_by_role("button", name="Guess", exact=True).click()
    expect(curve.get_by_role("alert")).to_have_text("Run the notebook to guess.")
    expect(curve).not_to_contain_text(SECRETS)
    expect(picture).to_be_hidden()
    screenshot(page, "guess-morning")
    curve.get_by_role("button", name="Show the answer").click()
    expect(curve).to_contain_text("Found: a curve of at most 33 Hz. Silent at first.")
    assert curve.locator("path.found").get_attribute("d")
    expect(picture).to_be_visible()
    curve.get_by_role("button", name="Guess again").click()
    expect(curve.get_by_role("alert")).to_have_text("Run the notebook to guess.")
    assert page.errors == []


LIVE = """from dataclasses import dataclass
from neurolib import explore
from neurolib.model import Model, param
from neurolib.widgets import View
@dataclass(frozen=True, repr=False)
class Line(Model):
    "A line."
    slope: float = param(1.0, "", "slope", 0.1, 10.0, (0.5, 2.0))
explore(Line(), View(lambda m: [0, m.slope], lambda ax, y: ax.plot(y), lambda m, y: f"It rises to {y[1]:g}."), ["slope"])
"""
TABLE = "from IPython.display import Markdown, display\ndisplay(Markdown('| the rate in a table |\\n|--:|\\n| 33 Hz |'))\n"


@pytest.mark.exhaustive
def test_what_stands_below_a_prediction_waits_for_the_guess(
    desk: Desk, page: Any, screenshot: Callable[[Any, str], Path]
) -> None:
    """All outputs down to the end of the section wait, but an error, a later prediction and what is
    said to a blank.
    """
    from playwright.sync_api import expect

    path = desk.work / "waiting.ipynb"
    notebook(
        path,
        CELLS[0] + "\nfrom neurolib.widgets import filled",
        "print('above')",
        CELLS[1],
        FIGURE,
        "print('the printed rate')\nraise ValueError('a mistake')",
        "",
        TABLE + FIGURE,
        "filled(..., 1.0, 'the rheobase')",
        LIVE,
        CELLS[2],
        "print('further down')",
        "",
        "print('in the next section')",
    )
    nb = nbformat.read(path, as_version=4)
    nb.cells[4].metadata["tags"] = ["raises-exception"]
    nb.cells[5] = nbformat.v4.new_markdown_cell("A text.\n\n### A smaller heading")
    nb.cells[11] = nbformat.v4.new_markdown_cell("## 2 · The next section")
    nbformat.write(nb, path)
    page.set_viewport_size({"width": 1200, "height": 3000})
    page.goto(desk.doc("waiting.ipynb"))
    run_cells(page)
    number, choice = (page.locator(".neurolib-guess").nth(k) for k in range(2))
    next_section = page.get_by_text("in the next section", exact=True)
    expect(next_section).to_be_visible()
    seen = (
        page.get_by_text("above", exact=True),
        page.locator(".jp-OutputArea-output", has_text="a mistake"),
        page.locator(".jp-OutputArea-output", has_text="Not filled in yet: the rheobase."),
        number,
        choice,
        next_section,
    )
    pictures = page.locator(".neurolib-figure > svg:first-of-type")
    captions = page.get_by_text("Figure 2.3. The curve.", exact=True)
    live = page.locator(".neurolib-live")
    early = (
        *(pictures.nth(k) for k in range(2)),
        *(captions.nth(k) for k in range(2)),
        page.get_by_text("the printed rate", exact=True),
        page.get_by_role("cell", name="33 Hz", include_hidden=True),
        live,
    )
    later = page.get_by_text("further down", exact=True)
    for each in seen:
        expect(each).to_be_visible()
    for each in (*early, later):
        expect(each).to_be_hidden()
    said = page.locator("[data-neurolib-waits]").first.locator(".jp-OutputArea-child")
    assert said.evaluate("child => getComputedStyle(child, '::before').content") == (
        '"This output appears when you have guessed: The rate at 250 pA"'
    )
    screenshot(page, "guess-waits")

    choice.get_by_role("button", name="(b) at +7 ms").press("Enter")
    expect(choice).to_contain_text("You chose (b)")
    for each in (*early, later):  # the first prediction of the section is open still
        expect(each).to_be_hidden()
    number.get_by_role("button", name="Show the answer").click()
    for each in (*seen, *early, later):
        expect(each).to_be_visible()
    assert live.locator("canvas").evaluate(LIGHTNESS) > 0, "a figure that was hidden is drawn"
    screenshot(page, "guess-waited")
    choice.get_by_role("button", name="Guess again").click()
    expect(later).to_be_hidden()
    for each in early:
        expect(each).to_be_visible()
    assert page.errors == []


# whether each cell of an open notebook shows an output
SHOWN = """() => [...document.querySelectorAll(".jp-Notebook .jp-Cell")].map((cell) =>
  [...cell.querySelectorAll(".jp-OutputArea-output")].some((each) => each.checkVisibility()))"""


def shown(page: Any, nb: Any) -> set[str]:
    """Return the names of the cells that show an output."""
    return {cell.id for cell, seen in zip(nb.cells, page.evaluate(SHOWN), strict=True) if seen}


def as_saved(path: Path) -> Any:
    """Return a notebook of the course as JupyterLab saves one that has run: each cell shows a
    figure and a word, its blanks are empty, its predictions are open.
    """
    nb, asked = read(path), []
    figure = nbformat.v4.new_output(
        "display_data", {"text/html": "<figure><div class='neurolib-figure'>drawn</div></figure>"}
    )
    printed = nbformat.v4.new_output("stream", text="printed")
    for cell in nb.cells:
        if cell.cell_type != "code":
            continue
        cell.outputs = [figure, printed]
        if guessed(cell):
            asked.append(guess("9.9", cell.id, 41.7, "Hz"))
            view = {"version_major": 2, "version_minor": 0, "model_id": asked[-1].model_id}
            cell.outputs = [nbformat.v4.new_output("display_data", {VIEW: view})]
        elif "filled(" in cell.source:
            said = filled(..., 1.0, "it")._repr_markdown_()
            cell.outputs = [nbformat.v4.new_output("display_data", {"text/markdown": said})]
    state = dependency_state(asked, drop_defaults=False)
    nb.metadata["widgets"] = {STATE: {"version_major": 2, "version_minor": 0, "state": state}}
    return nb


@pytest.mark.exhaustive
@pytest.mark.parametrize("path", ASKING, ids=lambda path: path.stem)
def test_in_every_notebook_what_follows_a_prediction_waits_on_the_next_visit(
    path: Path, desk: Desk, page: Any, common_jupyterlab: tuple[str, Path]
) -> None:
    """Opened from its file, before anything runs. That each answer is in an output that waits,
    ``tests/course/test_chapters.py`` asks.
    """
    from playwright.sync_api import TimeoutError

    nb = as_saved(path)
    nbformat.write(nb, desk.work / "chapter.ipynb")
    # it ran here, so its HTML is trusted
    NotebookNotary(data_dir=str(common_jupyterlab[1] / "home" / "data")).sign(nb)
    for left in reversed(range(5)):  # on a busy machine, JupyterLab may leave a page half made
        page.goto(desk.doc("chapter.ipynb"))
        try:
            page.wait_for_function(
                "([cells, asked]) =>"
                " document.querySelectorAll('.jp-Notebook .jp-Cell').length === cells"
                " && document.querySelectorAll('.neurolib-guess').length === asked",
                arg=[len(nb.cells), sum(map(guessed, nb.cells))],
            )
            break
        except TimeoutError:
            if not left:
                raise
    waits = waiting(nb)
    has = [cell.id for cell in nb.cells if cell.get("outputs")]
    for _ in range(3000):  # the page marks its cells when the last of them has come
        seen = shown(page, nb)
        if seen == set(has) - waits:
            break
        page.wait_for_timeout(100)
    assert sorted(seen & waits) == [], "these show too early"
    assert sorted(set(has) - waits - seen) == [], "these wait for nothing"
    assert waits and page.errors == []


@pytest.mark.exhaustive
def test_a_chapter_shows_no_answer_after_run_all_nor_on_the_next_visit(
    desk: Desk, page: Any
) -> None:
    from playwright.sync_api import expect

    name = "0-why-neuromorphic.ipynb"
    shutil.copy(COURSE / "1-principles" / name, desk.work)
    nb, url = read(desk.work / name), desk.doc(name)
    page.goto(url)
    run_cells(page)
    asked = page.locator(".neurolib-guess")
    for visit in "after Run All", "on the next visit":
        expect(asked).to_have_count(2)
        expect(page.locator(".jp-Notebook .jp-Cell")).to_have_count(len(nb.cells))
        expect(page.locator("[data-neurolib-waits]")).to_have_count(len(waiting(nb)))
        expect(page.locator(".neurolib-live")).to_have_count(
            1
        )  # or it is not saved with the others
        finished(page)
        assert shown(page, nb) & waiting(nb) == set(), visit
        if visit == "after Run All":
            save(page, desk.work / name)
            page.goto("about:blank")
            end_kernels(desk.url, desk.work.name)
            page.goto(url)
    for k in range(2):
        asked.nth(k).get_by_role("button", name="Show the answer").click()
        expect(asked.nth(k)).to_contain_text("Found: ")
    expect(page.locator("[data-neurolib-waits]")).to_have_count(0)
    expect(page.locator(".neurolib-live")).to_be_visible()
    assert shown(page, nb) >= {"wall-figure", "layer-live"}
    assert page.errors == []
