"""Axes for a figure that is drawn thirty times a second: where matplotlib makes collections, the
same picture is one path.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from matplotlib import rcParams
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.cbook import contiguous_regions
from matplotlib.colors import is_color_like
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Transform

# what a collection and a patch call alike
LOOKS = {"color", "linewidth", "linestyle", "alpha", "zorder"}


class Ground(Rectangle):
    """The ground of axes, to which each artist is clipped; that it is all of the axes need not be
    computed for each.
    """

    def get_transform(self) -> Transform:
        """Return where the unit square lies."""
        return Artist.get_transform(self)


class QuickAxes(Axes):
    """Axes on which bars and areas of one colour take a fifth of the time; what else is asked of
    them is left to matplotlib.
    """

    def _gen_axes_patch(self) -> Ground:
        return Ground((0, 0), 1, 1)

    def set_xscale(self, value: Any, **looks: Any) -> None:
        """Set the scale, with its ticks, where it is not there from the last picture."""
        if looks or value != self.get_xscale():
            super().set_xscale(value, **looks)

    def set_yscale(self, value: Any, **looks: Any) -> None:
        """Set the scale, with its ticks, where it is not there from the last picture."""
        if looks or value != self.get_yscale():
            super().set_yscale(value, **looks)

    def tick_params(self, axis: Any = "both", **looks: Any) -> None:
        """Set how ticks look, where they do not look so from the last picture."""
        both = {"x": self.xaxis, "y": self.yaxis}
        asked = [both[axis]] if axis in both else both.values()
        if not all(each.get_tick_params().items() >= looks.items() for each in asked):
            super().tick_params(axis, **looks)

    def vlines(
        self, x: Any, ymin: Any, ymax: Any, colors: Any = None, *given: Any, **looks: Any
    ) -> Any:
        """Draw vertical lines, all as one path."""
        look = {"color": colors} | looks
        if given or not _plain(look, x, ymin, ymax):
            return super().vlines(x, ymin, ymax, colors, *given, **looks)
        return self._lines(x, ymin, x, ymax, look)

    def hlines(
        self, y: Any, xmin: Any, xmax: Any, colors: Any = None, *given: Any, **looks: Any
    ) -> Any:
        """Draw horizontal lines, all as one path."""
        look = {"color": colors} | looks
        if given or not _plain(look, y, xmin, xmax):
            return super().hlines(y, xmin, xmax, colors, *given, **looks)
        return self._lines(xmin, y, xmax, y, look)

    def eventplot(
        self, positions: Any, *, lineoffsets: Any = 1, linelengths: Any = 1, **looks: Any
    ) -> Any:
        """Draw rows of bars, all as one path."""
        look = {name.removesuffix("s"): value for name, value in looks.items()}
        rows = isinstance(positions, list) and all(map(np.iterable, positions))
        if (
            not rows
            or np.ndim(linelengths)
            or not _plain(look, *positions, lineoffsets, linelengths)
        ):
            return super().eventplot(
                positions, lineoffsets=lineoffsets, linelengths=linelengths, **looks
            )
        x, half = np.concatenate([np.empty(0), *positions]), np.divide(linelengths, 2)
        y = np.repeat(np.broadcast_to(lineoffsets, len(positions)), [len(row) for row in positions])
        if len(x):  # matplotlib leaves half a length above and below
            self.update_datalim([(x.min(), y.min() - 2 * half), (x.max(), y.max() + 2 * half)])
        return self._lines(x, y - half, x, y + half, look)

    def fill_between(
        self, x: Any, y1: Any, y2: Any = 0, where: Any = None, *given: Any, **looks: Any
    ) -> Any:
        """Fill an area; where it has gaps, all of its parts are one path."""
        outlined = looks.get("linewidth", rcParams["patch.linewidth"])
        if given or outlined or not _plain(looks, x, y1, y2):
            return super().fill_between(x, y1, y2, where, *given, **looks)
        x, y1, y2 = (each.astype(float).ravel() for each in np.broadcast_arrays(x, y1, y2))
        parts = []
        for start, end in contiguous_regions(
            np.isfinite(x + y1 + y2) & (True if where is None else where)
        ):
            there, back = (np.column_stack([x[start:end], y[start:end]]) for y in (y1, y2))
            parts.append(np.concatenate([back[:1], there, back[::-1]]))
        return self._path(parts, looks)

    def stairs(self, values: Any, edges: Any = None, *, fill: bool = False, **looks: Any) -> Any:
        """Draw steps that begin and end at 0, as a line or as an area."""
        look = {name: value for name, value in looks.items() if name != "label"}
        if edges is None or not _plain(look, values, edges) or np.isnan(values).any():
            return super().stairs(values, edges, fill=fill, **looks)
        steps = np.column_stack(
            [np.repeat(edges, 2), np.concatenate([[0], np.repeat(values, 2), [0]])]
        )
        patch = self._path([steps], ({"linewidth": 0} if fill else {}) | looks | {"fill": fill})
        patch.sticky_edges.y.append(0)
        return patch

    def _lines(self, x0: Any, y0: Any, x1: Any, y1: Any, looks: dict[str, Any]) -> PathPatch:
        ends = np.stack(np.broadcast_arrays(x0, y0, x1, y1), axis=-1).reshape(-1, 2, 2)
        return self._path(
            ends.astype(float),
            {"linewidth": rcParams["lines.linewidth"], "zorder": 2} | looks | {"fill": False},
        )

    def _path(self, parts: Iterable[np.ndarray], looks: dict[str, Any]) -> PathPatch:
        """Add lines, or closed areas, as one patch; the limits of the axes learn of them, as
        matplotlib's would.
        """
        points = np.concatenate([np.empty((0, 2)), *parts])
        codes = np.full(len(points), Path.LINETO)
        codes[np.cumsum([0, *(len(part) for part in parts)])[:-1]] = Path.MOVETO
        patch = PathPatch(Path(points, codes), **looks)
        self.add_artist(patch)
        if len(points):
            self.update_datalim(points)
            self.autoscale(None)  # when it is next asked for, and where it is on
        return patch


def _plain(looks: Mapping[str, Any], *values: Any) -> bool:
    """Return whether these are numbers, none of them masked, to be drawn in one colour."""
    numbers = all(
        not np.ma.isMaskedArray(each) and np.asarray(each).dtype.kind in "biuf" for each in values
    )
    return numbers and looks.keys() <= LOOKS and is_color_like(looks.get("color"))
