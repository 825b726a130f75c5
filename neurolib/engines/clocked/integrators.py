r"""One step of a neuron: exact where it has a closed form, otherwise by Runge and Kutta or Euler;
and runs of unconnected neurons.

A step has one or more stages. Each evaluates the flow f once, at a point that the stage before it
predicts:

.. math::

    k_s = f(z_s, I(t + c_s \Delta t)), \quad z_{s+1} = y + a_s \Delta t\, k_s, \qquad
    y(t + \Delta t) = y + \Delta t \sum_s b_s k_s \tag{1}

with :math:`z_1 = y`. The classical method of order 4 has four stages, and reads the input at the
step's start, twice in the middle, and at its end; Euler's, of order 1, has one. A synaptic input is
a current and a conductance there, :math:`I(t) - G(t)\,V`, both of which decay exactly between the
arrivals at either end of the step. Under conductances, neurons whose flow is linear in V take the
closed step of :mod:`~neurolib.engines.clocked.conductances` instead, which also bounds the step of
the others.

In place of ``np.exp`` in a kernel, the compiled loop over many neurons calls
:func:`~neurolib._jit.exp`, for several neurons at once.

**One neuron**, or several that are not connected, under a given current is the clocked engine
without synapses (:func:`trajectory`, :func:`spike_trains`). The state between spikes is exact, or
of order 4 in dt; spike times are of order 1: up to one step late, or two where the voltage diverges
faster than a step, as in AdEx. A spike holds the state for the refractory time, rounded to whole
steps.

**A spike** is an instant at which ``fires`` holds. A reset usually ends that. Where it does not,
and leaves V as it was, the model spikes by itself, as that of Hodgkin and Huxley does, and a spike
is an upward crossing of the threshold: the neuron has to fall below it before it can fire again
(:func:`stays_above`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from ... import _jit
from ...model import ParameterError
from ...neurons.checks import singular
from ...neurons.neuron import Neuron
from ...units import ms, show

Kernel = Callable[..., Any]
FRAME = 512  # steps for which one rotating frame lasts, at most
MAX_EXPONENT = 50.0  # largest exponent that a factor of the rotating frame may reach

# Kernels of the model: `bound` puts them in place, for networks `numba_steps.compiled_loop`.
flow = _jit.open_name("flow")
fires = _jit.open_name("fires")
reset = _jit.open_name("reset")
leap = _jit.open_name("leap")
LEAPS = False  # bound: whether the model has a closed form
rows = _jit.open_name("rows")  # as many as there are state variables: see `sized`

# For each stage: where the input is read (0, 1, 2 half steps after the start), a and b of equation
# (1).
METHODS = {
    "RK4": ((0, 1 / 2, 1 / 6), (1, 1 / 2, 1 / 3), (1, 1, 1 / 3), (2, 0, 1 / 6)),
    "Euler": ((0, 0, 1),),
}


def known_method(method: Any, verb: str) -> str:
    """Return the name of a method, or refuse what is none."""
    if not isinstance(method, str) or method not in METHODS:
        raise ParameterError(
            f"{verb}'s method is {method!r:.60}; expected 'RK4' (order 4, the default) "
            f"or 'Euler' (order 1, cheaper)."
        )
    return str(method)


def stages(method: str, dt: float) -> np.ndarray:
    """Return the stages of a method, one a row, for steps of ``dt`` seconds."""
    return np.array(METHODS[method]) * [1.0, dt, dt]


def rotating(taus: Sequence[float] | np.ndarray, dt: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the factors into and out of a rotating frame in steps (see ``numba_steps``), one row
    per time constant.

    Shape (time constants, steps + 1): at each step of the longest frame that is safe.
    """
    taus = np.reshape(taus, (-1, 1))
    frame = max(1, int(min(FRAME, MAX_EXPONENT * taus.min(initial=np.inf) / dt)))
    passed = np.arange(frame + 1) * dt / taus
    # a frame of one step reads the first factor only
    return np.exp(np.minimum(passed, 700.0)), np.exp(-passed)


