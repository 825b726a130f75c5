"""The base of spike-timing rules: a recorded pair of trains is replayed through a rule, in linear
time.
"""

from __future__ import annotations

import sys
import warnings
from functools import lru_cache
from typing import Any, ClassVar

import numpy as np

from .. import _jit
from ..model import ParameterError, Quantity
from ..trains import RATE
from ..units import Hz, ms, s, show
from . import traces
from .learner import Learner, LearningRule, SynapseRows, TraceLearner, Watching
from .traces import BOUNDS, PAIRINGS, Bounds, Kernel, after_spike, base_after_reading

TIMES = Quantity("ms", "times of spikes", -1e7 * s, 1e7 * s, (12 * ms, 1000 * ms))
LAG = Quantity("ms", "time difference, t_post - t_pre", -10 * s, 10 * s, (-100 * ms, 100 * ms))
# of all pairs of two trains
LAGS = Quantity("ms", "time differences, t_post - t_pre", -2e7 * s, 2e7 * s, (-100 * ms, 100 * ms))
WEIGHT = Quantity("", "weight, as a fraction of the largest", 0.0, 1.0, (0.0, 1.0))
SEEN = 0.0, 0.1, 1.0, 10.0  # of a slow trace, at which the amounts of a rule are looked at
PAIRS = Quantity("", "number of pairs", 1, 1e7, (10, 100))
NEAR = 1e-12  # s, plus 1e-15 of a time: a smaller difference is rounding, and the two times are one
LONG_LAG = 1 * s  # if all lags are longer, they are probably milliseconds without a unit
# and so are trains of which fewer than one spike in twenty has a partner so near
MEET, SELDOM = 250 * ms, 0.05
FASTEST = 1 * Hz  # the rate of a neuron of 1000 Hz, if milliseconds are taken for seconds
SHORT = 20_000  # spikes, below which loading Numba takes longer than it saves

# Kernels of the rule: `_bound` puts them in place.
potentiation = _jit.open_name("potentiation")
depression = _jit.open_name("depression")
raised = _jit.open_name("raised")
lowered = _jit.open_name("lowered")
KERNELS = "potentiation", "depression", "raised", "lowered"


