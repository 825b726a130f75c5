"""The leaky integrate-and-fire neuron."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar, overload

import numpy as np

from ..model import ParameterError, Quantity, needs, param
from ..units import mA, ms, mV, nA, nF, nS, pA, pF, s, show, uS
from .neuron import Neuron

Currents = Sequence[float] | np.ndarray


class Current(Quantity):
    """A current into a whole neuron."""

    def _sentence(self, title: str, value: float) -> str:
        area = (
            " Is the neuron as large as 1 cm²? Choose a smaller area: 1e-4 cm² turn 1 µA/cm² into "
            "100 pA, 1 µF/cm² into 100 pF and 1 mS/cm² into 100 nS."
        )
        return super()._sentence(title, value) + area * (self.high < abs(value) < 50 * mA)


CURRENT = Current("pA", "input current", -100 * nA, 100 * nA, (0 * pA, 1000 * pA))
VOLTAGE = Quantity("mV", "membrane potential", -10.0, 10.0, (-90 * mV, 50 * mV))
NOISE = Quantity(
    "mV",
    "noise, √2 times the standard deviation of the voltage without a threshold",
    0.0,
    1.0,
    (0 * mV, 20 * mV),
)
SPREAD = Quantity("mV", NOISE.meaning, 0.001 * mV, 1.0, (1 * mV, 20 * mV))
STEP = Quantity(
    "ms",
    "time step at which the threshold is looked at; 0 for always",
    0.0,
    1 * ms,
    (0.01 * ms, 1 * ms),
)
JUMP = Quantity("mV", "jump of the voltage by one spike", -0.5, 0.5, (0.1 * mV, 20 * mV))
PASSED = Quantity("ms", "time that passes", 0.0, 1e12 * s, (0.01 * ms, 1 * ms))
TAU = Quantity("ms", "time constant of the current", 1e-12 * s, 1e12 * s, (1 * ms, 100 * ms))
SPIKES = Quantity("Hz", "rate of spikes that arrive", 0.0, 1e9, (1.0, 1e4))
NODES, WEIGHTS = np.polynomial.legendre.leggauss(16)


@dataclass(frozen=True, repr=False)
class LIF(Neuron):
    r"""Leaky integrate-and-fire neuron: a leaky capacitor that spikes at a threshold, is reset, and
    rests a while.

    Between spikes, at a spike, and for the time :math:`t_{\mathrm{ref}}` after it:

    .. math::

        C \frac{dV}{dt} = -g_L (V - E_L) + I \tag{1}
        V \ge V_T \;\Rightarrow\; \text{spike} \tag{2}
        V \leftarrow V_R \quad \text{held for } t_{\mathrm{ref}} \tag{3}

    While the input is constant, with :math:`V_\infty = E_L + I/g_L` and :math:`\tau = C/g_L`:

    .. math::

        V(t + \Delta t) = V_\infty + \left(V(t) - V_\infty\right) e^{-\Delta t/\tau} \tag{4}
        t^* = \tau \ln \frac{V_\infty - V}{V_\infty - V_T} \tag{5}
        r = \left[t_{\mathrm{ref}} + t^*(V_R)\right]^{-1} \text{ above } \; I_{\mathrm{rh}}
            = g_L (V_T - E_L) \tag{6}

    A current that decays with time constant :math:`\tau_s`, as synapses make, adds to (4) its value
    at t times

    .. math::

        P(\Delta t) = \frac{1}{g_L} \frac{\tau_s}{\tau_s - \tau} \left(e^{-\Delta t/\tau_s}
            - e^{-\Delta t/\tau}\right) \tag{7}

    With white noise on the current, :math:`\tau\, dV = (V_\infty - V)\, dt + \sigma_V \sqrt{\tau}\,
    dW`, which without a threshold lets the voltage spread by :math:`\sigma_V/\sqrt2`, the mean rate
    is Siegert's; a simulation that looks at the threshold only at each step :math:`\Delta t` misses
    crossings, as if the threshold (not the reset) were higher:

    .. math::

        r = \left[t_{\mathrm{ref}}
            + \tau \sqrt{\pi} \int_{(V_R - V_\infty)/\sigma_V}^{(V_T - V_\infty)/\sigma_V}
            e^{u^2} (1 + \mathrm{erf}\, u)\, du\right]^{-1} \tag{8}
        V_T \leftarrow V_T + 0.5826\, \sigma_V \sqrt{\Delta t/\tau} \tag{9}

    Poisson spikes of rate :math:`r_{\mathrm{in}}`, each a jump q of the voltage, are such an input
    where they are many and small:

    .. math::

        \langle \Delta V \rangle = q\, r_{\mathrm{in}} \tau, \quad \mathrm{std}
            = q \sqrt{r_{\mathrm{in}} \tau / 2} \tag{10}

    Open conductances :math:`G = \sum_s g_s`, each with its reversal potential :math:`E_s`, let the
    current :math:`I - G V` flow, in which I contains :math:`\sum_s g_s E_s`. They add to the leak,
    and (1) stays linear in V:

    .. math::

        \frac{dV}{dt} = \frac{g_L E_L + I}{C} - \frac{g_L + G}{C}\, V \tag{11}

    The response (7) rises from 0 to one peak and decays; the peak comes, for
    :math:`\tau_s \ne \tau`, at

    .. math::

        t_{\mathrm{peak}} = \frac{\tau\, \tau_s}{\tau - \tau_s} \ln \frac{\tau}{\tau_s} \tag{12}

    Under the noise of (8) the intervals between spikes have a coefficient of variation, in which r
    is the rate (8):

    .. math::

        CV^2 = 2 \pi\, r^2 \tau^2 \int_{(V_R - V_\infty)/\sigma_V}^{(V_T - V_\infty)/\sigma_V}
            e^{x^2}
            \int_{-\infty}^{x} e^{y^2} (1 + \mathrm{erf}\, y)^2\, dy\, dx \tag{13}

    Source: L. Lapicque, Journal de Physiologie et de Pathologie Générale 9:620 (1907); W. Gerstner
    et al., *Neuronal Dynamics* (2014), chapter 1, doi:10.1017/CBO9781107447615; for (7) S. Rotter
    and M. Diesmann, Biological Cybernetics 81:381 (1999), doi:10.1007/s004220050570; for (8) A. J.
    F. Siegert, Physical Review 81:617 (1951), doi:10.1103/PhysRev.81.617; for (9) M. Broadie, P.
    Glasserman and S. Kou, Mathematical Finance 7:325 (1997), doi:10.1111/1467-9965.00035; (10) is
    Campbell's theorem; for (13) N. Brunel, Journal of Computational Neuroscience 8:183 (2000),
    doi:10.1023/A:1008925309027. Used in chapters 1 and 2.
    """

    C: float = param(
        200 * pF, "pF", "membrane capacitance", 0.1 * pF, 100 * nF, (50 * pF, 500 * pF)
    )
    g_L: float = param(10 * nS, "nS", "leak conductance", 0.01 * nS, 100 * uS, (2 * nS, 30 * nS))
    E_L: float = param(
        -70 * mV, "mV", "leak reversal potential", -150 * mV, 50 * mV, (-80 * mV, -55 * mV)
    )
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

    @staticmethod
    def linear(V, I, G, C, g_L, E_L):
        return (((g_L + G) / C, (g_L * E_L + I) / C),)  # (11)

    def check(self) -> None:
        """Refuse a reset that is not below the threshold."""
        below_threshold(self, ": the neuron would fire for ever")

    def rest(self) -> tuple[float, ...]:
        """Return the leak reversal potential."""
        return (self.E_L,)

    def propagator(self, dt: float) -> float:
        """Return ``exp(-dt/tau)``, the decay of equation (4) over ``dt`` seconds."""
        return math.exp(-PASSED.number(dt, "LIF.propagator's dt") / self.tau)

    def response(self, tau: float, dt: float) -> float:
        """Return what one ampere that decays with ``tau`` adds to the voltage in ``dt`` seconds,
        V/A: equation (7).
        """
        tau, dt = TAU.number(tau, "LIF.response's tau"), PASSED.number(dt, "LIF.response's dt")
        x = dt / self.tau - dt / tau
        # its exponential is beyond all numbers, and the membrane has long followed the current
        if x > 700:
            return dt / self.C * math.exp(-dt / tau) / x
        return float(response(dt, self.C, math.exp(-dt / self.tau), x, math.expm1(x)))  # (7)

    def peak(self, tau: float) -> tuple[float, float]:
        r"""Return when and how far one ampere that decays with ``tau`` moves the voltage at most:
        equations (7) and (12).

        A presynaptic spike whose current jumps by :math:`I_0` at once moves the voltage by at most
        :math:`I_0` times the second number: this is the height of the postsynaptic potential.

        Parameters
        ----------
        tau : time constant of the synaptic current, s; it may equal the membrane time constant

        Returns
        -------
        (time of the peak after the spike in s, height of the peak in V/A)

        Raises
        ------
        ParameterError : for a time constant beyond its range, NaN, or anything but a number

        Source: W. Gerstner et al., *Neuronal Dynamics* (2014), chapter 1,
        doi:10.1017/CBO9781107447615. Used in chapter 2.
        """
        tau = TAU.number(tau, "LIF.peak's tau")
        x = (self.tau - tau) / tau
        at = self.tau * (math.log1p(x) / x if x else 1.0)  # (12)
        return at, self.response(tau, at)

    @property
    def tau(self) -> float:
        """Membrane time constant C/g_L, s."""
        return self.C / self.g_L

    @property
    def rheobase(self) -> float:
        """Smallest constant current that makes the neuron fire for ever, A: equation (6). Exactly
        there it never does.
        """
        return self.g_L * (self.V_T - self.E_L)  # (6)

    def time_to_threshold(self, V: Any, I: Any) -> np.ndarray:
        """Return the time in s from voltage ``V`` to threshold under constant current ``I``,
        ``inf`` if never: equation (5).

        Raises :class:`ParameterError` for numbers out of range, and for arrays whose shapes do not
        go together.
        """
        V_inf = self.E_L + CURRENT.array(I, "LIF.time_to_threshold's I") / self.g_L
        V = VOLTAGE.array(V, "LIF.time_to_threshold's V")
        if (
            V.ndim
            and V_inf.ndim
            and any(
                a != b and 1 not in (a, b)
                for a, b in zip(V.shape[::-1], V_inf.shape[::-1], strict=False)
            )
        ):
            raise ParameterError(
                f"LIF.time_to_threshold's V and I have shapes {V.shape} and "
                f"{V_inf.shape}, which do not go together."
            )
        return np.asarray(passage(V, V_inf, self.tau, self.V_T))  # (5)

    @overload
    def rate(self, I: float, sigma: float = 0.0, dt: float = 0.0) -> float: ...
    @overload
    def rate(self, I: Currents, sigma: float = 0.0, dt: float = 0.0) -> np.ndarray: ...
    def rate(self, I: float | Currents, sigma: float = 0.0, dt: float = 0.0) -> float | np.ndarray:
        """Return the firing rate in Hz under a constant current ``I`` in A (number or array):
        equation (6).

        With white noise of ``sigma`` in V on the voltage, √2 times the standard deviation that it
        would have without a threshold, the mean rate (8); with ``dt`` in s, (9), that of a
        simulation in such steps. Raises :class:`ParameterError` for a current beyond ±100 nA, NaN
        or an empty array.
        """
        current = CURRENT.array(I, "LIF.rate's I")
        sigma, dt = NOISE.number(sigma, "LIF.rate's sigma"), STEP.number(dt, "LIF.rate's dt")
        with np.errstate(divide="ignore"):
            if sigma == 0:
                V_inf = self.E_L + current / self.g_L
                # (6)
                rate = np.asarray(firing_rate(self.V_R, V_inf, self.tau, self.V_T, self.t_ref))
            else:
                # (9)
                V_inf, V_T = (
                    self.E_L + current / self.g_L,
                    self.V_T + 0.5826 * sigma * math.sqrt(dt / self.tau),
                )
                passage = np.vectorize(_first_passage, otypes=[float])(
                    (self.V_R - V_inf) / sigma, (V_T - V_inf) / sigma
                )
                rate = 1 / (self.t_ref + self.tau * passage)  # (8)
        return float(rate) if rate.ndim == 0 else rate

    @overload
    def cv(self, I: float, sigma: float) -> float: ...
    @overload
    def cv(self, I: Currents, sigma: float) -> np.ndarray: ...
    def cv(self, I: float | Currents, sigma: float) -> float | np.ndarray:
        r"""Return the coefficient of variation of interspike intervals under noise: equation (13).

        It is 0 where the mean of the input alone makes the neuron fire and the noise vanishes, and
        near 1 where the noise alone makes it fire, rarely: its spikes are then nearly a Poisson
        train. Source: N. Brunel, Journal of Computational Neuroscience 8:183 (2000),
        doi:10.1023/A:1008925309027. Used in chapter 2.

        Parameters
        ----------
        I : float or array
            Mean current, A.
        sigma : float
            Noise of the voltage, V: √2 times the standard deviation that it would have without a
            threshold; above 0.

        Returns
        -------
        float or array of the shape of I
            Coefficient of variation; 1 where the neuron practically never fires.

        Raises
        ------
        ParameterError
            For a current beyond ±100 nA, NaN, an empty array, and a ``sigma`` that is not above 0.
        """
        V_inf = self.E_L + CURRENT.array(I, "LIF.cv's I") / self.g_L
        sigma = SPREAD.number(sigma, "LIF.cv's sigma")
        spread = np.vectorize(_spread_of_passage, otypes=[float])
        # (13)
        cv = spread((self.V_R - V_inf) / sigma, (self.V_T - V_inf) / sigma, self.t_ref / self.tau)
        return float(cv) if cv.ndim == 0 else cv

    def shot_noise(self, q: float, rate: Any) -> tuple[Any, Any]:
        """Return mean and standard deviation in V of what Poisson spikes of a ``rate`` in Hz add to
        the voltage: equation (10).

        ``q`` is the jump of the voltage by one spike, V; there is no threshold. The ``sigma`` of
        :meth:`rate` is √2 times the second.
        """
        q, arriving = (
            JUMP.number(q, "LIF.shot_noise's q"),
            SPIKES.array(rate, "LIF.shot_noise's rate") * self.tau,
        )
        return (q * arriving)[()], (abs(q) * np.sqrt(arriving / 2))[()]  # (10)

    @overload
    def latency(self, I: float) -> float: ...
    @overload
    def latency(self, I: Currents) -> np.ndarray: ...
    def latency(self, I: float | Currents) -> float | np.ndarray:
        """Return the time in s from rest to the first spike under a constant current ``I`` in A,
        ``inf`` if there is none.
        """
        latency = self.time_to_threshold(self.E_L, CURRENT.array(I, "LIF.latency's I"))
        return float(latency) if latency.ndim == 0 else latency


def below_threshold(neuron: Any, because: str = "") -> None:
    """Refuse a reset that is not below the threshold."""
    if neuron.V_R >= neuron.V_T:
        name = type(neuron).__name__
        raise ParameterError(
            f"{name}.V_R (reset potential) is {show(neuron.V_R, 'V')}, not below "
            f"{name}.V_T (firing threshold), {show(neuron.V_T, 'V')}"
            f"{because}. Type, for example, "
            f"V_R={show(neuron.V_T - 10 * mV, 'V').replace(' ', '*')}."
        )


def response(h, C, decay, x, growth):
    """Return what a current of 1 that decays adds to V in a time h: equation (7) of :class:`LIF`,
    finite where the time constants meet.

    ``decay`` is :math:`e^{-h/\\tau}`, ``x`` is :math:`h/\\tau - h/\\tau_s` and ``growth`` is
    :math:`e^x - 1`. In units of τ for C the result is a fraction of the drive, current over leak
    conductance.
    """
    return h / C * decay * (growth / x if x != 0.0 else 1.0)  # (7)


def passage(V, V_inf, tau, V_T):
    """Return the time in s from V to the threshold, ``inf`` if it is never reached: equation (5) of
    :class:`LIF`.
    """
    climbs = V_inf > V_T
    above = np.where(climbs, V_inf - V_T, 1.0)
    time = tau * np.log(np.where(climbs, V_inf - np.minimum(V, V_T), 1.0) / above)  # (5)
    return np.where(V >= V_T, 0.0, np.where(climbs, time, np.inf))


def firing_rate(V_R, V_inf, tau, V_T, t_ref):
    """Return the rate in Hz under a constant current, 0 below the threshold: equation (6) of
    :class:`LIF`.
    """
    return 1.0 / (t_ref + passage(V_R, V_inf, tau, V_T))  # (6)


def _first_passage(reset: float, threshold: float) -> float:
    """Return the mean time in τ from reset to threshold, both in σ above the mean: the integral of
    (8), infinite beyond all numbers.
    """
    integrate, special = (
        needs(f"scipy.{part}", "LIF.rate with sigma") for part in ("integrate", "special")
    )
    if threshold > 26:
        return math.inf
    # an integrand that falls as 1/|u|
    knots = [-(10.0**k) for k in range(12, -2, -1) if reset < -(10.0**k) < threshold]
    edges = [reset, *knots, threshold]
    parts = (
        integrate.quad(lambda u: special.erfcx(-u), a, b, epsabs=0, epsrel=1e-10, limit=200)[0]
        for a, b in pairwise(edges)
    )
    return math.sqrt(math.pi) * math.fsum(parts)


def _spread_of_passage(reset: float, threshold: float, rest: float) -> float:
    """Return the coefficient of variation of the time from reset to threshold and a rest (in τ):
    equation (13).

    The integral over x of (13) is done first, in closed form with Dawson's function. Times are
    taken in units of e to the threshold squared, so that no number overflows where the threshold is
    far above the mean. The rest is a sum over short pieces, each by a Gauss–Legendre rule, because
    the integrands change over 1/threshold near the threshold and over 1 elsewhere.
    """
    special = needs("scipy.special", "LIF.cv")
    top = max(threshold, 0.0)

    def first(u: np.ndarray) -> np.ndarray:
        high, low = np.maximum(u, 0.0), np.minimum(u, 0.0)
        above = (1 + special.erf(high)) * np.exp((high - top) * (high + top))
        return np.where(u > 0, above, special.erfcx(-low) * math.exp(-top * top))

    def second(y: np.ndarray) -> np.ndarray:
        a, high, low = np.maximum(y, reset), np.maximum(y, 0.0), np.minimum(y, 0.0)
        from_here = np.maximum(high, reset)
        within = special.dawsn(threshold) - special.dawsn(from_here) * np.exp(
            (from_here - top) * (from_here + top)
        )
        above = (1 + special.erf(high)) ** 2 * np.exp((high - top) * (high + top)) * within
        within = special.dawsn(threshold) * np.exp(
            (threshold - low) * (threshold + low) - top * top
        )
        within = within - special.dawsn(a) * np.exp((a - low) * (a + low) - top * top)
        return np.where(y > 0, above, special.erfcx(-low) ** 2 * math.exp(-top * top) * within)

    # there the integrand of y is 0
    below = -math.hypot(min(reset, 0.0), 7.0) if reset < 7 else reset - 50 / reset
    scales = 2.0 ** np.arange(-8, 42)  # from the threshold down, and around the reset
    knots = np.concatenate(
        [
            threshold - scales / (1 + abs(threshold)),
            reset - scales / (1 + abs(reset)),
            -scales,
            [0.0],
        ]
    )

    def integral(of: Callable[[np.ndarray], np.ndarray], start: float) -> float:
        edges = np.unique(
            np.concatenate(
                [
                    knots[(knots > start) & (knots < threshold)],
                    [start, max(start, reset), threshold],
                ]
            )
        )
        half, middle = np.diff(edges) / 2, (edges[1:] + edges[:-1]) / 2
        return math.fsum(
            (half * (of(middle + half * NODES[:, None]) * WEIGHTS[:, None]).sum(axis=0)).tolist()
        )

    mean = rest * math.exp(-top * top) + math.sqrt(math.pi) * integral(first, reset)
    return math.sqrt(2 * math.pi * max(integral(second, below), 0.0)) / mean  # (13)