def shift(y, h, d):  # type: ignore[no-untyped-def]
    """Return y + h d, of any length."""
    return tuple(a + h * b for a, b in zip(y, d, strict=True))


def gather(rows, i):  # type: ignore[no-untyped-def]
    """Return the state of neuron i as a tuple."""
    return tuple(row[i] for row in rows)


def closer(y, by):  # type: ignore[no-untyped-def]
    """Return a state whose voltage, the first variable, is higher by so much."""
    return (y[0] + by, *y[1:])


def scatter(rows, i, y):  # type: ignore[no-untyped-def]
    """Store the state of neuron i."""
    for row, value in zip(rows, y, strict=True):
        row[i] = value


def sized(size: int) -> dict[str, Kernel]:
    """Return :func:`shift`, :func:`gather`, :func:`scatter` and ``rows`` for ``size`` variables:
    Numba must see each of them.

    ``rows`` returns so many values of each state variable from ``at`` on, where the variables stand
    ``n`` apart.
    """

    def each(form: str) -> str:
        return "".join(f"{form.format(k=k)}, " for k in range(size))

    texts = {
        "shift": f"def shift(y, h, d): return ({each('y[{k}] + h * d[{k}]')})",
        "rows": f"def rows(flat, at, n, size): return "
        f"({each('flat[at + {k} * n : at + {k} * n + size]')})",
        "gather": f"def gather(rows, i): return ({each('rows[{k}][i]')})",
        "scatter": f"def scatter(rows, i, y): ({each('rows[{k}][i]')}) = ({each('y[{k}]')})",
    }
    return {name: _jit.generated(text, name) for name, text in texts.items()}


def stage(y, z, total, I, G, a, b, p):  # type: ignore[no-untyped-def]
    """Return the next point and the state so far: one stage of equation (1), with a Δt and b Δt."""
    k = flow(*(z + (I - G * z[0],) + p))
    return shift(y, a, k), shift(total, b, k)  # (1)


def stays_above(V, y, p_fires):  # type: ignore[no-untyped-def]
    """Return whether a neuron has to fall below its threshold before it can fire again.

    It still fires in the state ``y`` after the reset, which has left the voltage ``V`` as it was. A
    reset that lowers V, but not by enough, as one by subtraction may after a large input, lets the
    neuron fire again at once.
    """
    return (y[0] == V) & fires(*(y + p_fires))


def advance(y, I, p):  # type: ignore[no-untyped-def]
    """Return the state after a step under a current that is held."""
    if LEAPS:
        return leap(*(y + (I,) + p))
    table, p_flow = p
    z, total = y, y
    for s in range(len(table)):
        z, total = stage(y, z, total, I, 0.0, table[s, 1], table[s, 2], p_flow)
    return total


def kernels(model: type[Neuron]) -> dict[str, Any]:
    """Return the kernels of a model and what a loop over one neuron of it needs, by name, for a
    function that calls :func:`run_one`.
    """
    leap: dict[str, Any] = {"leap": model.leap} if model.leap is not None else {}
    own: dict[str, Any] = {"flow": model.flow, "fires": model.fires, "reset": model.reset}
    return own | sized(len(model.state)) | {"LEAPS": model.leap is not None} | leap


def loop(neuron: Neuron, function: Kernel) -> Kernel:
    """Return ``function`` with the kernels of a neuron in place of the open names, compiled where
    Numba is.
    """
    model = type(neuron)
    return bound(
        function,
        model.__name__,
        len(neuron.state),
        model.flow,
        model.fires,
        model.reset,
        model.leap,
        _jit.enabled(),
    )


@lru_cache(maxsize=64)
def bound(
    function: Kernel,
    name: str,
    size: int,
    flow: Kernel,
    fires: Kernel,
    reset: Kernel,
    leap: Kernel | None,
    compiled: bool,
) -> Kernel:
    """Return ``function``, compiled or not, bound to the kernels of a model of so many state
    variables.
    """
    kernels: dict[str, Any] = {"flow": flow, "fires": fires, "reset": reset}
    if compiled:
        kernels = {key: _jit.on_scalars(kernel, np.exp) for key, kernel in kernels.items()}
        kernels |= sized(size)
    return _jit.bind(
        function,
        {**kernels, "LEAPS": leap is not None, **({"leap": leap} if leap else {})},
        name,
        **_jit.LEAN,
    )


