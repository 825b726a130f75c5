"""A network on a grid of ticks: every time as a whole number of them, or a sentence that says why it is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..model import ParameterError
from ..network import Projection
from ..units import ms, show
from .integrators import expect_step, leaps
from .layout import Layout

SOME = 2**14
NEAR = 1e-6  # of a tick: what rounding of times in s may leave
FRAME = 512  # ticks between two foldings of the rotating frame, at most
LARGEST = 50.0  # and the largest exponent that its factor may reach


@dataclass(eq=False)
class Grid:
    """A layout in ticks of ``dt``: delays of each bundle, refractory time of each slab, and ticks of each input's spikes.

    ``method`` is the way to step (of ``integrators.METHODS``) where there is no closed form.
    ``watched`` are the neurons whose voltage is recorded at all ``steps`` + 1 ticks: (slab, position) for each row of ``V``.
    """

    layout: Layout
    dt: float
    steps: int
    delays: list[np.ndarray]
    holds: list[int]
    inputs: list[np.ndarray]
    watched: list[tuple[int, int]]
    V: np.ndarray
    method: str


def on_grid(layout: Layout, dt: float, steps: int, watched: list[tuple[int, int]], method: str = "RK4") -> Grid:
    """Return the layout in ticks. A spike of an input counts at the end of the tick in which it falls."""
    for slab in layout.slabs:
        if not leaps(slab.neuron) or any(channel.kind == "conductance" for channel in slab.channels):
            expect_step(slab.neuron, dt, "Clocked")
    delays = []
    for bundle in layout.bundles:
        for projection in bundle.projections:
            _expect_ticks(projection, dt)
        delays.append(np.rint(bundle.delays / dt).astype(np.int64))
    holds = [round(slab.neuron.refractory / dt) for slab in layout.slabs]
    inputs = [_ticks(source.times, dt) for source in layout.inputs]
    return Grid(layout, dt, steps, delays, holds, inputs, watched, np.full((len(watched), steps + 1), np.nan), method)


def _ticks(times: np.ndarray, dt: float) -> np.ndarray:
    """Return the tick at whose end each time counts; some at a time, for memory that is new costs more than the arithmetic."""
    ticks = np.empty(len(times), dtype=np.int32)
    for some in range(0, len(times), SOME):
        ticks[some : some + SOME] = np.ceil(times[some : some + SOME] / dt - NEAR)
    return ticks


def _expect_ticks(projection: Projection, dt: float) -> None:
    """Refuse delays below a tick, and between two."""
    name, ticks = f"The delay of {projection.name}", projection.delay / dt
    if (ticks < 1 - NEAR).any():
        shortest = float(projection.delay.min())
        raise ParameterError(
            f"{name} is {show(shortest, 's')}, below one tick of {show(dt, 's')}: a spike is seen at the end of a tick and acts in the "
            f"next. Type delay={dt / ms:g}*ms or more, Clocked(dt={shortest / ms:g}*ms), or run it on EventDriven()."
        )
    off = np.abs(ticks - np.rint(ticks)) > NEAR * np.maximum(1, ticks)
    if off.any():
        between = float(np.ravel(projection.delay)[np.flatnonzero(off)[0]])
        near = round(between / dt) * dt
        raise ParameterError(
            f"{name} is {show(between, 's')}, not a whole number of ticks of {show(dt, 's')}. Type delay={near / ms:g}*ms, "
            "a dt that divides it, or run it on EventDriven()."
        )


def rotating(taus: Sequence[float] | np.ndarray, dt: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the factors into and out of the rotating frame (:mod:`~neurolib.engines.loops`), one row a time constant.

    Shape (time constants, ticks + 1): at each tick of the longest frame that is safe.
    """
    taus = np.reshape(taus, (-1, 1))
    frame = max(1, int(min(FRAME, LARGEST * taus.min(initial=np.inf) / dt)))
    passed = np.arange(frame + 1) * dt / taus
    return np.exp(passed), np.exp(-passed)
