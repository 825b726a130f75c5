"""A live figure that Python and a page draw from one description.

A :class:`Chart` names a kernel, what goes into it and what comes out, axes, marks that refer to
outputs by name, and sentences with places for numbers. JupyterLab sees an ordinary
:class:`~neurolib.widgets.View` of it: Python runs the kernel, and matplotlib draws the marks. On
the site the same kernel runs in the page, as WebAssembly, and the page draws the same marks.

All numbers are SI floats, as in the models; an :class:`Axis` says the unit in which they are shown.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Annotation
from matplotlib.ticker import NullLocator
from matplotlib.transforms import Bbox, IdentityTransform

from .. import _jit, style
from ..model import Model, ParameterError
from ..units import hint
from .controls import Handle
from .words import Choice, Text, case, filled, flaw, places, size

Values = Mapping[str, Any]
# of a mark: the name of a parameter, a table or an output, a number, or several numbers
Place = str | float | tuple[float, ...]


class Share(float):
    """A place as a share of an axis, 0 at its beginning and 1 at its end: ``y=Share(1.0)``."""


# --- marks ----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What all marks have: a colour of :mod:`neurolib.style`, an opacity, and when they are shown.

    Of arrays, only the first ``count`` values are drawn, which is the name of an output. A mark is
    left out where the output ``when`` is 0 or NaN, and where ``count`` is below 1 or NaN. Where
    ``color`` is several colours, the output ``shade`` is the number of one, counted from 0; an
    array of numbers gives each point, stroke or box its own, and NaN leaves it out. The
    opacity, the width of a line and the size of a marker are numbers, or names of outputs; a mark
    is left out where one of them is 0 or NaN.
    """

    color: str | Sequence[str] = style.BLUE
    alpha: float | str | None = None
    count: str = ""
    when: str = ""
    shade: str = ""

    def __post_init__(self) -> None:
        several = not isinstance(self.color, str)
        if several != bool(self.shade):
            raise ParameterError(
                f"{type(self).__name__} has color={self.color!r:.60} and shade={self.shade!r}; "
                "expected one colour, or several and the name of the output that is the number of "
                "one."
            )


@dataclass(frozen=True)
class Line(Mark):
    """A line through points; NaN lifts the pen. Its ends are ``round``, or square."""

    x: Place
    y: Place
    dash: Any = "-"
    width: float | str = 1.6
    round: bool = False

    def draw(self, ax: Axes, x: Any, y: Any) -> None:
        """Draw it with matplotlib."""
        look = {"linestyle": self.dash, "linewidth": self.width, "alpha": self.alpha}
        look |= {"solid_capstyle": "round"} if self.round else {}
        ax.plot(x, y, color=self.color, **look)


@dataclass(frozen=True)
class Points(Mark):
    """A marker at each point; one that is not ``clipped`` may reach beyond the axes."""

    x: Place
    y: Place
    marker: str = "o"
    size: float | str = 5.0
    clipped: bool = True
    filled: bool = True

    def draw(self, ax: Axes, x: Any, y: Any) -> None:
        """Draw it with matplotlib."""
        look: dict[str, Any] = {"markersize": self.size, "clip_on": self.clipped}
        look |= {"alpha": self.alpha}
        look |= {} if self.filled else {"markerfacecolor": "none", "markeredgewidth": 1.3}
        (points,) = ax.plot(x, y, self.marker, color=self.color, **look)
        points.set_in_layout(False)  # the axes stay where they are, wherever a marker reaches


@dataclass(frozen=True)
class Area(Mark):
    """The area between a curve and ``base``, a number or another curve; NaN leaves a gap."""

    x: Place
    y: Place
    base: Place = 0.0

    def draw(self, ax: Axes, x: Any, y: Any, base: Any) -> None:
        """Draw it with matplotlib."""
        there = np.isfinite(y + base)
        base, y = (np.where(there, each, 0.0) for each in np.broadcast_arrays(base, y))
        look = {"color": self.color, "alpha": self.alpha, "linewidth": 0}
        ax.fill_between(x, base, y, where=there, **look)


