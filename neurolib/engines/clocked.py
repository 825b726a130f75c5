r"""The clocked engine: every neuron advances at every tick of length dt, and spikes are seen at the end of a tick.

A neuron with a closed form leaps over the tick exactly; any other takes one step of the classical Runge–Kutta method,

.. math::

    y(t + \Delta t) = y + \tfrac{\Delta t}{6}\,(k_1 + 2 k_2 + 2 k_3 + k_4) + O(\Delta t^5) \tag{1}

so the state between spikes is exact or of order 4 in dt, and spike times are of order 1: up to one tick late, or two
where a runaway outpaces the tick, as in AdEx. A spike holds the state for the refractory time, rounded to whole ticks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from .. import _jit
from ..model import ParameterError
from ..neurons.neuron import Neuron

# Globals that `_bound` puts in place for each model; the loops below name them.
advance: Callable[..., Any]
flow: Callable[..., Any]
leap: Callable[..., Any]
fires: Callable[..., Any]
reset: Callable[..., Any]
shift: Callable[..., Any]


def _rk4(y, I, dt, p):  # type: ignore[no-untyped-def]
    k1 = flow(*(y + (I,) + p))
    k2 = flow(*(shift(y, dt / 2, k1) + (I,) + p))
    k3 = flow(*(shift(y, dt / 2, k2) + (I,) + p))
    k4 = flow(*(shift(y, dt, k3) + (I,) + p))
    return shift(shift(shift(shift(y, dt / 6, k1), dt / 3, k2), dt / 3, k3), dt / 6, k4)  # (1)


def _exact(y, I, dt, p):  # type: ignore[no-untyped-def]
    return leap(*(y + (I,) + p))


def _one(y, I, dt, hold, trace, spikes, p, p_fires, p_reset):  # type: ignore[no-untyped-def]
    """Run one neuron through the steps of ``I``; fill ``trace`` and the step numbers of ``spikes``; return their count."""
    count, quiet, last = 0, 0, trace.shape[1] - 1
    for step in range(len(I)):
        if quiet > 0:
            quiet -= 1
        else:
            y = advance(y, I[step], dt, p)
            if fires(*(y + p_fires)):
                y = reset(*(y + p_reset))
                spikes[count] = step + 1
                count += 1
                quiet = hold
        for j in range(len(y)):
            trace[j, min(step + 1, last)] = y[j]  # a trace one column wide keeps the present state only
    return count


def _many(y, I, dt, hold, steps, p, p_fires, p_reset):  # type: ignore[no-untyped-def]
    """Run neurons side by side as arrays, under constant currents; return (steps, neurons) of their spikes."""
    quiet = np.zeros(len(I), dtype=int)
    when, who = [], []
    for step in range(steps):
        awake = quiet == 0
        y = tuple(np.where(awake, new, old) for new, old in zip(advance(y, I, dt, p), y, strict=True))
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


def _shift(y, h, d):  # type: ignore[no-untyped-def]
    return tuple(a + h * b for a, b in zip(y, d, strict=True))


def _shift1(y, h, d):  # type: ignore[no-untyped-def]
    return (y[0] + h * d[0],)


def _shift2(y, h, d):  # type: ignore[no-untyped-def]
    return (y[0] + h * d[0], y[1] + h * d[1])


def _shift3(y, h, d):  # type: ignore[no-untyped-def]
    return (y[0] + h * d[0], y[1] + h * d[1], y[2] + h * d[2])


def _shift4(y, h, d):  # type: ignore[no-untyped-def]
    return (y[0] + h * d[0], y[1] + h * d[1], y[2] + h * d[2], y[3] + h * d[3])


# Numba cannot build a tuple of general length, so a compiled model has at most four state variables.
_SHIFTS = {1: _shift1, 2: _shift2, 3: _shift3, 4: _shift4}


Kernel = Callable[..., Any]


@lru_cache(maxsize=64)
def _bound(loop: Kernel, name: str, size: int, flow: Kernel, fires: Kernel, reset: Kernel, leap: Kernel | None) -> Kernel:
    """Return ``loop`` with the kernels of a model, which has ``size`` state variables, in place of its globals."""
    own = {"flow": _jit.kernel(flow), "fires": _jit.kernel(fires), "reset": _jit.kernel(reset)}
    if leap is not None:
        own["advance"] = _jit.bind(_exact, {"leap": _jit.kernel(leap)}, name, cache=False)
    else:
        shift = _jit.kernel(_SHIFTS[size]) if _jit.enabled() else _shift
        own["advance"] = _jit.bind(_rk4, {"flow": own["flow"], "shift": shift}, name, cache=False)
    return _jit.bind(loop, own, name)


def _loop(neuron: Neuron, loop: Kernel) -> Kernel:
    model, size = type(neuron), len(neuron.state)
    if size > max(_SHIFTS) and _jit.enabled():
        raise ParameterError(
            f"{model.__name__} has {size} state variables; a compiled neuron has at most {max(_SHIFTS)}. "
            "Set NEUROLIB_NUMBA=0 before Python starts to run it uncompiled."
        )
    return _bound(loop, model.__name__, size, model.flow, model.fires, model.reset, model.leap)


def _arguments(neuron: Neuron, dt: float) -> tuple[Any, ...]:
    """Return what the loops take after the trace: parameters of the step, of the threshold and of the reset."""
    state = neuron.state
    if neuron.leap is not None:
        step = (neuron.propagator(dt), *neuron.values(neuron.leap, *state, "I", "decay"))
    else:
        step = neuron.values(neuron.flow, *state, "I")
    return step, neuron.values(neuron.fires, *state), neuron.values(neuron.reset, *state)


def fastest_time(neuron: Neuron) -> float:
    """Return the shortest time constant in s of a neuron at rest, beyond which a step blows up; infinite for an exact leap."""
    if neuron.leap is not None:
        return float("inf")
    rest, p = np.array(neuron.rest()), neuron.values(neuron.flow, *neuron.state, "I")
    nudges = np.diag(np.where(rest == 0, 1e-12, 1e-6 * np.abs(rest)))
    columns = [(np.array(neuron.flow(*(rest + d), 0.0, *p)) - neuron.flow(*(rest - d), 0.0, *p)) / (2 * d.sum()) for d in nudges]
    fastest = np.abs(np.linalg.eigvals(np.transpose(columns))).max()
    return float(1 / fastest) if fastest else float("inf")


def trajectory(neuron: Neuron, I: Sequence[float] | np.ndarray, dt: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the state (variables, steps + 1) and the spike times in s of a neuron driven by ``I``, one current a step."""
    current = np.ascontiguousarray(I, dtype=float)
    hold = round(neuron.refractory / dt)
    trace = np.empty((len(neuron.state), len(current) + 1))
    trace[:, 0] = neuron.rest()
    spikes = np.empty(len(current) // (hold + 1) + 1, dtype=np.int64)
    loop = _loop(neuron, _one)
    count = loop(neuron.rest(), current, dt, hold, trace, spikes, *_arguments(neuron, dt))
    return trace, spikes[:count] * dt


def spike_trains(neuron: Neuron, I: np.ndarray, steps: int, dt: float) -> list[np.ndarray]:
    """Return the spike times in s of copies of a neuron, each under its own constant current ``I[k]``, for some steps."""
    hold = round(neuron.refractory / dt)
    arguments = _arguments(neuron, dt)
    if not _jit.enabled() and len(I) > 4:  # for a few neurons the loop over scalars is the faster one
        y = tuple(np.full(len(I), value) for value in neuron.rest())
        when, who = _loop(neuron, _many)(y, I, dt, hold, steps, *arguments)
        return [when[who == k] * dt for k in range(len(I))]
    loop = _loop(neuron, _one)
    trains = []
    for current in I:
        present = np.empty((len(neuron.state), 1))
        spikes = np.empty(steps // (hold + 1) + 1, dtype=np.int64)
        count = loop(neuron.rest(), np.full(steps, current), dt, hold, present, spikes, *arguments)
        trains.append(spikes[:count] * dt)
    return trains
