"""Lays a still figure out for the wall of a lecture hall, where its words are read from the last
row; it runs in the notebook's kernel, right after the cell that draws the figure.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from .. import style

# The room for a picture on a screen of 1280 by 720, above a caption of three lines, and how large
# a point should be there: of nine points, letters are then 22 pixels high at 1366 by 768.
WIDE, HIGH, POINT = 1168.0, 464.0, 2.3
SMALLER = 0.1  # by which a point shrinks while words stand over one another
TOUCH = 0.5  # points by which words may overlap, because the box of a word is larger than its ink


def keep(figure: Any, name: str, folder: str) -> None:
    """Write the figure as it is projected to ``folder/name.wall``; nothing where there is none."""
    if isinstance(figure, Figure):
        Path(folder, f"{name}.wall").write_text(drawn(figure), encoding="utf-8")


def drawn(figure: Figure) -> str:
    """Return the figure as SVG with letters as large as fit: it is laid out on fewer inches, which
    the screen enlarges, as long as no more words stand over one another than in the notebook.
    """
    size = tuple(figure.get_size_inches())
    allowed, point = crowded(figure), POINT
    try:
        while True:
            room = WIDE / 72 / point, HIGH / 72 / point
            figure.set_size_inches(min(size[0], room[0]), min(size[1], room[1]))
            if (room[0] >= size[0] and room[1] >= size[1]) or crowded(figure) <= allowed:
                return style.svg(figure, style.alt(figure))
            point -= SMALLER
    finally:
        figure.set_size_inches(size)


def crowded(figure: Figure) -> int:
    """Return how many pairs of words stand over one another, how many words reach beyond the
    figure, and how often a line or a marker goes through a word.
    """
    style.wrap_titles(figure)
    figure.draw_without_rendering()
    touch = TOUCH * figure.dpi / 72
    boxes = [text.get_window_extent().padded(-touch) for text in _words(figure)]
    left, low, right, high = figure.bbox.padded(touch).extents
    outside = sum(box.x0 < left or box.y0 < low or box.x1 > right or box.y1 > high for box in boxes)
    struck = sum(_strikes(line, box) for ax in figure.axes for line in ax.lines for box in boxes)
    return (
        outside
        + struck
        + sum(one.overlaps(other) for one, other in itertools.combinations(boxes, 2))
    )


def _strikes(line: Line2D, box: Bbox) -> bool:
    """Return whether a line goes through a box where it is drawn, within its axes."""
    inside = Bbox.intersection(box, line.axes.bbox) if line.get_visible() else None
    if inside is None:
        return False
    path = line.get_transform().transform_path(line.get_path())
    if line.get_linestyle() == "None":
        return bool(inside.count_contains(path.vertices))
    return bool(path.intersects_bbox(inside, filled=False))


def _words(figure: Figure) -> Iterator[Text]:
    """Yield all words that are drawn: not those of ticks beyond the end of an axis, or of axes that
    are switched off.
    """
    hidden: set[int] = set()
    for axis in figure.findobj(Axis):
        shown = axis.get_visible() and axis.axes.axison and axis.axes.get_visible()
        ticks = axis._update_ticks() if shown else []
        drawn = {id(text) for tick in ticks for text in tick.findobj(Text)}
        hidden |= (
            {id(text) for text in axis.findobj(Text)}
            - drawn
            - ({id(axis.label)} if shown else set())
        )
    for text in figure.findobj(Text):
        if id(text) not in hidden and text.get_visible() and text.get_text().strip():
            yield text