@dataclass(frozen=True)
class Rule(Mark):
    """A line from end to end of the axes: vertical at ``x`` or horizontal at ``y``."""

    x: Place | None = None
    y: Place | None = None
    dash: Any = "-"
    width: float | str = 0.8

    def __post_init__(self) -> None:
        super().__post_init__()
        _one_side(self)

    def draw(self, ax: Axes, x: Any, y: Any) -> None:
        """Draw it with matplotlib."""
        look = {"linestyle": self.dash, "linewidth": self.width, "alpha": self.alpha}
        draw = ax.axvline if y is None else ax.axhline
        draw(float(x if y is None else y), color=self.color, **look)


@dataclass(frozen=True)
class Span(Mark):
    """A band from end to end of the axes, between two values of ``x`` or of ``y``."""

    x: Place | None = None
    y: Place | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        _one_side(self)

    def draw(self, ax: Axes, x: Any, y: Any) -> None:
        """Draw it with matplotlib."""
        look = {"color": self.color, "alpha": self.alpha, "linewidth": 0}
        draw = ax.axvspan if y is None else ax.axhspan
        draw(*(x if y is None else y), **look)


@dataclass(frozen=True)
class Steps(Mark):
    """A histogram: ``y`` between the ``edges``, one more than values, as an area or as its
    outline.
    """

    edges: Place
    y: Place
    solid: bool = True
    width: float | str = 1.2

    def draw(self, ax: Axes, edges: Any, y: Any) -> None:
        """Draw it with matplotlib."""
        look = {"color": self.color, "alpha": self.alpha}
        ax.stairs(y, edges, fill=self.solid, **look, **({} if self.solid else {"lw": self.width}))


@dataclass(frozen=True)
class Bars(Mark):
    """Bars, ``thick`` along the axis on which they stand: upright ones at ``x`` or level ones at
    ``y``, each from ``start`` to ``end`` along the other axis.

    NaN leaves a bar out. Names of bars are the ``names`` of the axis, or :class:`Words`.
    """

    x: Place | None = None
    y: Place | None = None
    start: Place = 0.0
    end: Place = 1.0
    thick: Place = 0.8

    def __post_init__(self) -> None:
        _one_side(self)

    def draw(self, ax: Axes, x: Any, y: Any, start: Any, end: Any, thick: Any) -> None:
        """Draw it with matplotlib."""
        at = y if x is None else x
        at, start, end, thick = np.broadcast_arrays(*np.atleast_1d(at, start, end, thick))
        there = np.isfinite(at + start + end + thick)
        at, start, end, half = at[there], start[there], end[there], thick[there] / 2
        across = np.stack([at - half, at - half, at + half, at + half, at - half], 1)
        along = np.stack([start, end, end, start, start], 1)
        corners = np.stack([across, along] if y is None else [along, across], 2)
        bars = Path.make_compound_path(*(Path(each, closed=True) for each in corners))
        ax.add_patch(PathPatch(bars, color=self.color, alpha=self.alpha, linewidth=0))


@dataclass(frozen=True)
class Strokes(Mark):
    """Upright strokes at ``x`` from ``low`` to ``high``: spikes of a raster, stems."""

    x: Place
    low: Place
    high: Place
    width: float | str = 1.2

    def draw(self, ax: Axes, x: Any, low: Any, high: Any) -> None:
        """Draw it with matplotlib."""
        x, low, high = np.broadcast_arrays(*np.atleast_1d(x, low, high))
        ends = np.full((len(x), 2, 3), np.nan)
        ends[:, :, 0], ends[:, :, 1] = np.stack([x, low], 1), np.stack([x, high], 1)
        across, up = ends.transpose(1, 0, 2).reshape(2, -1)
        look = {"linestyle": "-", "solid_capstyle": "butt", "alpha": self.alpha}
        ax.plot(across, up, color=self.color, linewidth=self.width, **look)


