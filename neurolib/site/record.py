"""What a page without Python needs of a widget; it runs in the notebook's kernel, right after the
cell that shows the widget.

A live figure that is a chart computes in the page: see :mod:`neurolib.site.computed`. Of any other,
what it answers is recorded: each slider alone at up to 31 stops around the start, at fewer around
each preset, and a coarse lattice of all sliders together, in a layout for wide pages, one for
narrow ones and, for a lecture, one for the wall of the hall. ``site.js`` answers from this record
what ``live.js`` asks of Python. A figure that computes slowly is recorded at fewer stops, so that
the record takes seconds.
"""

from __future__ import annotations

import gzip
import itertools
import json
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from ..style import _in_html
from ..widgets.canvas import Canvas
from ..widgets.guessing import Guess
from ..widgets.judging import Choice, Curve
from ..widgets.live import LiveFigure
from ..widgets.stations import CourseMap
from . import computed, projected

# Stops around the start and around a preset, and the side of the lattice by the number of sliders:
# from many to few.
LEVELS: tuple[tuple[int, int, dict[int, int]], ...] = (
    (31, 9, {2: 11, 3: 5, 4: 3}),
    (31, 5, {2: 7, 3: 3}),
    (21, 5, {2: 5}),
    (15, 5, {}),
    (9, 3, {}),
    (7, 3, {}),
)
STEPS = 30  # pictures of a stream
PLANE = 9  # stops along each side of a plane in which a handle moves
SECONDS = 8.0  # of the processor that the recording of one layout may take
BYTES = 20e6  # of all points of a layout, which become a sixth of it when they are packed
NARROW = 340  # CSS pixels
FILLED = 0.15  # of an axis, below which a frame gets limits of its own
GRAIN, HOLE = 20, -(2**30)  # points are kept to a twentieth; what stands for a NaN
Wish = dict[str, int]
# of a live figure: a frame, and its points
Answer = tuple[dict[str, Any], list[bytes]]


def keep(widget: Any, name: str, folder: str, wall: bool = False) -> None:
    """Write what a page needs of ``widget`` to ``folder/name.json``: of a live figure either what
    it computes with to ``name.figure``, or its record to ``name.wide`` and ``.narrow``; and with
    ``wall``, to ``name.projected`` what the screens of a lecture need besides or, of a record,
    instead.
    """
    found: dict[str, Any] = {}
    if isinstance(widget, LiveFigure) and not (why := computed.obstacle(widget)):
        Path(folder, f"{name}.figure").write_bytes(computed.packed(widget))
        if wall:
            Path(folder, f"{name}.projected").write_bytes(computed.on_wall(widget))
        found = {"kind": "live", "frames": 0, "seconds": 0.0, "why": ""}
    elif isinstance(widget, LiveFigure):
        began = time.process_time()
        layouts = record(widget, wall)
        for layout, packed in layouts.items():
            Path(folder, f"{name}.{layout}").write_bytes(packed[1])
        found = {
            "kind": "live",
            "frames": layouts["wide"][0],
            "seconds": time.process_time() - began,
            "why": why,
        }
    elif isinstance(widget, Guess):
        result, curve, right = widget.result, None, None
        if isinstance(result, Curve):
            curve = [float(each) for each in result.y]
        else:
            right = result.found if isinstance(result, Choice) else float(result.found)
        answer = _in_html(f"Found: {result.answer}. ") + widget.because_html
        found = {
            "kind": "guess",
            "key": widget.key,
            "asks": widget.asks,
            "answer": answer,
            "found": curve,
            "wrong": dict(widget.wrong),
            "right": right,  # of a number and a choice; the hall counts who was near it
        }
    elif isinstance(widget, CourseMap):
        found = {"kind": "map", "parts": widget.parts}
    if found:
        Path(folder, f"{name}.json").write_text(
            json.dumps(found, ensure_ascii=False), encoding="utf-8"
        )


