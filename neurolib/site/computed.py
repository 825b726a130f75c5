"""What a page needs to compute a live figure by itself: the module of its kernel, and a description
of all that it draws.

A figure whose view is a :class:`~neurolib.widgets.Chart` computes in the page (``computed.js``) at
every stop that its sliders have in JupyterLab. Other figures answer from a record.
"""

from __future__ import annotations

import base64
import dataclasses
import gzip
import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from .. import _jit, style, units
from ..model import Model, ParameterError
from ..widgets import chart as charts
from ..widgets.canvas_renderer import CanvasRenderer, _extent, _words
from ..widgets.chart import Chart, Words, along, followed, placed
from ..widgets.code import _free
from ..widgets.live import LiveFigure
from ..widgets.words import Choice, filled, places, written
from . import projected, webassembly

NARROW = 340  # CSS pixels of the narrow layout, for pages that are less wide than FITS
FITS = 440
OWN = "{} of the model"  # a parameter beside which there is a knob of the same name
FOLLOWED = {"alpha": 1.0, "width": 1.0, "size": 10.0}  # looks that the page multiplies
# what a number in words may hold
SIGNS = "0123456789+−.×⁰¹²³⁴⁵⁶⁷⁸⁹⁻∞nainf \u202f%°" + "".join(units._PREFIXES.values())


def obstacle(figure: LiveFigure) -> str:
    """Return in a sentence why a page cannot compute a figure, or ``""``."""
    if figure.view.chart is None and figure.streams:
        return (
            "It is a stream: each picture goes on from the one before, and a chart computes each "
            "picture from its sliders alone."
        )
    if figure.view.chart is None:
        return "It is not described as a chart."
    if why := webassembly.obstacle():
        return why
    for corner in _corners(figure):
        if problem := figure.refusal(corner):
            return f"At one end of its sliders it is refused: {problem}"
    try:
        webassembly.module(kernel(figure.view.chart))  # kept, so that `packed` finds it
    except ParameterError as refused:
        return str(refused)
    return ""


def packed(figure: LiveFigure) -> bytes:
    """Return all with which a page computes a figure, compressed: its description, its tables and
    the module of its kernel.
    """
    chart: Any = figure.view.chart
    found = description(figure) | {
        "tables": base64.b64encode(data(chart).astype("<f8").tobytes()).decode(),
        "module": base64.b64encode(webassembly.module(kernel(chart))).decode(),
    }
    return _compressed(found)


def on_wall(figure: LiveFigure) -> bytes:
    """Return the layout of a figure for the wall of a lecture hall, compressed: on the screens of a
    lecture it stands in for the two layouts of a page.
    """
    projected.lay_out(figure)
    try:
        return _compressed(_layout(figure))
    finally:
        figure.answer({"reset": True, "width": 96 * figure.view.size[0], "seen": -1})


def _compressed(found: dict[str, Any]) -> bytes:
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return gzip.compress(text.encode(), 9, mtime=0)


def _corners(figure: LiveFigure) -> Iterator[dict[str, float]]:
    """Yield the corners of the space of all sliders, at most 128 of them."""
    ends = [(slider.stops[0], slider.stops[-1]) for slider in figure.sliders.values()]
    for corner in itertools.islice(itertools.product(*ends), 128):
        yield dict(zip(figure.sliders, corner, strict=True))


def kernel(chart: Chart) -> Any:
    """Return the kernel of a chart as a function of three arrays: parameters, tables and outputs,
    each in the order in which the chart names them.
    """
    where, first = dict[str, str](), 0
    for name in chart.parameters:
        rows = chart.picture[1] if name == chart.picture[0] else 0
        where[name] = f"p[{first}:{first + rows}]" if rows else f"p[{first}]"
        first += rows or 1
    lengths = {name: np.size(table) for name, table in chart.tables.items()}
    for array, parts in (("data", lengths), ("out", chart.lengths)):
        at = 0
        for name, length in parts.items():
            where[name] = f"{array}[{at}:{at + length}]"
            at += length
    inside = ", ".join(where[name] for name in chart.arguments)
    text = f"def kernel(p, data, out): computed({inside})"
    made = _jit.generated(
        text, "kernel", computed=_jit.plain(chart.kernel, chart.kernels), __name__=__name__
    )
    made.__module__, made.__qualname__ = chart.kernel.__module__, chart.kernel.__qualname__
    return made


