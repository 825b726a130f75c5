"""The picture with which the course opens, drawn before anything has been run:
`python -m tests.course.first_picture` stores it.

A notebook is stored without outputs, so the picture is a file beside the map, shown as an image. An
image cannot follow the page's theme: its ground is transparent, its strokes keep 3:1 on white and
on JupyterLab's black, and so do its words, which are large.
"""

from dataclasses import replace

import numpy as np

from neurolib import AdEx, simulate
from neurolib.units import ms, mV
from tests.course.notebooks import COURSE

FILE = COURSE / "first-picture.svg"
LOW, HIGH, ROWS, LASTS = -55.0, -44.1, 100, 600  # mV, mV, runs, ms
LEFT, TOP, WIDE, TALL = 130, 14, 620, 236  # pixels
BLUE, GREY = "#2f88c0", "#7a7a7a"


def runs():
    """Return the reset voltages in mV and, for each, the spike times in ms of one neuron that
    differs in nothing else.
    """
    neuron, I = AdEx.pattern("irregular"), AdEx.patterns["irregular"]
    resets = np.linspace(LOW, HIGH, ROWS)
    return resets, [
        simulate(replace(neuron, V_R=V_R * mV), I, LASTS * ms, dt=0.05 * ms).spikes / ms
        for V_R in resets
    ]


def y_of(reset):
    return TOP + TALL * (HIGH - reset) / (HIGH - LOW)


def x_of(time):
    return LEFT + WIDE * time / LASTS


def drawn():
    """Return the picture as SVG: one path for all strokes, axes, and a word at the right for each
    way of firing.
    """
    strokes = "".join(
        f"M{x_of(time):.1f} {y_of(reset) - 1:.1f}v2"
        for reset, times in zip(*runs(), strict=True)
        for time in times
    )
    axes = f"M{LEFT - 6} {TOP - 3}V{TOP + TALL + 6}H{LEFT + WIDE}" + "".join(
        f"M{LEFT - 6} {y_of(y):.1f}h-5" for y in (-55, -50, -45)
    )
    axes += "".join(f"M{x_of(x):.1f} {TOP + TALL + 6}v5" for x in range(0, 601, 200))
    words = [
        (LEFT - 16, y_of(y) + 6, f"−{-y}" + " mV" * (y == -45), "end") for y in (-55, -50, -45)
    ]
    words += [
        (x_of(x), TOP + TALL + 30, f"{x}{' ms' * (x == 600)}", "middle") for x in range(0, 601, 200)
    ]
    words += [
        (LEFT + WIDE + 14, y_of(y) + 6, word, "start")
        for y, word in ((-52, "regular"), (-48.1, "chaotic"), (-45, "bursts"))
    ]
    text = "".join(
        f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">{word}</text>'
        for x, y, word, anchor in words
    )
    x, y = 16, TOP + TALL / 2
    text += (
        f'<text text-anchor="middle" transform="translate({x} {y:.0f}) rotate(-90)">reset '
        f"voltage</text>"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="864" height="292" viewBox="0 0 864 292">\n'
        f'<path d="{strokes}" fill="none" stroke="{BLUE}" stroke-width="1.5"/>\n'
        f'<path d="{axes}" fill="none" stroke="{GREY}" stroke-width="1.2"/>\n'
        f'<g fill="{GREY}" font-family="system-ui, -apple-system, \'Segoe UI\', '
        f'\'DejaVu Sans\', sans-serif" font-size="19" font-weight="700">{text}</g>\n'
        "</svg>\n"
    )


if __name__ == "__main__":
    FILE.write_text(drawn(), encoding="utf-8")
