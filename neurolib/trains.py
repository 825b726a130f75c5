"""Spike-train generators: where the randomness of an input, a surrogate or a test comes from.

Every generator takes the **mean** rate of the train that comes out, so that one can be put in place
of another, and a NumPy random generator; it returns spike times in s, sorted, in [0, ``duration``).
All trains start in equilibrium: time 0 falls anywhere within an interval, so that counts and rates
are unbiased, however short the record is. Generators refuse arguments that they cannot accept with
a :class:`~neurolib.model.ParameterError`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .model import ParameterError, Quantity, generator, over_time
from .units import Hz, kHz, ms, s, show, us

__all__ = [
    "PoissonTrains",
    "common_source",
    "gamma",
    "inhomogeneous_poisson",
    "poisson",
    "poisson_dead_time",
]


def __dir__() -> list[str]:
    """List the names of this room alone, for tab completion."""
    return sorted(__all__)


RATE = Quantity("Hz", "mean firing rate", 0.0, 10 * kHz, (1 * Hz, 100 * Hz))
DURATION = Quantity("s", "length of the train", 1 * us, 1e7 * s, (1 * s, 100 * s))
ORDER = Quantity("", "order of the gamma distribution", 0.1, 1000.0, (1.0, 10.0))
# of a source, which may stand for the thousands of inputs of a neuron
SOURCE_RATE = replace(RATE, high=100 * RATE.high)
STEP = 0.1 * ms  # for which a rate that is a function of time is held
MOST_SPIKES = 1e8
# expected number of spikes, below which a train is empty, so that no mean interval is 1/0
RARE = 1e-15
PROBES = 1001  # where a rate is checked against its bound, beside the candidates themselves


def poisson(rate: float, duration: float, rng: np.random.Generator) -> np.ndarray:
    r"""Return a Poisson train, whose spikes come independently at a constant rate.

    In every short time there is a spike with the same probability, whatever came before:

    .. math::

        P(n \text{ spikes in } T) = \frac{(rT)^n}{n!} e^{-rT},
        \text{ each at a time uniform in } [0, T) \tag{1}

    The coefficient of variation and the Fano factor are 1. Source: D. R. Cox, *Renewal Theory*
    (1962). Used from chapter 2 on.

    Parameters
    ----------
    rate : float
        Mean rate r, Hz.
    duration : float
        Length of the train, s.
    rng : numpy.random.Generator
        Draws the spikes.

    Returns
    -------
    array of shape (spikes,)
        Spike times from 0 to ``duration``, s, sorted.

    Raises
    ------
    ParameterError
        For values out of range, and for anything but a generator of random numbers.
    """
    rate, duration = _checked("poisson", rate, duration, rng)
    return np.sort(rng.random(rng.poisson(rate * duration))) * duration  # (1)


def poisson_dead_time(
    rate: float, dead_time: float, duration: float, rng: np.random.Generator
) -> np.ndarray:
    r"""Return a Poisson train with a dead time, within which no second spike comes.

    No interval is shorter than the dead time, and the rest of it is as random as it can be. With
    :math:`t_d` the dead time and :math:`\lambda` the rate outside it, intervals and mean rate are

    .. math::

        I = t_d + X, \quad X \sim \lambda e^{-\lambda x}, \quad
        r = \frac{\lambda}{1 + \lambda t_d} \tag{2}
        t_1 \sim \begin{cases} \text{uniform in } [0, t_d) &
        \text{with probability } r t_d \\ I & \text{else} \end{cases} \tag{3}

    where :math:`t_1` is the first spike in equilibrium. The coefficient of variation is 1 − r t_d,
    and the Fano factor tends to its square. Source: D. R. Cox, *Renewal Theory* (1962). Used in
    chapter 2.

    Parameters
    ----------
    rate : float
        Mean rate r of the train that comes out, Hz.
    dead_time : float
        Dead time, s; below 1/r.
    duration : float
        Length of the train, s.
    rng : numpy.random.Generator
        Draws the spikes.

    Returns
    -------
    array of shape (spikes,)
        Spike times from 0 to ``duration``, s, sorted.

    Raises
    ------
    ParameterError
        For values out of range, and for anything but a generator of random numbers.
    """
    rate, duration = _checked("poisson_dead_time", rate, duration, rng)
    longest = 0.999 / rate if rate else DURATION.high
    dead_time = Quantity("ms", "dead time; shorter than the mean interval", 0.0, longest).number(
        dead_time, "poisson_dead_time's dead_time"
    )
    if rate * duration < RARE:
        return np.empty(0)
    beyond = 1 / rate - dead_time  # the mean of X, 1/λ
    inside = rng.random() < rate * dead_time
    first = rng.random() * dead_time if inside else dead_time + rng.exponential(beyond)  # (3)
    return _renewal(first, lambda n: dead_time + rng.exponential(beyond, n), rate, duration)  # (2)


def gamma(rate: float, order: float, duration: float, rng: np.random.Generator) -> np.ndarray:
    r"""Return a train with gamma-distributed intervals.

    It is regular for a high order, a Poisson train for order 1, and bursting below.

    .. math::

        p(I) = \frac{(k r)^k}{\Gamma(k)}\, I^{k-1} e^{-k r I} \tag{4}
        t_1 = U I', \quad I' \sim r I\, p(I), \quad U \text{ uniform in } [0, 1) \tag{5}

    Time 0 falls at random into an interval, more likely into a long one (5). The coefficient of
    variation is 1/√k, the Fano factor tends to 1/k, and LV = 3/(2k + 1). Source: D. R. Cox,
    *Renewal Theory* (1962). Used in chapter 2.

    Parameters
    ----------
    rate : float
        Mean rate r, Hz.
    order : float
        Order k, above 0; it need not be whole.
    duration : float
        Length of the train, s.
    rng : numpy.random.Generator
        Draws the spikes.

    Returns
    -------
    array of shape (spikes,)
        Spike times from 0 to ``duration``, s, sorted.

    Raises
    ------
    ParameterError
        For values out of range, and for anything but a generator of random numbers.
    """
    rate, duration = _checked("gamma", rate, duration, rng)
    k = ORDER.number(order, "gamma's order")
    if rate * duration < RARE:
        return np.empty(0)
    scale = 1 / (k * rate)
    first = rng.random() * rng.gamma(k + 1, scale)  # (5)
    return _renewal(first, lambda n: rng.gamma(k, scale, n), rate, duration)  # (4)


def inhomogeneous_poisson(
    rate: Callable[[float], Any], bound: float, duration: float, rng: np.random.Generator
) -> np.ndarray:
    r"""Return a Poisson train whose rate changes in time, exactly, by thinning a train of rate
    ``bound``.

    .. math::

        P(\text{keep a candidate at } t) = r(t) / r_{\max} \tag{6}

    ``rate`` is a callable that gives Hz for a t in s; ``bound`` :math:`r_{\max}` in Hz must hold
    everywhere in [0, ``duration``]. It is checked at each candidate and on an even grid of 1001
    times; a rate above it, negative or NaN is refused, with the time. Source: P. A. W. Lewis and G.
    S. Shedler (1979), doi:10.1002/nav.3800260304. Used in chapter 2.
    """
    verb = "inhomogeneous_poisson"
    if not callable(rate):
        raise ParameterError(
            f"{verb}'s rate is {rate!r:.60}; expected a function of t, as in lambda t: "
            f"20*Hz; for a constant type poisson."
        )
    bound, duration = _checked(verb, bound, duration, rng, "bound")
    candidates = poisson(bound, duration, rng)
    rates = _rates(rate, np.concatenate([candidates, np.linspace(0, duration, PROBES)]), bound)
    return candidates[rng.random(candidates.size) * bound < rates[: candidates.size]]  # (6)


def common_source(
    rate_a: float,
    rate_b: float,
    shared: float,
    duration: float,
    rng: np.random.Generator,
    delay: float = 0.0,
) -> tuple[np.ndarray, np.ndarray]:
    r"""Return two Poisson trains that share a Poisson train: the simplest pair with a known
    correlation.

    .. math::

        a = a' \cup c, \quad b = b' \cup (c + d) \;\Rightarrow\; C_{ab}(\tau) = r_c\, \delta(\tau
            - d) \tag{7}

    The private trains a′ and b′ have the rates that are left after ``shared`` :math:`r_c`, at most
    the smaller of ``rate_a`` and ``rate_b`` (Hz); with all three equal, b is a copy of a. ``delay``
    d in s of either sign: d > 0 lets b follow a. The count correlation is
    :math:`r_c / \sqrt{r_a r_b}`. Source: D. H. Perkel, G. L. Gerstein and G. P. Moore (1967),
    doi:10.1016/S0006-3495(67)86597-4. Used in chapter 2.
    """
    verb = "common_source"
    rate_a, duration = _checked(verb, rate_a, duration, rng, "rate_a")
    rate_b, _ = _checked(verb, rate_b, duration, rng, "rate_b")
    shared = Quantity("Hz", "shared rate", 0.0, min(rate_a, rate_b)).number(
        shared, f"{verb}'s shared"
    )
    delay = Quantity("ms", "delay from a to b", -duration, duration).number(
        delay, f"{verb}'s delay"
    )
    # The source runs before 0 and after T as far as the delay reaches, so that both records are
    # full of it.
    source = poisson(shared, duration + abs(delay), rng) - max(delay, 0.0)
    trains = []
    for rate, times in (rate_a, source), (rate_b, source + delay):
        inside = times[(times >= 0) & (times < duration)]
        # (7)
        trains.append(np.sort(np.concatenate([poisson(rate - shared, duration, rng), inside])))
    return trains[0], trains[1]


def _rates(rate: Callable[[float], Any], times: np.ndarray, bound: float) -> np.ndarray:
    """Return the rate at each time, or refuse it where it is no number from 0 to the bound."""
    # more than rounding
    limit = Quantity("Hz", "the bound must hold at every t", 0.0, bound * (1 + 1e-9))
    try:
        values = [rate(t) for t in times.tolist()]
    except TypeError as failed:
        verb = "inhomogeneous_poisson's rate"
        raise ParameterError(
            f"{verb} is a function that failed: {failed}; expected one of t in s, as in "
            f"lambda t: 20*Hz."
        ) from failed
    try:
        rates = limit.array(values, "inhomogeneous_poisson's rate")
        if rates.shape == times.shape:
            return rates
    except ParameterError:
        pass  # one by one, to say where
    return np.array(
        [
            limit.number(v, f"inhomogeneous_poisson's rate at t = {show(t, 's')}")
            for t, v in zip(times, values, strict=True)
        ]
    )


def _renewal(
    first: float, intervals: Callable[[int], np.ndarray], rate: float, duration: float
) -> np.ndarray:
    """Add up ``intervals(n)`` after the ``first`` spike until they pass ``duration``."""
    times = np.array([first])
    while times[-1] < duration:
        n = int(1.1 * rate * (duration - times[-1])) + 10
        times = np.append(times, times[-1] + np.cumsum(intervals(n)))
    return times[times < duration]


def _checked(
    verb: str, rate: Any, duration: Any, rng: Any, name: str = "rate"
) -> tuple[float, float]:
    rate = RATE.number(rate, f"{verb}'s {name}")
    duration = DURATION.number(duration, f"{verb}'s duration")
    generator(rng, verb)
    if rate * duration > MOST_SPIKES:
        raise ParameterError(
            f"{verb} would draw about {rate * duration:.2g} spikes ({show(rate, 'Hz')} "
            f"for {show(duration, 's')}); "
            f"expected at most {MOST_SPIKES:.0g}. Is a unit missing, as in "
            f"duration={duration:g}*ms?"
        )
    return rate, duration


class PoissonTrains:
    r"""``n`` independent Poisson processes of a ``rate`` (Hz, one number or n), drawn piece by
    piece, however the pieces are cut.

    The union of all processes is one. In a time of its own, u, its mean interval is 1, and the sum
    R of all rates says how fast that time passes. So the intervals are drawn once for all, and a
    rate that changes at :math:`t_0` stretches those to come:

    .. math::

        t = t_0 + \frac{u - u_0}{R} \tag{8}

    Each spike belongs to a member drawn by the rates. Source: D. R. Cox, *Renewal Theory* (1962).
    """

    def __init__(self, n: int, rate: np.ndarray, rng: np.random.Generator) -> None:
        self.n, self.rng = n, rng
        # of its own, so that how many are drawn at once changes nothing
        self.members = rng.spawn(1)[0]
        self.start = self.own_start = 0.0  # t₀ and u₀ of (8)
        # own time up to which spikes are drawn, and those not yet returned
        self.reached, self.ahead = 0.0, np.empty(0)
        self._set(rate)

    def _set(self, rate: np.ndarray) -> None:
        self.rate, self.total = rate, float(np.broadcast_to(rate, self.n).sum())

    def change(self, rate: np.ndarray, now: float) -> None:
        """Let the processes have another rate from the time ``now`` (s) on, up to which they were
        drawn.
        """
        self.own_start += (now - self.start) * self.total
        self.start = now
        self._set(rate)

    def until(self, end: float) -> tuple[np.ndarray, np.ndarray]:
        """Return times in s and indices, sorted, of the spikes before ``end`` that were not
        returned yet.
        """
        goal = self.own_start + (end - self.start) * self.total
        parts = [self.ahead] if len(self.ahead) else []
        while self.reached < goal:
            left = goal - self.reached
            parts.append(self.rng.standard_exponential(int(left + 4 * left**0.5) + 16))
            parts[-1][0] += self.reached
            self.reached = float(np.cumsum(parts[-1], out=parts[-1])[-1])
        if not parts or self.total == 0:
            return np.empty(0), np.empty(0, dtype=np.int32)
        t = parts[0] if len(parts) == 1 else np.concatenate(parts)
        # from here on, rounding in (8) may decide
        near = int(np.searchsorted(t, goal * (1 - 1e-9)))
        late = t[near:].copy()
        if self.start:
            t = np.maximum((t - self.own_start) / self.total + self.start, self.start)  # (8)
        else:
            t /= self.total
        t = t[: np.searchsorted(t, end)]
        self.ahead = late[len(t) - near :]
        return t, self._members(len(t))

    def _members(self, count: int) -> np.ndarray:
        """Return to whom each of so many spikes belongs."""
        if self.rate.ndim == 0:
            return self.members.integers(0, self.n, count, dtype=np.int32)
        shares = np.cumsum(self.rate) / self.total
        return np.minimum(
            np.searchsorted(shares, self.members.random(count), side="right"), self.n - 1
        )


Schedule = Callable[[float, float], tuple[np.ndarray, np.ndarray]]


class RenewalTrains:
    r"""``n`` independent processes whose intervals are gamma-distributed, and whose rate may change
    in time, drawn piece by piece, however the pieces are cut.

    In a time of its own, u, each process has intervals of mean 1 and of order k, as in (4) and (5);
    its rate says how fast that time passes:

    .. math::

        u(t) = \int_0^t r(t')\, dt' \tag{9}

    For order 1 these are Poisson processes, of any rate in time. The intervals of all processes are
    drawn together, so many for each, so that no piece changes those of the next. Source: R.
    Barbieri et al., J. Neuroscience Methods 105:25 (2001), doi:10.1016/S0165-0270(00)00344-7.
    """

    def __init__(
        self, n: int, rate: np.ndarray | Schedule, order: float, rng: np.random.Generator
    ) -> None:
        self.n, self.order, self.rng = n, order, rng
        self.now, self.own = 0.0, np.zeros(1)  # t and u up to which spikes were returned
        self.change(rate, 0.0)
        first = rng.random(n) * rng.standard_gamma(order + 1, n) / order
        self.ahead = first[None]  # u of spikes, drawn and not yet all returned: (spikes, n)

    def change(self, rate: np.ndarray | Schedule, now: float) -> None:
        """Let the processes have another rate, a number or n or a schedule, from now on."""
        self.rate: Any = rate

    def until(self, end: float) -> tuple[np.ndarray, np.ndarray]:
        """Return times in s and indices, sorted, of the spikes before ``end`` that were not
        returned yet.
        """
        if callable(self.rate):
            edges, rates = self.rate(self.now, end)
        else:
            edges, rates = np.array([self.now, end]), self.rate[None]
        rates = rates[:, None] if rates.ndim == 1 else rates
        passed = self.own + np.cumsum(
            np.vstack([np.zeros(rates.shape[1]), rates * np.diff(edges)[:, None]]), axis=0
        )  # (9)
        goal = passed[-1]
        parts = [self.ahead]
        while (parts[-1][-1] < goal).any():
            more = self.rng.standard_gamma(self.order, (max(1, 4096 // self.n), self.n))
            parts.append(parts[-1][-1] + np.cumsum(more / self.order, axis=0))
        ahead = np.concatenate(parts)
        who, places = np.nonzero(((ahead >= self.own) & (ahead < goal)).T)
        u, t = ahead[places, who], np.empty(len(who))
        ends = np.searchsorted(who, np.arange(self.n + 1)) if len(goal) > 1 else [0, len(who)]
        for k, (first, last) in enumerate(itertools.pairwise(ends)):  # one own time, or n
            t[first:last] = np.interp(u[first:last], passed[:, k], edges)
        t = np.clip(t, self.now, np.nextafter(end, 0.0))
        self.now, self.own, self.ahead = end, goal, ahead[(ahead >= goal).any(axis=1)]
        order = np.lexsort((who, t))
        return t[order], who[order].astype(np.int32)


@dataclass(frozen=True, eq=False)
class RateInTime:
    """A rate (Hz) of ``n`` sources that has ``values`` from each of its ``times`` (s) on, 0 before;
    or that is a function of t, held for steps of 0.1 ms at its value in the middle.
    """

    values: Any
    times: np.ndarray | None
    n: int

    def steps(self, end: float) -> tuple[np.ndarray, np.ndarray]:
        """Return the times and the values of a rate that is the same up to ``end``."""
        if self.times is not None:
            return self.times, self.values
        edges, rates = self(0.0, end)
        return edges[:-1], rates

    def __call__(self, start: float, end: float) -> tuple[np.ndarray, np.ndarray]:
        """Return the ends of steps from ``start`` to ``end``, and the rate in each."""
        if self.times is None:
            first = int(np.floor(start / STEP))
            edges = np.arange(first, max(first, int(np.ceil(end / STEP))) + 1) * STEP
            values = over_time(self.values, (edges[:-1] + edges[1:]) / 2, "poisson's rate")
            rates = SOURCE_RATE.array(values, "poisson's rate(t)") if len(values) else values
            if rates.shape[1:] not in ((), (self.n,)):
                raise ParameterError(
                    f"poisson's rate(t) has shape {rates.shape[1:]}; expected one number, or "
                    f"{self.n}, one for each."
                )
            edges[0], edges[-1] = start, end
            return edges, rates
        inside = self.times[(self.times > start) & (self.times < end)]
        edges = np.concatenate([[start], inside, [end]])
        last = np.searchsorted(self.times, edges[:-1], side="right")
        return edges, np.concatenate([np.zeros_like(self.values[:1]), self.values])[last]