def parameters(neuron: Neuron, dt: float, method: str = "RK4") -> tuple[Any, ...]:
    """Return the parameters that a bound loop passes to its kernels: of the step, of the threshold
    and of the reset.
    """
    state = neuron.state
    step: Any
    if neuron.leap is not None:
        step = (neuron.propagator(dt), *neuron.values(neuron.leap, *state, "I", "decay"))
    else:
        step = (stages(method, dt), neuron.values(neuron.flow, *state, "I"))
    return step, neuron.values(neuron.fires, *state), neuron.values(neuron.reset, *state)


def stage_parameters(neuron: Neuron, method: str, dt: float) -> tuple[Any, ...]:
    """Return the stages of a method, and the parameters of flow, threshold and reset."""
    return stages(method, dt), *(
        neuron.values(kernel, *neuron.state, "I")
        for kernel in (neuron.flow, neuron.fires, neuron.reset)
    )


def fastest_time(neuron: Neuron, rests: Any = None) -> float:
    """Return the shortest time constant in s of a neuron at rest, or of several at ``rests``
    (variables, n); a longer step is unstable.
    """
    rest = np.array(neuron.rest() if rests is None else rests)
    p = neuron.values(neuron.flow, *neuron.state, "I")
    columns = []
    for k, nudge in enumerate(np.where(rest == 0, 1e-12, 1e-6 * np.abs(rest))):
        d = np.zeros_like(rest)
        d[k] = nudge
        up, down = (
            np.array(np.broadcast_arrays(*neuron.flow(*(rest + way * d), 0.0, *p)))
            for way in (1, -1)
        )
        columns.append((up - down) / (2 * nudge))
    fastest = np.abs(np.linalg.eigvals(np.transpose(columns))).max()
    return float(1 / fastest) if fastest else float("inf")


def expect_step(neuron: Neuron, dt: float, verb: str, rests: Any = None) -> None:
    """Refuse a step longer than the fastest time of a neuron that has no closed form; see
    :func:`fastest_time`.
    """
    if dt > (fastest := fastest_time(neuron, rests)):
        raise ParameterError(
            f"{verb}'s dt (time step) is {show(dt, 's')}, longer than the fastest time "
            f"of this {type(neuron).__name__} at rest, "
            f"{show(fastest, 's')}; type a shorter one, as in "
            f"dt={float(f'{fastest / 10 / ms:.1g}'):g}*ms."
        )


def expect_finite(neuron: Neuron, state: np.ndarray, t: float, dt: float) -> None:
    """Refuse a state (variables, …) at ``t`` seconds that has left all bounds: a step was too long,
    which a later rate would hide.
    """
    lost = [
        name
        for name, values in zip(neuron.state, state, strict=True)
        if not np.isfinite(values).all()
    ]
    if lost:
        raise ParameterError(
            f"{', '.join(lost)} of this {type(neuron).__name__} left all bounds before "
            f"{show(t, 's')}: the step, "
            f"dt={dt / ms:g}*ms, is too long for it. Type a shorter one, as in "
            f"dt={float(f'{dt / 10 / ms:.3g}'):g}*ms."
        )


# --- one neuron by itself -------------------------------------------------------------------------


def run_one(y, I, steps, hold, trace, spikes, p, p_fires, p_reset):  # type: ignore[no-untyped-def]
    """Run one neuron through the steps of ``I``; fill ``trace`` and the step numbers of ``spikes``;
    return their count.

    A current one value long is held. A trace one column wide keeps the present state only.
    """
    count, quiet, last, held, above = 0, 0, trace.shape[1] - 1, len(I) == 1, False
    for step in range(steps):
        if quiet > 0:
            quiet -= 1
        else:
            y = advance(y, I[0 if held else step], p)
            if not fires(*(y + p_fires)):
                above = False
            elif not above:
                V = y[0]
                y = reset(*(y + p_reset))
                above = stays_above(V, y, p_fires)
                spikes[count] = step + 1
                count += 1
                quiet = hold
        for j in range(len(y)):
            trace[j, min(step + 1, last)] = y[j]
    return count


