r"""Two small tasks for spiking layers, both made by a program: points of the Yin–Yang figure, and
synthetic events of a moving edge.

The **Yin–Yang** figure is a circle of radius :math:`r_b` around :math:`(r_b, r_b)`. With the
distances :math:`d_r` and :math:`d_l` of a point from the centres :math:`(\tfrac32 r_b, r_b)` and
:math:`(\tfrac12 r_b, r_b)` of the right and left dot, the class is

.. math::

    c = \begin{cases} 2 & \text{if } d_r < r_s \text{ or } d_l < r_s \\
        1 & \text{otherwise, if } d_l \le \tfrac12 r_b \text{, or } y > r_b \text{ and } d_r >
            \tfrac12 r_b \\
        0 & \text{otherwise} \end{cases} \tag{1}

A point is drawn for each of the three classes with the same probability. Its coordinates x, y and
the mirrored ones, :math:`2 r_b - x` and :math:`2 r_b - y`, become the times of four input spikes,
and a fifth input fires first, always:

.. math::

    t_i = t_0 + (t_1 - t_0)\, \frac{x_i}{2 r_b} \tag{2}

Source: L. Kriener, J. Göltz and M. A. Petrovici, NICE 2022, doi:10.1145/3517343.3517380; the
program that goes with it numbers classes as here.

**Moving edges** are no recording: a step of brightness moves over a small sensor whose pixels work
as those of an event camera. A pixel sends an event of the sign of the change when the logarithm of
its light intensity has changed since its last event by more than a contrast threshold,

.. math::

    |\ln I(t) - \ln I_\mathrm{ref}| \ge \vartheta \tag{3}

then takes over the present intensity as :math:`I_\mathrm{ref}`, and is silent for a refractory
time. Source of the pixel: P. Lichtsteiner, C. Posch and T. Delbruck, IEEE J. Solid-State Circuits
43:566 (2008), doi:10.1109/JSSC.2007.914337. Used in chapter 6.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ...model import Model, ParameterError, Quantity, generator, param

POINTS = Quantity("", "number of points", 1, 1e6)
PLACE = Quantity("", "coordinate", -1e3, 1e3, (0.0, 1.0))
RADIUS = Quantity("", "radius", 1e-6, 1e3)
STEPS = Quantity("", "number of time steps", 1, 1e5)
CLASSES = "yang", "yin", "dots"
DIRECTIONS = "right", "up", "left", "down"


class Samples(NamedTuple):
    """Samples of a task: input spikes x (steps, samples, inputs), and the class c of each "
    "sample."""

    x: np.ndarray
    c: np.ndarray

    def some(self, which: Any) -> Samples:
        """Return the samples at these places, whole numbers from 0."""
        places = Quantity("", "places of samples", 0, len(self.c) - 1)
        which = places.array(
            list(which) if isinstance(which, range) else which, "Samples.some's which"
        )
        if which.ndim != 1 or (which % 1).any():
            raise ParameterError(
                f"Samples.some's which is {which!r:.60}; expected a list of places, as "
                f"in [0, 1, 2]."
            )
        which = which.astype(int)
        return Samples(self.x[:, which], self.c[which])


def yin_yang_class(x: Any, y: Any, r_small: float = 0.1, r_big: float = 0.5) -> Any:
    """Return the class of points of the Yin–Yang figure: equation (1)."""
    x, y = PLACE.array(x, "yin_yang_class's x"), PLACE.array(y, "yin_yang_class's y")
    if x.ndim and y.ndim and x.shape != y.shape:
        raise ParameterError(
            f"yin_yang_class's x and y have shapes {x.shape} and {y.shape}; expected the same."
        )
    r_s, r_b = _radii(r_small, r_big, "yin_yang_class")
    d_r, d_l = np.hypot(x - 1.5 * r_b, y - r_b), np.hypot(x - 0.5 * r_b, y - r_b)
    yin = (d_l <= r_b / 2) | ((y > r_b) & (d_r > r_b / 2))
    return np.where((d_r < r_s) | (d_l < r_s), 2, yin.astype(int))[()]  # (1)