def data(chart: Chart) -> np.ndarray:
    """Return the tables of a chart, one behind the other."""
    tables = [np.ravel(np.asarray(table, dtype=float)) for table in chart.tables.values()]
    return np.concatenate([np.empty(0), *tables])


def description(figure: LiveFigure) -> dict[str, Any]:
    """Return all that ``computed.js`` needs to know of a figure, but for its kernel and the numbers
    in its tables.
    """
    chart: Any = figure.view.chart
    figure.answer({"reset": True})
    names = ("presets", "width", "play", "streams", "sounds", "handles", "presses", "sliders")
    found = {
        "state": {name: figure._state[name] for name in names},
        "stops": {name: _stops(slider) for name, slider in figure.sliders.items()},
        "start": _values(figure, *figure.start),
        "presets": {
            name: _values(figure, model, {**_own(figure, model), **changes})
            for name, (model, changes) in figure.presets.items()
        },
        "parameters": chart.parameters,
        "out": chart.lengths,
        "named": chart.named,
        "sizes": {name: int(np.size(table)) for name, table in chart.tables.items()},
        "by": _by(chart),
        "panels": [{name: _axis(getattr(panel, name)) for name in "xy"} for panel in chart.panels],
        "marks": _marks(figure, chart),
        "fonts": _fonts(chart),
        "handles": [_handle(figure, handle) for handle in chart.handles],
        "caption": written(chart.caption),
        "alt": [written(panel.alt) for panel in chart.panels],
        "clicks": chart.clicks,
        "switches": chart.switches,
        "picture": _picture(figure),
        "code": _code(figure),
        "narrow": FITS,
    }
    found["layouts"] = {}
    for name, width in (("wide", 96 * figure.view.size[0]), ("narrow", NARROW)):
        figure.canvas.resize(width, anew=True)
        found["layouts"][name] = _layout(figure)
    figure.answer({"reset": True, "width": 96 * figure.view.size[0], "seen": -1})
    return found


# --- the sliders and what they are at -------------------------------------------------------------


def _stops(slider: Any) -> list[list[Any]]:
    return [[stop, slider.quantity._typed(stop)] for stop in slider.stops]


def _own(figure: LiveFigure, model: Model) -> dict[str, float]:
    """Return the sliders that are parameters of a model, at their values in it."""
    return {
        name: float(getattr(model, name)) for name in figure.sliders if name not in figure.extras
    }


def _values(figure: LiveFigure, model: Model, changes: dict[str, float]) -> dict[str, list[Any]]:
    """Return each parameter and each knob as [number, as it is typed], a slider also as [its stop,
    as it is written]; of the knobs, those in ``changes``.
    """
    chart: Any = figure.view.chart
    found: dict[str, list[Any]] = {}
    for name, quantity in model.quantities().items():
        own = float(getattr(model, name))
        value = float(changes.get(name, own))
        found[name] = [value, quantity._typed(value)]
        if name in figure.extras:  # a knob of the same name
            found[OWN.format(name)] = [own, quantity._typed(own)]
    for name in model.choices():
        word = getattr(model, name)
        found[name] = [chart.options[name].index(word) if name in chart.options else 0, repr(word)]
    if name := chart.picture[0]:
        found[name] = [charts.binary(getattr(model, name)).tolist(), _typed(model, name)]
    for name in figure.extras:
        if name in changes:
            value = float(changes[name])
            found[name] = [value, figure.sliders[name].quantity._typed(value)]
    for name, slider in figure.sliders.items():
        if name in found:
            found[name] += [slider.nearest(found[name][0]), slider.label(found[name][0])]
    return found