def run_many(y, I, hold, steps, p, p_fires, p_reset):  # type: ignore[no-untyped-def]
    """Run neurons side by side as arrays, under constant currents; return steps and neurons of
    their spikes, and the last state.
    """
    quiet, above, waiting = np.zeros(len(I), dtype=int), np.zeros(len(I), dtype=bool), False
    when, who = [], []
    for step in range(steps):
        awake = quiet == 0
        y = tuple(np.where(awake, new, old) for new, old in zip(advance(y, I, p), y, strict=True))
        quiet -= ~awake
        over = fires(*(y + p_fires))
        if waiting:
            above &= over
            waiting = bool(above.any())
        fired = np.flatnonzero(awake & over & ~above if waiting else awake & over)
        if fired.size:
            V, after = y[0][fired], reset(*(y + p_reset))
            for old, new in zip(y, after, strict=True):
                old[fired] = np.broadcast_to(new, old.shape)[fired]
            if (V == y[0][fired]).any():
                above[fired] = stays_above(V, tuple(old[fired] for old in y), p_fires)
                waiting = bool(above.any())
            quiet[fired] = hold
            when.append(np.full(fired.size, step + 1))
            who.append(fired)
    empty = [np.empty(0, dtype=int)]
    return np.concatenate(when or empty), np.concatenate(who or empty), y


def trajectory(
    neuron: Neuron,
    I: Sequence[float] | np.ndarray,
    dt: float,
    method: str = "RK4",
    start: tuple[float, ...] | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the state (variables, steps + 1) and the spike times in s of a neuron driven by ``I``,
    one current a step, from ``start``.
    """
    given, steps, hold = np.asarray(I, dtype=float), len(I), round(neuron.refractory / dt)
    # one number, spread over all steps
    current = np.array(given[:1]) if given.strides == (0,) else np.ascontiguousarray(given)
    trace = np.empty((len(neuron.state), steps + 1))
    start = start or neuron.rest()
    trace[:, 0] = start
    spikes = np.empty(steps // (hold + 1) + 1, dtype=np.int64)
    run = loop(neuron, run_one)
    with np.errstate(all="ignore"):
        count = run(start, current, steps, hold, trace, spikes, *parameters(neuron, dt, method))
    lost = ~np.isfinite(trace).all(axis=0)
    last = int(np.argmax(lost)) - 1  # the state before the first that is lost
    if last >= 0 and (why := singular(neuron, trace[:, last].tolist())):
        raise ParameterError(f"At {show(last * dt, 's')} {why}")
    expect_finite(neuron, trace, int(np.argmax(lost)) * dt if lost.any() else steps * dt, dt)
    return trace, spikes[:count] * dt


def spike_trains(neuron: Neuron, I: np.ndarray, steps: int, dt: float) -> list[np.ndarray]:
    """Return the spike times in s of copies of a neuron, each under its own constant current
    ``I[k]``, for some steps.
    """
    hold = round(neuron.refractory / dt)
    arguments = parameters(neuron, dt)
    # for a few neurons the loop over scalars is the faster one
    if not _jit.enabled() and len(I) > 4:
        y = tuple(np.full(len(I), value) for value in neuron.rest())
        with np.errstate(all="ignore"):
            when, who, y = loop(neuron, run_many)(y, I, hold, steps, *arguments)
        expect_finite(neuron, np.array(y), steps * dt, dt)
        return [when[who == k] * dt for k in range(len(I))]
    run = loop(neuron, run_one)
    trains = []
    for current in I:
        present = np.empty((len(neuron.state), 1))
        spikes = np.empty(steps // (hold + 1) + 1, dtype=np.int64)
        with np.errstate(all="ignore"):
            count = run(
                neuron.rest(), np.array([current]), steps, hold, present, spikes, *arguments
            )
        expect_finite(neuron, present, steps * dt, dt)
        trains.append(spikes[:count] * dt)
    return trains
