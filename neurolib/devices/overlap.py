"""STDP from overlapping spikes: the waveforms of two spikes add up across a device with a
threshold.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from ..model import Quantity, param
from ..units import V, kHz, ms, s, us
from .device import Filled, kernel

LAG = Quantity("ms", "spike-time difference", -1 * s, 1 * s, (-100 * ms, 100 * ms))
TIME = Quantity("ms", "time", -1e6 * s, 1e6 * s, (0 * ms, 100 * ms))
RATE = Quantity("Hz", "mean firing rate", 0.0, 10 * kHz, (1.0, 100.0))
NODES, WEIGHTS = np.polynomial.legendre.leggauss(8)
PANELS = 200  # of eight nodes each, in every smooth piece of the voltage


def speed(v, k, v_th, alpha):
    """Return how fast the conductance changes under a voltage, S/s: equation (3)."""
    return k * np.sign(v) * np.maximum(np.abs(v) - v_th, 0.0) ** alpha


def closing(tau, V_p, V_t, v_th):
    """Return how long after its start a tail still lifts a pulse over the threshold, s: equation
    (6); for a pulse that needs no tail, infinity.
    """
    if V_p >= v_th:
        return 0.0 * tau + np.inf
    return tau * np.log(np.maximum(V_t / (v_th - V_p), 1.0))


def paired(size, tau, V_p, V_t, delta, v_th, k, alpha):
    """Return the size of ΔG in S at a lag of this size, where the tail of the earlier spike has the
    time constant ``tau`` and no spike alone passes the threshold: equation (4) or (5), or for a
    short pulse and an exponent above 1 the quadrature of (3) over the one piece in which a tail
    lifts the pulse over the threshold.
    """
    s, theta = np.maximum(size - delta, 0.0), np.minimum(size, delta)
    if V_p == v_th:
        height = k * V_t**alpha * tau / alpha
        return height * -np.expm1(-alpha * theta / tau) * np.exp(-alpha * s / tau)  # (4)
    lifted = np.maximum(np.minimum(theta, closing(tau, V_p, V_t, v_th) - s), 0.0)  # s' − s
    if alpha == 1:
        lift = V_t * tau * np.exp(-s / tau) * -np.expm1(-lifted / tau)
        return k * (lift - (v_th - V_p) * lifted)  # (5)
    total = 0.0 * lifted
    for j in range(len(NODES)):
        t = lifted * (NODES[j] + 1) / 2
        lift = V_p + V_t * np.exp(-(s + t) / tau)
        total = total + WEIGHTS[j] * speed(np.maximum(lift, v_th), k, v_th, alpha)
    return lifted / 2 * total


@dataclass(frozen=True, repr=False)
class OverlapSTDP(Filled):
    r"""STDP out of overlapping spikes: what the shape of a spike and the threshold of a device make
    of their timing.

    Each side sends a spike, a pulse with a negative tail; the device sees the difference and moves
    beyond its threshold:

    .. math::

        u(t) = \begin{cases} V_p & 0 \le t < \delta \\ -V_t\, e^{-(t - \delta)/\tau} & t \ge \delta
            \end{cases} \tag{1}
        v(t) = u_{\mathrm{post}}(t - t_{\mathrm{post}}) - u_{\mathrm{pre}}(t - t_{\mathrm{pre}})
            \tag{2}
        \frac{dG}{dt} = k\, \mathrm{sign}(v) \left[\,|v| - v_{\mathrm{th}}\right]_+^{\alpha} \tag{3}

    A spike alone stays below threshold where neither V_p nor V_t is above it. The pulse of the
    later one rides on the tail of the earlier one, for a time
    :math:`\theta = \min(|\Delta t|, \delta)` that begins :math:`s = \max(|\Delta t| - \delta, 0)`
    after the tail did. With :math:`V_p = v_{\mathrm{th}}`, for :math:`\Delta t > 0`, and with the
    other sign and the other time constant for < 0:

    .. math::

        \Delta G = k\, V_t^{\alpha}\, \frac{\tau_{\mathrm{pre}}}{\alpha}
            \left(1 - e^{-\alpha \theta/\tau_{\mathrm{pre}}}\right)
                e^{-\alpha s/\tau_{\mathrm{pre}}} \tag{4}

    a window that rises from 0, then falls with time constant :math:`\tau/\alpha`: potentiation with
    the tail of the pre spike, depression with that of the post spike. A pulse that falls short of
    the threshold by c closes the window; for α = 1

    .. math::

        \Delta G = k \left[ V_t\, \tau_{\mathrm{pre}} \left(e^{-s/\tau_{\mathrm{pre}}}
            - e^{-s'/\tau_{\mathrm{pre}}}\right)
            - c\,(s' - s)\right], \quad s' = \min(s + \theta, s_c) \tag{5}
        \Delta t_c = \delta + s_c, \quad s_c = \tau \ln \frac{V_t}{v_{\mathrm{th}} - V_p} \tag{6}

    Between Poisson trains of low rates, whose spikes meet in pairs, (4) lets the conductance drift
    by

    .. math::

        \left\langle \frac{dG}{dt} \right\rangle
            = r_{\mathrm{pre}}\, r_{\mathrm{post}}\, k\, V_t^{\alpha}\,
            \frac{\delta}{\alpha} \left(\tau_{\mathrm{pre}} - \tau_{\mathrm{post}}\right) \tag{7}

    A spike that passes the threshold alone changes the conductance, whatever the other train does:
    by ΔG₀ for each pre spike and ΔG₁ for each post spike, which are then in the ΔG of every pair.
    The drift is

    .. math::

        \left\langle \frac{dG}{dt} \right\rangle = r_{\mathrm{pre}}\, \Delta G_0
            + r_{\mathrm{post}}\, \Delta G_1
            + r_{\mathrm{pre}}\, r_{\mathrm{post}} \int \left(\Delta G(\Delta t) - \Delta G_0
                - \Delta G_1\right) d\Delta t \tag{8}

    Every number is a teaching choice. After C. Zamarreño-Ramos et al. (2011),
    doi:10.3389/fnins.2011.00026, whose spikes and device differ. Used in chapter 4.
    """

    V_p: float = param(1 * V, "V", "height of the pulse of a spike", 0.0, 10 * V, (0.5 * V, 1 * V))
    V_t: float = param(0.5 * V, "V", "depth of the tail of a spike", 0.0, 10 * V, (0.1 * V, 1 * V))
    delta: float = param(
        1 * ms, "ms", "length of the pulse of a spike", 1 * us, 1 * s, (0.5 * ms, 5 * ms)
    )
    tau_pre: float = param(
        20 * ms,
        "ms",
        "time constant of the tail of the pre spike",
        10 * us,
        10 * s,
        (5 * ms, 50 * ms),
    )
    tau_post: float = param(
        20 * ms,
        "ms",
        "time constant of the tail of the post spike",
        10 * us,
        10 * s,
        (5 * ms, 50 * ms),
    )
    v_th: float = param(1 * V, "V", "threshold of the device", 1e-3 * V, 10 * V, (0.5 * V, 1.5 * V))
    k: float = param(
        1.0, "", "speed of the device one volt beyond its threshold, S/s", 1e-15, 1e6, (0.1, 10.0)
    )
    alpha: float = param(
        1.0, "", "exponent of the device beyond its threshold", 0.1, 10.0, (1.0, 3.0)
    )

    @kernel
    def spike(t, tau, V_p, V_t, delta):
        tail = -V_t * np.exp(-np.maximum(t - delta, 0.0) / tau)
        return (t >= 0) * ((t < delta) * V_p + (t >= delta) * tail)  # (1)

    @kernel
    def flow(v, k, v_th, alpha):
        return speed(v, k, v_th, alpha)  # (3)

    def pre(self, t: Any) -> Any:
        """Return the voltage in V of a pre spike at time ``t`` after its start."""
        return self.spike(TIME.within(t, "OverlapSTDP.pre's t"), self.tau_pre)

    def post(self, t: Any) -> Any:
        """Return the voltage in V of a post spike at time ``t`` after its start."""
        return self.spike(TIME.within(t, "OverlapSTDP.post's t"), self.tau_post)

    def voltage(self, t: Any, lag: float) -> Any:
        """Return the voltage in V across the device at ``t`` after the start of the pre spike; the
        post spike starts at ``lag``.
        """
        t, lag = (
            TIME.within(t, "OverlapSTDP.voltage's t"),
            LAG.within(lag, "OverlapSTDP.voltage's lag"),
        )
        return self.post(t - lag) - self.pre(t)  # (2)

    def window(self, lag: Any) -> Any:
        """Return the change of conductance ΔG in S for each spike-time difference ``lag`` = t_post
        − t_pre in s.

        Equation (4) or (5) where they hold; for a short pulse and an exponent above 1 a quadrature
        of (3); else :meth:`integral`. Where a spike alone passes the threshold, what each of the
        two changes alone is in it, at any ``lag``.
        """
        change = self._changes(LAG.array(lag, "OverlapSTDP.window's lag"))
        return float(change) if change.ndim == 0 else change

    def integral(self, lag: Any) -> Any:
        """Return ΔG in S for each ``lag`` by integrating (3) over the waveforms: for any
        parameters, to about 1e-5.
        """
        changes = self._integrals(LAG.array(lag, "OverlapSTDP.integral's lag"))
        return float(changes) if changes.ndim == 0 else changes

    def _changes(self, lags: np.ndarray) -> np.ndarray:
        if (
            self.V_p > self.v_th
            or self.V_t > self.v_th
            or (self.V_p < self.v_th and self.alpha < 1)
        ):
            return self._integrals(lags)
        tau = np.where(lags > 0, self.tau_pre, self.tau_post)
        # (4) for a pulse that is as high as the threshold
        # (5) for a shorter one
        return np.asarray(np.sign(lags) * self.fill(paired)(np.abs(lags), tau))

    def _integrals(self, lags: np.ndarray) -> np.ndarray:
        return np.array([self._integrated(float(one)) for one in lags.ravel()]).reshape(lags.shape)

    def cutoff(self) -> tuple[float, float]:
        """Return the spike-time differences in s at which depression and potentiation end: equation
        (6); ±inf if never.
        """
        after = self.fill(closing)  # (6)
        return -self.delta - float(after(self.tau_post)), self.delta + float(after(self.tau_pre))

    def drift(self, r_pre: float, r_post: float) -> float:
        """Return the mean drift in S/s of the conductance between Poisson trains of low rates in
        Hz: equation (7).

        Where (4) does not hold, the window is integrated, by (8) where a spike alone passes the
        threshold. Spikes that meet in threes are not counted.
        """
        r_pre, r_post = (
            RATE.number(r_pre, "OverlapSTDP.drift's r_pre"),
            RATE.number(r_post, "OverlapSTDP.drift's r_post"),
        )
        rates = r_pre * r_post
        if self.V_p == self.v_th and self.V_t <= self.v_th:
            # (7)
            return (
                rates
                * self.k
                * self.V_t**self.alpha
                * self.delta
                / self.alpha
                * (self.tau_pre - self.tau_post)
            )
        longest = self.delta + 40 * max(self.tau_pre, self.tau_post)
        lags = np.concatenate(
            [np.linspace(0, self.delta, 201), np.geomspace(self.delta, longest, 2001)[1:]]
        )
        both, alone = self._changes(lags) + self._changes(-lags), 0.0
        if self.V_p > self.v_th or self.V_t > self.v_th:
            by_pre, by_post = -self._alone(self.tau_pre), self._alone(self.tau_post)
            both, alone = both - 2 * (by_pre + by_post), r_pre * by_pre + r_post * by_post
        return float(alone + rates * np.trapezoid(both, lags))  # (8)

    def _integrated(self, lag: float) -> float:
        slowest = max(self.tau_pre, self.tau_post)
        return self._summed(
            lambda t: self.voltage(t, lag),
            sorted({0.0, self.delta, lag, lag + self.delta}),
            slowest,
        )

    def _alone(self, tau: float) -> float:
        """Return ΔG in S of a lone post spike whose tail has this time constant; that of a pre
        spike is its negative.
        """
        return self._summed(lambda t: self.spike(t, tau), [0.0, self.delta], tau)

    def _summed(
        self, voltage: Callable[[np.ndarray], Any], start: list[float], slowest: float
    ) -> float:
        """Integrate (3) over a voltage that bends at the times ``start`` and then decays."""
        last = start[-1]
        edges = np.array([*start, last + slowest, last + 5 * slowest, last + 40 * slowest])
        total = 0.0
        for a, b in pairwise(edges):
            width = (b - a) / PANELS
            t = (a + width * (np.arange(PANELS)[:, None] + (NODES + 1) / 2)).ravel()
            total += width / 2 * float(self.flow(voltage(t)) @ np.tile(WEIGHTS, PANELS))
        return total