def record(figure: LiveFigure, wall: bool = False) -> dict[str, tuple[int, bytes]]:
    """Return for each layout, with ``wall`` also for that of a lecture hall, how many frames were
    recorded, and the record, compressed; the figure is then at its start again.
    """
    seconds, size = _cost(figure)
    for level in LEVELS:
        shots = Shots.of(figure, *level)
        if shots.count * seconds < SECONDS and shots.count * size < BYTES:
            break
    films = _films(figure, shots, wall)
    try:
        Camera(figure, shots, list(films.values())).take()
    finally:
        figure.answer({"reset": True, "width": 96 * figure.view.size[0], "seen": -1})
    return {
        layout: (len(film.frames), film.packed(words=layout != "narrow"))
        for layout, film in films.items()
    }


def _films(figure: LiveFigure, shots: Shots, wall: bool) -> dict[str, Film]:
    """Return a film for each layout, with nothing on it; that for wide pages is drawn as the figure
    itself.
    """
    found = {}
    for layout, canvas, width in (
        ("wide", figure.canvas, 96 * figure.view.size[0]),
        ("narrow", figure.canvas.another(), NARROW),
    ):
        canvas.resize(width, anew=True)
        found[layout] = Film(figure, shots, canvas)
    if wall:
        canvas = figure.canvas.another()
        with figure.drawn_on(canvas):
            projected.lay_out(figure)
        found["projected"] = Film(figure, shots, canvas)
    return found


def _cost(figure: LiveFigure) -> tuple[float, float]:
    """Return the seconds and the bytes that a frame takes on average at the ends of the sliders; of
    a stream, those of all its pictures.
    """
    ends = _ends(Shots.of(figure, *LEVELS[-1]).scenes[""])
    limits = SceneLimits()
    with figure.canvas.limited_by(limits):
        limits.see(figure, [{"set": place} for place in ends])
        figure.answer({"reset": True})
        began = time.process_time()
        size = sum(len(b"".join(figure.answer({"set": place})[1])) for place in ends)
    pictures = STEPS if figure.streams else 1
    return (time.process_time() - began) / len(ends) * pictures, size / len(ends) * pictures


class SceneLimits:
    """The limits of the axes in one scene: wide enough for the ends of all its sliders.

    So nearly all frames of a scene have one static layer in common, which takes ten times as long
    to draw as the data.
    """

    def __init__(self) -> None:
        self.widest: dict[tuple[int, str], tuple[float, float]] = {}
        self.widens = False

    def see(self, figure: LiveFigure, messages: list[dict[str, Any]]) -> None:
        """Let the figure answer these messages, and widen the limits where that is wanted."""
        self.widens = True
        with figure.canvas.without_static_layer():
            for message in messages:
                figure.answer(message)
        self.widens = False

    def settle(self, axes: Sequence[Axes]) -> None:
        """Give each axis the limits of the scene, unless what is drawn fills too little of them."""
        for i, ax in enumerate(axes):
            for name, axis in (("x", ax.xaxis), ("y", ax.yaxis)):
                drawn = getattr(ax, f"get_{name}lim")()
                if drawn[0] >= drawn[1]:
                    continue
                widest = self.widest.get((i, name), drawn)
                both = min(drawn[0], widest[0]), max(drawn[1], widest[1])
                if self.widens:
                    self.widest[i, name] = both
                to_screen = axis.get_transform().transform
                part, whole = (np.diff(to_screen(np.array(each)))[0] for each in (drawn, both))
                limits = both if part > FILLED * whole else drawn
                getattr(ax, f"set_{name}lim")(limits, auto=None)

    def forget(self) -> None:
        """A reset and a preset lead to places of the same scene, so the limits stay."""


