r"""One neuron, or several that know nothing of each other, under a given current: the clocked engine without synapses.

Every neuron advances at every tick, as :mod:`~neurolib.engines.integrators` says. The state between spikes is exact, or of
order 4 in dt; spike times are of order 1: up to one tick late, or two where a runaway outpaces the tick, as in AdEx. A spike
holds the state for the refractory time, rounded to whole ticks.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .. import _jit
from ..neurons.neuron import Neuron
from .integrators import Kernel, loop, parameters

# Globals that `loop` puts in place for each model; the loops below name them.
advance: Kernel
fires: Kernel
reset: Kernel


def _one(y, I, steps, hold, trace, spikes, p, p_fires, p_reset):  # type: ignore[no-untyped-def]
    """Run one neuron through the steps of ``I``; fill ``trace`` and the step numbers of ``spikes``; return their count.

    A current one value long is held. A trace one column wide keeps the present state only.
    """
    count, quiet, last, held = 0, 0, trace.shape[1] - 1, len(I) == 1
    for step in range(steps):
        if quiet > 0:
            quiet -= 1
        else:
            y = advance(y, I[0 if held else step], p)
            if fires(*(y + p_fires)):
                y = reset(*(y + p_reset))
                spikes[count] = step + 1
                count += 1
                quiet = hold
        for j in range(len(y)):
            trace[j, min(step + 1, last)] = y[j]
    return count


def _many(y, I, hold, steps, p, p_fires, p_reset):  # type: ignore[no-untyped-def]
    """Run neurons side by side as arrays, under constant currents; return (steps, neurons) of their spikes."""
    quiet = np.zeros(len(I), dtype=int)
    when, who = [], []
    for step in range(steps):
        awake = quiet == 0
        y = tuple(np.where(awake, new, old) for new, old in zip(advance(y, I, p), y, strict=True))
        quiet -= ~awake
        fired = np.flatnonzero(awake & fires(*(y + p_fires)))
        if fired.size:
            after = reset(*(y + p_reset))
            for old, new in zip(y, after, strict=True):
                old[fired] = np.broadcast_to(new, old.shape)[fired]
            quiet[fired] = hold
            when.append(np.full(fired.size, step + 1))
            who.append(fired)
    empty = [np.empty(0, dtype=int)]
    return np.concatenate(when or empty), np.concatenate(who or empty)


def trajectory(neuron: Neuron, I: Sequence[float] | np.ndarray, dt: float, method: str = "RK4") -> tuple[np.ndarray, np.ndarray]:
    """Return the state (variables, steps + 1) and the spike times in s of a neuron driven by ``I``, one current a step."""
    given, steps, hold = np.asarray(I, dtype=float), len(I), round(neuron.refractory / dt)
    current = np.array(given[:1]) if given.strides == (0,) else np.ascontiguousarray(given)  # one number, spread over all steps
    trace = np.empty((len(neuron.state), steps + 1))
    trace[:, 0] = neuron.rest()
    spikes = np.empty(steps // (hold + 1) + 1, dtype=np.int64)
    run = loop(neuron, _one)
    count = run(neuron.rest(), current, steps, hold, trace, spikes, *parameters(neuron, dt, method))
    return trace, spikes[:count] * dt


def spike_trains(neuron: Neuron, I: np.ndarray, steps: int, dt: float) -> list[np.ndarray]:
    """Return the spike times in s of copies of a neuron, each under its own constant current ``I[k]``, for some steps."""
    hold = round(neuron.refractory / dt)
    arguments = parameters(neuron, dt)
    if not _jit.enabled() and len(I) > 4:  # for a few neurons the loop over scalars is the faster one
        y = tuple(np.full(len(I), value) for value in neuron.rest())
        when, who = loop(neuron, _many)(y, I, hold, steps, *arguments)
        return [when[who == k] * dt for k in range(len(I))]
    run = loop(neuron, _one)
    trains = []
    for current in I:
        present = np.empty((len(neuron.state), 1))
        spikes = np.empty(steps // (hold + 1) + 1, dtype=np.int64)
        count = run(neuron.rest(), np.array([current]), steps, hold, present, spikes, *arguments)
        trains.append(spikes[:count] * dt)
    return trains
