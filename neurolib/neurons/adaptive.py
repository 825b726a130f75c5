"""The leaky integrate-and-fire neuron whose threshold adapts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ..model import ParameterError, Quantity, is_empty, param
from ..trains import RATE
from ..units import ms, mV, nF, nS, pF, s, show, uS
from .lif import below_threshold
from .neuron import Neuron

TIMES = Quantity("ms", "times of spikes", -1e7 * s, 1e7 * s, (12 * ms, 1000 * ms))
TIME = Quantity(
    "ms", "time at which the threshold is asked for", -1e7 * s, 1e7 * s, (12 * ms, 1000 * ms)
)


@dataclass(frozen=True, repr=False)
class AdaptiveLIF(Neuron):
    r"""Leaky integrate-and-fire neuron with an adaptive threshold: each spike lifts the threshold,
    which falls back slowly.

    .. math::

        C \frac{dV}{dt} = -g_L (V - E_L) + I \tag{1}
        \tau_\theta \frac{d\theta}{dt} = -\theta \tag{2}
        V \ge V_T + \theta \;\Rightarrow\; \text{spike} \tag{3}
        V \leftarrow V_R, \quad \theta \leftarrow \theta + \theta_+ \tag{4}

    V and θ are both held for :math:`t_{\mathrm{ref}}` after a spike. Under a regular train of rate
    r, θ therefore decays for :math:`1/r - t_{\mathrm{ref}}` between two spikes, and comes, just
    after a spike, to

    .. math::

        \theta^* = \frac{\theta_+}{1 - e^{-(1/r - t_{\mathrm{ref}})/\tau_\theta}} \tag{5}

    and on the mean to :math:`r\,(\theta_+ \tau_\theta + \theta^* t_{\mathrm{ref}})`: a neuron that
    fires more than others becomes harder to fire, so that in a network that competes all have their
    turn. Under conductances G, with the current :math:`I - G V`, (1) and (2) stay linear:

    .. math::

        \frac{dV}{dt} = \frac{g_L E_L + I}{C} - \frac{g_L + G}{C}\, V, \qquad \frac{d\theta}{dt}
            = -\frac{\theta}{\tau_\theta} \tag{6}

    Source: P. U. Diehl and M. Cook, Frontiers in Computational Neuroscience 9:99 (2015),
    doi:10.3389/fncom.2015.00099; the membrane is that of :class:`LIF`, and :math:`\theta_+` that of
    the programs that came with it, in which θ decays in the refractory time as well.
    """

    C: float = param(
        200 * pF, "pF", "membrane capacitance", 0.1 * pF, 100 * nF, (50 * pF, 500 * pF)
    )
    g_L: float = param(10 * nS, "nS", "leak conductance", 0.01 * nS, 100 * uS, (2 * nS, 30 * nS))
    E_L: float = param(
        -70 * mV, "mV", "leak reversal potential", -150 * mV, 50 * mV, (-80 * mV, -55 * mV)
    )
    V_T: float = param(
        -50 * mV, "mV", "firing threshold at rest", -150 * mV, 50 * mV, (-60 * mV, -40 * mV)
    )
    V_R: float = param(-60 * mV, "mV", "reset potential", -200 * mV, 50 * mV, (-80 * mV, -51 * mV))
    t_ref: float = param(2 * ms, "ms", "refractory time", 0.0, 1 * s, (0 * ms, 10 * ms))
    theta_plus: float = param(
        0.05 * mV, "mV", "lift of the threshold by a spike", 0.0, 100 * mV, (0 * mV, 2 * mV)
    )
    tau_theta: float = param(
        10 * s,
        "s",
        "time constant with which the threshold falls back",
        1 * ms,
        1e6 * s,
        (0.05 * s, 100 * s),
    )

    state: ClassVar[tuple[str, ...]] = ("V", "theta")

    @staticmethod
    def flow(V, theta, I, C, g_L, E_L, tau_theta):
        dV = (-g_L * (V - E_L) + I) / C  # (1)
        return dV, -theta / tau_theta  # (2)

    @staticmethod
    def fires(V, theta, V_T):
        return V >= V_T + theta  # (3)

    @staticmethod
    def reset(V, theta, V_R, theta_plus):
        return V_R, theta + theta_plus  # (4)

    @staticmethod
    def linear(V, theta, I, G, C, g_L, E_L, tau_theta):
        return ((g_L + G) / C, (g_L * E_L + I) / C), (1 / tau_theta, 0.0)  # (6)

    def check(self) -> None:
        """Refuse a reset that is not below the threshold."""
        below_threshold(self)

    def rest(self) -> tuple[float, ...]:
        """Return the leak reversal potential, and a threshold that is not lifted."""
        return self.E_L, 0.0

    @property
    def refractory(self) -> float:
        """Seconds for which V and θ are held after a spike."""
        return self.t_ref

    @property
    def tau(self) -> float:
        """Membrane time constant C/g_L, s."""
        return self.C / self.g_L

    def lift(self, rate: Any) -> Any:
        """Return the lift of the threshold just after a spike of a long regular train: (5).

        Parameters
        ----------
        rate : float or array
            Rate of the train, Hz.

        Returns
        -------
        float or array of the shape of rate
            Lift θ, V.

        Raises
        ------
        ParameterError
            From 1/t_ref on, which no neuron reaches that rests for ``t_ref`` after each spike.
        """
        r = RATE.array(rate, "AdaptiveLIF.lift's rate")
        if (r * self.t_ref >= 1).any():
            raise ParameterError(
                f"AdaptiveLIF.lift's rate is {show(float(np.max(r)), 'Hz')}; expected "
                f"less than 1/t_ref, {show(1 / self.t_ref, 'Hz')}, "
                f"because the neuron rests {show(self.t_ref, 's')} after each spike."
            )
        with np.errstate(divide="ignore"):
            theta = self.theta_plus / -np.expm1(-(1 / r - self.t_ref) / self.tau_theta)  # (5)
        return float(theta) if r.ndim == 0 else theta

    def lifted(self, times: Any, t: float) -> float:
        """Return θ in V at ``t`` s: the sum of what is left of each lift.

        ``times`` are those of all spikes of the neuron, in s and in any order; θ does not decay in
        the refractory time after each.
        """
        spikes = (
            np.empty(0)
            if is_empty(times)
            else np.sort(np.ravel(TIMES.array(times, "AdaptiveLIF.lifted's times")))
        )
        t = TIME.number(t, "AdaptiveLIF.lifted's t")
        spikes = spikes[spikes <= t]
        # from each spike to the next, less what is held
        decays = np.maximum(np.diff(spikes, append=t) - self.t_ref, 0.0)
        passed = np.cumsum(decays[::-1])[::-1]
        return float((self.theta_plus * np.exp(-passed / self.tau_theta)).sum())