@dataclass(frozen=True)
class Shots:
    """Where a figure is recorded: the ``stops`` of each slider that the page has, and for each
    scene what the sliders are set to.
    """

    stops: dict[str, list[int]]
    scenes: dict[str, list[Wish]]  # by preset; "" is the start

    @property
    def count(self) -> int:
        """The number of places."""
        return sum(map(len, self.scenes.values()))

    @classmethod
    def of(cls, figure: LiveFigure, most: int, around: int, lattice: dict[int, int]) -> Shots:
        """Choose places: a star around each scene, planes of handles, and a lattice of the sliders
        beneath the figure.
        """
        if figure.streams:
            most, around, lattice = most // 4, 0, {}
        homes = {"": dict(figure.start[1])} | {name: _home(figure, name) for name in figure.presets}
        at = {
            scene: {name: figure.sliders[name].nearest(values[name]) for name in figure.sliders}
            for scene, values in homes.items()
        }
        sets = [
            {name: figure.sliders[name].nearest(value) for name, value in handle.sets.items()}
            for handle in figure.view.handles
        ]
        stops = {}
        for name, slider in figure.sliders.items():
            needed = {each[name] for each in (*at.values(), *sets) if name in each}
            stops[name] = sorted(needed | set(_some(range(len(slider.stops)), most)))
        hidden = {name for each in sets for name in each}
        taken = hidden | {name for handle in figure.view.handles for name in (handle.x, handle.y)}
        free = [name for name in stops if name not in taken]
        axes: list[tuple[str, Wish]] = [(name, {}) for name in free]
        for handle, axis in zip(figure.view.handles, sets, strict=True):
            axes += [(name, axis) for name in (handle.x, handle.y) if isinstance(name, str)]
        scenes: dict[str, list[Wish]] = {}
        for scene, place in at.items():
            found = [place]
            for name, axis in axes:
                many = (
                    stops[name]
                    if not scene or (name == figure._state["play"] and around)
                    else _some(stops[name], around)
                )
                found += [place | axis | {name: stop} for stop in many]
            if not scene:
                found += _grids(figure, place, stops, sets, free, lattice)
            scenes[scene] = [
                dict(each) for each in dict.fromkeys(tuple(each.items()) for each in found)
            ]
        return cls(stops, scenes)


def _home(figure: LiveFigure, preset: str) -> dict[str, float]:
    """Return the values of the sliders in a preset that is chosen at the start."""
    model, changes = figure.presets[preset]
    home = {
        name: float(getattr(model, name)) for name in figure.sliders if name not in figure.extras
    }
    return figure.start[1] | home | changes


def _grids(
    figure: LiveFigure,
    place: Wish,
    stops: dict[str, list[int]],
    sets: list[Wish],
    free: list[str],
    lattice: dict[int, int],
) -> Iterator[Wish]:
    """Yield the planes of handles that move in two directions, and the lattice of the sliders that
    stand beneath the figure.
    """
    if not lattice:
        return
    for handle, grid in zip(figure.view.handles, sets, strict=True):
        x, y = handle.x, handle.y
        if isinstance(x, str) and isinstance(y, str):
            for i, j in itertools.product(_some(stops[x], PLANE), _some(stops[y], PLANE)):
                yield place | grid | {x: i, y: j}
    side = lattice.get(len(free), 0)
    for corner in itertools.product(*(_some(stops[name], side) for name in free)) if side else ():
        yield place | dict(zip(free, corner, strict=True))


def _some(stops: Iterable[int], most: int) -> list[int]:
    """Return at most ``most`` of some stops, evenly spread, with both ends."""
    stops = list(stops)
    return (
        stops
        if len(stops) <= most
        else [stops[round(k)] for k in np.linspace(0, len(stops) - 1, most)]
        if most
        else []
    )


