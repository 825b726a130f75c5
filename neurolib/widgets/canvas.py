"""A matplotlib figure in two layers: a static layer drawn once as SVG, and data recorded at each
frame for a canvas on top.

The static layer (ticks, labels, titles, spines, legends, images) takes tens of milliseconds to draw
and rarely changes. The data (lines, collections, patches, and text inside the axes) changes with
each move of a slider and takes one or two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Protocol

import matplotlib
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.figure import Figure

from .. import style
from .canvas_renderer import CanvasRenderer
from .quick_axes import QuickAxes

PIXEL = 96  # CSS pixels in an inch


class Limits(Protocol):
    """Decides how far the axes reach, each time that something has been drawn on them."""

    def settle(self, axes: Sequence[Axes]) -> None:
        """Set the limits of the axes, which have those of what was drawn."""

    def forget(self) -> None:
        """Another scene begins, which may need other limits."""


class SteadyLimits:
    """Limits that stay as long as what is drawn lies in them and fills two fifths of them.

    So the static layer, on which ticks and their labels lie, can stay, too.
    """

    def __init__(self) -> None:
        self.last: dict[tuple[int, str], tuple[float, float]] = {}

    def settle(self, axes: Sequence[Axes]) -> None:
        """Set the limits of the last frame again, where they suit this one."""
        for i, ax in enumerate(axes):
            for name, axis in (("x", ax.xaxis), ("y", ax.yaxis)):
                limits = drawn = getattr(ax, f"get_{name}lim")()
                old = self.last.get((i, name))
                if old and limits[0] < limits[1] and old[0] < old[1]:
                    limits = _steady(limits, old, axis.get_transform())
                    if tuple(limits) != tuple(drawn):
                        getattr(ax, f"set_{name}lim")(limits, auto=None)
                self.last[i, name] = limits

    def forget(self) -> None:
        """Start from the limits of what is drawn next."""
        self.last.clear()


class GivenLimits:
    """Limits that are those of what was drawn: a :class:`~neurolib.widgets.Chart` chooses them."""

    def settle(self, axes: Sequence[Axes]) -> None:
        """Leave the limits as they are."""

    def forget(self) -> None:
        """Have nothing to forget."""


class Canvas:
    """One figure, kept from frame to frame; ``draw(ax, data)`` is ordinary matplotlib, called anew
    on bare axes each time.
    """

    def __init__(
        self,
        draw: Callable[[Any, Any], None],
        size: tuple[float, float],
        grid: Mapping[str, Any],
        limits: type[SteadyLimits] | type[GivenLimits] = SteadyLimits,
    ) -> None:
        self.draw, self.size, self.grid = draw, size, grid
        with matplotlib.rc_context(style.RC):
            self.figure = Figure(figsize=size, dpi=72)
            self.axes: Any = self.figure.subplots(
                **{"subplot_kw": {"axes_class": QuickAxes}, **grid}
            )
        self.own: list[Axes] = list(self.figure.axes)
        self.usual = limits
        self.limits: Limits = limits()
        self.signature: Any = None
        self.is_layered = True  # whether a frame has a static layer

    def another(self) -> Canvas:
        """Return a canvas of its own for the same figure, as for another layout."""
        return Canvas(self.draw, self.size, self.grid, self.usual)

    def resize(self, pixels: float, anew: bool = False) -> None:
        """Lay the figure out for a container of this width in CSS pixels, where the type keeps its
        size; ``anew`` in any case.
        """
        width = min(self.size[0], max(pixels, 280) / PIXEL)
        if anew or abs(width - self.figure.get_figwidth()) > 0.1:
            self.lay_out(width, self.size[1])

    def lay_out(self, width: float, height: float) -> None:
        """Lay the figure out on so many inches; the next frame has a static layer."""
        style.resize(self.figure, width, height)
        self.signature = None

    @contextmanager
    def limited_by(self, limits: Limits) -> Iterator[None]:
        """Let other limits decide how far the axes reach; after that, those of the figure start
        anew. The first frame has a static layer.
        """
        self.limits, self.signature = limits, None
        try:
            yield
        finally:
            self.limits = self.usual()

    @contextmanager
    def without_static_layer(self) -> Iterator[None]:
        """Draw data alone, which is ten times as fast; the first frame after that has a static
        layer.
        """
        self.is_layered = False
        try:
            yield
        finally:
            self.is_layered = True
            self.signature = None

    def frame(
        self, data: Any, ghost: Any = None
    ) -> tuple[str | None, CanvasRenderer, CanvasRenderer | None]:
        """Draw ``data``; return the static layer as SVG if it has changed, the data, and with a new
        static layer also the ghost.
        """
        with _styled():
            self._redraw(data)
            self.limits.settle(self.own)
            signature = self._signature()
            if signature == self.signature or not self.is_layered:
                return None, self._record(), None
            svg, self.signature = self._static_layer(), signature
            before = self._record_within(ghost, data) if ghost is not None else None
            return svg, self._record(), before

    def page(self, words: str) -> str:
        """Return the whole figure as HTML of one layout, for a page without widgets: JupyterLab
        never shows it, and stores it.
        """
        places = [
            (
                ax,
                {
                    which: ax.get_position(original=which == "original")
                    for which in ("original", "active")
                },
            )
            for ax in self.figure.axes
        ]
        with matplotlib.rc_context(style.RC):
            self.figure.set_layout_engine("constrained")
            picture = style.svg(self.figure, words)
            self.figure.set_layout_engine("none")
        # laid out once more, they would no longer lie where the static layer has them
        for ax, boxes in places:
            for which, box in boxes.items():
                ax.set_position(box, which)
            ax.set_in_layout(True)
        return f'<div class="neurolib-figure">{picture}</div>'

    def _redraw(self, data: Any) -> None:
        """Remove the artists of the last frame, which is eight times as fast as ``ax.clear()``, and
        draw.
        """
        for ax in self.figure.axes:
            if ax not in self.own:
                ax.remove()
                continue
            for artist in [
                *ax.lines,
                *ax.collections,
                *ax.patches,
                *ax.texts,
                *ax.images,
                *ax.tables,
                *ax.artists,
            ]:
                if artist.axes is not None:  # the labels of contours go with their lines
                    artist.remove()
            if legend := ax.get_legend():
                legend.remove()
            ax.relim()
            ax.set_prop_cycle(None)
            vars(ax).pop("_alt", None)
        vars(self.figure).pop("_alt", None)
        self.draw(self.axes, data)

    def _record(self) -> CanvasRenderer:
        renderer = CanvasRenderer(*self.figure.get_size_inches() * 72)
        for artist in sorted(self._data_artists(), key=lambda artist: artist.get_zorder()):
            artist.draw(renderer)
        return renderer

    def _record_within(self, data: Any, shown: Any) -> CanvasRenderer:
        """Record ``data`` within the limits that belong to ``shown``, and leave ``shown`` on the
        figure.
        """
        limits = [(ax.get_xlim(), ax.get_ylim()) for ax in self.own]
        for each in (data, shown):
            self._redraw(each)
            for ax, (x, y) in zip(self.own, limits, strict=True):
                ax.set_xlim(x, auto=None)
                ax.set_ylim(y, auto=None)
            if each is data:
                renderer = self._record()
        return renderer

    def _data_artists(self) -> list[Artist]:
        artists = [
            artist
            for ax in self.figure.axes
            for artist in [*ax.lines, *ax.collections, *ax.patches, *ax.texts]
        ]
        return [
            artist
            for artist in artists
            if artist.get_visible() and not isinstance(artist, QuadMesh)
        ]

    def _signature(self) -> list[Any]:
        """Return what the static layer depends on; with a table it is new at every frame, with an
        image where its colours change.
        """
        parts: list[Any] = [self.figure.get_suptitle()]
        for ax in self.figure.axes:
            parts += [
                ax.get_xlim(),
                ax.get_ylim(),
                ax.get_xscale(),
                ax.get_yscale(),
                ax.get_xlabel(),
                ax.get_ylabel(),
            ]
            parts += [ax.get_title(where) for where in ("left", "center", "right")]
            for axis in (ax.xaxis, ax.yaxis):
                ticks, words = (
                    getattr(axis.get_major_locator(), "locs", ()),
                    axis.get_major_formatter(),
                )
                # where matplotlib keeps the names of given ticks
                named = getattr(getattr(words, "func", None), "args", ())
                parts += [tuple(ticks), tuple(getattr(words, "seq", ())), named]
            if legend := ax.get_legend():
                parts += [text.get_text() for text in legend.get_texts()]
            for each in (
                *ax.images,
                *(mesh for mesh in ax.collections if isinstance(mesh, QuadMesh)),
            ):
                where = (
                    each.get_coordinates()
                    if isinstance(each, QuadMesh)
                    else np.array(each.get_extent())
                )
                parts += [
                    each.to_rgba(each.get_array()).tobytes(),
                    where.tobytes(),
                    each.get_alpha(),
                ]
            if ax.tables or ax.artists:
                parts.append(object())
        return parts

    def _static_layer(self) -> str:
        """Lay the figure out with its data on it, then draw it without; the layout stays fixed
        until the static layer changes.
        """
        style.wrap_titles(self.figure)
        self.figure.set_layout_engine("constrained")
        self.figure.get_layout_engine().execute(self.figure)
        data = self._data_artists()
        for artist in data:
            artist.set_visible(False)
        try:
            with matplotlib.rc_context({"figure.constrained_layout.use": False}):
                # with any engine, were it "none", savefig draws twice
                self.figure.set_layout_engine(None)
                return style.svg(self.figure)
        finally:
            # one that is to do nothing, and not the default again
            for engine in "constrained", "none":
                self.figure.set_layout_engine(engine)
            for artist in data:
                artist.set_visible(True)


def _styled() -> AbstractContextManager[None]:
    """Draw in the course's style; where it is the present one, as after ``style.use()``, that takes
    no time.
    """
    here = all(matplotlib.rcParams[name] == value for name, value in _STYLE.items())
    return nullcontext() if here else matplotlib.rc_context(style.RC)


_STYLE = dict(matplotlib.RcParams(style.RC))  # as matplotlib writes it


def _steady(new: tuple[float, float], old: tuple[float, float], scale: Any) -> tuple[float, float]:
    """Return ``old`` while ``new`` lies in it and fills two fifths of it; a limit that is passed
    moves on and leaves room to grow.
    """
    (low, high), (bottom, top) = scale.transform(np.array(new)), scale.transform(np.array(old))
    # rounding of a logarithm and its inverse
    room, rounding = 0.5 * (high - low), 1e-9 * (high - low)
    if bottom <= low + rounding and high - rounding <= top and high - low > 0.4 * (top - bottom):
        return old  # as it is, without another rounding
    bottom, top = (
        bottom if bottom <= low + rounding else low - room,
        top if high - rounding <= top else high + room,
    )
    limits = (bottom, top) if high - low > 0.4 * (top - bottom) else (low, high)
    return tuple(float(limit) for limit in scale.inverted().transform(np.array(limits)))  # type: ignore[return-value]