def _typed(model: Model, name: str) -> str:
    """Return how a picture is typed: not at all, if it is the usual one."""
    rows = getattr(model, name)
    return "" if rows == getattr(type(model), name) else repr(rows)


def _picture(figure: LiveFigure) -> dict[str, Any] | None:
    """Return what a page needs to switch places of a picture on and off."""
    chart: Any = figure.view.chart
    name = chart.picture[0]
    if not name:
        return None
    handle, usual = chart.handles[0], getattr(type(figure.start[0]), name)
    return {"name": name, "x": handle.x, "y": handle.y, "columns": len(usual[0]), "usual": usual}


def _handle(figure: LiveFigure, handle: Any) -> dict[str, Any]:
    """Return where a handle may stand, in the unit of each axis."""
    sides = {
        name: [stop / figure.sliders[each].quantity.factor for stop in figure.sliders[each].stops]
        if isinstance(each, str)
        else [each]
        for name, each in (("x", handle.x), ("y", handle.y))
    }
    return {"ax": handle.ax, **sides}


def _code(figure: LiveFigure) -> dict[str, Any]:
    """Return the Python of a figure as parts: what stands above, the names of parameters and knobs,
    and what the view adds.
    """
    model, extras = figure._present()
    text, used = figure._code(model, extras), figure.view.code
    head = text[: text.index("model = ")] if "model = " in text else ""
    head = re.sub(r"^from neurolib\.units import .*$", "UNITS", head, flags=re.MULTILINE)
    words = set(_free(used))
    return {
        "model": type(model).__name__,
        "names": [
            *model.quantities(),
            *model.choices(),
            *filter(None, figure.view.chart.picture[:1] if figure.view.chart else ()),
        ],
        "own": {name: OWN.format(name) for name in model.quantities() if name in extras},
        "knobs": list(extras),
        "after": used,
        "head": head,
        "units": sorted((words & set(units._VALUES)) - set(extras)),
    }


# --- axes and layers ------------------------------------------------------------------------------


def _by(chart: Chart) -> list[str]:
    """Return the outputs that choose limits."""
    axes = [axis for panel in chart.panels for axis in (panel.x, panel.y)]
    return list(dict.fromkeys(axis.by for axis in axes if axis.by))


def _axis(axis: charts.Axis) -> dict[str, Any]:
    return {"log": axis.log, "by": axis.by, "limits": axis.steps}


def _layout(figure: LiveFigure) -> dict[str, Any]:
    """Return the static layers of a figure as it is laid out, one for each choice of limits, and
    where the axes lie in each.
    """
    chart: Any = figure.view.chart
    canvas, by = figure.canvas, _by(chart)
    axes = [axis for panel in chart.panels for axis in (panel.x, panel.y)]
    many = [max(len(axis.steps) for axis in axes if axis.by == name) for name in by]
    layers = {}
    for steps in itertools.product(*map(range, many)):
        canvas.limits.forget()
        canvas.signature = None
        svg, _, _ = canvas.frame(figure.data | dict(zip(by, steps, strict=True)))
        layers[",".join(map(str, steps))] = {"svg": svg, "boxes": list(map(_box, canvas.own))}
    return {"size": list(map(float, canvas.figure.get_size_inches() * 72)), "layers": layers}


def _box(ax: Axes) -> list[float]:
    """Return left, top, width and height of axes in points from the top left."""
    box, height = ax.bbox, ax.figure.bbox.height
    return [float(each) for each in (box.x0, height - box.y1, box.width, box.height)]


# --- marks ----------------------------------------------------------------------------------------


def _marks(figure: LiveFigure, chart: Chart) -> list[dict[str, Any]]:
    """Return all marks in the order in which they are painted, each with the looks that matplotlib
    gives it.
    """
    found = []
    for number, panel in enumerate(chart.panels):
        for mark in panel.marks:
            order, looks = _all_looks(figure.canvas.own[number], mark)
            where = {
                name: _place(place, panel.size_of(mark, name))
                for name, place in placed(mark).items()
            }
            found.append((order, {"panel": number, "places": where, **looks, **_more(mark)}))
    return [mark for _, mark in sorted(found, key=lambda each: each[0])]


