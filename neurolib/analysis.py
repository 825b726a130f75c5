"""Questions asked of a neuron: what it does under a current, and how fast it fires."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from .engines.agreement import TOLERANCE, Agreement, compared, rounded
from .engines.clocked.adjacent_spikes import sentence_on_rate_bound
from .engines.clocked.integrators import expect_step, known_method, spike_trains, trajectory
from .model import ParameterError, Quantity, over_time
from .neurons.lif import CURRENT, Currents
from .neurons.neuron import Neuron
from .recording import Run
from .units import ms, mV, ns, s, show, us

__all__ = ["f_i_curve", "simulate"]

DURATION = Quantity("ms", "length of the run", 1 * us, 100 * s, (10 * ms, 10 * s))
STEP = Quantity("ms", "time step", 10 * ns, 1 * ms, (0.001 * ms, 1 * ms))
LONG = 0.02  # of an interval between spikes: what steps may change without a warning
STATE = Quantity("", "state before the run", -1e3, 1e3)
VOLTAGE = Quantity("mV", "voltage before the run", -500 * mV, 500 * mV, (-100 * mV, 50 * mV))


def simulate(
    neuron: Neuron,
    I: float | np.ndarray | Callable[[Any], Any],
    duration: float,
    dt: float = 0.01 * ms,
    method: str = "RK4",
    start: Sequence[float] | None = None,
) -> Run:
    """Run one neuron under a current, on the clocked engine.

    Spikes are at the end of a step. A refractory time is held for whole steps; where this changes
    intervals by more than 2 %, a warning says so. Used from chapter 2 on.

    Parameters
    ----------
    neuron : Neuron
        The model, as in ``LIF()``.
    I : float, array of shape (steps,) or callable
        Input current, A. An array has a value for each of duration/dt steps; one more value, as
        many as in ``run.t``, is accepted and not used. A function of t (s) is read in the middle of
        each step.
    duration : float
        Length of the run, s.
    dt : float, default 0.01 ms
        Length of a step, s.
    method : str, default "RK4"
        "RK4" or "Euler", for neurons without a closed form; see :class:`~neurolib.engines.Clocked`.
    start : sequence of floats, default None
        State before the run, in SI units and in the order of ``neuron.state``, as in
        ``start=(-60*mV, 100*pA)`` for V and w of AdEx. ``None`` is rest.

    Returns
    -------
    Run
        Times, state variables and spikes.

    Raises
    ------
    ParameterError
        For values out of range, NaN, arrays of the wrong length, and a step that is too long for
        the neuron.
    """
    _expect_neuron(neuron, "simulate")
    steps, dt = _steps(neuron, duration, dt, "simulate")
    current = _current(I, steps, dt)
    trace, spikes = trajectory(
        neuron,
        current,
        dt,
        known_method(method, "simulate"),
        None if start is None else _start(neuron, start),
    )
    _warn_of_every_step(neuron, [spikes], dt, "simulate")
    _warn_of_long_steps(neuron, [spikes], dt, "simulate")
    return Run(
        neuron,
        dt,
        current,
        dict(zip(neuron.state, trace, strict=True)),
        spikes,
        partial(_checked, method, callable(I)),
    )


def _checked(method: str, read: bool, run: Run, tolerance: Any) -> Agreement:
    """Repeat a run of :func:`simulate` at half the step, and compare the two; ``read`` says whether
    its current was a callable.
    """
    tolerance = TOLERANCE.number(tolerance, "check's tolerance")
    neuron: Any = run.model
    I = float(run.I[0]) if run.I.strides == (0,) else np.repeat(run.I, 2)
    name, half = type(neuron).__name__, run.dt / 2
    start = tuple(float(values[0]) for values in run.states.values())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what is to be said was said by the run
        again = simulate(neuron, I, run.duration, half, method, start)
    before, after = (
        (each.spikes, np.zeros(len(each.spikes), dtype=np.int64)) for each in (run, again)
    )
    sentence = (
        "I(t) is held as it was read in the middle of each step, so what it does within a "
        "step is not compared."
    )
    remarks = [sentence] * read + rounded([(name, neuron.refractory)], [run.dt, half])
    how, title = (
        "at half the tick",
        f"simulate(…, dt={float(f'{run.dt / ms:.6g}'):g}*ms), repeated at half the step",
    )
    typed = f"dt={float(f'{half / ms:.6g}'):g}*ms"
    return compared(
        title, how, run.dt, again, [(name, 1, before, after)], [], False, remarks, tolerance, typed
    )


def f_i_curve(
    neuron: Neuron,
    I: Currents | float,
    duration: float = 1 * s,
    settle: float = 500 * ms,
    dt: float = 0.01 * ms,
) -> np.ndarray:
    """Return the settled firing rate of a neuron under each of several constant currents.

    The neuron first runs for ``settle``, so that adaptation is over; then its spikes are taken for
    ``duration``. With n ≥ 2 of them from t₁ to tₙ, the rate is (n − 1)/(tₙ − t₁), else n/duration.
    Each interval ends at the end of a step, up to one step late, so a rate r is low by up to the
    part r·dt of itself. A warning says where that, and the refractory time in whole steps, may
    change a rate by more than 2 %. Used from chapter 2 on.

    Parameters
    ----------
    neuron : Neuron
        The model, as in ``LIF()``.
    I : float or array
        Input currents, A.
    duration : float, default 1 s
        Time for which spikes are taken, s.
    settle : float, default 500 ms
        Time that passes before, s.
    dt : float, default 0.01 ms
        Length of a step, s.

    Returns
    -------
    array of the shape of I
        Firing rates, Hz.

    Raises
    ------
    ParameterError
        For values out of range, NaN and an empty array.
    """
    _expect_neuron(neuron, "f_i_curve")
    currents = CURRENT.array(I, "f_i_curve's I")
    settle = Quantity("ms", "time to settle", 0.0, 100 * s).number(settle, "f_i_curve's settle")
    duration = DURATION.number(duration, "f_i_curve's duration")
    steps, dt = _steps(neuron, settle + duration, dt, "f_i_curve")
    trains = spike_trains(neuron, currents.ravel(), steps, dt)
    _warn_of_every_step(neuron, trains, dt, "f_i_curve")
    settled = [train[train > settle] for train in trains]
    _warn_of_long_steps(neuron, settled, dt, "f_i_curve")
    return np.array([_settled_rate(train, duration) for train in settled]).reshape(currents.shape)


def _warn_of_every_step(neuron: Neuron, trains: Sequence[np.ndarray], dt: float, verb: str) -> None:
    """Warn of a neuron that fires in two steps running."""
    if round(neuron.refractory / dt):
        return
    pairs = [np.flatnonzero(np.diff(train) < 1.5 * dt) for train in trains]
    found = [
        (train[places[0] + 1], len(places))
        for train, places in zip(trains, pairs, strict=True)
        if places.size
    ]
    if found:
        text = sentence_on_rate_bound(
            f"The {type(neuron).__name__} of {verb}", neuron, *found[0], dt, "dt={}"
        )
        warnings.warn(text, stacklevel=3)


def _warn_of_long_steps(neuron: Neuron, trains: Sequence[np.ndarray], dt: float, verb: str) -> None:
    """Warn of a refractory time that is rounded to steps, and of rates, where steps are long beside
    the intervals between spikes.
    """
    given, simulated = neuron.refractory, round(neuron.refractory / dt) * dt
    intervals = [float(np.diff(train).mean()) for train in trains if len(train) > 1]
    shortest, late = min(intervals, default=np.inf), dt if verb == "f_i_curve" else 0.0
    if shortest < 1.5 * dt or (late + abs(given - simulated)) <= LONG * shortest:
        return  # of the first, a sentence of its own is said
    name = f"the {type(neuron).__name__} of {verb}"
    said = [f"At steps of {show(dt, 's')}, {name} fires every {show(shortest, 's', 3)}"]
    if abs(given - simulated) > 1e-6 * dt:
        said.append(
            f"its refractory time of {show(given, 's')} is held for "
            f"{show(simulated, 's')}, whole steps"
        )
    if late:
        said.append(
            f"each interval ends with a step, so the rate may be up to "
            f"{100 * dt / shortest:.2g} % too low"
        )
    closed = (
        f", or read the closed form, {type(neuron).__name__}.rate"
        if late and hasattr(neuron, "rate")
        else ""
    )
    text = (
        f"{'; '.join(said)}. Type a shorter step, as in "
        f"dt={float(f'{dt / 10 / ms:.3g}'):g}*ms{closed}."
    )
    warnings.warn(text, stacklevel=3)


def _settled_rate(spikes: np.ndarray, duration: float) -> float:
    return (
        (len(spikes) - 1) / (spikes[-1] - spikes[0]) if len(spikes) > 1 else len(spikes) / duration
    )


def _expect_neuron(neuron: Any, verb: str) -> None:
    if not isinstance(neuron, Neuron):
        hint = (
            f"{neuron.__name__}()"
            if isinstance(neuron, type) and issubclass(neuron, Neuron)
            else "LIF()"
        )
        what = neuron.__name__ if isinstance(neuron, type) else f"{neuron!r:.60}"
        raise ParameterError(
            f"{verb}'s neuron is {what}, which is not a neuron; expected one, as in "
            f"{verb}({hint}, …)."
        )


def _steps(neuron: Neuron, duration: Any, dt: Any, verb: str) -> tuple[int, float]:
    duration = DURATION.number(duration, f"{verb}'s duration")
    dt = STEP.number(dt, f"{verb}'s dt")
    if duration / dt > 2e7:
        raise ParameterError(
            f"{verb} would take {duration / dt:.3g} steps of {show(dt, 's')}; expected "
            f"at most 2e7. Type a longer dt, as in dt=0.1*ms."
        )
    steps = round(duration / dt)
    if steps < 1:
        raise ParameterError(
            f"{verb}'s duration is {show(duration, 's')}, less than one step of "
            f"{show(dt, 's')}; type a shorter dt."
        )
    if neuron.leap is None:
        expect_step(neuron, dt, verb)
    return steps, dt


def _start(neuron: Neuron, start: Any) -> tuple[float, ...]:
    """Return a state to start from, with a voltage that a membrane can have."""
    values = STATE.array(start, "simulate's start").ravel()
    if len(values) != len(neuron.state):
        expected = (
            f"{len(neuron.state)}, {' and '.join(neuron.state)} in SI, as in start={neuron.rest()}"
        )
        raise ParameterError(f"simulate's start has {len(values)} values; expected {expected}.")
    return (VOLTAGE.number(values[0], "simulate's start"), *values[1:].tolist())


def _current(I: Any, steps: int, dt: float) -> np.ndarray:
    """Return the current of each step, from a number, an array or a callable of time."""
    if callable(I):
        t = (np.arange(steps) + 0.5) * dt
        values = over_time(I, t, "simulate's I")
        current = CURRENT.array(values, "simulate's I(t)")
    else:
        current = CURRENT.array(I, "simulate's I")
    if current.ndim == 0:
        return np.broadcast_to(current, steps)
    if current.shape in ((steps,), (steps + 1,)):
        return np.ascontiguousarray(current[:steps])
    raise ParameterError(
        f"simulate's I (input current) has shape {current.shape}; expected one number, "
        f"or {steps} values, "
        f"one for each step of {show(dt, 's')}, as in np.full({steps}, 300*pA)."
    )
