r"""The step of a neuron under synaptic conductances within one tick.

If the flow of the neuron is linear, the step has a closed form, which is stable at any tick.
Otherwise the tick must stay below a bound.

**The closed step.** A conductance :math:`g_s` lets the current :math:`g_s (E_s - V)` flow. A neuron
whose own current is :math:`g_L (E_L - V) + I` then obeys a linear equation. Its two coefficients
are known functions of time, because each conductance decays exponentially between two arrivals:

.. math::

    \frac{dV}{dt} = c - \lambda V, \qquad \lambda = \frac{g_L + \sum_s g_s}{C},
        \qquad c = \frac{g_L E_L + I + \sum_s g_s E_s}{C} \tag{1}

Over a tick, λ and c have the integrals A and B, which follow from the mean of each conductance. The
mean is exact also for a conductance that decays faster than the tick:

.. math::

    \bar g_s = \frac{1}{\Delta t} \int_0^{\Delta t} g_s\, e^{-t/\tau_s}\, dt
        = g_s\, \frac{\tau_s}{\Delta t} \left(1 - e^{-\Delta t/\tau_s}\right) \tag{2}
    A = \int_0^{\Delta t} \lambda\, dt
        = \frac{\Delta t}{C} \Bigl(g_L + \sum_s \bar g_s\Bigr), \qquad
    B = \int_0^{\Delta t} c\, dt
        = \frac{\Delta t}{C} \Bigl(g_L E_L + I + \sum_s \bar g_s E_s\Bigr) \tag{3}

With the end value :math:`V_\infty = B/A`, the distance to it obeys

.. math::

    \frac{d (V - V_\infty)}{dt} = -\lambda (V - V_\infty) + \delta, \qquad
    \delta = c - \lambda V_\infty, \qquad \int_0^{\Delta t} \delta\, dt = B - A V_\infty = 0 \tag{4}

The step leaves δ out, whose integral over the tick is 0. The distance then decays by
:math:`e^{-A}`:

.. math::

    V_{k+1} = V_\infty + (V_k - V_\infty)\, e^{-A} = V_k\, e^{-A} + B\, \varphi(A), \qquad
    \varphi(A) = \frac{1 - e^{-A}}{A} \tag{5}

So :math:`V_{k+1}` lies between :math:`V_k` and :math:`V_\infty`, and :math:`V_\infty` is a mean of
:math:`E_L + I/g_L` and of the reversal potentials with positive weights. At any tick V therefore
stays in the range that these span: inhibition alone makes no neuron fire. What the step leaves out
is, to leading order, the first moment of δ:

.. math::

    V(\Delta t) - V_{k+1} = -\frac{A\, \Delta t^2}{12} \sum_s \frac{g_s (E_s - V_\infty)}{C \tau_s}
        + O(\Delta t^4) \tag{6}

This is an error of order 3 in a tick, and of order 2 in a run between arrivals. A synaptic current
counts by its mean over the tick too, and stands in (6) in place of :math:`g_s (E_s - V_\infty)`.
The step is the first term of the expansion of W. Magnus, Communications on Pure and Applied
Mathematics 7:649 (1954), doi:10.1002/cpa.3160070404.

Where a neuron has more state variables, each is linear while the others are held. A tick then takes
half a step of the others, a step of V, and half a step of the others, which keeps the order: G.
Strang, SIAM Journal on Numerical Analysis 5:506 (1968), doi:10.1137/0705041.

**The bound.** In place of :math:`e^{-A}`, Runge and Kutta's method and Euler's multiply the
distance to :math:`V_\infty` by

.. math::

    1 - A + \frac{A^2}{2} - \frac{A^3}{6} + \frac{A^4}{24} \text{ (order 4)}, \qquad
    1 - A \text{ (Euler)} \tag{7}

From A = 2.785 on, the first factor is larger than 1, and V runs away from its end value. From A = 1
on, the second factor is negative, and V overshoots its end value, out of the range of (5). A tick
in which A is larger than ``MOST_STIFF`` is therefore refused. Here A is
:math:`(\lambda_0 + \kappa G)\, \Delta t` with the leak
:math:`\lambda_0 = -\partial \dot V/\partial V` of the model at rest (0 where that is negative) and
:math:`\kappa = \partial \dot V/\partial I`, 1/C in most models.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ... import _jit
from ..._jit import exp, hidden
from ...model import ParameterError
from ...neurons.neuron import Neuron
from ...units import ms, show

linear = _jit.open_name("linear")  # of the model: the pair (λ, c) of (1) of each state variable

MOST_STIFF = {"RK4": 2.5, "Euler": 1.0}  # A of (7), with room for the changes of G within a tick
MOST_CHARGE = 0.1  # of the charge of a spike: the largest error that a method may make of it
REACH, BELOW = 0.75, -1e-3  # of A, between which the polynomial holds
# Coefficients of φ: (φ - 1) / A, interpolated at 9 Chebyshev nodes of 0 to 0.75; φ is off by
# 1.1e-14 of itself at most.
P1, P2, P3 = -0.4999999999999891, 0.16666666666431879, -0.04166666658301898
P4, P5, P6, P7 = (
    0.008333332183905529,
    -0.0013888809581124578,
    0.00019838185245709395,
    -2.4730699161522164e-05,
)
P8, P9 = 2.6596929310284493e-06, -2.034232673362944e-07


def means(taus: Any, dt: float) -> np.ndarray:
    """Return the mean over a tick of what is 1 at its start and decays with each time constant:
    (2).
    """
    x = dt / np.asarray(taus, dtype=float)
    return -np.expm1(-x) / x  # (2)


# --- the closed step ------------------------------------------------------------------------------


@_jit.fused
def phi(A):  # type: ignore[no-untyped-def]
    """Return φ of (5) for A up to ``REACH`` by a polynomial: no division, exponential or branch."""
    one = hidden(1.0)
    A2 = A * A
    A4 = A2 * A2
    low = (one + A * (P1 * one)) + A2 * (P2 * one + A * (P3 * one))
    middle = (P4 * one + A * (P5 * one)) + A2 * (P6 * one + A * (P7 * one))
    high = P8 * one + A * (P9 * one)
    return (low + A4 * middle) + (A4 * A4) * high  # (5)


@_jit.fused
def with_two_inputs(base, a, x, c, y):  # type: ignore[no-untyped-def]
    """Return A or B of (3) under two inputs."""
    return base + a * x + c * y  # (3)


@_jit.fused
def short_step(V, A, B):  # type: ignore[no-untyped-def]
    """Return V after a step, for A up to ``REACH``: (5). A masked V stays masked."""
    factor = phi(A)
    return V * (1.0 - A * factor) + B * factor  # (5)


def any_step(V, A, B):  # type: ignore[no-untyped-def]
    """Return V after a step for any A: that of :func:`short_step` where this one holds."""
    within = (A >= BELOW) & (A <= REACH)
    decay = exp(-A)
    long = V * decay + B * ((1.0 - decay) / A)  # (5)
    short = short_step(V, A if within else 0.0, B)
    return short if within else long


def step_of_arrays(V, A, B):  # type: ignore[no-untyped-def]
    """Return V after a step, for arrays in plain NumPy: (5). A masked V stays masked: its factor is
    not 0.
    """
    factor = np.divide(-np.expm1(-A), A, out=np.ones(np.shape(A)), where=A != 0)
    return V * np.exp(-np.minimum(A, 700.0)) + B * factor  # (5)


def relaxed_kernel(size: int, step: str) -> Any:
    """Return the function that steps a neuron of ``size`` state variables under a mean current and
    conductance.

    ``step`` names the function that steps one variable. The text is made for the size, because
    Numba must see the length of each tuple. For two variables it says, with c for the λ and c of
    both::

        half = 0.5 * h
        c = linear(y0, y1, I, G, *p)
        y1 = step(y1, c[1][0] * half, c[1][1] * half)
        c = linear(y0, y1, I, G, *p)
        y0 = step(y0, c[0][0] * h, c[0][1] * h)
        c = linear(y0, y1, I, G, *p)
        y1 = step(y1, c[1][0] * half, c[1][1] * half)
    """

    def moving(moved: Any, h: str) -> str:
        stepped = f"{step}(y[{{k}}], c[{{k}}][0] * {h}, c[{{k}}][1] * {h})"
        names = [(stepped if k in moved else "y[{k}]").format(k=k) for k in range(size)]
        return f"    c = linear(*(y + (I, G) + p))\n    y = ({', '.join(names)},)\n"

    others = moving(range(1, size), "half") if size > 1 else ""
    steps = others + moving([0], "h") + others
    text = f"def relaxed(y, I, G, h, p):\n    half = 0.5 * h\n{steps}    return y\n"
    names = {"linear": linear, "any_step": any_step, "step_of_arrays": step_of_arrays}
    return _jit.generated(text, "relaxed", **names)


def leak_and_gain(neuron: Neuron, dt: float) -> tuple[float, float]:
    """Return A of a tick without synapses, and what a mean conductance of 1 S adds to it: (3)."""
    at_rest, open_ = (_pair(neuron, 0.0, 0.0, G)[0] for G in (0.0, 1.0))
    return at_rest * dt, (open_ - at_rest) * dt  # (3)


def current_integral(neuron: Neuron, I: Any, dt: float) -> np.ndarray:
    """Return B of a tick without synapses under a current: (3)."""
    return np.asarray(_pair(neuron, 0.0, I, 0.0)[1] * dt)  # (3)


def _pair(neuron: Neuron, V: Any, I: Any, G: Any) -> Any:
    kernel: Any = neuron.linear
    return kernel(V, I, G, *neuron.values(kernel, "V", "I", "G"))[0]


# --- the bound ------------------------------------------------------------------------------------


def stiffness(neuron: Neuron, state: np.ndarray, dt: float) -> tuple[np.ndarray, np.ndarray]:
    r"""Return :math:`\lambda_0 \Delta t` and :math:`\kappa \Delta t` of (7) in a state (variables,
    n).
    """
    p, V = neuron.values(neuron.flow, *neuron.state, "I"), state[0]
    nudge, unit = np.where(V == 0, 1e-6, 1e-6 * np.abs(V)), 1e-12

    def slope(V: Any, I: float) -> Any:
        return np.broadcast_to(neuron.flow(V, *state[1:], I, *p)[0], V.shape)

    with np.errstate(all="ignore"):
        leak = -(slope(V + nudge, 0.0) - slope(V - nudge, 0.0)) / (2 * nudge)
        gain = (slope(V, unit) - slope(V, -unit)) / (2 * unit)
    return np.maximum(np.nan_to_num(leak), 0.0) * dt, np.maximum(np.nan_to_num(gain), 0.0) * dt


def conductance_limits(neuron: Neuron, state: np.ndarray, method: str, dt: float) -> np.ndarray:
    """Return the conductance of each neuron at which A of (7) is ``MOST_STIFF``."""
    leak, gain = stiffness(neuron, state, dt)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(gain > 0, np.maximum(MOST_STIFF[method] - leak, 0.0) / gain, np.inf)


def expect_short(block: Any, excess: tuple[int, int, float], method: str, dt: float) -> None:
    """Refuse a tick that was too long: ``excess`` is the tick, the neuron, and its conductance in
    S.
    """
    tick, who, G = excess
    k = int(np.searchsorted(block.starts, who, side="right")) - 1
    population, name = block.members[k], type(block.neuron).__name__
    leak, gain = stiffness(block.neuron, block.rests[:, who : who + 1], dt)
    A, most = float(leak[0] + gain[0] * G), MOST_STIFF[method]
    other = "" if method == "RK4" else f" (with method='RK4' {MOST_STIFF['RK4']:g})"
    raise ParameterError(
        f"At {show(tick * dt, 's')} the synapses of neuron {who - int(block.starts[k])} "
        f"of {population.name} "
        f"had a conductance of {show(G, 'S')}, under which V of {name} relaxes {A:.3g} "
        f"times within one tick "
        f"of {show(dt, 's')}; expected at most {most:g}{other}, because beyond it V "
        f"overshoots its end "
        "value, which causes false spikes. "
        f"Type Clocked(dt={_parted(dt, 2 * A / most) / ms:g}*ms), or weaker synapses."
    )


def expect_charge(block: Any, method: str, table: np.ndarray, dt: float) -> None:
    """Refuse synapses that decay so fast within a tick that a method misses the charge of a
    spike.
    """
    for synapse in block.receptors:
        seen = _seen(synapse.tau, table, 1)
        if abs(seen - 1) > MOST_CHARGE:
            parts = next(
                n for n in _parts() if abs(_seen(synapse.tau, table, n) - 1) <= MOST_CHARGE
            )
            raise ParameterError(
                f"Synapses onto {block.members[0].name} decay with tau = "
                f"{show(synapse.tau, 's')}, so fast "
                f"that at ticks of {show(dt, 's')} the {method} step of "
                f"{type(block.neuron).__name__} takes "
                f"the charge of a spike for {seen:.3g} times what it is; expected at most "
                f"{MOST_CHARGE * 100:g} % off. Type Clocked(dt={dt / parts / ms:g}*ms), "
                f"or a longer tau."
            )


def _seen(tau: float, table: np.ndarray, parts: int) -> float:
    """Return by what factor the stages of a method are off in the mean of a decay, at so short a
    tick.
    """
    dt = float(table[:, 2].sum())
    found = (np.exp(-table[:, 0] * dt / parts / 2 / tau) * table[:, 2]).sum() / dt
    return float(found / means(tau, dt / parts))


def _parts() -> Iterator[int]:
    """Count up 1, 2, 5, 10, 20, 50 …"""
    return (base * 10**power for power in range(30) for base in (1, 2, 5))


def _parted(dt: float, times: float) -> float:
    """Return a tick that divides ``dt`` and is at least so many ``times`` shorter."""
    return dt / next(n for n in _parts() if n >= times)
