"""A course of one chapter, with a live figure, a stream, predictions and a map, for the tests of
the site.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ROOT = Path(__file__).parents[2]
CANARY = "the_answer_of_a_teacher"

MODEL = """# Setup
from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np

from neurolib import explore, style
from neurolib.model import Model, ParameterError, Quantity, param
from neurolib.units import mV, ms
from neurolib.widgets import Curve, Handle, Knob, View, guess

style.use()
t = np.linspace(0, 100*ms, 200)

@dataclass(frozen=True, repr=False)
class Charging(Model):
    '''A membrane that charges.'''
    tau_m: float = param(20*ms, "ms", "membrane time constant", 1*ms, 1.0, (10*ms, 60*ms), step=10*ms)

    def check(self):
        if self.tau_m > 59*ms:
            raise ParameterError("Charging.tau_m is too long for this lesson; type tau_m=20*ms.")"""
FIGURE = """# Draws Figure 1.1
fig, ax = plt.subplots()
ax.plot(t / ms, 1 - np.exp(-t / 20 / ms), label="charge")
style.caption(fig, "Figure 1.1. A membrane charges with the time constant $\\\\tau$.")"""
LIVE = """# Draws the live figure
def draw(axes, V):
    axes[0].plot(t / ms, V / mV)
    axes[0].set(ylabel="V (mV)", xlim=(0, 100), ylim=(-1, 21), title="A membrane charges")
    axes[1].plot(t / ms, np.gradient(V, t))
    axes[1].set(xlabel="time (ms)", ylabel="dV/dt (V/s)", ylim=(-0.1, 4.1))

view = View(lambda m, step: step * (1 - np.exp(-t / m.tau_m)), draw,
            lambda m, V: f"After 100 ms the voltage is {V[-1] / mV:.2f} mV.", grid={"ncols": 2})
step = Knob("step", Quantity("mV", "height of the step", 0, 1, (0, 20*mV), step=2*mV), 10*mV)
explore(Charging(), view, ["tau_m", step], {"slow": {"tau_m": 40*ms}, "tall": {"step": 20*mV}}, play="step")"""
STREAM = """# Draws the stream
def walk(m):
    yield from (np.cumsum(np.ones(k)) for k in range(1, 6))

def draw_walk(ax, y):
    ax.plot(y)
    ax.set(xlim=(0, 5), ylim=(0, 6))  # axes that stand still are recorded once

explore(Charging(), View(walk, draw_walk, lambda m, y: f"Walked {len(y)} steps."), ["tau_m"])"""
POINT = """# Draws a point that can be taken
def draw_point(ax, at):
    ax.plot([0, at[0]], [0, at[1]])
    ax.set(xlim=(0, 10), ylim=(0, 10))

x, y = (Knob(name, Quantity("", f"place along {name}", 0, 10, (0, 10), step=2), 4.0) for name in "xy")
explore(Charging(), View(lambda m, x, y: (x, y), draw_point, lambda m, at: f"The point is at {at[0]:g}, {at[1]:g}.", handles=[Handle("x", "y")]), [x, y])"""
GUESSES = (
    '# Your prediction\nguess("1.1", "the time constant", 20.0, "ms", "It is *C* over $g_L$.")',
    '# Your prediction\nguess("1.1", "the way", "b", because="It rises.", '
    'choices=["falls", "rises"])',
    '# Your prediction\nguess("1.1", "the curve", Curve(t / ms, 10 * (1 - np.exp(-t / '
    '20 / ms)), "time (ms)", "V (mV)", (0, 20)), because="It saturates.")',
)
BLANK = """# Checks the lines above
from neurolib.widgets import filled
filled(..., [20*mV, 40*mV], "the voltage after a short and a long time", "mV")"""
CONCEPT = """**Check yourself.** What doubles?

<details><summary>(a) The time constant.</summary>

It does not change.

</details>
<details><summary>(b) The final voltage.</summary>

Right, because the current doubles.

</details>"""
MAP = """# Draws the map
from neurolib.widgets import course_map
course_map({"I": [(1, "Charging", "spike", "how it begins")], "II": [(2, "Later", "lab", "what comes")]})"""
TEXT = """## 1 · How a membrane charges

