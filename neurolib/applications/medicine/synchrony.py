r"""Rhythms that learn: oscillators with plastic coupling, coordinated reset stimulation, and what
synapses make of the two.

A model, not treatment advice. With phases :math:`\theta_j` of N oscillators, the order parameter is

.. math::

    R_m = \Big| \frac{1}{N} \sum_{j=1}^{N} e^{i m \theta_j} \Big| \tag{1}

:math:`R_1` is near 1 where all phases are alike, and :math:`R_m` is 1 for m clusters at equal
distances. Independent phases have

.. math::

    \langle R \rangle = \sqrt{\frac{\pi}{4N}} \tag{2}

on average. Oscillators of frequencies with the density g, which is symmetric and largest at its
mean, synchronise from the coupling

.. math::

    K_c = \frac{2}{\pi\, g(0)} \tag{3}

on. Frequencies spread by a Lorentzian of half width γ have :math:`K_c = 2\gamma`, and their order
parameter is

.. math::

    R = \sqrt{1 - K_c/K} \qquad K > K_c \tag{4}

Coordinated reset stimulates S sites one after the other. In cycle n, the site in place k of that
cycle's order is stimulated at

.. math::

    t_{k,n} = t_0 + \Big(n + \frac{k}{S}\Big) T \tag{5}

Its control gives every site the same pulses at the same rate, all at once: k = 0 for all. Where two
neurons fire in every period T, the postsynaptic one a lag d after the other, all pairs of spikes
together change their synapse at the mean rate

.. math::

    \dot w = \frac{1}{T} \left( \frac{\eta A_+ e^{-d/\tau_+}}{1 - e^{-T/\tau_+}}
    - \frac{\eta A_- e^{-(T-d)/\tau_-}}{1 - e^{-T/\tau_-}} \right) \qquad 0 < d < T \tag{6}

The phase of a spiking neuron grows by a turn from each of its spikes :math:`t_k` to the next,

.. math::

    \theta(t) = 2\pi \left( k + \frac{t - t_k}{t_{k+1} - t_k} \right) \qquad t_k \le t < t_{k+1}
        \tag{7}

Sources: Y. Kuramoto (1984), doi:10.1007/978-3-642-69689-3, for (3) and (4); O. V. Popovych and P.
A. Tass, Frontiers in Neurology 5:268 (2014), doi:10.3389/fneur.2014.00268, for coordinated reset
and its after-effect. Used in chapter 9.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ...model import Model, ParameterError, Quantity, Words, expect, flag, generator, param
from ...network import Network, Population, Projection
from ...neurons import LIF
from ...plasticity import STDP
from ...plasticity.timing import sorted_train
from ...units import Hz, ms, mV, nF, nS, pA, s

PHASES = Quantity("", "phases, rad", -1e12, 1e12)
MULTIPLE = Quantity("", "number of clusters that the order parameter looks for", 1, 1000)
COUNT = Quantity("", "number of oscillators", 1, 1e7, (10, 1000))
DENSITY = Quantity("", "density of the frequencies at their mean, s/rad", 1e-12, 1e12, (0.1, 10.0))
COUPLING = Quantity("", "coupling, rad/s", 0.0, 1e9, (0.0, 4.0))
WIDTH = Quantity("", "half width of the frequencies, rad/s", 1e-12, 1e9, (0.1, 2.0))
CYCLE = Quantity("s", "length of a cycle of stimulation", 1 * ms, 1e6 * s, (100 * ms, 10 * s))
CYCLES = Quantity("", "number of cycles", 0, 1e6, (10, 1000))
SITES = Quantity("", "number of sites", 1, 1000, (2, 8))
START = Quantity("s", "start of the stimulation", 0.0, 1e7 * s, (0 * s, 100 * s))
ORDER = Words("order in which the sites take turns", ("fixed", "shuffled", "together"))
PERIOD = Quantity("ms", "period of both neurons", 1 * ms, 1e4 * s, (20 * ms, 1 * s))
LAGS = Quantity(
    "ms",
    "lag of the postsynaptic spike, between 0 and the period",
    0.0,
    1e4 * s,
    (1 * ms, 100 * ms),
)
TIMES = Quantity("s", "times", 0.0, 1e7 * s, (0 * s, 100 * s))
LENGTH = Quantity("s", "length of the run", 1 * ms, 1e6 * s, (1 * s, 1000 * s))
STEP = Quantity("s", "time step", 1e-6 * s, 1 * s, (10 * ms, 50 * ms))
EVERY = Quantity("", "steps from one value that is kept to the next", 1, 1e9, (1, 100))
WEIGHT = Quantity("", "weight at the start, as a fraction of the largest", 0.0, 1.0, (0.0, 1.0))
NEURONS = Quantity("", "number of neurons", 4, 1e5, (40, 400))


def order_parameter(theta: Any, m: int = 1) -> Any:
    """Return R_m of phases in rad along the last axis of ``theta``, 0 to 1: equation (1). Used in
    chapter 9.
    """
    phases, m = (
        np.atleast_1d(PHASES.array(theta, "order_parameter's theta")),
        MULTIPLE.whole(m, "order_parameter's m"),
    )
    R = np.abs(np.mean(np.exp(1j * m * phases), axis=-1))  # (1)
    return R if R.ndim else float(R)


def incoherent(n: int) -> float:
    """Return the mean order parameter of ``n`` independent phases: equation (2)."""
    return float(np.sqrt(np.pi / (4 * COUNT.whole(n, "incoherent's n"))))  # (2)


def onset(density: float) -> float:
    """Return the coupling in rad/s from which oscillators synchronise, from the density at the mean
    frequency in s/rad: equation (3).
    """
    return 2 / (np.pi * DENSITY.number(density, "onset's density"))  # (3)


def lorentzian_order(K: Any, gamma: float) -> Any:
    """Return the order parameter at the coupling ``K`` for frequencies of half width ``gamma``,
    both in rad/s: equation (4).
    """
    K, gamma = (
        COUPLING.array(K, "lorentzian_order's K"),
        WIDTH.number(gamma, "lorentzian_order's gamma"),
    )
    R = ordered(K, gamma)
    return R if R.ndim else float(R)


def ordered(K: Any, gamma: Any) -> Any:
    """Return the order parameter of very many oscillators, as :func:`lorentzian_order` does, of
    numbers or arrays as they are.
    """
    return np.sqrt(np.maximum(1 - 2 * gamma / np.maximum(K, 1e-300), 0.0))  # (4)


def reset_times(
    order: str,
    period: float,
    cycles: int,
    sites: int = 4,
    start: float = 0.0,
    rng: np.random.Generator | None = None,
) -> np.ndarray:
    """Return the onsets of all pulses in s, shape (sites, cycles): equation (5).

    ``order`` is "fixed" (site 0, 1, 2, … in every cycle), "shuffled" (a new order in each cycle,
    drawn with ``rng``) or "together", the control of the same dose. Raises :class:`ParameterError`
    for another order, and for "shuffled" without ``rng``.
    """
    word = ORDER.word(order, "reset_times's order")
    T, n = (
        CYCLE.number(period, "reset_times's period"),
        CYCLES.whole(cycles, "reset_times's cycles"),
    )
    S, t_0 = SITES.whole(sites, "reset_times's sites"), START.number(start, "reset_times's start")
    places = np.tile(np.arange(S)[:, None], n) if word != "together" else np.zeros((S, n))
    if word == "shuffled":
        places = generator(rng, "reset_times").permuted(places, axis=0)
    return np.asarray(t_0 + (np.arange(n) + places / S) * T)  # (5)


def locked_drift(stdp: STDP, period: Any, lag: Any) -> Any:
    """Return the mean change of the weight per s between two neurons that fire in every period,
    ``lag`` s apart: equation (6).

    ``period`` and ``lag`` are in s, numbers or arrays. All pairs count, and no bound holds; others
    are refused.
    """
    expect(stdp, STDP, "locked_drift's stdp", "a rule of pairs, as in STDP()")
    if stdp.pairing != "all-to-all" or stdp.bounds != "hard":
        raise ParameterError(
            f"locked_drift's stdp has pairing={stdp.pairing!r}, "
            f'bounds={stdp.bounds!r}; expected "all-to-all", "hard".'
        )
    T, d = PERIOD.array(period, "locked_drift's period"), LAGS.array(lag, "locked_drift's lag")
    if not ((d > 0) & (d < T)).all():
        raise ParameterError(
            f"locked_drift's lag is {d.ravel()[0]:g} s and period {T.ravel()[0]:g} s; "
            f"expected a lag between 0 and the period."
        )
    up = stdp.eta * stdp.A_plus * np.exp(-d / stdp.tau_plus) / -np.expm1(-T / stdp.tau_plus)
    down = (
        stdp.eta * stdp.A_minus * np.exp(-(T - d) / stdp.tau_minus) / -np.expm1(-T / stdp.tau_minus)
    )
    drift = (up - down) / T  # (6)
    return drift if drift.ndim else float(drift)


def spike_phases(trains: Sequence[Any], times: Any) -> np.ndarray:
    """Return the phases in rad of spiking neurons at the given times, shape (times, neurons):
    equation (7).

    Neurons with fewer than two spikes are left out; before the first and after the last spike of a
    neuron its phase stands still.
    """
    t = np.atleast_1d(TIMES.array(times, "spike_phases's times"))
    expect(
        trains, (list, tuple), "spike_phases's trains", "a list of trains, as in run.trains(cells)"
    )
    each = (sorted_train(train, f"spike_phases's trains[{k}]") for k, train in enumerate(trains))
    trains_used = [train for train in each if len(train) > 1]
    if not trains_used:
        raise ParameterError(
            "spike_phases's trains have no neuron with two spikes, and so no phase. Run "
            "longer, or drive harder."
        )
    # (7)
    return np.column_stack(
        [2 * np.pi * np.interp(t, train, np.arange(len(train))) for train in trains_used]
    )


class Rhythm(NamedTuple):
    """The state of oscillators: phases in rad, couplings (N, N) or one number in rad/s, and natural
    frequencies in rad/s.
    """

    theta: np.ndarray
    K: Any
    omega: np.ndarray


class Trajectory(NamedTuple):
    """What a run passed through: times in s, order parameter, and mean coupling in rad/s."""

    t: np.ndarray
    R: np.ndarray
    K: np.ndarray


@dataclass(frozen=True, repr=False)
class Oscillators(Model):
    r"""Oscillators whose couplings grow where phases agree, and whose phases a pulse at their site
    pulls to 0.

    .. math::

        \dot\theta_i = \omega_i + \frac{1}{N} \sum_{j=1}^{N} K_{ij} \sin(\theta_j - \theta_i)
            - J\, S_i(t) \sin\theta_i \tag{1}
        \dot K_{ij} = \varepsilon \left( \alpha \cos(\theta_j - \theta_i) - K_{ij} \right) \tag{2}

    with :math:`S_i(t) = 1` while the site of oscillator i gets a pulse, else 0. A model, not
    treatment advice: times and strengths are teaching choices. After P. A. Tass and M. Majtanik
    (2006) and Y. L. Maistrenko et al. (2007), as O. V. Popovych and P. A. Tass (2014),
    doi:10.3389/fneur.2014.00268, review them. Used in chapter 9.
    """

    omega_bar: float = param(2.0, "", "mean natural frequency, rad/s", 0.0, 1e4, (0.0, 4.0))
    sigma: float = param(
        0.5, "", "standard deviation of the natural frequencies, rad/s", 0.0, 1e4, (0.0, 1.0)
    )
    alpha: float = param(3.0, "", "largest coupling, rad/s", 0.0, 1e4, (0.0, 5.0))
    epsilon: float = param(0.02, "Hz", "rate of plasticity", 0.0, 10 * Hz, (0.0, 0.1 * Hz))
    J: float = param(5.0, "", "strength of the pulses, rad/s", 0.0, 1e3, (0.0, 10.0))
    pulse: float = param(0.25 * np.pi, "s", "length of a pulse", 1 * ms, 1e3 * s, (0.1 * s, 2 * s))

    @staticmethod
    def speed(c: Any, s: Any, K_c: Any, K_s: Any, n: Any, omega: Any, on: Any, J: Any) -> Any:
        """Return how fast a phase grows, rad/s, from its cosine and sine and from the sums over all
        others, each weighted by its coupling.
        """
        return omega + (c * K_s - s * K_c) / n - J * on * s  # (1)

    @staticmethod
    def growth(alike: Any, K: Any, alpha: Any, epsilon: Any) -> Any:
        """Return how fast a coupling grows, rad/s², from the cosine of a difference of phases."""
        return epsilon * (alpha * alike - K)  # (2)

    @classmethod
    def pull(cls, theta: np.ndarray, K: Any, omega: np.ndarray, on: Any, J: float) -> np.ndarray:
        """Return how fast the phases grow, rad/s; ``on`` is 1 where there is a pulse."""
        c, s, n = np.cos(theta), np.sin(theta), len(theta)
        K_c, K_s = (K @ c, K @ s) if np.ndim(K) else (K * c.sum(), K * s.sum())
        return np.asarray(cls.speed(c, s, K_c, K_s, n, omega, on, J))

    @classmethod
    def couple(cls, theta: np.ndarray, K: Any, alpha: float, epsilon: float) -> np.ndarray:
        """Return how fast the couplings grow, rad/s²."""
        c, s = np.cos(theta), np.sin(theta)
        return np.asarray(cls.growth(np.outer(c, c) + np.outer(s, s), K, alpha, epsilon))

    def start(self, n: int, rng: np.random.Generator, synchronous: bool = True) -> Rhythm:
        """Return ``n`` oscillators: in step with full couplings, or with random phases and none.
        Frequencies are drawn with ``rng``.
        """
        n, rng = COUNT.whole(n, "Oscillators.start's n"), generator(rng, "Oscillators.start")
        synchronous = flag(synchronous, "Oscillators.start's synchronous")
        omega = self.omega_bar + self.sigma * rng.standard_normal(n)
        theta = np.zeros(n) if synchronous else 2 * np.pi * rng.random(n)
        return Rhythm(theta, np.full((n, n), self.alpha if synchronous else 0.0), omega)

    def run(
        self, rhythm: Rhythm, duration: float, resets: Any = None, dt: float = 0.05, every: int = 20
    ) -> tuple[Rhythm, Trajectory]:
        """Return the state after ``duration`` s and the trajectory up to then, by Euler's method,
        kept at each ``every``-th step.

        ``resets`` are onsets of pulses in s from the start of this run, shape (sites, n), as
        :func:`reset_times` gives them. Neighbouring oscillators share a site. Couplings stay as
        they are where ``epsilon`` is 0; ``K`` may then be one number for all.
        """
        dt, every = (
            STEP.number(dt, "Oscillators.run's dt"),
            EVERY.whole(every, "Oscillators.run's every"),
        )
        steps = round(LENGTH.number(duration, "Oscillators.run's duration") / dt)
        if not steps:
            raise ParameterError(
                f"Oscillators.run's duration is {duration:g} s, less than a step of "
                f"{dt:g} s; type a shorter dt."
            )
        theta, K, omega = expect(
            rhythm,
            Rhythm,
            "Oscillators.run's rhythm",
            "oscillators, as in Oscillators().start(100, rng)",
        )
        pulses = self._pulses(resets, steps, dt)
        site = np.arange(len(theta)) * len(pulses) // len(theta)
        rows: list[tuple[float, np.ndarray, float]] = []
        for k in range(steps):
            if k % every == 0:
                rows.append(
                    (k * dt, theta, np.mean(K) if self.epsilon or not rows else rows[-1][2])
                )
            change = self.pull(theta, K, omega, pulses[site, k], self.J)
            if self.epsilon:
                K = K + dt * self.couple(theta, K, self.alpha, self.epsilon)
            theta = theta + dt * change
        t, phases, couplings = zip(*rows, strict=True)
        return Rhythm(theta, K, omega), Trajectory(
            np.array(t), order_parameter(np.array(phases)), np.array(couplings)
        )

    def _pulses(self, resets: Any, steps: int, dt: float) -> np.ndarray:
        """Return for each site and step whether there is a pulse."""
        onsets = np.empty((1, 0)) if resets is None else _onsets(resets, "Oscillators.run")
        middle = (np.arange(steps) + 0.5) * dt
        last = [np.searchsorted(np.sort(row), middle, side="right") - 1 for row in onsets]
        since = [
            middle - np.append(np.sort(row), -np.inf)[index]
            for row, index in zip(onsets, last, strict=True)
        ]
        return np.array(since) < self.pulse


def _onsets(resets: Any, verb: str) -> np.ndarray:
    """Return onsets of pulses, a row for each site, or refuse them."""
    onsets = TIMES.array(resets, f"{verb}'s resets")
    if onsets.ndim != 2:
        raise ParameterError(
            f"{verb}'s resets have shape {onsets.shape}; expected onsets in s, (sites, "
            f"n), as reset_times gives."
        )
    return onsets


class SpikingRhythm(NamedTuple):
    """A network to be run by an engine, its neurons, and the synapses among them that learn."""

    net: Network
    cells: Population
    synapses: Projection


@dataclass(frozen=True, repr=False)
class Pacemakers(Model):
    """LIF neurons that fire by themselves, each with noise of its own, sparse synapses with STDP,
    and pulses at four sites.

    The time constant of the membrane is 150 ms and the resting voltage just above the threshold, so
    that a neuron fires 2.5 times per s alone. Windows, delay and sparseness follow the networks of
    A. Khaledi-Nasab, J. A. Kromer and P. A. Tass (2021), doi:10.3389/fphys.2021.719680; delta
    synapses and the sizes of all jumps are teaching choices. A model, not treatment advice. Used in
    chapter 9.
    """

    n: float = param(200, "", "number of neurons", 4, 1e5, (40, 400), 1)
    p: float = param(0.07, "", "probability of a synapse", 0.0, 1.0, (0.02, 0.2))
    w_max: float = param(1.2 * mV, "mV", "largest weight", 0.01 * mV, 50 * mV, (0.2 * mV, 3 * mV))
    delay: float = param(
        3 * ms, "ms", "delay of the synapses", 0.1 * ms, 100 * ms, (1 * ms, 10 * ms)
    )
    noise: float = param(
        1 * mV, "mV", "jump of the voltage by a spike of the noise", 0.0, 20 * mV, (0.0, 3 * mV)
    )
    kick: float = param(
        5 * mV, "mV", "jump of the voltage by a pulse", 0.1 * mV, 100 * mV, (1 * mV, 20 * mV)
    )
    A_plus: float = param(0.02, "", "potentiation by a pair", 0.0, 1.0, (0.005, 0.05))

    @property
    def stdp(self) -> STDP:
        """The rule of the synapses: a depression side that is four times as long and has 1.4 times
        the area.
        """
        return STDP(
            A_plus=self.A_plus, A_minus=0.35 * self.A_plus, tau_plus=10 * ms, tau_minus=40 * ms
        )

    @property
    def neuron(self) -> LIF:
        """The neuron, with a membrane time constant of 150 ms."""
        return LIF(C=1.5 * nF, g_L=10 * nS, E_L=-70 * mV, V_T=-40 * mV, V_R=-67 * mV)

    def network(
        self, rng: np.random.Generator, resets: Any = None, weight: float = 0.3
    ) -> SpikingRhythm:
        """Return a network with all weights at ``weight``, wired with ``rng``; ``resets`` as
        :func:`reset_times` gives them.
        """
        rng, w, n = (
            generator(rng, "Pacemakers.network"),
            WEIGHT.number(weight, "Pacemakers.network's weight"),
            NEURONS.whole(self.n, "n"),
        )
        cell, each, net = (
            self.neuron,
            np.arange(n),
            Network(),
        )
        cells = net.population(
            cell, n, I=320 * pA, V=cell.V_R + (cell.V_T - cell.V_R) * rng.random(n)
        )
        if self.noise:
            net.project(
                net.poisson(n, rate=20 * Hz),
                cells,
                weight=self.noise,
                delay=1 * ms,
                pairs=(each, each),
            )
        wired = rng.random((n, n)) < self.p
        np.fill_diagonal(wired, False)
        pairs = np.nonzero(wired)
        synapses = net.project(
            cells,
            cells,
            weight=w * self.w_max,
            w_max=self.w_max,
            delay=self.delay,
            pairs=pairs,
            plasticity=self.stdp,
        )
        if resets is not None:
            sites = list(_onsets(resets, "Pacemakers.network"))
            net.project(
                net.spikes(sites),
                cells,
                weight=self.kick,
                delay=1 * ms,
                pairs=(each * len(sites) // n, each),
            )
        return SpikingRhythm(net, cells, synapses)