@dataclass(frozen=True)
class Camera:
    """Takes the films of all layouts at once: each picture is computed once, and drawn in each."""

    figure: LiveFigure
    shots: Shots
    films: list[Film]

    def take(self) -> None:
        """Record every scene."""
        families: list[Any] = []
        for scene, places in self.shots.scenes.items():
            chosen = {"preset": scene} if scene else {"reset": True}
            ends = [{"set": place} for place in _ends(places)]
            limits = SceneLimits()
            with ExitStack() as limited:
                for film in self.films:
                    limited.enter_context(film.canvas.limited_by(limits))
                # they do not depend on the layout
                limits.see(self.figure, [{"reset": True}, chosen, *ends, {"reset": True}])
                for film in self.films:
                    film.scenes[scene] = len(film.frames)
                self._shoot(chosen, family := self._family(scene, families))
                for place in places[1:]:  # the first one is that of the scene
                    self._shoot({"set": place}, family)

    def _family(self, scene: str, families: list[Any]) -> int:
        """Return the number of the model that a scene has, but for its sliders: within a family,
        sliders lead from scene to scene.
        """
        figure = self.figure
        model = figure.presets[scene][0] if scene else figure.start[0]
        base = replace(
            model,
            **{name: value for name, value in figure.start[1].items() if name not in figure.extras},
        )
        family = next((k for k, each in enumerate(families) if _same(each, base)), len(families))
        families += [base] * (family == len(families))
        return family

    def _shoot(self, message: dict[str, Any], family: int) -> None:
        """Record the answer to a message and, of a stream, what follows it."""
        head = len(self.films[0].frames)
        for film, answer in zip(self.films, self._ask(message), strict=True):
            film.keep(answer, {"family": family})
        for _ in range(STEPS if self.figure.streams else 0):
            answers = self._ask({"step": True})
            if answers[0][0]["ended"] or answers[0][0]["error"]:
                break
            for film, answer in zip(self.films, answers, strict=True):
                film.keep(answer, {"family": family, "head": head})

    def _ask(self, message: dict[str, Any]) -> list[Answer]:
        """Return what the figure answers in each layout; only the first one lets it compute."""
        answers = [self.figure.answer(message)]
        for film in self.films[1:]:
            if answers[0][0]["error"]:  # asked again, it would compute again
                answers.append(answers[0])
                continue
            with self.figure.drawn_on(film.canvas):
                answers.append(self.figure.answer({}))
        return answers


