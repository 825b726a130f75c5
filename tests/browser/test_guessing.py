"""A prediction in JupyterLab: nothing shows before the guess, the answer after it, and both again
after a restart.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.browser.conftest import Desk, end_kernels
from tests.browser.notebooks import notebook, run_cells, save, theme

pytestmark = pytest.mark.slow

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
    end_kernels(desk.url, work.name)
    page.goto("about:blank")
    page.goto(url)
    expect(picture).to_be_visible()  # nobody can guess here, so nothing waits
    curve.get_by_role("button", name="Guess", exact=True).click()
    expect(curve.get_by_role("alert")).to_have_text("Run the notebook to guess.")
    expect(curve).not_to_contain_text(SECRETS)
    expect(choice).to_contain_text("You chose (a); it is (b) at +7 ms.")
    screenshot(page, "guess-morning")
    assert page.errors == []


@pytest.mark.exhaustive
def test_what_stands_below_a_prediction_waits_for_the_guess(desk: Desk, page: Any) -> None:
    """Outputs directly below wait, and figures and tables after a text; what a later prediction, a
    text or an error has to say does not.
    """
    from playwright.sync_api import expect

    path = desk.work / "waiting.ipynb"
    notebook(
        path,
        CELLS[0],
        CELLS[1],
        FIGURE,
        "print('the printed rate')\nraise ValueError('a mistake')",
        "",
        (
            "from IPython.display import Markdown, display\ndisplay(Markdown('| the rate in "
            "a table |\\n|--:|\\n| 33 Hz |'))\n"
        )
        + FIGURE,
        "print('further down')",
        CELLS[2],
        FIGURE,
    )
    nb = nbformat.read(path, as_version=4)
    nb.cells[3].metadata["tags"] = ["raises-exception"]
    nb.cells[4] = nbformat.v4.new_markdown_cell("A text between the two figures.")
    nbformat.write(nb, path)
    page.set_viewport_size({"width": 1200, "height": 3000})
    page.goto(desk.doc("waiting.ipynb"))
    run_cells(page)
    number, choice = (page.locator(".neurolib-guess").nth(k) for k in range(2))
    choice.wait_for()
    pictures, captions = (
        page.locator(".neurolib-figure > svg:first-of-type"),
        page.get_by_text("Figure 2.3. The curve.", exact=True),
    )
    printed, later = (
        page.get_by_text(words, exact=True) for words in ("the printed rate", "further down")
    )
    expect(later).to_be_visible()
    expect(page.locator(".jp-OutputArea-output", has_text="a mistake")).to_be_visible()
    table = page.get_by_role("cell", name="33 Hz", include_hidden=True)
    for each in (
        *(pictures.nth(k) for k in range(3)),
        *(captions.nth(k) for k in range(3)),
        printed,
        table,
    ):
        expect(each).to_be_hidden()

    choice.get_by_role("button", name="(b) at +7 ms").press("Enter")
    expect(pictures.nth(2)).to_be_visible()
    expect(pictures.nth(1)).to_be_hidden()
    number.get_by_role("button", name="Show the answer").click()
    for each in (
        *(pictures.nth(k) for k in range(3)),
        *(captions.nth(k) for k in range(3)),
        printed,
        table,
    ):
        expect(each).to_be_visible()
    assert page.errors == []