def yin_yang(
    n: Any, rng: np.random.Generator, r_small: float = 0.1, r_big: float = 0.5
) -> tuple[np.ndarray, np.ndarray]:
    """Return ``n`` points of the Yin–Yang figure, shape (n, 2), and their classes, each class with
    the same probability.

    ``r_small`` is the radius of a dot, and ``r_big`` that of the figure.
    """
    n, rng = POINTS.whole(n, "yin_yang's n"), generator(rng, "yin_yang")
    r_s, r_b = _radii(r_small, r_big, "yin_yang")
    if r_s < r_b / 100:
        raise ParameterError(
            f"yin_yang's r_small is {r_s:g} and r_big {r_b:g}; expected a dot of at least a "
            "hundredth of the radius of the figure, because points are drawn until one falls into "
            "a dot, as in r_small=0.1."
        )
    wanted, points = rng.integers(0, 3, n), np.zeros((n, 2))
    open_ = np.arange(n)
    while (
        open_.size
    ):  # as many tries as there are points without a place; what does not fit is drawn again
        tried = rng.random((open_.size, 2)) * 2 * r_b
        inside = np.hypot(*(tried - r_b).T) <= r_b
        fits = inside & (yin_yang_class(tried[:, 0], tried[:, 1], r_s, r_b) == wanted[open_])
        points[open_[fits]] = tried[fits]
        open_ = open_[~fits]
    return points, wanted


def latencies(
    points: Any, steps: Any = 50, first: Any = 0, last: Any = 40, width: float = 1.0
) -> np.ndarray:
    """Return input spikes (steps, samples, 5) of ``points`` in a square from 0 to ``width``: one
    for each input, by equation (2).

    The step is rounded to the next from ``first`` to ``last``; the fifth input fires in step
    ``first``.
    """
    points, width = (
        PLACE.array(points, "latencies' points"),
        RADIUS.number(width, "latencies' width"),
    )
    if points.ndim != 2 or points.shape[1] != 2 or points.min() < 0 or points.max() > width:
        raise ParameterError(
            f"latencies' points have shape {points.shape}; expected (n, 2), with coordinates "
            f"from 0 to {width:g}."
        )
    T = STEPS.whole(steps, "latencies' steps")
    ends = Quantity("", "time step", 0, T - 1)
    t_0, t_1 = ends.whole(first, "latencies' first"), ends.whole(last, "latencies' last")
    if t_1 <= t_0:
        raise ParameterError(
            f"latencies' first and last are {t_0} and {t_1}; expected the first one to be smaller."
        )
    shares = np.column_stack([points, width - points, np.zeros(len(points))]) / width
    when = np.rint(t_0 + (t_1 - t_0) * shares).astype(int)  # (2)
    x = np.zeros((T, len(points), 5))
    sample, line = np.indices(when.shape)
    x[when, sample, line] = 1.0
    return x


def yin_yang_spikes(n: Any, rng: np.random.Generator, steps: Any = 50, last: Any = 40) -> Samples:
    """Return ``n`` samples of the Yin–Yang task as input spikes: :func:`yin_yang` and
    :func:`latencies`.
    """
    points, c = yin_yang(n, rng)
    return Samples(latencies(points, steps, last=last), c)


