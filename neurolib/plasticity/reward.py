"""Reward-modulated plasticity: pairs of spikes leave a trace at the synapse, which becomes a change
of the weight when reward comes.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ..model import ParameterError, Quantity, param
from ..units import ms, s
from .learner import Activity, Learner, Operations, SynapseRows, TraceLearner
from .stdp import STDP
from .timing import WEIGHT, SpikeTiming, sorted_train

REWARD = Quantity("", "third factor: reward, relative to its mean", -1e6, 1e6, (-1.0, 1.0))
DELAY = Quantity("s", "time from the pair of spikes to the reward", 0.0, 1e6 * s, (0 * s, 5 * s))


class EligibilityLearner(TraceLearner):
    """Synapses whose spikes change an eligibility ``e``, from which a third factor makes weights:
    (2) of :class:`RewardSTDP`.

    A synapse keeps when it was last brought up to date (``reached``), its weight and its
    eligibility at that time. Between its events both follow from the closed form of the rule, and
    the weight moves in one direction, so that a bound that holds at the end of such a time held
    within it. What asks for a weight brings a copy of it up to date.
    """

    keeps: ClassVar[str] = "eligibility"

    def __init__(self, rule: RewardSTDP, synapses: SynapseRows) -> None:
        super().__init__(rule, synapses)
        self.e = np.zeros(len(self.u))
        self.reached = np.zeros(len(self.u))
        self.reward = rule.reward
        self.since = 0.0

    def arrive(self, t: float, sender: int) -> np.ndarray:
        """Let a spike arrive at all synapses of a sender; return the weights that it delivers."""
        self.settle(t)
        self._bring(self.synapses.row(sender))
        return super().arrive(t, sender)

    def change(self, where: Any, moved: Any, amount: np.ndarray, *bounds: float) -> None:
        """Change the eligibility of some synapses by an ``amount`` each."""
        self._bring(where)
        limit = math.inf if bounds[-1] else -math.inf
        self.e[where] = moved(self.e[where], amount, 1.0, 0.0, limit)

    def reinforce(self, t: float, reward: float) -> None:
        """Let the third factor be ``reward`` from the time ``t`` on."""
        self._bring_all(t)
        self.reward, self.since = reward, t

    def teach(self, t: float, fractions: np.ndarray) -> None:
        """Let the synapses go on from these fractions of the largest weight at the time ``t``."""
        self._bring_all(t)
        super().teach(t, fractions)

    def weights(self, t: float) -> np.ndarray:
        """Return the weight of each synapse at the time ``t``, in its unit."""
        weights: np.ndarray = self._later(slice(None), t)[0] * self.synapses.largest
        return weights

    def _bring_all(self, t: float) -> None:
        self.settle(t)
        self._bring(slice(None))

    def _bring(self, where: Any) -> None:
        self.u[where], self.e[where] = self._later(where, self.now)
        self.reached[where] = self.now

    def _later(self, where: Any, t: float) -> tuple[np.ndarray, np.ndarray]:
        rule, unit, reached = self.rule, self.synapses.unit, self.reached[where]
        d = self.reward * np.exp((self.since - reached) * unit / rule.tau_d)
        passed = (t - reached) * unit
        u, e, _ = rule.later(self.u[where], self.e[where], d, passed, rule.tau_e, rule.tau_d)
        return u, e

    @classmethod
    def count(cls, rule: Any, activity: Activity) -> Operations:
        """Return what learning added: each change also reads and writes the eligibility, and up to
        when it is known.
        """
        updates, read, written = super().count(rule, activity)
        return Operations(updates, read + 2 * updates, written + 2 * updates)


@dataclass(frozen=True, repr=False)
class RewardSTDP(SpikeTiming):
    r"""Reward-modulated STDP: a pair of spikes sets an eligibility trace, and a third factor turns
    what is left of it into a weight.

    A pair with :math:`\Delta t = t_{\mathrm{post}} - t_{\mathrm{pre}}` changes not the weight u but
    the eligibility e of the synapse, by

    .. math::

        W(\Delta t) = A_+ e^{-\Delta t/\tau_+} \;(\Delta t > 0), \qquad W(\Delta t)
            = -A_- e^{\Delta t/\tau_-} \;(\Delta t < 0) \tag{1}

    as :class:`STDP` with all pairs does the weight. Between spikes it decays, and the weight
    follows the third factor d, such as dopamine, which itself decays from the value that it was
    given last:

    .. math::

        \tau_e\, \dot e = -e, \qquad \tau_d\, \dot d = -d, \qquad \dot u = e\, d \tag{2}

    within 0 and 1. A reward d that comes a time T after a single pair therefore changes the weight
    by

    .. math::

        \Delta u = d\, W(\Delta t)\, e^{-T/\tau_e}\, \tau', \qquad 1/\tau' = 1/\tau_e + 1/\tau_d
            \tag{3}

    and while d is held, Poisson trains change it at the mean rate

    .. math::

        \dot u = d\, \tau_e\, r_\mathrm{pre} r_\mathrm{post} \left(A_+ \tau_+ - A_- \tau_-\right)
            \tag{4}

    ``reward`` is d at the start; where it is 0, a run warns that it cannot learn, and a session
    that none came. A session gives another one at any time, ``session.set(synapses, reward=0.5)``:
    piece by piece any series. For a factor that is held, type a long ``tau_d``, as 1e6*s. Weights
    are those at the time at which they are asked for.

    Source: E. M. Izhikevich, Cerebral Cortex 17:2443 (2007), doi:10.1093/cercor/bhl152, whose time
    constants the defaults are; for the family of such rules N. Frémaux and W. Gerstner, Frontiers
    in Neural Circuits 9:85 (2016), doi:10.3389/fncir.2015.00085. The amplitudes are teaching
    choices.
    """

    A_plus: float = param(
        0.01, "", "eligibility by a pair with a lag just above 0, per s", 0.0, 100.0, (0.0, 0.1)
    )
    A_minus: float = param(
        0.015, "", "eligibility by a pair with a lag just below 0, per s", 0.0, 100.0, (0.0, 0.1)
    )
    tau_plus: float = param(
        20 * ms, "ms", "time constant of potentiation", 0.1 * ms, 10 * s, (5 * ms, 50 * ms)
    )
    tau_minus: float = param(
        20 * ms, "ms", "time constant of depression", 0.1 * ms, 10 * s, (5 * ms, 50 * ms)
    )
    tau_e: float = param(
        1 * s, "s", "time constant of the eligibility trace", 1 * ms, 1e6 * s, (0.1 * s, 5 * s)
    )
    tau_d: float = param(
        0.2 * s, "s", "time constant of the third factor", 1 * ms, 1e6 * s, (0.1 * s, 5 * s)
    )
    reward: float = param(0.0, "", "third factor at the start", -1e6, 1e6, (-1.0, 1.0))

    learner: ClassVar[type[Learner]] = EligibilityLearner

    @staticmethod
    def potentiation(second, A_plus):
        return A_plus  # (1)

    @staticmethod
    def depression(second, A_minus):
        return A_minus

    @staticmethod
    def later(u, e, d, passed, tau_e, tau_d):
        joint = 1.0 / (1.0 / tau_e + 1.0 / tau_d)
        change = -e * d * joint * np.expm1(-passed / joint)  # (2)
        return (
            np.minimum(np.maximum(u + change, 0.0), 1.0),
            e * np.exp(-passed / tau_e),
            d * np.exp(-passed / tau_d),
        )

    @property
    def taus(self) -> tuple[float, float, float, float]:
        """Time constants of the traces of spikes, s: one on each side."""
        return self.tau_plus, math.inf, self.tau_minus, math.inf

    @property
    def joint(self) -> float:
        """The time constant τ' in s of the product of eligibility and third factor."""
        return 1 / (1 / self.tau_e + 1 / self.tau_d)

    @property
    def _pairs(self) -> STDP:
        return STDP(self.A_plus, self.A_minus, self.tau_plus, self.tau_minus)

    def window(self, dt: Any) -> Any:
        """Return the eligibility that one pair of spikes ``dt`` = t_post − t_pre apart sets, in s
        (number or array): equation (1).
        """
        return self._pairs.window(dt)

    def credit(self, dt: Any, delay: Any, reward: Any) -> Any:
        """Return the change by a reward that comes after one pair of spikes: equation (3).

        Parameters
        ----------
        dt : float or array
            Time from the arrival of the presynaptic spike to the postsynaptic spike, s.
        delay : float or array
            Time from the pair to the reward, s.
        reward : float or array
            Third factor when it comes.

        Returns
        -------
        float or array
            Change of the weight in the end, as a fraction of the largest.

        Raises
        ------
        ParameterError
            For values out of range.
        """
        name = "RewardSTDP.credit's"
        d, T = REWARD.array(reward, f"{name} reward"), DELAY.array(delay, f"{name} delay")
        change = d * self.window(dt) * np.exp(-T / self.tau_e) * self.joint  # (3)
        return float(change) if np.ndim(change) == 0 else change

    def drift(self, r_pre: Any, r_post: Any, reward: Any) -> Any:
        """Return the mean change of the weight per s under Poisson trains of these rates in Hz
        while the ``reward`` is held: (4).
        """
        # (4)
        return (
            REWARD.number(reward, "RewardSTDP.drift's reward")
            * self.tau_e
            * self._pairs.drift(r_pre, r_post)
        )

    def _both_trains(
        self, verb: str, pre_times: Any, post_times: Any, w: Any
    ) -> tuple[float, np.ndarray]:
        """Apply two trains under the third factor that begins at time 0; the weight is the one when
        all eligibility is used.
        """
        given = {"pre_times": pre_times, "post_times": post_times}
        pre, post = (
            np.round(sorted_train(times, f"RewardSTDP.{verb}'s {name}"), 12)
            for name, times in given.items()
        )
        if w is None:
            raise ParameterError(
                f"RewardSTDP.{verb} has no w, and a weight between its bounds depends "
                f"on it; give one, as in w=0.5."
            )
        w = WEIGHT.number(w, f"RewardSTDP.{verb}'s w")
        u, e, d, r, o, now, found = float(w), 0.0, self.reward, 0.0, 0.0, 0.0, []
        for t in np.unique(np.concatenate([pre, post])):
            passed, now = t - now, t
            u, e, d = self.later(u, e, d, passed, self.tau_e, self.tau_d)
            r, o = r * math.exp(-passed / self.tau_plus), o * math.exp(-passed / self.tau_minus)
            arrivals, fired = np.count_nonzero(pre == t), np.count_nonzero(post == t)
            found += [u] * arrivals
            e += fired * r * self.A_plus - arrivals * o * self.A_minus
            r, o = r + arrivals, o + fired
        return float(self.later(u, e, d, np.inf, self.tau_e, self.tau_d)[0]), np.array(found)


def without_reward(projections: Iterable[Any]) -> list[Any]:
    """Return the projections that learn by reward and have none at the start."""
    return [
        p for p in projections if isinstance(p.plasticity, RewardSTDP) and p.plasticity.reward == 0
    ]


def warn_without_reward(projections: Iterable[Any], stacklevel: int) -> None:
    """Warn once of all projections whose reward is 0 in a run that cannot give another: none of
    their weights changes.
    """
    names = [projection.name for projection in without_reward(projections)]
    if names:
        warnings.warn(
            f"In this run no weight of {' or '.join(names)} changes: the reward of "
            f"RewardSTDP is 0 at the start, and a run "
            "gives no other. Type RewardSTDP(reward=1), or give rewards as time goes "
            "on: session = engine.start(net), then "
            "session.set(synapses, reward=0.5).",
            stacklevel=stacklevel,
        )