@dataclass(frozen=True)
class Boxes(Mark):
    """Rectangles: cells of a schematic, bars, wires whose width is a number on the axis. They are
    filled, with an outline of the colour ``edge`` if there is one, or only an outline.
    """

    left: Place
    right: Place
    low: Place
    high: Place
    filled: bool = True
    edge: str = ""
    width: float | str = 0.5  # of the outline

    def draw(self, ax: Axes, left: Any, right: Any, low: Any, high: Any) -> None:
        """Draw them with matplotlib, as one path, which is faster than many."""
        sides = np.stack(np.broadcast_arrays(*np.atleast_1d(left, right, low, high)), 1)
        left, right, low, high = sides[np.isfinite(sides).all(axis=1)].T
        corners = np.stack([left, low, right, low, right, high, left, high, left, low], 1)
        codes = np.tile([Path.MOVETO, *3 * [Path.LINETO], Path.CLOSEPOLY], len(corners))
        line = "none" if self.filled and not self.edge else self.edge or self.color
        face = self.color if self.filled else "none"
        look = {"facecolor": face, "edgecolor": line, "linewidth": self.width, "alpha": self.alpha}
        ax.add_artist(PathPatch(Path(corners.reshape(-1, 2), codes), **look))


@dataclass(frozen=True)
class Words(Mark):
    """Words at a place, moved by ``offset`` points; the words have places for numbers. Words that
    stand beside the axes rather than ``inside`` have room there.
    """

    x: Place | Share
    y: Place | Share
    text: Text
    ha: str = "left"
    va: str = "baseline"
    size: float = 9.0
    offset: tuple[float, float] = (0.0, 0.0)
    bold: bool = False
    inside: bool = True

    def draw(self, ax: Axes, x: Any, y: Any, text: str) -> None:
        """Draw it with matplotlib."""
        kinds = tuple(
            "axes fraction" if isinstance(each, Share) else "data" for each in (self.x, self.y)
        )
        look = {"ha": self.ha, "va": self.va, "fontsize": self.size, "color": self.color}
        look |= {"alpha": self.alpha} | ({"fontweight": "bold"} if self.bold else {})
        words = Beside(text, (float(x), float(y)), self.offset, kinds, "offset points", **look)
        words.set_in_layout(not self.inside)  # the axes stay where they are, wherever words move
        words.set_transform(IdentityTransform())
        ax.add_artist(words).set_clip_on(False)


class Beside(Annotation):
    """Words that have room in the layout only along the side of the axes at which they stand: along
    the other they follow data, which may be anywhere.
    """

    def get_tightbbox(self, renderer: Any = None) -> Bbox:
        """Return the room that the words have."""
        ends, axes = self.get_window_extent(renderer).extents.copy(), self.axes.bbox.extents
        for k, kind in enumerate(self.xycoords):
            if kind == "data":
                ends[k::2] = np.clip(ends[k::2], axes[k], axes[k + 2])
        return Bbox.from_extents(ends)


