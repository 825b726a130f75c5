r"""What conductances do within a tick: a closed step where the flow of a neuron is linear, and a bound on the tick where it is not.

**The closed step.** A conductance :math:`g_s` lets the current :math:`g_s (E_s - V)` flow. For a neuron whose own current is
:math:`g_L (E_L - V) + I`, the voltage therefore obeys a linear equation, whose two coefficients are known functions of time, because
every conductance decays exponentially between arrivals:

.. math::

    \frac{dV}{dt} = c(t) - \lambda(t)\, V, \qquad \lambda = \frac{g_L + \sum_s g_s}{C}, \quad c = \frac{g_L E_L + I + \sum_s g_s E_s}{C} \tag{1}

The exact solution over a tick needs the integral A of λ, and that needs the mean of each conductance over the tick, which is exact also
for a conductance that decays faster than the tick:

.. math::

    \bar g_s = \frac{1}{\Delta t} \int_0^{\Delta t} g_s\, e^{-t/\tau_s}\, dt = g_s\, \frac{\tau_s}{\Delta t} \left(1 - e^{-\Delta t/\tau_s}\right) \tag{2}
    A = \bar\lambda\, \Delta t, \qquad B = \bar c\, \Delta t \tag{3}
    V(\Delta t) = V e^{-A} + \int_0^{\Delta t} c(t)\, e^{-\int_t^{\Delta t} \lambda}\, dt \tag{4}

The step takes :math:`c - \lambda V_\infty`, with :math:`V_\infty = B/A`, as spread evenly over the tick. Its integral is 0, so that the
integral in (4) becomes :math:`V_\infty (1 - e^{-A})`:

.. math::

    V_{k+1} = V_\infty + (V_k - V_\infty)\, e^{-A} = V_k\, e^{-A} + B\, \varphi(A), \qquad \varphi(A) = \frac{1 - e^{-A}}{A} \tag{5}

So :math:`V_{k+1}` lies between :math:`V_k` and :math:`V_\infty`, which is a mean of :math:`E_L + I/g_L` and the reversal potentials with
positive weights: at any tick V stays in the range that these span, and inhibition alone never makes a neuron fire. What (5) leaves out is
the first moment of :math:`c - \lambda V_\infty` over the tick:

.. math::

    V(\Delta t) - V_{k+1} = -\frac{\bar\lambda\, \Delta t^3}{12} \sum_s \frac{g_s (E_s - V_\infty)}{C \tau_s} + O(\Delta t^4) \tag{6}

an error of order 3 a tick, and of order 2 in a run, between arrivals. A synaptic current counts by its mean over the tick as well, and (6)
then holds with its value in place of :math:`g_s (E_s - V_\infty)`. This is the Magnus expansion to its first term: W. Magnus,
Communications on Pure and Applied Mathematics 7:649 (1954), doi:10.1002/cpa.3160070404.

Where a neuron has further state variables, each is linear while the others are held. A tick takes half a step of the others, one of V,
and half a step of the others, which keeps the order: G. Strang, SIAM J. Numerical Analysis 5:506 (1968), doi:10.1137/0705041.

**The bound.** Runge and Kutta's method multiplies the distance to :math:`V_\infty` by a polynomial in place of :math:`e^{-A}`, and so does
Euler's:

.. math::

    e^{-A} \to 1 - A + \frac{A^2}{2} - \frac{A^3}{6} + \frac{A^4}{24} \text{ (order 4)}, \qquad e^{-A} \to 1 - A \text{ (Euler)} \tag{7}

The first exceeds 1 from A = 2.785 on, where V runs away from its end value; the second is negative from A = 1 on, where V leaps over
it, out of the range of (5). A tick in which A is larger than ``MOST_STIFF`` is therefore refused. Here A is
:math:`(\lambda_0 + \kappa G)\, \Delta t`, with the leak :math:`\lambda_0 = -\partial \dot V/\partial V` of the model at rest, 0 where that is
negative, and :math:`\kappa = \partial \dot V/\partial I`, 1/C in most models.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _jit
from .._jit import exp, hidden
from ..model import ParameterError
from ..neurons.neuron import Neuron
from ..units import ms, show

linear = _jit.open_name("linear")  # of the model

MOST_STIFF = {"RK4": 2.5, "Euler": 1.0}  # A of (7), with room for the changes of G within a tick
MOST_CHARGE = 0.1  # of the charge of a spike: the largest error that a method may make of it
REACH, BELOW = 0.75, -1e-3  # of A, between which the polynomial holds
# Coefficients of φ: (φ - 1) / A, interpolated at 9 Chebyshev nodes of 0 to 0.75; φ is off by 1.1e-14 of itself at most.
P1, P2, P3 = -0.4999999999999891, 0.16666666666431879, -0.04166666658301898
P4, P5, P6, P7 = 0.008333332183905529, -0.0013888809581124578, 0.00019838185245709395, -2.4730699161522164e-05
P8, P9 = 2.6596929310284493e-06, -2.034232673362944e-07


def means(taus: Any, dt: float) -> np.ndarray:
    """Return the mean over a tick of what decays with each time constant, 1 at its start: equation (2)."""
    x = dt / np.asarray(taus, dtype=float)
    return -np.expm1(-x) / x  # (2)


# --- the closed step ------------------------------------------------------------------------------------------------------------------


@_jit.fused
def short_share(A):  # type: ignore[no-untyped-def]
    """Return φ of equation (5) for A from 0 to ``REACH``, by a polynomial: neither division nor exponential nor branch."""
    one = hidden(1.0)
    A2 = A * A
    A4 = A2 * A2
    low = (one + A * (P1 * one)) + A2 * (P2 * one + A * (P3 * one))
    middle = (P4 * one + A * (P5 * one)) + A2 * (P6 * one + A * (P7 * one))
    high = P8 * one + A * (P9 * one)
    return (low + A4 * middle) + (A4 * A4) * high  # (5)


@_jit.fused
def total(base, a, x, c, y):  # type: ignore[no-untyped-def]
    """Return A or B of (3) under two inputs."""
    return base + a * x + c * y  # (3)


@_jit.fused
def short_step(V, A, B):  # type: ignore[no-untyped-def]
    """Return V after a step, for A from 0 to ``REACH``: equation (5). A masked V stays masked."""
    share = short_share(A)
    return V * (1.0 - A * share) + B * share  # (5)


def any_step(V, A, B):  # type: ignore[no-untyped-def]
    """Return V after a step for any A, that of :func:`short_step` where this one holds."""
    near = BELOW <= A <= REACH
    decay = exp(-A)
    long = V * decay + B * ((1.0 - decay) / A)  # (5)
    short = short_step(V, A if near else 0.0, B)
    return short if near else long


def step_of_arrays(V, A, B):  # type: ignore[no-untyped-def]
    """Return V after a step, for arrays in plain NumPy: equation (5). A masked V stays masked, because 700 is the most that A counts."""
    A = np.minimum(A, 700.0)
    share = np.divide(-np.expm1(-A), A, out=np.ones(np.shape(A)), where=A != 0)
    return V * np.exp(-A) + B * share  # (5)


def relaxing(size: int, step: str) -> Any:
    """Return the function that takes one tick of a neuron of ``size`` state variables under a mean current and conductance.

    ``step`` names the function that steps one variable. Numba must see the length of each tuple, so the text is made for the size.
    """

    def all_but(moved: Any, h: str) -> str:
        own = [f"{step}(y[{k}], c[{k}][0] * {h}, c[{k}][1] * {h})" if k in moved else f"y[{k}]" for k in range(size)]
        return f"    c = linear(*(y + (I, G) + p))\n    y = ({', '.join(own)},)\n"

    others = all_but(range(1, size), "half") if size > 1 else ""
    text = f"def relaxed(y, I, G, h, p):\n    half = 0.5 * h\n{others}{all_but([0], 'h')}{others}    return y\n"
    return _jit.generated(text, "relaxed", linear=linear, any_step=any_step, step_of_arrays=step_of_arrays)


def coefficients(neuron: Neuron, dt: float) -> tuple[float, float]:
    """Return A of a tick without synapses, and what a mean conductance of 1 S adds to it: equation (3)."""
    at_rest, open_ = (_pair(neuron, 0.0, 0.0, G)[0] for G in (0.0, 1.0))
    return at_rest * dt, (open_ - at_rest) * dt  # (3)


def drive(neuron: Neuron, I: Any, dt: float) -> np.ndarray:
    """Return B of a tick without synapses under a current: equation (3)."""
    return np.asarray(_pair(neuron, 0.0, I, 0.0)[1] * dt)  # (3)


def _pair(neuron: Neuron, V: Any, I: Any, G: Any) -> Any:
    kernel: Any = neuron.linear
    return kernel(V, I, G, *neuron.values(kernel, "V", "I", "G"))[0]


# --- the bound ------------------------------------------------------------------------------------------------------------------------


def stiffness(neuron: Neuron, state: np.ndarray, dt: float) -> tuple[np.ndarray, np.ndarray]:
    """Return :math:`\\lambda_0 \\Delta t` and :math:`\\kappa \\Delta t` of (7) for neurons in a ``state`` (variables, n)."""
    p, V = neuron.values(neuron.flow, *neuron.state, "I"), state[0]
    nudge, unit = np.where(V == 0, 1e-6, 1e-6 * np.abs(V)), 1e-12

    def slope(V: Any, I: float) -> Any:
        return np.broadcast_to(neuron.flow(V, *state[1:], I, *p)[0], V.shape)

    with np.errstate(all="ignore"):
        leak = -(slope(V + nudge, 0.0) - slope(V - nudge, 0.0)) / (2 * nudge)
        gain = (slope(V, unit) - slope(V, -unit)) / (2 * unit)
    return np.maximum(np.nan_to_num(leak), 0.0) * dt, np.maximum(np.nan_to_num(gain), 0.0) * dt


def limits(neuron: Neuron, state: np.ndarray, method: str, dt: float) -> np.ndarray:
    """Return the largest conductance of each neuron at which a tick is short enough: A of (7) is then ``MOST_STIFF``."""
    leak, gain = stiffness(neuron, state, dt)
    with np.errstate(divide="ignore"):
        return np.where(gain > 0, np.maximum(MOST_STIFF[method] - leak, 0.0) / gain, np.inf)


def expect_short(block: Any, excess: tuple[int, int, float], method: str, dt: float) -> None:
    """Refuse a tick that was too long: ``excess`` is the tick, the neuron in the block, and its conductance in S."""
    tick, who, G = excess
    k = int(np.searchsorted(block.starts, who, side="right")) - 1
    population, leak, gain = block.members[k], *stiffness(block.neuron, block.rests[:, who : who + 1], dt)
    A = float(leak[0] + gain[0] * G)
    name = type(block.neuron).__name__
    closed = "" if method == "RK4" else f" ({method}'s method stays stable for less than Runge and Kutta's, method='RK4')"
    raise ParameterError(
        f"At {show(tick * dt, 's')} the synapses of neuron {who - int(block.starts[k])} of {population.name} had a conductance of "
        f"{show(G, 'S')}, under which V of {name} relaxes {A:.3g} times within one tick of {show(dt, 's')}; expected at most "
        f"{MOST_STIFF[method]:g}, because beyond it the steps{closed} overshoot and make spikes that are none. "
        f"Type Clocked(dt={shorter(dt, A / MOST_STIFF[method]) / ms:g}*ms), or weaker synapses."
    )


def shorter(dt: float, times: float) -> float:
    """Return a tick that divides ``dt`` into 2, 5, 10, 20, 50 … parts, at least twice so many as there are ``times`` too long."""
    parts = next(base * 10**power for power in range(30) for base in (1, 2, 5) if base * 10**power >= 2 * times)
    return dt / parts


def expect_charge(block: Any, method: str, table: np.ndarray, dt: float) -> None:
    """Refuse synapses that decay so fast within a tick that a method is far off in the charge of a spike."""
    for synapse in block.receptors:
        seen = float((np.exp(-table[:, 0] * dt / 2 / synapse.tau) * table[:, 2]).sum() / dt)
        true = float(means(synapse.tau, dt))
        if abs(seen / true - 1) > MOST_CHARGE:
            name = type(block.neuron).__name__
            raise ParameterError(
                f"Synapses onto {block.members[0].name} decay with tau = {show(synapse.tau, 's')}, and the {method} step of {name} takes their "
                f"spikes for {seen / true:.3g} times what they are at ticks of {show(dt, 's')}; expected at most {MOST_CHARGE * 100:g} % off. "
                f"Type Clocked(dt={_tick_for(synapse.tau, table, dt) / ms:g}*ms), or a longer tau."
            )


def _tick_for(tau: float, table: np.ndarray, dt: float) -> float:
    """Return a tick that divides ``dt`` and at which the charge is right within ``MOST_CHARGE``."""
    for parts in (base * 10**power for power in range(12) for base in (1, 2, 5)):
        h = dt / parts
        seen = (np.exp(-table[:, 0] * h / 2 / tau) * table[:, 2]).sum() / dt
        if abs(seen / float(means(tau, h)) - 1) <= MOST_CHARGE:
            return h
    return dt
