"""The leaky integrate-and-fire neuron."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ..model import ParameterError, Quantity, param
from ..units import ms, mV, nA, nF, nS, pA, pF, s, show, uS
from .neuron import Neuron

CURRENT = Quantity("pA", "input current", -100 * nA, 100 * nA, (0 * pA, 1000 * pA))
VOLTAGE = Quantity("mV", "membrane potential", -10.0, 10.0, (-90 * mV, 50 * mV))


@dataclass(frozen=True, repr=False)
class LIF(Neuron):
    r"""Leaky integrate-and-fire neuron: a leaky capacitor that spikes at a threshold, is reset, and rests a while.

    Between spikes, at a spike, and for the time :math:`t_{\mathrm{ref}}` after it:

    .. math::

        C \frac{dV}{dt} = -g_L (V - E_L) + I \tag{1}
        V \ge V_T \;\Rightarrow\; \text{spike} \tag{2}
        V \leftarrow V_R \quad \text{held for } t_{\mathrm{ref}} \tag{3}

    While the input is constant, with :math:`V_\infty = E_L + I/g_L` and :math:`\tau = C/g_L`:

    .. math::

        V(t + \Delta t) = V_\infty + \left(V(t) - V_\infty\right) e^{-\Delta t/\tau} \tag{4}
        t^* = \tau \ln \frac{V_\infty - V}{V_\infty - V_T} \tag{5}
        r = \left[t_{\mathrm{ref}} + t^*(V_R)\right]^{-1} \text{ above } \; I_{\mathrm{rh}} = g_L (V_T - E_L) \tag{6}

    A current that decays with the time constant :math:`\tau_s`, as synapses make, adds to (4) its value at t times

    .. math::

        P(\Delta t) = \frac{1}{g_L} \frac{\tau_s}{\tau_s - \tau} \left(e^{-\Delta t/\tau_s} - e^{-\Delta t/\tau}\right) \tag{7}

    Source: L. Lapicque, Journal de Physiologie et de Pathologie Générale 9:620 (1907); W. Gerstner et al.,
    *Neuronal Dynamics* (2014), chapter 1, doi:10.1017/CBO9781107447615; for (7) S. Rotter and M. Diesmann, Biological
    Cybernetics 81:381 (1999), doi:10.1007/s004220050570. Used in chapters 1 and 2.
    """

    C: float = param(200 * pF, "pF", "membrane capacitance", 0.1 * pF, 100 * nF, (50 * pF, 500 * pF))
    g_L: float = param(10 * nS, "nS", "leak conductance", 0.01 * nS, 100 * uS, (2 * nS, 30 * nS))
    E_L: float = param(-70 * mV, "mV", "leak reversal potential", -150 * mV, 50 * mV, (-80 * mV, -55 * mV))
    V_T: float = param(-50 * mV, "mV", "firing threshold", -150 * mV, 50 * mV, (-60 * mV, -40 * mV))
    V_R: float = param(-60 * mV, "mV", "reset potential", -200 * mV, 50 * mV, (-80 * mV, -51 * mV))
    t_ref: float = param(2 * ms, "ms", "refractory time", 0.0, 1 * s, (0 * ms, 10 * ms))

    state: ClassVar[tuple[str, ...]] = ("V",)

    @staticmethod
    def flow(V, I, C, g_L, E_L):
        return ((-g_L * (V - E_L) + I) / C,)  # (1)

    @staticmethod
    def fires(V, V_T):
        return V >= V_T  # (2)

    @staticmethod
    def reset(V, V_R):
        return (V_R,)  # (3)

    @staticmethod
    def leap(V, I, decay, g_L, E_L):
        V_inf = E_L + I / g_L
        return (V_inf + (V - V_inf) * decay,)  # (4)

    def check(self) -> None:
        """Refuse a reset that is not below the threshold."""
        if self.V_R >= self.V_T:
            raise ParameterError(
                f"LIF.V_R (reset potential) is {show(self.V_R, 'V')}, not below LIF.V_T (firing threshold), {show(self.V_T, 'V')}: "
                f"the neuron would fire for ever. Type, for example, V_R={show(self.V_T - 10 * mV, 'V').replace(' ', '*')}."
            )

    def rest(self) -> tuple[float, ...]:
        """Return the leak reversal potential."""
        return (self.E_L,)

    def propagator(self, dt: float) -> float:
        """Return ``exp(-dt/tau)``, the decay of equation (4) over ``dt`` seconds."""
        return math.exp(-dt / self.tau)

    def response(self, tau: float, dt: float) -> float:
        """Return what one ampere that decays with ``tau`` adds to the voltage in ``dt`` seconds, V/A: equation (7)."""
        x = dt / self.tau - dt / tau
        ratio = math.expm1(x) / x if x else 1.0  # finite where the two time constants meet
        return dt / self.C * math.exp(-dt / self.tau) * ratio  # (7)

    @property
    def tau(self) -> float:
        """Membrane time constant C/g_L, s."""
        return self.C / self.g_L

    @property
    def rheobase(self) -> float:
        """Smallest constant current that makes the neuron fire for ever, A: equation (6). Exactly there it never does."""
        return self.g_L * (self.V_T - self.E_L)  # (6)

    def time_to_threshold(self, V: Any, I: Any) -> np.ndarray:
        """Return the time in s from voltage ``V`` to threshold under constant current ``I``, ``inf`` if never: equation (5)."""
        V_inf = self.E_L + CURRENT.array(I, "LIF.time_to_threshold's I") / self.g_L
        V = VOLTAGE.array(V, "LIF.time_to_threshold's V")
        climbs = V_inf > self.V_T
        above = np.where(climbs, V_inf - self.V_T, 1.0)
        time = self.tau * np.log(np.where(climbs, V_inf - np.minimum(V, self.V_T), 1.0) / above)  # (5)
        return np.where(V >= self.V_T, 0.0, np.where(climbs, time, np.inf))

    def rate(self, I: Any) -> Any:
        """Return the firing rate in Hz under a constant current ``I`` in A (number or array): equation (6).

        Raises :class:`ParameterError` for a current beyond ±100 nA, NaN or an empty array.
        """
        current = CURRENT.array(I, "LIF.rate's I")
        with np.errstate(divide="ignore"):
            rate = 1 / (self.t_ref + self.time_to_threshold(self.V_R, current))  # (6)
        return float(rate) if rate.ndim == 0 else rate

    def latency(self, I: Any) -> Any:
        """Return the time in s from rest to the first spike under a constant current ``I`` in A, ``inf`` if there is none."""
        latency = self.time_to_threshold(self.E_L, CURRENT.array(I, "LIF.latency's I"))
        return float(latency) if latency.ndim == 0 else latency