@dataclass(frozen=True)
class Image(Mark):
    """A matrix as coloured cells, row by row; NaN leaves a cell empty.

    ``values`` of this ``shape`` (rows, columns) are spread evenly between the ends ``x`` and ``y``
    of the picture, pairs of numbers: where ``y`` falls, the first row is at the top. From ``low``
    to ``high`` there are ``levels`` shades of a colour map; ``color`` has no meaning.
    """

    values: str
    shape: tuple[int, int]
    x: tuple[float, float]
    y: tuple[float, float]
    low: float = 0.0
    high: float = 1.0
    map: str = "cividis"
    levels: int = 24

    def __post_init__(self) -> None:
        if self.map not in colormaps:
            raise ParameterError(
                f"Image's map is {self.map!r:.60}; expected a colour map of matplotlib, as in "
                "'cividis'."
            )
        if not self.low < self.high:
            raise ParameterError(
                f"Image's low is {self.low!r} and high is {self.high!r}; expected low below high."
            )

    @property
    def shades(self) -> list[tuple[float, ...]]:
        """The colour of each level."""
        found: Any = colormaps[self.map]((np.arange(self.levels) + 0.5) / self.levels)
        return [tuple(each) for each in found.tolist()]

    def draw(self, ax: Axes, values: Any, x: Any, y: Any) -> None:
        """Draw it with matplotlib."""
        found = np.reshape(values, self.shape)
        level = np.floor((found - self.low) / (self.high - self.low) * self.levels)
        level = np.where(np.isnan(found), -1, np.clip(level, 0, self.levels - 1))
        across, up = (
            ends[0] + (ends[1] - ends[0]) * np.arange(n + 1) / n
            for ends, n in ((x, self.shape[1]), (y, self.shape[0]))
        )
        for k, shade in enumerate(self.shades):
            # each level lies upon those below it, so that no ground shows between two cells
            bars = np.diff(level >= k, axis=1, prepend=False, append=False)
            row, end = (each.reshape(-1, 2) for each in np.nonzero(bars))
            if len(row):
                left, right, first = across[end[:, 0]], across[end[:, 1]], up[row[:, 0]]
                last = up[row[:, 0] + 1]
                ends = np.stack([left, first, right, first, right, last, left, last], axis=1)
                outline = Path(ends.reshape(-1, 2), [1, 2, 2, 2] * len(row))
                look: dict[str, Any] = {"facecolor": shade, "linewidth": 0, "alpha": self.alpha}
                ax.add_artist(PathPatch(outline, **look))


PLACES = (
    "x", "y", "base", "left", "right", "low", "high", "edges", "start", "end", "thick", "values",
)  # fmt: skip
ACROSS = "x", "edges", "left", "right"  # those of them that are along x
FOLLOWING = "alpha", "width", "size"  # looks that an output may give


EACH = Points, Strokes, Bars, Boxes  # of which each one may have its own shade


def _one_side(mark: Any) -> None:
    """Refuse a mark that stands at both x and y, or at neither."""
    if (mark.x is None) == (mark.y is None):
        raise ParameterError(
            f"{type(mark).__name__} has x={mark.x!r} and y={mark.y!r}; expected one of them: x for "
            "an upright one, y for a level one."
        )


def placed(mark: Mark) -> dict[str, Any]:
    """Return the places of a mark by name."""
    known = PLACES if not isinstance(mark, Image) else ("x", "y", "values")
    return {name: getattr(mark, name) for name in known if hasattr(mark, name)}


def along(mark: Mark, name: str) -> str:
    """Return the axis along which a place of a mark lies, "x" or "y"."""
    if name in ("start", "end", "thick"):
        upright = getattr(mark, "x", None) is not None
        return "x" if upright == (name == "thick") else "y"
    return "x" if name in ACROSS else "y"


def followed(mark: Mark) -> dict[str, str]:
    """Return the looks of a mark that follow outputs, each with the name of its output."""
    looks = {name: getattr(mark, name, None) for name in FOLLOWING}
    return {name: each for name, each in looks.items() if isinstance(each, str)}


def shown(mark: Mark, values: Values) -> bool:
    """Return whether a mark is drawn: it is left out where the output ``when``, or one that gives a
    look, is 0 or NaN, and where ``count`` is below 1 or NaN.
    """
    decisive = [values[name] for name in (mark.when, *followed(mark).values()) if name]
    enough = not mark.count or values[mark.count] >= 1
    return bool(enough and all(each and each == each for each in decisive))


