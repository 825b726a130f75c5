"""Notebooks with a live figure and with a map, and what a person does in JupyterLab: run it, choose
a theme, drag a slider; and what is then seen.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbformat

OURS = ".jp-RenderedHTMLCommon, .neurolib-live, .neurolib-map"
CELL = """
from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np

from neurolib import explore, style
from neurolib.model import Model, ParameterError, Quantity, param
from neurolib.units import mV, ms
from neurolib.widgets import Knob, View

style.use()
t = np.linspace(0, 100*ms, 400)

@dataclass(frozen=True, repr=False)
class Charging(Model):
    '''A membrane that charges.'''
    tau_m: float = param(20*ms, "ms", "membrane time constant", 1*ms, 1.0, (10*ms, 60*ms))

    def check(self):
        if self.tau_m > 59*ms:
            raise ParameterError("Charging.tau_m is too long for this lesson; type tau_m=20*ms.")

def draw(axes, V):
    axes[0].plot(t / ms, V / mV)
    axes[0].set(ylabel="V (mV)", xlim=(0, 100), ylim=(-1, 21), title="A membrane charges")
    axes[1].plot(t / ms, np.gradient(V, t))
    axes[1].set(xlabel="time (ms)", ylabel="dV/dt (V/s)", ylim=(-0.1, 4.1))

view = View(lambda m, step: step * (1 - np.exp(-t / m.tau_m)), draw,
            lambda m, V: f"After 100 ms the voltage is {V[-1] / mV:.2f} mV.", grid={"nrows": 2, "sharex": True})
step = Knob("step", Quantity("mV", "height of the step", 0, 1, (0, 20*mV)), 10*mV)
figure = explore(Charging(), view, ["tau_m", step], {"slow": {"tau_m": 40*ms}, "tall": {"step": 20*mV}}, play="step")
figure
"""
MAP = """from neurolib.widgets import course_map
course_map({'I': [(1, 'Basics', 'spike', 'how it begins'), (2, 'More', 'lab', 'how it goes on')], 'II': [('', 'Lab', 'lab', 'a lab')]})"""


def notebook(path: Path, *cells: str) -> None:
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nb.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    nbformat.write(nb, path)


def run_cells(page: Any, panel: Any = None) -> None:
    """Press Run All Cells of the open notebook until a cell runs: what is pressed before the kernel
    is there, JupyterLab forgets.

    ``panel`` is the one in front, where several notebooks are open.
    """
    panel = panel or page
    panel.locator(".jp-Toolbar-kernelName", has_text="Python 3").wait_for()
    panel.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()
    before = page.cells  # a saved notebook has numbers in its prompts, and a folded cell has none
    for _ in range(100):
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_text("Run All Cells", exact=True).click()
        for _ in range(60):
            if page.cells > before or running(panel).count():
                return
            pause(page, 50)
    raise AssertionError("no cell has begun")


def running(panel: Any) -> Any:
    """The prompts of the cells that run, or wait for their turn."""
    return panel.locator(".jp-InputPrompt, .jp-OutputPrompt").filter(has_text="[*]")


def finished(page: Any) -> None:
    """Wait until all cells have run: between two of them the kernel is idle, too."""
    from playwright.sync_api import expect

    expect(running(page)).to_have_count(0)
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(state="attached")


def pause(page: Any, ms: int) -> None:
    """Let a page have so many ms by its own clock: what was due before then is done, however slow
    the machine is.
    """
    page.evaluate("ms => new Promise((done) => setTimeout(done, ms))", ms)


def run_all(page: Any, url: str) -> Any:
    """Open a notebook, run it, and return its first live figure when all of it has run."""
    page.goto(url)
    run_cells(page)
    figure = page.locator(".neurolib-live").first
    figure.wait_for()
    finished(page)
    return figure


def save(page: Any, path: Path) -> None:
    """Save an open notebook, and wait until its outputs are in its file, later than by an autosave."""
    before = path.stat().st_mtime_ns
    page.get_by_role("menuitem", name="File", exact=True).click()
    page.get_by_text("Save Notebook", exact=True).click()
    for _ in range(3000):
        if path.stat().st_mtime_ns > before:
            with suppress(ValueError):  # it is written at this moment
                if any(cell.get("outputs") for cell in nbformat.read(path, 4).cells):
                    return
        page.wait_for_timeout(100)
    raise AssertionError(f"{path.name} was not saved")


def theme(page: Any, name: str) -> None:
    page.get_by_role("menuitem", name="Settings", exact=True).click()
    page.get_by_text("Theme", exact=True).first.hover()
    page.get_by_text(name, exact=True).click()
    page.locator(f"body[data-jp-theme-name='{name}']").wait_for(state="attached")


def nothing_keeps_anyone_out(
    page: Any, barriers: Callable[..., list[Any]], screenshot: Callable[[Any, str], Path], name: str
) -> None:
    """Look at what the cells of an open notebook show, in both themes; the rest of its page is
    JupyterLab's.
    """
    for look in "JupyterLab Light", "JupyterLab Dark":
        theme(page, look)
        pause(page, 1500)  # the formulas are set
        found = barriers(page, OURS)
        assert not found, f"{look}:\n" + "\n".join(map(str, found))
        screenshot(page, f"ours-{name}-{look.split()[1].lower()}")


def pixels(figure: Any) -> str:
    return str(figure.locator("canvas").evaluate("canvas => canvas.toDataURL()"))


def settled(page: Any, figure: Any, before: str) -> str:
    """Wait until the canvas differs from ``before`` and stays as it is for a while; return what it
    holds.
    """
    from playwright.sync_api import expect

    for _ in range(1200):
        page.wait_for_timeout(250)
        now = pixels(figure)
        if now != before:
            expect(figure.locator(".caption")).to_have_attribute("aria-busy", "false")
            return pixels(figure)
    raise AssertionError("the canvas did not change")


def drag(page: Any, slider: Any, start: float, end: float) -> None:
    """Drag a slider's thumb between two parts of its length."""
    slider.hover()  # scrolls to it, and waits until it stands still
    box = slider.bounding_box()
    at = [
        (box["x"] + 8 + (box["width"] - 16) * part, box["y"] + box["height"] / 2)
        for part in (start, end)
    ]
    page.mouse.move(*at[0])
    page.mouse.down()
    page.mouse.move(*at[1], steps=25)
    page.mouse.up()


def mean_lightness(figure: Any) -> float:
    """How light what the canvas holds is on average, 0 to 255, once it has been the same for half a
    second: what was moved fades.
    """
    page, found = figure.page, [-1.0]
    for _ in range(20):
        found.append(float(figure.locator("canvas").evaluate(LIGHTNESS)))
        if found[-1] == found[-2]:
            break
        pause(page, 500)
    return found[-1]


LIGHTNESS = """canvas => {
  const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  let sum = 0, weight = 0;
  for (let i = 0; i < data.length; i += 4) {
    sum += data[i + 3] * (data[i] + data[i + 1] + data[i + 2]) / 3;
    weight += data[i + 3];
  }
  return sum / weight;
}"""