def _place(place: Any, size: float) -> Any:
    if place is None:
        return None
    if isinstance(place, charts.Share):
        return {"share": float(place)}
    if isinstance(place, str):
        return {"name": place, "size": size}
    at = np.asarray(place, dtype=float) / size
    return at.tolist()


def _more(mark: Any) -> dict[str, Any]:
    names = {"count": mark.count, "when": mark.when, "shade": mark.shade}
    more = {"kind": type(mark).__name__, **names, "follows": followed(mark)}
    if isinstance(mark, Words):
        look = {"ha": mark.ha, "va": mark.va, "offset": list(mark.offset), "font": _font(mark)}
        more |= {"text": written(mark.text), **look}
    if isinstance(mark, charts.Image):
        more |= {name: getattr(mark, name) for name in ("shape", "low", "high", "levels")}
    return more


def _all_looks(ax: Axes, mark: Any) -> tuple[float, dict[str, Any]]:
    """Return the order of a mark, and how matplotlib draws it, with a style for each of its
    colours; what follows an output is as in :data:`FOLLOWED`.
    """
    mark = dataclasses.replace(mark, **{name: FOLLOWED[name] for name in followed(mark)})
    colors = mark.color if mark.shade else [mark.color]
    all_of = [_looks(ax, dataclasses.replace(mark, color=color, shade="")) for color in colors]
    order, looks = all_of[0]
    return order, looks | {"styles": [each["style"] for _, each in all_of]}


def _looks(ax: Axes, mark: Any) -> tuple[float, dict[str, Any]]:
    """Return the order of a mark, and how matplotlib draws it: drawn once, in the middle of the
    axes.
    """
    known, limits = set(ax.get_children()), (ax.get_xlim(), ax.get_ylim())
    mark.draw(ax, **_anywhere(ax, mark))
    renderer = CanvasRenderer(*ax.figure.get_size_inches() * 72)
    made = [each for each in ax.get_children() if each not in known]
    for artist in made:
        artist.draw(renderer)
    order = made[0].get_zorder()
    for artist in made:
        artist.remove()
    ax.set_xlim(limits[0], auto=None)
    ax.set_ylim(limits[1], auto=None)
    looks = [
        {name: value for name, value in look.items() if name not in ("n", "at", "clip")}
        for look in renderer.marks
    ]
    found: dict[str, Any] = {"style": looks[0], "clipped": "clip" in renderer.marks[0]}
    if isinstance(mark, charts.Image):
        found["shades"] = looks
    if isinstance(mark, charts.Points):
        found["outline"] = renderer.chunks[0].ravel().round(4).tolist()
    return order, found


def _anywhere(ax: Axes, mark: Any) -> dict[str, Any]:
    """Return places with which a mark is drawn visibly, in the middle of the axes."""
    middle = {"x": float(np.mean(ax.get_xlim())), "y": float(np.mean(ax.get_ylim()))}
    found: dict[str, Any] = {}
    for name, place in placed(mark).items():
        at = middle[along(mark, name)]
        found[name] = None if place is None else np.array([at, at])
    if isinstance(mark, Words):
        found = {"x": middle["x"], "y": middle["y"], "text": "x"}
    elif isinstance(mark, charts.Rule):
        found = {name: None if at is None else at[0] for name, at in found.items()}
    elif isinstance(mark, charts.Steps):
        found["y"] = found["y"][:1]
    elif isinstance(mark, charts.Bars):
        found["end"] = found["end"] * 1.01 + 1e-9
    elif isinstance(mark, charts.Strokes):
        found["high"] = found["high"] * 1.01 + 1e-9
    elif isinstance(mark, charts.Boxes):
        found |= {name: found[name] * 1.01 + 1e-9 for name in ("right", "high")}
    elif isinstance(mark, charts.Area):
        found["base"] = found["base"] * 0.9
    elif isinstance(mark, charts.Image):  # all levels, one upon the other
        found = {"x": ax.get_xlim(), "y": ax.get_ylim(), "values": np.full(mark.shape, mark.high)}
    return found


