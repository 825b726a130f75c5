"""Live figures: a model, a view of it, and sliders made from the metadata of its parameters.

.. code-block:: python

    view = View(
        compute=lambda neuron, I: simulate(neuron, I=I, duration=300*ms),
        draw=plot.voltage,
        caption=lambda neuron, run: f"{len(run.spikes)} spikes in 300 ms.",
    )
    current = Knob("I", Quantity("pA", "input current", 0, 2*nA, (0, 1*nA)), 300*pA)
    explore(LIF(), view, vary=["g_L", current])

No physics is here: Python computes, and the browser only draws the numbers it is sent.
"""

from ..progress import track
from .chart import (
    Area,
    Axis,
    Bars,
    Boxes,
    Chart,
    Choice,
    Image,
    Line,
    Panel,
    Points,
    Rule,
    Share,
    Span,
    Steps,
    Strokes,
    Words,
)
from .chip_picture import touch
from .controls import Handle, Knob
from .guessing import guess
from .judging import Curve
from .lesson import equation, filled
from .live import LiveFigure, View, explore
from .stations import course_map

__all__ = [
    "Area",
    "Axis",
    "Bars",
    "Boxes",
    "Chart",
    "Choice",
    "Curve",
    "Handle",
    "Image",
    "Knob",
    "Line",
    "LiveFigure",
    "Panel",
    "Points",
    "Rule",
    "Share",
    "Span",
    "Steps",
    "Strokes",
    "View",
    "Words",
    "course_map",
    "equation",
    "explore",
    "filled",
    "guess",
    "touch",
    "track",
]
