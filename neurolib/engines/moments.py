"""A network in continuous time: every time as a float, in a unit in which those that lie on a common grid are whole numbers.

Two arrivals are simultaneous when their times are equal, and 0.1 ms + 0.2 ms is not 0.3 ms in floats of a second. So the
unit is the greatest common divisor of all delays, refractory times and replayed spikes that are whole nanoseconds: theirs
are whole numbers then, sums of them are exact, and what comes from one grid meets. All other times are as exact as ever.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..model import ParameterError
from ..network import Replay
from ..neurons.lif import LIF
from ..units import ns
from .integrators import leaps
from .layout import Layout

ROUNDING = 1e-14  # relative: what a few operations with floats leave


@dataclass(eq=False)
class Moments:
    """A layout in a ``unit`` of so many s: the run's end, delays of each bundle, refractory time of each slab, spikes of each input.

    Where delays differ between the synapses of a bundle, its rows are sorted by them.
    """

    layout: Layout
    unit: float
    end: float
    delays: list[np.ndarray]
    holds: list[float]
    inputs: list[np.ndarray]


def in_time(layout: Layout, duration: float) -> Moments:
    """Return the layout in its own unit of time, or refuse what has no closed form."""
    for slab in layout.slabs:
        name = type(slab.neuron).__name__
        if not (isinstance(slab.neuron, LIF) and leaps(slab.neuron)):
            raise ParameterError(
                f"{name} has no closed-form solution, so the event-driven engine cannot leap over the time between spikes. "
                "Run it with Clocked(dt=0.1*ms), or use LIF."
            )
    for bundle in layout.bundles:
        for projection in bundle.projections:
            if projection.synapse.kind == "conductance":
                raise ParameterError(
                    f"{projection.name} has conductances, and a voltage under them has no closed-form solution, so the event-driven engine "
                    'cannot leap over the time between spikes. Run it with Clocked(dt=0.1*ms), or type synapse="exponential".'
                )
        if bundle.delays.ndim:
            _sort(bundle)
    holds = [np.array(slab.neuron.refractory) for slab in layout.slabs]
    replayed = [source.times for source in layout.inputs if isinstance(source.group, Replay)]
    unit = _unit([*(bundle.delays for bundle in layout.bundles), *holds, *replayed])
    inputs = [_snapped(s.times, unit) if isinstance(s.group, Replay) else s.times / unit for s in layout.inputs]
    delays = [_snapped(bundle.delays, unit) for bundle in layout.bundles]
    end = float(_snapped(np.array(duration), unit))
    return Moments(layout, unit, end, delays, [float(_snapped(hold, unit)) for hold in holds], inputs)


def _sort(bundle) -> None:  # type: ignore[no-untyped-def]
    """Sort the synapses of each row by their delay, as spikes reach them."""
    sender = np.repeat(np.arange(len(bundle.rows) - 1), np.diff(bundle.rows))
    order = np.lexsort((bundle.delays, sender))
    bundle.targets, bundle.delays = bundle.targets[order], bundle.delays[order]
    if bundle.weights.ndim:
        bundle.weights = bundle.weights[order]


def _unit(parts: list[np.ndarray]) -> float:
    """Return the greatest common divisor in s of the times that are whole nanoseconds, or 1 s where there are none."""
    common = 0
    for times in parts:
        whole = np.rint(times / ns)
        if (np.abs(times / ns - whole) <= ROUNDING * whole + 1e-6).all():
            common = np.gcd(common, int(np.gcd.reduce(whole.astype(np.int64), axis=None)))
    return int(common) / 1e9 if common else 1.0


def _snapped(times: np.ndarray, unit: float) -> np.ndarray:
    """Return times in units, as whole numbers where they are so up to rounding."""
    x = times / unit
    whole = np.rint(x)
    return np.where(np.abs(x - whole) <= ROUNDING * whole, whole, x)
