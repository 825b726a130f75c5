"""A chip that is touched in real JupyterLab: by the mouse, the keyboard and a finger, with one log
for touches and code, and again from a saved notebook without a kernel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from neurolib.applications.chip.own_chip import drawn
from neurolib.saved_widgets import STATE
from tests.applications.chip.truth import betrayed
from tests.browser.conftest import PATIENCE, Desk, end_kernels, open_desk, open_page
from tests.browser.notebooks import finished, notebook, pause, run_cells, save, theme

pytestmark = pytest.mark.slow

CELLS = (
    """# Imports
from neurolib.applications.chip import Bench, row_by_row
from neurolib.applications.chip.own_chip import SealedChip
from neurolib.widgets import touch

def write_down(entry):
    with open("log.txt", "a", encoding="utf-8") as file:
        file.write(f"{entry}\\n")

bench = Bench(SealedChip(9), minutes=0.1)""",
    "picture = touch(bench, number=9)\nbench.watch(write_down)\nbench.read(row_by_row()[:2])\npicture",
    "import os\nif os.path.exists('again'):\n    bench.count(3, 500, 0.5)",
)
PLACE = """([kind, row, column]) => {  // the middle of a cell, a row's head or a neuron, on the screen
  const { left, top, width } = document.querySelector(".neurolib-chip .die canvas").getBoundingClientRect();
  const unit = width / 75.6;
  const x = kind === "cell" ? 8.3 + column : kind === "row" ? 6.2 : 8.8 + 2 * (row % 32);
  const y = kind === "neuron" ? 74.4 + 2 * Math.floor(row / 32) : 6.1 + row;
  return [left + x * unit, top + y * unit];
}"""


def at(page: Any, kind: str, row: int, column: int = 0) -> tuple[float, float]:
    page.locator(".neurolib-chip .die").scroll_into_view_if_needed()
    return tuple(page.evaluate(PLACE, [kind, row, column]))


@pytest.fixture
def chip(desk: Desk, page: Any) -> Any:
    """A page with a chip that is booked for 6 s; ``page.seen`` is what its network has
    brought.
    """
    page.seen = []
    page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda frame: page.seen.append(frame)),
    )
    page.on("response", lambda response: page.seen.append(response.url))
    notebook(desk.work / "chip.ipynb", *CELLS)
    page.goto(desk.doc("chip.ipynb"))
    run_cells(page)
    page.locator(".neurolib-chip").wait_for()
    finished(page)
    page.log = desk.work / "log.txt"
    return page


def lines(page: Any, count: int) -> list[str]:
    """The lines of the log once there are so many: a picture shows a measurement just before it is
    written down.
    """
    found: list[str] = []
    for _ in range(3000):
        if page.log.exists():
            found = page.log.read_text(encoding="utf-8").splitlines()
        if len(found) >= count:
            break
        page.wait_for_timeout(100)
    return found


def test_a_click_is_one_call_and_the_keyboard_does_the_same(
    chip: Any,
    desk: Desk,
    barriers: Callable[..., list[Any]],
    screenshot: Callable[[Any, str], Path],
) -> None:
    from playwright.sync_api import expect

    page, figure = chip, chip.locator(".neurolib-chip")
    said, left, error = (figure.locator(each) for each in (".said", ".left", ".error"))
    own = drawn(9)
    expect(said).to_contain_text("2 readings of 64 columns: 50 to")
    expect(figure.get_by_text("Chip 9", exact=True)).to_be_visible()
    assert len(lines(page, 1)) == 1
    screenshot(page, "chip-light")

    page.mouse.click(*at(page, "cell", 21, 14))
    expect(said).to_contain_text("row 21, column 14: 2")  # it is stuck on, so some 250 steps
    assert own.stuck[21, 14] == 1
    written = lines(page, 2)
    assert len(written) == 2 and written[1].startswith("row 21, column 14: 2")
    cell = figure.get_by_role("gridcell", name="row 21, column 14: 2")
    expect(cell).to_be_focused()
    expect(cell).to_have_attribute("aria-colindex", "16")
    page.keyboard.press("ArrowRight")
    cell = figure.get_by_role("gridcell", name="row 21, column 15: not measured")
    expect(cell).to_be_focused()
    page.keyboard.press("Enter")
    expect(said).to_contain_text("row 21, column 15: ")
    expect(figure.get_by_role("gridcell", name="row 21, column 15: ")).to_be_focused()
    assert len(lines(page, 3)) == 3, "each key press is one call"
    page.keyboard.press("Home")
    head = figure.get_by_role("gridcell", name="Head of row 21, reads all its cells; 2 of 64")
    expect(head).to_be_focused()
    page.keyboard.press("Space")
    expect(said).to_contain_text("row 21, 64 columns: ")
    expect(figure.get_by_role("gridcell", name="64 of 64 measured")).to_be_focused()
    page.keyboard.press("Tab")
    expect(figure.get_by_role("gridcell", name="neuron 0: not measured")).to_be_focused()
    for key in "ArrowRight", "ArrowDown", "Enter":
        page.keyboard.press(key)
    expect(said).to_contain_text("neuron 33 at 400 steps: ")
    expect(left).to_contain_text("0.1 of 0.1 minutes left")
    page.mouse.click(*at(page, "neuron", 7))
    expect(said).to_contain_text("neuron 7 at 400 steps: ")
    page.mouse.click(*at(page, "row", 63))
    expect(said).to_contain_text("row 63, 64 columns: ")
    figure.get_by_role("gridcell", name="Head of row 63").evaluate("cell => cell.click()")
    expect(figure.locator(".spent")).to_contain_text("in 8 calls of the driver")
    written = lines(page, 8)
    assert len(written) == 8 and written[7].startswith("row 63"), "as a screen reader does"
    screenshot(page, "chip-measured-light")

    # code on the same bench spends the same minutes, and the picture follows
    (desk.work / "again").touch()
    page.locator(".jp-CodeCell").nth(2).locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    expect(said).to_contain_text("neuron 3 at 500 steps: ")
    expect(figure.locator(".spent")).to_contain_text("in 9 calls of the driver")

    # a double click is a click too many: the second one is refused while the first is on its way
    figure.get_by_text("Settings of the instrument").click()
    figure.get_by_label("gate").fill("0.5")
    button = figure.get_by_role("button", name="Count neuron 7")
    button.evaluate("button => (button.click(), button.click())")
    expect(figure.locator(".spent")).to_contain_text("in 10 calls")
    page.wait_for_timeout(1000)
    assert len(lines(page, 10)) == 10
    figure.get_by_label("gate").fill("5")
    figure.get_by_role("button", name="Count neuron 7").click()
    expect(error).to_contain_text("This measurement takes 5.0 s, and 0.0 of 0.1 minutes are left.")
    assert len(lines(page, 10)) == 10, "what is refused is not measured"
    figure.get_by_label("gate").fill("1")

    found = barriers(page, ".neurolib-chip")
    assert not found, "\n".join(map(str, found))
    theme(page, "JupyterLab Dark")
    pause(page, 1500)
    figure.evaluate("figure => figure.scrollIntoView()")
    screenshot(page, "chip-measured-dark")
    found = barriers(page, ".neurolib-chip")
    assert not found, "\n".join(map(str, found))
    assert page.errors == []

    # nothing of the truth was sent to the browser
    text = "\n".join(
        each.decode("latin-1") if isinstance(each, bytes) else str(each) for each in page.seen
    )
    assert "row 63, 64 columns" in text and betrayed(text, own) == []


def open_again(page: Any, url: str, figure: Any) -> None:
    """Open a saved notebook; on a busy machine, JupyterLab may leave a page half made."""
    from playwright.sync_api import TimeoutError

    for left in reversed(range(4)):
        page.goto("about:blank")
        page.goto(url)
        try:
            figure.wait_for(timeout=PATIENCE / 3)
            return
        except TimeoutError:
            if not left:
                raise


def test_a_saved_picture_stays_without_a_kernel_and_asks_to_run(
    chip: Any, desk: Desk, screenshot: Callable[[Any, str], Path]
) -> None:
    from playwright.sync_api import expect

    page, figure, path = chip, chip.locator(".neurolib-chip"), desk.work / "chip.ipynb"
    page.mouse.click(*at(page, "row", 40))
    expect(figure.locator(".said")).to_contain_text("row 40, 64 columns: ")
    expect(figure.locator(".place")).to_have_text("Row 40: 64 of 64 cells measured")  # and drawn
    before = figure.locator(".die canvas").evaluate("canvas => canvas.toDataURL()")
    assert len(lines(page, 2)) == 2
    for visit in "saved", "saved again before it has run":  # as an autosave does
        save(page, path)
        text = path.read_text(encoding="utf-8")
        state = nbformat.read(path, 4).metadata["widgets"][STATE]["state"]
        assert any("_rates" in str(each) for each in state.values()), visit
        assert betrayed(text, drawn(9)) == []
        end_kernels(desk.url, desk.work.name)
        open_again(page, desk.doc("chip.ipynb"), figure)
        expect(figure.locator(".said")).to_contain_text("row 40, 64 columns: ")
        page.wait_for_function(
            "([canvas, before]) => canvas.toDataURL() === before",
            arg=[figure.locator(".die canvas").element_handle(), before],
        )
        page.mouse.click(*at(page, "cell", 50, 50))
        expect(figure.locator(".error")).to_have_text("Run the notebook to touch the chip.")
        expect(figure.locator(".said")).to_contain_text("row 40, 64 columns: ")
        expect(figure.locator(".place")).to_contain_text("Row 50, column 50: not measured")
        screenshot(page, "chip-asleep")
        assert len(lines(page, 2)) == 2, visit


@pytest.fixture
def phone(common_jupyterlab: tuple[str, Path], browser: Any) -> Iterator[Any]:
    """A phone with the same chip."""
    options: dict[str, Any] = {"has_touch": True, "device_scale_factor": 2}
    with open_desk(*common_jupyterlab) as desk, open_page(browser, **options) as page:
        notebook(desk.work / "chip.ipynb", *CELLS[:2])
        page.goto(desk.doc("chip.ipynb"))
        run_cells(page)
        page.locator(".neurolib-chip").wait_for()
        page.set_viewport_size({"width": 390, "height": 844})
        page.emulate_media(reduced_motion="reduce")
        page.log = desk.work / "log.txt"
        yield page


def test_a_finger_chooses_first_and_measures_with_the_second_tap(
    phone: Any, screenshot: Callable[[Any, str], Path]
) -> None:
    from playwright.sync_api import expect

    page, figure = phone, phone.locator(".neurolib-chip")
    figure.evaluate("figure => figure.scrollIntoView()")
    page.wait_for_function(
        "figure => figure.clientWidth < 390 && figure.scrollWidth <= figure.clientWidth",
        arg=figure.element_handle(),
    )
    place = figure.locator(".place")
    page.touchscreen.tap(*at(page, "cell", 30, 20))
    expect(place).to_have_text("Row 30, column 20: not measured")
    assert len(lines(page, 1)) == 1, "the first tap costs nothing"
    page.touchscreen.tap(*at(page, "cell", 30, 20))
    expect(place).to_have_text("Row 30, column 20: 50 steps, at the floor")
    assert len(lines(page, 2)) == 2
    loupe = figure.locator("canvas.loupe")
    loupe.scroll_into_view_if_needed()
    box = loupe.bounding_box()
    side = box["width"] / 9
    tap = (box["x"] + 5.5 * side, box["y"] + 4.5 * side)  # beside the middle
    page.touchscreen.tap(*tap)
    expect(place).to_have_text("Row 30, column 21: not measured")
    figure.get_by_role("button", name="Read row 30").tap()
    expect(figure.locator(".said")).to_contain_text("row 30, 64 columns: ")
    assert len(lines(page, 3)) == 3
    assert figure.locator(".needle").evaluate("e => getComputedStyle(e).transitionDuration") == "0s"
    figure.evaluate("figure => figure.scrollIntoView()")
    screenshot(page, "chip-phone")
    assert page.errors == []