def shaded(mark: Any, values: Values, n: int) -> Iterator[tuple[Any, Any]]:
    """Yield a mark in each of its colours, with the numbers of those of its ``n`` places that have
    this colour, or None for all.
    """
    if not mark.shade:
        yield mark, None
        return
    numbers = np.atleast_1d(values[mark.shade])
    if len(numbers) == 1:
        one = mark.color[case(mark.shade, {mark.shade: numbers[0]}, len(mark.color))]
        yield replace(mark, color=one, shade=""), None
        return
    numbers = numbers[:n]
    there = np.flatnonzero(~np.isnan(numbers))
    each = [case(mark.shade, {mark.shade: number}, len(mark.color)) for number in numbers[there]]
    for k in np.unique(np.array(each, dtype=int)):
        yield replace(mark, color=mark.color[k], shade=""), there[np.array(each) == k]


# --- axes and the chart ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Axis:
    """One axis: its label, the unit in which it is shown, and how far it reaches.

    ``limits`` are a pair in SI, or a list of pairs, of which ``by`` is the number: an output of the
    kernel. They change in steps, so that ticks stay where they are while a slider moves. Without
    its ``spine``, an axis has neither a line nor ticks, as in a schematic.
    """

    label: str = ""
    unit: str = ""
    limits: Any = (0.0, 1.0)
    by: str = ""
    log: bool = False
    ticks: Sequence[float] | np.ndarray | None = None
    names: Sequence[str] | None = None
    minor: bool = True  # whether a logarithmic axis has ticks between those of the decades
    spine: bool = True

    def __post_init__(self) -> None:
        try:
            size(self.unit)
        except ParameterError:
            raise ParameterError(
                f"Axis's unit is {self.unit!r}; expected the name of a unit, as in 'mV', or '%', "
                f"'thousandths' or ''.{hint(self.unit)}"
            ) from None

    @property
    def steps(self) -> list[tuple[float, float]]:
        """The limits that it may have, in the unit in which it is shown."""
        each = self.limits if self.by else [self.limits]
        return [(low / size(self.unit), high / size(self.unit)) for low, high in each]


@dataclass(frozen=True)
class Panel:
    """One set of axes, with its marks and with the sentence that a reader hears who cannot see
    it. A ``bare`` one has marks and no axes, as a drawing has; in one that is ``equal`` a unit is
    as long across as up, so that a circle is round.
    """

    x: Axis
    y: Axis
    marks: Sequence[Any]
    alt: Text
    title: str = ""
    bare: bool = False
    equal: bool = False

    def size_of(self, mark: Mark, place: str) -> float:
        """Return the size of the unit in which a place of a mark is shown."""
        return 1.0 if place == "values" else size(getattr(self, along(mark, place)).unit)


