r"""A thousand synapses that compete for the spikes of one neuron: the experiment of Song, Miller
and Abbott, and why it ends as it does.

A clocked program sees spikes at whole ticks of :math:`\Delta t`. Its trains have pairs with a lag
of exactly 0. A program that counts these as potentiation has, where both time constants of the
window are :math:`\tau`, in place of the ratio :math:`\rho = A_-\tau_-/(A_+\tau_+)` the ratio

.. math::

    \rho_{\Delta t} = \rho\, e^{-\Delta t/\tau} \tag{1}

of its areas, because potentiation sums :math:`e^{-n\Delta t/\tau}` from n = 0 and depression from n
= 1. A program that leaves such pairs out has :math:`\rho` at every step. Source: S. Song, K. D.
Miller and L. F. Abbott, Nature Neuroscience 3:919 (2000), doi:10.1038/78829, for the experiment;
the numbers of its inhibition are not verified against the paper. Used in lab 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ...model import Model, ParameterError, Quantity, param
from ...network import Network
from ...neurons import LIF
from ...plasticity import STDP
from ...units import Hz, ms, mV, nS, pF

INPUTS, INHIBITORY, INHIBITORY_RATE, TAU_S = 1000, 200, 10 * Hz, 5 * ms
LARGEST, INHIBITION = 0.015, 0.05  # conductances of one spike, in units of the leak
NEURON = LIF(C=200 * pF, g_L=10 * nS, E_L=-70 * mV, V_T=-54 * mV, V_R=-60 * mV, t_ref=0 * ms)
WINDOW = STDP()
# as the equations read them, in V and s
E_L, V_T, TAU_M, TAU = NEURON.E_L, NEURON.V_T, NEURON.tau, WINDOW.tau_plus

RATE = Quantity("Hz", "rate of each input", 0.1 * Hz, 1000 * Hz, (5 * Hz, 60 * Hz))
RATIO = Quantity("", "area of depression over area of potentiation", 0.1, 10.0, (1.03, 1.12))
GROUPS = Quantity("", "number of groups that learn as one", 5, INPUTS, (100, INPUTS))
STEP = Quantity("ms", "time step", 0.001 * ms, 10 * ms, (0.1 * ms, 1 * ms))
DECAY = Quantity("ms", "time constant of the window", 0.1 * ms, 10.0, (5 * ms, 50 * ms))
WEIGHTS = Quantity("", "weights, as fractions of the largest", 0.0, 1.0, (0.0, 1.0))
FRACTIONS = np.linspace(0, 1, 401)
PIECES = np.full(401, 1 / 400)  # of an integral over them, by the trapezoidal rule
PIECES[[0, -1]] /= 2


def counted_ratio(ratio: Any, dt: Any, tau: Any = 20 * ms) -> Any:
    """Return the ratio of areas in a program that counts pairs within a tick of ``dt`` s as
    potentiation: equation (1).
    """
    ratio, dt = RATIO.array(ratio, "counted_ratio's ratio"), STEP.array(dt, "counted_ratio's dt")
    return stepped(ratio, dt, DECAY.array(tau, "counted_ratio's tau"))[()]


def stepped(ratio: Any, dt: Any, tau: Any) -> Any:
    """Return the ratio of areas at a tick of ``dt`` s: equation (1)."""
    return ratio * np.exp(-dt / tau)  # (1)


def competition(
    rate: float,
    ratio: float = 1.05,
    groups: int = INPUTS,
    tick: float = 0.1 * ms,
    start: Any = None,
) -> Network:
    """Return the network: 1000 excitatory inputs of a ``rate`` in Hz, which learn, and inhibitory
    ones on one neuron.

    With fewer ``groups`` than 1000, all inputs of a group share one synapse: a group fires
    1000/groups times as often as an input, so that the neuron's drive stays what it is and learning
    is 1000/groups times as fast. Weights begin evenly spread between 0 and the largest, or all at
    ``start``, fractions of it. Every delay is one ``tick`` of the :class:`~neurolib.Clocked` that
    will run it, in s. The parts are called "inputs", "inhibition", "neuron" and, the synapses that
    learn, "learning".
    """
    rate, ratio = (
        RATE.number(rate, "competition's rate"),
        RATIO.number(ratio, "competition's ratio"),
    )
    n, tick = GROUPS.whole(groups, "competition's groups"), STEP.number(tick, "competition's tick")
    largest = LARGEST * NEURON.g_L
    act: dict[str, Any] = {"synapse": "conductance", "tau": TAU_S, "delay": tick}
    begin = (
        (np.arange(n) + 0.5) / n if start is None else WEIGHTS.array(start, "competition's start")
    )
    if begin.shape not in ((), (n,)):
        raise ParameterError(
            f"competition's start has shape {begin.shape}; expected one number, or {n}, "
            f"one for each group."
        )
    begin = np.broadcast_to(begin, n)
    net, fewer = Network(), n // 5
    inputs = net.poisson(n, rate * INPUTS / n, name="inputs")
    inhibition = net.poisson(fewer, INHIBITORY * INHIBITORY_RATE / fewer, name="inhibition")
    cell = net.population(NEURON, 1, name="neuron")
    rule = STDP(A_minus=ratio * WINDOW.A_plus)
    net.project(
        inputs,
        cell,
        largest * begin[:, None],
        E_rev=0 * mV,
        plasticity=rule,
        w_max=largest,
        name="learning",
        **act,
    )
    net.project(
        inhibition, cell, INHIBITION * NEURON.g_L, E_rev=NEURON.E_L, name="inhibiting", **act
    )
    return net


def outer_fifths(u: Any) -> float:
    """Return the fraction of weights, each a fraction of the largest, that are below a fifth or
    above four fifths.
    """
    u = WEIGHTS.array(u, "outer_fifths's u")
    return float(np.mean((u < 0.2) | (u > 0.8)))


class Settled(NamedTuple):
    """Where the weights and the neuron settle: critical weight, density at ``FRACTIONS``, mean
    weight, output rate in Hz, and the mean and standard deviation in V of the voltage without a
    threshold. NaN where no balance exists.
    """

    critical: Any
    density: np.ndarray
    weight: Any
    rate: Any
    mean: Any
    spread: Any


@dataclass(frozen=True, repr=False)
class Balance(Model):
    r"""Where competing synapses settle: chance pairs push every weight down, and those that help
    the neuron to fire push theirs up.

    With N inputs of rate r, the voltage without a threshold has mean :math:`\mu` and standard
    deviation :math:`\sigma`. It crosses the threshold from below (Rice's formula), where the reset
    is soon forgotten, at the rate

    .. math::

        \nu = \frac{1}{2\pi \sqrt{\tau_s \tau_V}}\, e^{-(V_T - \mu)^2/(2\sigma^2)} \tag{1}

    with the time constant :math:`\tau_s` of the synapses and that of the membrane under all
    conductances, :math:`\tau_V`. A weight u, a fraction of the largest, then changes at the mean
    rate

    .. math::

        \dot u = r\, \nu A_+ \left[ \kappa u - (\rho - 1)\, \tau \right] \tag{2}

    The first term is causal: an input spike, which moves the voltage by a u for a while, brings the
    neuron to cross so much more often within the window,

    .. math::

        \kappa = \left[ \frac{V_T - \mu}{\sigma^2}
            + \sqrt{\frac{\pi}{2}}\, \frac{\sqrt{\tau_s \tau_V}}{\sigma \tau} \right]
            \frac{a\, \tau_s}{(1 + \tau_s/\tau)(1 + \tau_V/\tau)} \tag{3}

    Weights above the critical weight grow, and those below it shrink:

    .. math::

        u_c = \frac{(\rho - 1)\, \tau}{\kappa} \tag{4}

    Random steps of single pairs spread them, so that in the end the weights have the density

    .. math::

        p(u) \propto \exp \left[ \frac{4\, (\rho - 1)}{A_+ (1 + \rho^2)} \left( \frac{u^2}{2 u_c}
            - u \right) \right] \tag{5}

    and :math:`\mu` and :math:`\sigma` follow from its first two moments: the rate of the output is
    what makes (4) and (5) agree. Sources: S. O. Rice, Bell System Technical Journal 24:46 (1945),
    doi:10.1002/j.1538-7305.1945.tb00453.x, for (1); R. Kempter, W. Gerstner and J. L. van Hemmen,
    Physical Review E 59:4498 (1999), doi:10.1103/PhysRevE.59.4498, for drift by chance and by
    causation; M. C. W. van Rossum et al., Journal of Neuroscience 20:8812 (2000),
    doi:10.1523/JNEUROSCI.20-23-08812.2000, for the density of weights under such a rule. Used in
    lab 3.
    """

    rate: float = param(20 * Hz, "Hz", "rate of each input", 0.1 * Hz, 1000 * Hz, (5 * Hz, 60 * Hz))
    ratio: float = param(
        1.05, "", "area of depression over area of potentiation", 0.1, 10.0, (1.03, 1.12)
    )
    A_plus: float = param(
        0.005, "", "potentiation by a pair with a lag just above 0", 1e-5, 0.1, (0.002, 0.02)
    )

    def settled(self, rates: Any = None) -> Settled:
        """Return where all settles for this rate of the inputs, or for each of several ``rates`` in
        Hz.
        """
        r = np.atleast_1d(
            RATE.array(self.rate if rates is None else rates, "Balance.settled's rates")
        )
        low, high = np.full(r.shape, 1e-3), np.full(r.shape, 1e3)
        for _ in range(40):  # the critical weight at which (4) returns what it was given
            middle = np.sqrt(low * high)
            above = self._critical(r, middle)[0] > middle
            low, high = np.where(above, middle, low), np.where(above, high, middle)
        u_c, p, mean, V, sigma, nu = self._critical(r, low)
        gone = (V >= NEURON.V_T) | (self.ratio <= 1)
        found = [np.where(gone, np.nan, each) for each in (u_c, mean, nu, V, sigma)]
        p = np.where(gone[:, None], np.nan, p)
        critical, *others = found if rates is not None else [float(each[0]) for each in found]
        return Settled(critical, p if rates is not None else p[0], *others)

    def _critical(self, r: np.ndarray, guessed: np.ndarray) -> tuple[np.ndarray, ...]:
        """Return the critical weight that follows from a guessed one, and all that lies between."""
        u = FRACTIONS
        slope = self.exponent(u, guessed[:, None], self.ratio, self.A_plus)
        p = np.exp(slope - slope.max(axis=1, keepdims=True))  # (5)
        p /= (p @ PIECES)[:, None]
        mean, square = p @ (PIECES * u), p @ (PIECES * u**2)
        u_c, V, sigma, nu = self.response(r, mean, square, self.ratio)
        return u_c, p, mean, V, sigma, nu

    @staticmethod
    def exponent(u: Any, critical: Any, ratio: Any, A_plus: Any) -> Any:
        """Return the exponent of the density of weights ``u`` around a critical weight."""
        return 4 * (ratio - 1) / (A_plus * (1 + ratio**2)) * (u**2 / (2 * critical) - u)  # (5)

    @staticmethod
    def response(r: Any, mean: Any, square: Any, ratio: Any) -> Any:
        """Return the critical weight, the mean and the standard deviation in V of the voltage, and
        the output rate in Hz, under inputs of a rate in Hz whose weights and their squares have
        these means.
        """
        g_E = INPUTS * r * LARGEST * mean * TAU_S
        g_I = INHIBITORY * INHIBITORY_RATE * INHIBITION * TAU_S
        total = 1 + g_E + g_I
        V, tau_V = E_L * (1 + g_I) / total, TAU_M / total
        noise = (
            INPUTS * r * square * (LARGEST * V) ** 2
            + INHIBITORY * INHIBITORY_RATE * (INHIBITION * (V - E_L)) ** 2
        )
        sigma = TAU_S / total * np.sqrt(noise / (2 * (TAU_S + tau_V)))
        together = np.sqrt(TAU_S * tau_V)
        nu = np.exp(-((V_T - V) ** 2) / (2 * sigma**2)) / (2 * np.pi * together)  # (1)
        a = -LARGEST * V / total
        kappa = np.maximum(V_T - V, 0.0) / sigma**2
        kappa = kappa + np.sqrt(np.pi / 2) * together / (sigma * TAU)
        kappa = kappa * a * TAU_S / ((1 + TAU_S / TAU) * (1 + tau_V / TAU))  # (3)
        return np.maximum((ratio - 1) * TAU / kappa, 1e-4), V, sigma, nu  # (4)

    def drift(self, u: Any) -> Any:
        """Return the mean change per s of weights ``u``, fractions of the largest, when all has
        settled: equation (2).
        """
        end, u = self.settled(), WEIGHTS.array(u, "Balance.drift's u")
        pull = (self.ratio - 1) * WINDOW.tau_plus
        return (self.rate * end.rate * self.A_plus * (pull / end.critical * u - pull))[()]  # (2)