*0:02 · 5 minutes*

The **membrane** charges as in [the map](../index.ipynb), see also [somewhere](nowhere.ipynb) and [Gerstner](https://doi.org/10.1017/CBO9781107447615):

$$\\tau\\,\\frac{dV}{dt} = -V + R I . \\tag{1.1}$$

| symbol | meaning |
|:--|--:|
| $V$ | voltage |

<details><summary>Derivation, 1 line</summary>

Divide by $g_L$, which is *not* 0: `V / g_L`.

</details>

By equation (1.1), the voltage of Figure 1.1 follows the input with the time constant of a membrane, tau. Figure 1.7 is missing.

## Summary

It saturates."""
GLOSSARY = """## Terms

| term | also called | meaning | chapter |
|:--|:--|:--|--:|
| membrane time constant | tau | how fast it charges | 1 |"""


def folded(source: str, name: str) -> nbformat.NotebookNode:
    return new_code_cell(source, id=name, metadata={"tags": ["hide-input"]})


def small_course(root: Path) -> Path:
    """Write the course into a folder, with the problem sets and the guide of this one and a
    solution that must not be seen.
    """
    chapter = [
        new_markdown_cell("# 1 · Charging\n\nA first page.", id="title"),
        folded(MODEL, "setup"),
        new_markdown_cell(TEXT, id="text"),
    ]
    chapter += [
        folded(FIGURE, "figure"),
        folded(LIVE, "live"),
        folded(STREAM, "stream"),
        folded(POINT, "point"),
    ]
    chapter += [folded(source, f"guess-{k}") for k, source in enumerate(GUESSES)]
    chapter.insert(-len(GUESSES), new_markdown_cell(CONCEPT, id="concept"))
    chapter[-len(GUESSES) - 1].metadata["tags"] = ["concept"]
    chapter.insert(-len(GUESSES), folded(BLANK, "blank"))
    chapter += [new_code_cell("tau = 20*ms\nprint(f'tau is {tau / ms:.0f} ms')", id="code")]
    for path, cells in (
        ("index.ipynb", [new_markdown_cell("# A course", id="title"), folded(MAP, "map")]),
        ("1-principles/1-charging.ipynb", chapter),
        (
            "glossary.ipynb",
            [
                new_markdown_cell("# Glossary", id="title"),
                new_markdown_cell(GLOSSARY, id="terms"),
            ],
        ),
    ):
        (root / "course" / path).parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(new_notebook(cells=cells), root / "course" / path)
    shutil.copytree(ROOT / "course" / "guide", root / "course" / "guide")
    shutil.copyfile(ROOT / "CITATION.cff", root / "CITATION.cff")
    shutil.copytree(ROOT / "exercises" / "ps1-energy", root / "exercises" / "ps1-energy")
    (root / "solutions" / "ps1-energy").mkdir(parents=True)
    nbformat.write(
        new_notebook(cells=[new_code_cell(CANARY)]),
        root / "solutions" / "ps1-energy" / "ps1-energy.ipynb",
    )
    return root


def published(file: Path, text: str) -> None:
    """Write a file that another process waits for: it is there whole, or not at all."""
    part = file.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(file)


@pytest.fixture(scope="session")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The site of this course, and what ``build`` says of it: whichever worker asks first builds it
    for all, and what it cannot build, it tells the others.
    """
    from neurolib.site.build import build

    own = tmp_path_factory.getbasetemp()
    root = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "small-course"
    measures, failed = root / "measures.json", root / "failed"
    try:
        root.mkdir()
    except FileExistsError:
        while not measures.exists():
            if failed.exists():
                pytest.fail(f"The site was not built: {failed.read_text(encoding='utf-8')}")
            time.sleep(0.1)
        return root / "site", json.loads(measures.read_text(encoding="utf-8"))
    try:
        said = json.dumps(build(small_course(root) / "site", root=root))
    except BaseException as problem:
        published(failed, repr(problem))
        raise
    published(measures, said)
    return root / "site", json.loads(said)