@dataclass(frozen=True)
class Chart:
    """A live figure as a description: see the module.

    Parameters
    ----------
    kernel
        Function that computes: each of its arguments is a parameter of the model, a knob, a name in
        ``tables``, or a name in ``outputs``. It fills the outputs, returns nothing, and makes no
        array of its own.
    outputs
        Length of each array that the kernel fills; one of length 1 is a number. An array of numbers
        that have names of their own is given by these names.
    panels
        What is drawn, a :class:`Panel` for each set of axes.
    caption
        Sentence with places for parameters, and for outputs of length 1.
    tables
        Constant arrays, made in Python.
    kernels
        Equations of the library that the kernel calls by these names, as in ``{"leap": LIF.leap}``,
        and constants.
    options
        Words of a model that become numbers: ``{"pairing": ("all-to-all", "nearest")}`` gives the
        kernel 0.0 or 1.0.
    check
        Function that raises :class:`~neurolib.model.ParameterError` for a model, each of whose
        parameters is in its range, that the kernel cannot compute.
    compiled
        Whether Python compiles the kernel, which takes a second where it is not kept.
    size, grid, code, handles
        As in :class:`~neurolib.widgets.View`.
    clicks
        Name of the output that is the number of clicks of a picture.
    switches
        Names of a parameter, whose bits are switches, and of the output that is the number of the
        switch at the handle: a click there turns it on or off.
    picture
        Name of a field of the model that is a picture, a tuple of strings of 0 and 1, and the
        number of these rows: ``("rows", 16)``. A click at the place of the first handle, whose x
        and y count columns and rows from 1, switches one of them. The kernel receives an array
        with the rows as binary numbers, of at most 53 digits.
    """

    kernel: Callable[..., None]
    outputs: Mapping[str, Any]  # int | Sequence[str]; of both kinds mypy makes objects
    panels: Sequence[Panel]
    caption: Text
    tables: Mapping[str, Any] = field(default_factory=dict)
    kernels: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Sequence[str]] = field(default_factory=dict)
    check: Callable[[Any], None] | None = None
    compiled: bool = False
    size: tuple[float, float] = (7.2, 3.6)
    grid: Mapping[str, Any] = field(default_factory=dict)
    code: str = ""
    handles: Sequence[Handle] = ()
    clicks: str = ""
    switches: tuple[str, str] = ("", "")
    picture: tuple[str, int] = ("", 0)

    def __post_init__(self) -> None:
        both = set(self.tables) & set(self.outputs)
        missing = [name for name in self.outputs if name not in self.arguments]
        if both or missing:
            raise ParameterError(
                f"The chart's {', '.join([*both, *missing])} must be an argument of its kernel, "
                f"and either a table or an output; the kernel has {', '.join(self.arguments)}."
            )
        if wrong := next(filter(None, map(flaw, self._texts())), ""):
            raise ParameterError(wrong)
        known = {
            *self.arguments,
            *self.tables,
            *(name for names in self.named.values() for name in names),
        }
        if unknown := sorted(self._named() - known):
            raise ParameterError(
                f"The chart's marks or words name {', '.join(unknown)}; expected names of its "
                f"kernel's arguments, {', '.join(self.arguments)}."
            )
        arrays = {name for name, length in self.lengths.items() if length != 1}
        arrays |= {name for name, table in self.tables.items() if np.size(table) != 1}
        arrays |= {self.picture[0]} - {""}
        sizes = self.lengths | {name: np.size(table) for name, table in self.tables.items()}
        for mark in (mark for panel in self.panels for mark in panel.marks):
            if isinstance(mark, Image) and sizes.get(mark.values) != mark.shape[0] * mark.shape[1]:
                raise ParameterError(
                    f"Image's values, {mark.values}, are {sizes.get(mark.values, 'no')} values; "
                    f"expected {mark.shape[0]} × {mark.shape[1]} of them, as its shape says."
                )
        if many := sorted(self._single() & arrays):
            raise ParameterError(
                f"The chart's words, or a by, count, when, width or the like, name "
                f"{', '.join(many)}, of more than one value; expected an output of length 1 or a "
                "parameter."
            )

    @cached_property
    def arguments(self) -> list[str]:
        """The names of all that the kernel receives, in order."""
        return list(inspect.signature(self.kernel).parameters)

    @cached_property
    def lengths(self) -> dict[str, int]:
        """The length of each output."""
        return {
            name: each if isinstance(each, int) else len(each)
            for name, each in self.outputs.items()
        }

    @cached_property
    def named(self) -> dict[str, list[str]]:
        """The names of the numbers in outputs of named numbers."""
        return {
            name: list(each) for name, each in self.outputs.items() if not isinstance(each, int)
        }

    @property
    def parameters(self) -> list[str]:
        """The names of the numbers that go into the kernel, in order."""
        return [name for name in self.arguments if name not in {*self.tables, *self.outputs}]

    def expect(self, model: Model, knobs: Mapping[str, Any]) -> None:
        """Refuse a kernel that asks for what neither the model nor a slider has."""
        if self.switches[0] and self.switches[0] not in model.quantities():
            raise ParameterError(
                f"The chart's switches are bits of {self.switches[0]}; expected a parameter of "
                f"{type(model).__name__}: {', '.join(model.quantities())}."
            )
        known = [*model.quantities(), *self.options, *knobs, *filter(None, self.picture[:1])]
        if unknown := [name for name in self.parameters if name not in known]:
            raise ParameterError(
                f"The chart's kernel asks for {', '.join(unknown)}; expected parameters of "
                f"{type(model).__name__}, knobs, tables or outputs: {', '.join(known)}."
            )

    def numbers(self, model: Model, knobs: Mapping[str, float]) -> dict[str, Any]:
        """Return the parameters as numbers, by name; of a picture, an array with one for each
        row.
        """
        return {
            name: binary(getattr(model, name))
            if name == self.picture[0]
            else float(
                knobs[name]
                if name in knobs
                else self.options[name].index(getattr(model, name))
                if name in self.options
                else getattr(model, name)
            )
            for name in self.parameters
        }

    def compute(self, model: Model, **knobs: float) -> dict[str, Any]:
        """Return parameters, tables and outputs by name, after the kernel has run."""
        if self.check is not None:
            self.check(model)
        numbers = self.numbers(model, knobs)
        arrays = {name: np.zeros(length) for name, length in self.lengths.items()}
        tables = {name: np.asarray(table, dtype=float) for name, table in self.tables.items()}
        given = {name: np.float64(value) for name, value in numbers.items()} | tables | arrays
        with np.errstate(all="ignore"):
            self.bound(*(given[name] for name in self.arguments))
        single = {name: float(array[0]) for name, array in arrays.items() if len(array) == 1}
        for array, names in self.named.items():
            single |= dict(zip(names, arrays[array].tolist(), strict=True))
        return numbers | tables | arrays | single

    def press(self, model: Model, **knobs: float) -> Model:
        """Return the model after a click at the handle."""
        if self.picture[0]:
            return self._repainted(model, knobs)
        name, at = self.switches
        switch = int(self.compute(model, **knobs)[at])
        return replace(model, **{name: float(int(getattr(model, name)) ^ 1 << switch)})

    def _repainted(self, model: Model, knobs: Mapping[str, float]) -> Model:
        """Return the model with a place of its picture switched."""
        name, handle = self.picture[0], self.handles[0]
        row, column = int(knobs[str(handle.y)]) - 1, int(knobs[str(handle.x)]) - 1
        rows = list(getattr(model, name))
        other = "0" if rows[row][column] == "1" else "1"
        rows[row] = rows[row][:column] + other + rows[row][column + 1 :]
        return replace(model, **{name: tuple(rows)})

    @cached_property
    def bound(self) -> Callable[..., None]:
        """The kernel with the equations of the library in it, compiled if it is to be."""
        if self.compiled and _jit.enabled():
            return bind(self.kernel, self.kernels)
        bound: Callable[..., None] = _jit.plain(self.kernel, self.kernels)
        return bound

    def draw(self, axes: Any, values: Values) -> None:
        """Draw the marks with matplotlib."""
        for panel, ax in zip(self.panels, np.atleast_1d(axes).ravel(), strict=True):
            for name, axis in (("x", panel.x), ("y", panel.y)):
                step = axis.steps[case(axis.by, values, len(axis.steps)) if axis.by else 0]
                getattr(ax, f"set_{name}scale")("log" if axis.log else "linear")
                look: dict[str, Any] = {f"{name}label": axis.label, f"{name}lim": step}
                if not axis.spine:
                    look[f"{name}ticks"] = ()
                elif axis.ticks is not None:
                    look[f"{name}ticks"] = np.asarray(axis.ticks) / size(axis.unit)
                if axis.names is not None:
                    look[f"{name}ticklabels"] = list(axis.names)
                ax.set(**look)
                ax.spines[{"x": "bottom", "y": "left"}[name]].set_visible(axis.spine)
                if not axis.minor:
                    getattr(ax, f"{name}axis").set_minor_locator(NullLocator())
            ax.set_title(panel.title)
            ax.set_aspect("equal" if panel.equal else "auto")
            if panel.bare:
                ax.set_axis_off()
            for mark in panel.marks:
                if shown(mark, values):
                    self.draw_mark(ax, panel, mark, values)
            style.describe(ax, filled(panel.alt, values))

    @staticmethod
    def draw_mark(ax: Axes, panel: Panel, mark: Any, values: Values) -> None:
        """Draw one mark at the places that these values give it."""
        found: dict[str, Any] = {}
        looks = {name: float(values[output]) for name, output in followed(mark).items()}
        mark = replace(mark, **looks)
        for name, place in placed(mark).items():
            if place is None or isinstance(place, Share):
                found[name] = place
                continue
            unit = panel.size_of(mark, name)
            at = np.asarray(values[place] if isinstance(place, str) else place) / unit
            if mark.count and at.ndim:
                at = at[: int(min(values[mark.count], at.size)) + (name == "edges")]
            found[name] = at
        if isinstance(mark, Words):
            found["text"] = filled(mark.text, values)
        if isinstance(mark, EACH) or type(mark) is Line:
            there = {name: np.atleast_1d(at) for name, at in found.items() if at is not None}
            found |= dict(zip(there, np.broadcast_arrays(*there.values()), strict=True))
        n = max((np.size(at) for at in found.values()), default=1)
        for one, these in shaded(mark, values, n):
            those = {
                name: at if these is None or at is None else at[these] for name, at in found.items()
            }
            one.draw(ax, **those)

    def _named(self) -> set[str]:
        """Return all names that the marks, the axes and the words refer to."""
        marks = [mark for panel in self.panels for mark in panel.marks]
        return self._single() | {
            place
            for mark in marks
            for place in (*placed(mark).values(), mark.shade or None)
            if isinstance(place, str)
        }

    def _single(self) -> set[str]:
        """Return the names of those that must be one number."""
        names = {self.clicks, self.switches[1]}
        for panel in self.panels:
            names |= {panel.x.by, panel.y.by}
            for mark in panel.marks:
                names |= {mark.count, mark.when, *followed(mark).values()}
                names |= set() if isinstance(mark, EACH) else {mark.shade}
        names |= {name for text in self._texts() for name, _ in places(text)}
        return names - {""}

    def _texts(self) -> list[Text]:
        """Return all texts of the chart."""
        words = [mark.text for panel in self.panels for mark in panel.marks if type(mark) is Words]
        return [self.caption, *(panel.alt for panel in self.panels), *words]


def binary(rows: Sequence[str]) -> np.ndarray:
    """Return the rows of a picture of 0 and 1 as binary numbers."""
    return np.array([int(row, 2) for row in rows], dtype=float)


def bind(kernel: Callable[..., None], kernels: Mapping[str, Any]) -> Callable[..., None]:
    """Return a kernel compiled with the equations of the library in it, once in a session."""
    return _bound(kernel, tuple(kernels.items()))


@lru_cache(maxsize=64)
def _bound(kernel: Any, kernels: tuple[tuple[str, Any], ...]) -> Callable[..., None]:
    plain = _jit.plain(kernel, dict(kernels))
    # a table or an output that is too short stops the kernel: compiled code would go on beyond it
    looks = {**_jit.LEAN, "boundscheck": True}
    return _jit.bind(_jit.on_scalars(plain, np.exp), {}, "bounded_chart", **looks)


__all__ = [
    "Area",
    "Axis",
    "Bars",
    "Boxes",
    "Chart",
    "Choice",
    "Image",
    "Line",
    "Panel",
    "Points",
    "Rule",
    "Share",
    "Span",
    "Steps",
    "Strokes",
    "Words",
]