# --- words on the canvas --------------------------------------------------------------------------


def _font(mark: Words) -> str:
    return f"{mark.size:g}{' bold' if mark.bold else ''}"


def _fonts(chart: Chart) -> dict[str, Any]:
    """Return for each size of type the outlines of the letters that words of the chart may hold."""
    signs: dict[str, set[str]] = {}
    pairs: dict[str, set[str]] = {}
    properties: dict[str, FontProperties] = {}
    for panel in chart.panels:
        for mark in panel.marks:
            if isinstance(mark, Words):
                weight = "bold" if mark.bold else "normal"
                properties[_font(mark)] = FontProperties(
                    family=[style.RC["font.family"]], size=mark.size, weight=weight
                )
                signs.setdefault(_font(mark), {"?"}).update(_signs(mark.text))
                pairs.setdefault(_font(mark), set()).update(_pairs(mark.text))
    found = {}
    for name, known in signs.items():
        font = properties[name]
        glyphs = {sign: _glyph(sign, font) for sign in sorted(known)}
        closer = {pair: _kerning(pair, font) for pair in sorted(pairs[name])}
        found[name] = {
            "one": _lines(font, 1),
            "more": _lines(font, 2),
            "glyphs": glyphs,
            "kerning": {pair: by for pair, by in closer.items() if by},
        }
    return found


def _lines(font: FontProperties, n: int) -> list[float]:
    """Return how far the first of ``n`` lines of words lies below the top of all, how far it is
    from one line to the next, and how far below the last the bottom lies, as matplotlib draws them.
    """
    figure, found = Figure((1, 1), dpi=72), []
    for va in "top", "bottom":
        renderer = CanvasRenderer(72, 72)
        words = "\n".join("l" * n)  # a letter that stands on its line
        figure.text(0, 0.5, words, va=va, font=font).draw(renderer)
        found.append([float(np.nanmax(outline[:, 1])) - 36 for outline in renderer.chunks])
    down, up = found
    return [down[0], down[-1] - down[0], -up[-1]]


def _signs(text: Any) -> set[str]:
    """Return the letters and the formulas that a text may hold."""
    if isinstance(text, Choice):
        return set().union(*map(_signs, text.texts))
    if not isinstance(text, str):
        return set().union(*map(_signs, text))
    nothing = {name: 0.0 for name, _ in places(text)}
    found = set(re.findall(r"\$[^$]*\$|[^\n]", filled(text, nothing)))
    for _, spec in places(text):
        found |= set(SIGNS) | set(units.written(spec.split(" ")[-1])) | set("sVASFJWmHzΩ")
    return found


def _pairs(text: Any) -> set[str]:
    """Return the pairs of letters that stand side by side in a text, of which matplotlib may move
    one closer to the other; figures stand alone.
    """
    if not isinstance(text, str):
        return set().union(*map(_pairs, text.texts if isinstance(text, Choice) else text))
    words = re.split(r"\$[^$]*\$|[0-9\n]", filled(text, {name: 0.0 for name, _ in places(text)}))
    return {word[k : k + 2] for word in words for k in range(len(word) - 1)}


def _kerning(pair: str, font: FontProperties) -> float:
    """Return by how much the second letter of a pair stands farther from the first than alone."""
    both, *each = (float(_extent(letters, font, False)[0]) for letters in (pair, *pair))
    return round(both - sum(each), 3)


def _glyph(sign: str, font: FontProperties) -> list[Any]:
    """Return how far a letter moves the pen, and its outline; None lifts the pen."""
    formula = len(sign) > 1
    advance = float(_extent(sign, font, formula)[0])
    points = _words(sign, font, formula, 0.0)
    flat = [None if np.isnan(each) else round(float(each), 3) for each in points.ravel()]
    return [advance, flat]