class SpikeTiming(LearningRule):
    r"""A rule that reads, at each spike, the traces which earlier spikes have left on the other
    side of the synapse.

    A presynaptic spike counts when it *arrives*, which is its delay after it was sent; a
    postsynaptic one when it is fired. Each side has a fast trace and a slow one: :math:`r_1, r_2`
    of arrivals and :math:`o_1, o_2` of postsynaptic spikes. At an arrival the weight u falls by the
    amount :math:`o_1` · ``depression(second=r_2)``, at a postsynaptic spike it rises by :math:`r_1`
    · ``potentiation(second=o_2)``. Traces hold strictly earlier spikes: two spikes at one time do
    not see each other, and neither do traces see the spike that reads them. At one time arrivals go
    first. An arrival delivers the weight that it finds, before it lowers it.

    A rule gives ``potentiation(second, *parameters)`` and ``depression(second, *parameters)``, pure
    static functions; the time constants of the four traces as ``taus``, infinite where a trace is
    not used; and a choice of ``pairing`` and ``bounds`` among
    :data:`~neurolib.plasticity.traces.PAIRINGS` and :data:`~neurolib.plasticity.traces.BOUNDS`. A
    rule whose amounts may have either sign says so by ``signed``, takes ``raised_within`` and
    ``lowered_within`` of that module for its ``raised`` and ``lowered``, and may give
    ``constants``: what each spike adds to the two amounts, whatever the traces hold. A rule whose
    synapses keep more than weights and traces has a ``learner`` of its own, a class that holds it:
    :class:`~neurolib.plasticity.learner.TraceLearner` is the one to derive it from. ``inhibitory``
    says that a rule is for synapses that inhibit; a network refuses it on others.
    """

    potentiation: ClassVar[Kernel]
    depression: ClassVar[Kernel]
    raised: ClassVar[Kernel] = staticmethod(traces.raised)
    lowered: ClassVar[Kernel] = staticmethod(traces.lowered)
    signed: ClassVar[bool] = False
    learner: ClassVar[type[Learner]] = TraceLearner
    pairing: str = "all-to-all"
    bounds: str = "hard"

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.signed:
            self._expect_amounts_of_one_sign()

    def _expect_amounts_of_one_sign(self) -> None:
        """Refuse an amount below zero: it would carry a weight past the bound that its side does
        not look at.
        """
        for kernel, strengths in zip(("potentiation", "depression"), self.strengths(), strict=True):
            for second in SEEN:
                if not (amount := getattr(self, kernel)(second, *strengths)) >= 0:
                    raise ParameterError(
                        f"{type(self).__name__}.{kernel} is {amount:g} where the slow "
                        f"trace is {second:g}; expected at least 0. "
                        "For amounts of either sign, set signed = True in the class, "
                        "and there raised = staticmethod(raised_within) and "
                        "lowered = staticmethod(lowered_within) from neurolib.plasticity.traces."
                    )

    @property
    def taus(self) -> tuple[float, float, float, float]:
        """Time constants of r_1, r_2, o_1 and o_2, s."""
        raise TypeError(
            f"{type(self).__name__} does not say how its traces decay; define the property taus."
        )

    @property
    def constants(self) -> tuple[float, float]:
        """What a postsynaptic spike raises every weight by, and what an arrival lowers it by,
        beside what they read.
        """
        return 0.0, 0.0

    @property
    def shares(self) -> Bounds:
        """The numbers (c, k) of the share of an amount that raises a weight, and of the one that
        lowers it.
        """
        return BOUNDS[self.bounds]

    def strengths(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Return the parameters of ``potentiation`` and of ``depression``."""
        return self.values(self.potentiation, "second"), self.values(self.depression, "second")

    def apply(self, pre_times: Any, post_times: Any, w: Any = None) -> float:
        """Return the effect of two trains on a synapse.

        The time that it takes is proportional to the number of spikes. A warning says if the two
        trains hardly meet, as they do when milliseconds are taken for seconds.

        Parameters
        ----------
        pre_times : array of shape (arrivals,)
            Arrivals at the synapse, s, in any order; times a picosecond apart count as one.
        post_times : array of shape (spikes,)
            Postsynaptic spikes, s, in any order.
        w : float, default None
            Weight at the start, as a fraction of the largest, 0 to 1. Without it no bound holds.

        Returns
        -------
        float
            The weight after the trains, as a fraction of the largest; without ``w`` the sum of all
            changes.

        Raises
        ------
        ParameterError
            For times or a weight that are none, and without ``w`` if a change depends on it.
        """
        if w is None and self.bounds != "hard":
            name = f"{type(self).__name__}.apply"
            raise ParameterError(
                f"With bounds={self.bounds!r} a change depends on the weight; give "
                f"{name} one, as in w=0.5."
            )
        return self._both_trains("apply", pre_times, post_times, w)[0]

    def delivered(self, pre_times: Any, post_times: Any, w: Any) -> np.ndarray:
        """Return the weight that each arrival delivers, in the order of their times, from ``w`` on;
        all else is as in :meth:`apply`.
        """
        return self._both_trains(
            "delivered",
            pre_times,
            post_times,
            WEIGHT.number(w, f"{type(self).__name__}.delivered's w"),
        )[1]

    def _both_trains(
        self, verb: str, pre_times: Any, post_times: Any, w: Any
    ) -> tuple[float, np.ndarray]:
        """Apply two trains; return the weight after them, and the weight that each arrival
        finds.
        """
        name = f"{type(self).__name__}.{verb}'s"
        pre, post = (
            sorted_train(pre_times, f"{name} pre_times"),
            sorted_train(post_times, f"{name} post_times"),
        )
        u, bottom, top = (
            (0.0, -np.inf, np.inf) if w is None else (WEIGHT.number(w, f"{name} w"), 0.0, 1.0)
        )
        self._warn_if_apart(pre, post, name)
        if self.learner is not TraceLearner:
            return self._by_learner(pre, post, w, f"{type(self).__name__}.{verb}")
        words = PAIRINGS[self.pairing], *self.shares, self.constants
        compiled, rule = (
            _jit.enabled() and ("numba" in sys.modules or len(pre) + len(post) > SHORT),
            type(self),
        )
        loop, found = _bound(rule, compiled), np.empty(len(pre))  # type: ignore[arg-type]
        after = loop(
            pre, post, u, bottom, top, tuple(map(tuple, words)), self.taus, *self.strengths(), found
        )
        return float(after), found

    def _by_learner(
        self, pre: np.ndarray, post: np.ndarray, w: float | None, name: str
    ) -> tuple[float, np.ndarray]:
        """Apply two sorted trains to one synapse of the rule's own learner."""
        if issubclass(self.learner, Watching):
            raise ParameterError(
                f"{name} has two trains, and {type(self).__name__} reads the voltage of "
                f"the target, "
                "too; let it learn in a network, as in net.project(…, plasticity=rule), "
                "on Clocked(dt=0.1*ms)."
            )
        if w is None:
            raise ParameterError(
                f"{name} has no w, and what {self.learner.__name__} makes of two trains may depend "
                "on the weight; give one, as in w=0.5."
            )
        one = SynapseRows(np.array([0, 1]), np.array([0]), np.array([w]), 1.0, 1, 1.0)
        learner = self.learner(self, one)
        pre, post = np.round(pre, 12), np.round(post, 12)
        found, last = list[float](), 0.0
        for t in np.unique(np.concatenate([pre, post])).tolist():
            for _ in range(np.count_nonzero(pre == t)):
                found.append(float(learner.arrive(t, 0)[0]))
            for _ in range(np.count_nonzero(post == t)):
                learner.fire(t, 0)
            last = t
        return float(learner.weights(last)[0]), np.array(found)

    def _warn_if_apart(self, pre: np.ndarray, post: np.ndarray, name: str) -> None:
        """Warn if hardly any spike of two sorted and slow trains has a partner near enough for a
        change.
        """
        slow = all(
            len(train) and len(train) - 1 <= FASTEST * (train[-1] - train[0])
            for train in (pre, post)
        )
        if not slow or max(pre[-1], post[-1]) < LONG_LAG:
            return
        few, many = sorted((pre, post), key=len)
        near = max(MEET, *(5 * tau for tau in self.taus[::2]))
        found, same = (
            np.searchsorted(many, few + d, "right") > np.searchsorted(many, few - d)
            for d in (near, NEAR)
        )
        # spikes at one time change nothing in any case
        partners, of = int(np.count_nonzero(found & ~same)), int(np.count_nonzero(~same))
        if partners < SELDOM * of:
            warnings.warn(
                f"{name} trains hardly meet: {partners} of {of} spikes have one of the "
                f"other train within {show(near, 'ms')}, so that "
                f"next to nothing is changed. Times are in seconds. Is a unit missing, "
                f"as in {max(pre[-1], post[-1]):g}*ms?",
                stacklevel=4,
            )

    def _rates(self, r_pre: Any, r_post: Any) -> tuple[np.ndarray, np.ndarray]:
        """Return presynaptic and postsynaptic rates, of shapes that go together."""
        name = f"{type(self).__name__}.drift's"
        pre, post = RATE.array(r_pre, f"{name} r_pre"), RATE.array(r_post, f"{name} r_post")
        try:
            np.broadcast_shapes(pre.shape, post.shape)
        except ValueError:
            raise ParameterError(
                f"{name} r_pre has shape {pre.shape} and r_post {post.shape}; expected "
                f"one rate for each other, or a number. "
                "Type r_pre[:, None] for each with each."
            ) from None
        return pre, post

    def _lags(self, given: Any, name: str, scalar: bool = True) -> Any:
        """Return time differences; warn if all are too long for any change, as milliseconds without
        a unit are.
        """
        name = f"{type(self).__name__}.{name}"
        lags = np.asarray(LAG.number(given, name)) if scalar else LAGS.array(given, name)
        long = np.abs(lags[lags != 0])
        if long.size and long.min() >= max(LONG_LAG, *(5 * tau for tau in self.taus[::2])):
            shown = show(float(long.min()), "ms") + (" or more" if lags.ndim else "")
            question = f"Is a unit missing, as in {long.min():g}*ms?"
            warnings.warn(
                f"{name} is {shown}, where hardly anything is left of the window. {question}",
                stacklevel=3,
            )
        return float(lags) if scalar else lags

    def pairs(self, dt: Any, rate: Any, n: Any, w: Any = None) -> float:
        """Return the effect of regular pairs of spikes on a synapse.

        Parameters
        ----------
        dt : float
            Time from the presynaptic to the postsynaptic spike of a pair, s.
        rate : float
            Rate of the pairs, Hz.
        n : int
            Number of pairs.
        w : float, default None
            Weight at the start, as a fraction of the largest, 0 to 1. Without it no bound holds.

        Returns
        -------
        float
            The weight after the pairs, as a fraction of the largest; without ``w`` the sum of all
            changes.

        Raises
        ------
        ParameterError
            As :meth:`apply`.
        """
        name = f"{type(self).__name__}.pairs's"
        count, every, lag = (
            PAIRS.number(n, f"{name} n"),
            RATE.number(rate, f"{name} rate"),
            self._lags(dt, "pairs's dt"),
        )
        if count != int(count) or every <= 0:
            raise ParameterError(
                f"{name} n is {n!r:.60} and rate {rate!r:.60}; expected a whole number "
                f"of pairs, at a rate above 0 Hz."
            )
        pre = np.arange(int(count)) / every
        return self.apply(pre, pre + lag, w)


def sorted_train(times: Any, name: str) -> np.ndarray:
    """Return the spike times of one train, sorted; a list without any is a silent one."""
    silent = (
        times.size == 0
        if isinstance(times, np.ndarray)
        else isinstance(times, (list, tuple)) and not times
    )
    train = np.empty(0) if silent else TIMES.array(times, name)
    if train.ndim > 1:
        raise ParameterError(
            f"{name} have shape {train.shape}; expected one train, shape (n,). Type "
            f"times[0] for the first of many."
        )
    return np.sort(train.ravel())


def _replay(pre, post, u, bottom, top, words, taus, plus, minus, found):
    """Apply two sorted trains to a synapse of weight ``u``; return the weight after them, and store
    in ``found`` what arrivals find.
    """
    (m_pre, m_post, s), (c_up, k_up), (c_down, k_down), (at_spike, at_arrival) = words
    r1, r2, o1, o2, base, i, j = 0.0, 0.0, 0.0, 0.0, 0.0, 0, 0
    last = 0.0
    while i < len(pre) or j < len(post):
        t = min(pre[i] if i < len(pre) else np.inf, post[j] if j < len(post) else np.inf)
        passed, until = t - last if i + j > 0 else 0.0, t + NEAR + NEAR / 1000 * abs(t)
        fade = np.exp(-passed / taus[0])
        r1, base = r1 * fade, base * fade
        r2, o1, o2 = (
            r2 * np.exp(-passed / taus[1]),
            o1 * np.exp(-passed / taus[2]),
            o2 * np.exp(-passed / taus[3]),
        )
        first_pre, first_post, last = i, j, t
        while i < len(pre) and pre[i] <= until:
            found[i] = u
            u = lowered(u, o1 * depression(r2, *minus) + at_arrival, c_down, k_down, bottom)
            i += 1
        while j < len(post) and post[j] <= until:
            u = raised(u, (r1 - base) * potentiation(o2, *plus) + at_spike, c_up, k_up, top)
            base = base_after_reading(r1, base, s)
            j += 1
        for _ in range(first_pre, i):
            r1, r2 = after_spike(r1, 1.0, m_pre), after_spike(r2, 1.0, 1.0)
        for _ in range(first_post, j):
            o1, o2 = after_spike(o1, 1.0, m_post), after_spike(o2, 1.0, 1.0)
    return u


@lru_cache(maxsize=64)
def _bound(rule: Any, compiled: bool) -> Any:
    """Return the loop over two trains with the kernels of a rule in place, compiled or not."""
    kernels = {name: getattr(rule, name) for name in KERNELS}
    return _jit.bind(_replay, kernels, rule.__name__) if compiled else _jit.plain(_replay, kernels)
