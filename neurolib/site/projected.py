"""Lays a live figure out for the wall of a lecture hall, as :mod:`.larger` does with a still one:
its words are read from the last row, although it shares a screen with its buttons, its caption and
its sliders. It runs in the notebook's kernel.
"""

from __future__ import annotations

import itertools
import math
from typing import Any

from ..widgets.canvas import Canvas
from ..widgets.live import LiveFigure
from .larger import WIDE, crowded

# How large a point may be on a screen of 1280 by 720: of nine points, letters are then 21 pixels
# high at 1366 by 768, and 18 where words need the room.
POINTS = 2.2, 2.1, 2.0, 1.9
SCREEN = 600.0  # high, without the title of the section and the number of the screen
COLUMN, GAP = 400.0, 36.0  # wide, of sliders, and between two of them
LETTER, LINE = 12.8, 32.0  # wide and high, of the words around a picture, on average
BUTTON = 36.0  # wide, of a button without its letters
TOOLS = 300.0, 90.0  # wide, of the buttons of a figure that plays, and of one that does not


def lay_out(figure: LiveFigure) -> None:
    """Lay a live figure out with letters as large as fit while no more words stand over one another
    than in the notebook, at the start and in all presets.
    """
    canvas, data, captions = figure.canvas, [], []
    for message in [*({"preset": name} for name in figure.presets), {"reset": True}]:
        figure.answer(message)
        data.append(figure.data)
        captions.append(figure.caption)

    def crowd(width: float, height: float) -> int:
        canvas.lay_out(width, height)
        return sum(_crowd(canvas, each) for each in data)

    allowed = crowd(*figure.view.size)
    best, least = figure.view.size, math.inf
    for (wide, high), point in itertools.product(rooms(figure, max(captions, key=len)), POINTS):
        size = wide / 72 / point, high / 72 / point
        if (found := crowd(*size)) < least:
            best, least = size, found
        if found <= allowed:
            break
    canvas.lay_out(*best)
    canvas.limits.forget()


def _crowd(canvas: Canvas, data: Any) -> int:
    """Return how crowded the words of a picture are, in limits of its own."""
    canvas.limits.forget()
    canvas.frame(data)
    return crowded(canvas.figure)


def rooms(figure: LiveFigure, caption: str) -> list[tuple[float, float]]:
    """Return how wide and high a live figure can be on a screen of 1280 by 720, by the letters of
    its buttons, of its sliders and of a caption. These two stand below the picture or, if they fit
    there, beside it: first comes the room in which it would be larger in the shape that it has in a
    notebook.
    """
    handles = {name for each in figure.view.handles for name in (each.x, each.y, *each.sets)}
    specs = [slider.spec() for name, slider in figure.sliders.items() if name not in handles]
    sliders = [
        (len(each["meaning"]) + 3 * bool(each["stem"]), max(map(len, each["labels"])))
        for each in specs
    ]
    buttons = sum(LETTER * len(name) + BUTTON for name in figure.presets)
    tools = TOOLS[0 if figure._state["play"] or figure.streams else 1]
    high = SCREEN - 42 * math.ceil((buttons + tools) / WIDE)

    def words(wide: float, columns: int) -> float:
        """How high the caption and the sliders are, in so many columns of a width."""
        each = (wide - GAP * (columns - 1)) / columns
        lines = [
            math.ceil(name * LETTER / (each - LETTER * (value + 1))) for name, value in sliders
        ]
        rows = [max(lines[k : k + columns]) for k in range(0, len(lines), columns)]
        above = 26 + LINE * max(2, math.ceil(len(caption) * LETTER / wide))
        return above + sum(42 + LINE * row for row in rows)

    columns = len(sliders) if len(sliders) in (1, 2, 4) else 3
    below = WIDE, high - words(WIDE, columns)
    beside = WIDE - COLUMN - GAP, high - 20
    if words(COLUMN, 1) > high:
        return [below]

    def scale(room: tuple[float, float]) -> float:
        return min(each / inches for each, inches in zip(room, figure.view.size, strict=True))

    return sorted([below, beside], key=scale, reverse=True)