@dataclass
class Film:
    """The frames of one layout, in the order in which they were taken; equal pictures and marks are
    kept once.
    """

    figure: LiveFigure
    shots: Shots
    canvas: Canvas
    frames: list[dict[str, Any]] = field(default_factory=list)
    words: list[dict[str, Any]] = field(default_factory=list)
    scenes: dict[str, int] = field(default_factory=dict)
    # JSON of a picture, of marks or of places → its number
    kept: dict[str, int] = field(default_factory=dict)
    points: list[np.ndarray] = field(default_factory=list)
    now: dict[str, Any] = field(default_factory=dict)  # the static layer of the frame

    def keep(self, answer: Answer, where: dict[str, int]) -> None:
        """Keep an answer of the figure as the next frame: ``where`` it is, its family and, in a
        stream, the frame with which that begins.
        """
        frame, buffers = answer
        if "svg" in frame:  # the figure sends it only when it has changed
            self.now = {
                "svg": self._number(frame["svg"]),
                "places": self._number(self._fewer(frame["places"])),
                "size": frame["size"],
            }
        knobs = {
            name: [_nearest(stops, frame["knobs"][name][0]), frame["knobs"][name][1]]
            for name, stops in self.shots.stops.items()
        }
        words = {name: frame[name] for name in ("caption", "error", "code", "preset")} | {
            "knobs": knobs,
            "family": where["family"],
        }
        if "marks" in frame:
            self.points.append(np.frombuffer(buffers[0], "<f4").reshape(-1, 2))
            self.frames.append(
                self.now | {"marks": self._number(frame["marks"]), "n": len(self.points[-1])}
            )
            words |= {"alt": frame["alt"]} | {
                name: frame[name] for name in ("clicks",) if name in frame
            }
        else:
            self.frames.append({})
        self.words.append(words | where)

    def _number(self, thing: Any) -> int:
        return self.kept.setdefault(json.dumps(thing, ensure_ascii=False), len(self.kept))

    def _fewer(self, places: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return where handles may stand, at the stops that the page has."""
        found = []
        for handle, place in zip(self.figure.view.handles, places, strict=True):
            both = {
                d: [place[d][k] for k in self.shots.stops.get(str(name), [0])]
                for d, name in (("x", handle.x), ("y", handle.y))
            }
            found.append(place | both)
        return found

    def packed(self, words: bool) -> bytes:
        """Return the record: the length of its JSON, the JSON, then all points as steps."""
        steps = self._steps()
        header: dict[str, Any] = {
            "frames": self.frames,
            "kept": [json.loads(each) for each in self.kept],
        }
        if words:
            header |= {"words": self.words, "scenes": self.scenes, "state": self._state()}
        text = json.dumps(header, ensure_ascii=False).encode()
        return gzip.compress(len(text).to_bytes(4, "little") + text + planes(steps), 9, mtime=0)

    def _steps(self) -> np.ndarray:
        """Return all points as steps of whole numbers: from the point before in the frame or, where
        that is packed in fewer bytes, from the same point of the frame before that has as many
        points; such a frame is marked as ``like`` it.
        """
        alone: list[np.ndarray] = []
        best: list[np.ndarray] = []
        likes: list[dict[str, Any]] = []
        before: dict[int, np.ndarray] = {}
        drawn = [frame for frame in self.frames if "n" in frame]
        for frame, points in zip(drawn, self.points, strict=True):
            whole = _whole(points)
            alone.append(np.diff(whole, axis=0, prepend=np.zeros((1, 2), "<i4")).astype("<i4"))
            best.append(alone[-1])
            if len(whole) in before:
                like = (whole - before[len(whole)]).astype("<i4")
                if _size(like) < _size(alone[-1]):
                    best[-1] = like
                    likes.append(frame)
            before[len(whole)] = whole
        found = [np.concatenate([np.empty((0, 2), "<i4"), *each]) for each in (alone, best)]
        if _size(found[0]) <= _size(found[1]):
            return found[0]
        for frame in likes:
            frame["like"] = 1
        return found[1]

    def _state(self) -> dict[str, Any]:
        """Return the state that ``live.js`` starts from, with the stops that are recorded; what
        presses could change is not.
        """
        state = {
            name: self.figure._state[name]
            for name in ("presets", "width", "play", "streams", "sounds", "handles", "sliders")
        }
        sliders = [
            spec | {"labels": [spec["labels"][k] for k in self.shots.stops[spec["name"]]]}
            for spec in state["sliders"]
        ]
        handles = [
            handle
            | {
                "sets": {
                    name: _nearest(self.shots.stops[name], stop)
                    for name, stop in handle["sets"].items()
                }
            }
            for handle in state["handles"]
        ]
        return state | {"sliders": sliders, "handles": handles, "presses": False}


def _whole(points: np.ndarray) -> np.ndarray:
    """Return points as whole numbers of grains."""
    grains = np.clip(np.round(points.astype(float) * GRAIN), HOLE + 1, -HOLE)
    return np.where(np.isnan(points), HOLE, grains).astype("<i4")


def planes(steps: np.ndarray) -> bytes:
    """Return steps as bytes: those along x and then those along y, the lowest byte of all first,
    and without signs (0, −1, 1, −2 are 0, 1, 2, 3), so that most bytes of a small step are 0.
    """
    unsigned = ((steps << 1) ^ (steps >> 31)).astype("<i4")
    return b"".join(
        np.frombuffer(each.tobytes(), np.uint8).reshape(-1, 4).T.tobytes() for each in unsigned.T
    )


def _size(steps: np.ndarray) -> int:
    """Return about how many bytes steps take when they are packed."""
    return len(zlib.compress(planes(steps), 1))


def _ends(places: list[Wish]) -> list[Wish]:
    """Return the first place, and those at which a slider is at one of its ends, to see how far the
    axes must reach.
    """
    names = list(places[0])
    ends = [(name, end(place[name] for place in places)) for name in names for end in (min, max)]
    return [
        places[0],
        *(next(place for place in places if place[name] == stop) for name, stop in ends),
    ]


def _same(one: Any, other: Any) -> bool:
    try:
        return type(one) is type(other) and bool(one == other)
    except (TypeError, ValueError):  # a model with arrays
        return False


def _nearest(stops: list[int], stop: int) -> int:
    return int(np.argmin(np.abs(np.array(stops) - stop)))