@dataclass(frozen=True, repr=False)
class EventPixel(Model):
    """The pixels of a small event camera: equation (3). Speeds and times are in pixels and "
    "steps."""

    contrast: float = param(
        0.25, "", "contrast threshold ϑ, in units of the logarithm", 0.01, 5.0, (0.1, 0.6)
    )
    refractory: float = param(
        2.0, "", "steps in which a pixel is silent after an event", 0.0, 1e4, (0.0, 10.0)
    )
    jitter: float = param(
        0.2, "", "spread of the threshold from pixel to pixel, relative", 0.0, 0.9, (0.0, 0.5)
    )

    def events(self, intensity: Any, rng: np.random.Generator) -> np.ndarray:
        """Return events (steps, samples, 2, pixels), brighter first, of the light ``intensity``
        (steps, samples, pixels).
        """
        I = np.log(
            np.asarray(
                Quantity("", "light intensity", 1e-12, 1e12).within(
                    intensity, "EventPixel.events' intensity"
                )
            )
        )
        if I.ndim != 3:
            raise ParameterError(
                f"EventPixel.events' intensity has shape {I.shape}; expected (steps, samples, "
                "pixels)."
            )
        rng = generator(rng, "EventPixel.events")
        threshold = self.contrast * np.exp(self.jitter * rng.standard_normal(I.shape[2]))
        level, silent = I[0].copy(), np.zeros(I.shape[1:])
        found = np.zeros((len(I), I.shape[1], 2, I.shape[2]))
        for t, now in enumerate(I):
            changed = now - level
            fires = (np.abs(changed) >= threshold) & (silent <= 0)  # (3)
            found[t, :, 0], found[t, :, 1] = fires & (changed > 0), fires & (changed < 0)
            level = np.where(fires, now, level)
            silent = np.where(fires, self.refractory, silent - 1)
        return found


def moving_edges(
    n: Any,
    rng: np.random.Generator,
    steps: Any = 40,
    side: Any = 6,
    pixel: EventPixel | None = None,
) -> Samples:
    """Return ``n`` synthetic samples of an edge that moves over side × side pixels: inputs are 2 ·
    side², classes the four directions.

    An edge between two brightnesses moves to the right, up, to the left or down (0 to 3), within
    20° of that direction. Its contrast, sign, speed, width and time of arrival are drawn for each
    sample; the spread of the pixels' thresholds is drawn once.
    """
    n, rng, T = (
        POINTS.whole(n, "moving_edges' n"),
        generator(rng, "moving_edges"),
        STEPS.whole(steps, "moving_edges' steps"),
    )
    side = Quantity("", "pixels along a side", 2, 64).whole(side, "moving_edges' side")
    pixel = EventPixel() if pixel is None else pixel
    if not isinstance(pixel, EventPixel):
        raise ParameterError(
            f"moving_edges' pixel is {pixel!r:.60}; expected one of an event camera, as in "
            "EventPixel()."
        )
    c = rng.integers(0, 4, n)
    angle = c * np.pi / 2 + rng.uniform(-1, 1, n) * np.pi / 9
    row, column = np.indices((side, side)).reshape(2, -1) - (side - 1) / 2
    along = (
        np.cos(angle)[:, None] * column - np.sin(angle)[:, None] * row
    )  # rows are counted downwards
    half = side / np.sqrt(2) + 1
    speed, start = 2 * half / (T * rng.uniform(0.6, 1.0, n)), rng.uniform(0.0, 0.25, n) * T
    front = -half + speed * (np.arange(T)[:, None] - start)
    soft = rng.uniform(0.3, 1.2, n)[None, :, None]
    high = np.exp(rng.uniform(0.7, 1.4, n) * rng.choice([-1, 1], n))[None, :, None]
    share = 1 / (1 + np.exp(-np.clip((front[:, :, None] - along[None]) / soft, -50, 50)))
    events = pixel.events(1 + (high - 1) * share, rng)
    return Samples(events.reshape(T, n, -1), c)


def _radii(r_small: Any, r_big: Any, verb: str) -> tuple[float, float]:
    small, big = (
        RADIUS.number(r_small, f"{verb}'s r_small"),
        RADIUS.number(r_big, f"{verb}'s r_big"),
    )
    if small > big / 2:
        raise ParameterError(
            f"{verb}'s r_small is {small:g} and r_big {big:g}; expected a dot of at most half "
            "the radius of the figure."
        )
    return small, big
