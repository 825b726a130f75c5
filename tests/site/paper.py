"""A notebook of a researcher, with a model and two live figures of its own, for the tests of
``neurolib page``.
"""

from __future__ import annotations

import base64
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

# a picture of one pixel
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
TEXT = r"""# Resonance of a membrane

The supplement of a paper. The amplitude at the frequency $f$ is

$$A(f) = \frac{1}{\sqrt{(1 - (f/f_0)^2)^2 + (f / (Q f_0))^2}} . \tag{1}$$

See [the data](data.csv) and [the paper](https://doi.org/10.1017/CBO9781107447615).
![one pixel](pixel.png) <img alt="pixel.png again" src="pixel.png"> ![pasted](attachment:pasted.png) ![far away](https://example.org/x.png)

## Methods

What follows is computed."""
MODEL = """from dataclasses import dataclass

import numpy as np

from neurolib import Model, Quantity, explore, param
from neurolib.units import Hz
from neurolib.widgets import Axis, Chart, Knob, Line, Panel, Points, View

@dataclass(frozen=True, repr=False)
class Resonator(Model):
    '''A membrane with a resonance.'''
    f_0: float = param(10*Hz, "Hz", "frequency of the resonance", 1*Hz, 100*Hz, (5*Hz, 20*Hz))
    Q: float = param(2.0, "", "quality", 0.5, 50, (0.8, 8))"""
CHART = """def resonance(f_0, Q, f, A, highest, at):
    for k in range(len(f)):
        r = f[k] / f_0
        A[k] = 1 / np.sqrt((1 - r * r) ** 2 + (r / Q) ** 2)
        if A[k] > highest[0]:
            highest[0] = A[k]
            at[0] = f[k]

panel = Panel(
    Axis("frequency (Hz)", "Hz", (0, 40*Hz)), Axis("amplitude", "", (0, 8.5)),
    [Line("f", "A"), Points("at", "highest")],
    alt="Amplitude against frequency; it is highest at {at:Hz}.",
)
chart = Chart(
    resonance, {"A": 801, "highest": 1, "at": 1}, [panel],
    "The amplitude is highest, {highest:.4f}, at {at:Hz 4}.",
    tables={"f": np.linspace(0, 40*Hz, 801)},
)
print("before the figure")
explore(Resonator(), chart, ["f_0", "Q"], {"sharp": {"Q": 8.0}})"""
VIEWED = """f = np.linspace(0, 40*Hz, 100)
view = View(
    lambda model: np.arctan2(f / model.Q / model.f_0, 1 - (f / model.f_0) ** 2),
    lambda ax, phase: ax.plot(f, phase),
    lambda model, phase: f"The last phase is {phase[-1]:.3f}.",
)
figure = explore(Resonator(), view, ["Q"])"""
SHOWN = "display(figure)\nprint('after the figure')"
OTHER = r"""from IPython.display import HTML, Math, display
display(HTML("<script>draw()</script><b>Bold.</b>"))
display(Math(r"\omega = 2 \pi f"))"""
WRONG = "1 / 0"


def paper(folder: Path, *more: str) -> Path:
    """Write the notebook, with ``more`` cells of code behind its own, and a picture beside it."""
    text = new_markdown_cell(TEXT, id="title")
    text["attachments"] = {"pasted.png": {"image/png": PIXEL}}
    own = {"model": MODEL, "chart": CHART, "viewed": VIEWED, "shown": SHOWN, "other": OTHER}
    wrong = new_code_cell(WRONG, id="wrong", metadata={"tags": ["raises-exception"]})
    cells = [text, *(new_code_cell(source, id=name) for name, source in own.items()), wrong]
    cells += [new_code_cell(source, id=f"more-{k}") for k, source in enumerate(more)]
    (folder / "pixel.png").write_bytes(base64.b64decode(PIXEL))
    path = folder / "paper.ipynb"
    nbformat.write(new_notebook(cells=cells, metadata={"authors": [{"name": "A. Reader"}]}), path)
    return path
