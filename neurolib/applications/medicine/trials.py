r"""Trials with paired arms: equal doses, what a few differences can show, a plan written down
before, and how outcomes are switched.

Where a pulse of the length δ begins before the last one at its site has ended, the two overlap, and
what they have in common counts once. M pulses that begin at the times :math:`t_j`, in order, are
therefore on for

.. math::

    U = \delta + \sum_{j=1}^{M-1} \min (\delta,\; t_{j+1} - t_j) \tag{1}

A pair is one network under two treatments. The differences D of n pairs have the mean and the
standard error of the mean

.. math::

    \bar D = \frac{1}{n} \sum_{i=1}^{n} D_i, \qquad s_D
        = \sqrt{\frac{1}{n (n - 1)} \sum_{i=1}^{n} (D_i - \bar D)^2} \tag{2}

Where the treatment changes nothing, each difference is negative with the probability ½. The exact
sign test asks how often n such differences are at least as one-sided as those found, with w of one
sign:

.. math::

    p = \min \Big( 1,\; 2^{1-n} \sum_{j=0}^{\min(w,\, n - w)} \binom{n}{j} \Big) \tag{3}

Differences of 0 have no sign and are left out. Where all differences agree, p is as small as it can
be with n pairs:

.. math::

    p_{\mathrm{min}} = 2^{1-n} \tag{4}

Where a difference has the expected sign with probability q, a trial at level α shows the effect
with probability

.. math::

    P = \sum_{j=c}^{n} \binom{n}{j} q^j (1 - q)^{n-j} \tag{5}

with c the smallest number of agreeing pairs for which p ≤ α. If nothing changes, a test is positive
with some probability :math:`F_1`, and the best of k independent outcomes is positive with the
probability

.. math::

    F_k = 1 - (1 - F_1)^k \tag{6}

The bootstrap, after B. Efron, Annals of Statistics 7:1 (1979), doi:10.1214/aos/1176344552, draws
new sets of n differences from those found. Used in lab 5.
"""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass
from math import comb
from typing import Any, NamedTuple

import numpy as np

from ...model import ParameterError, Quantity, expect, generator

ONSETS = Quantity("s", "onsets of pulses, a row for each site", 0.0, 1e7, (0.0, 100.0))
PULSE = Quantity("s", "length of a pulse", 1e-3, 1e3, (0.1, 2.0))
DIFFERENCES = Quantity(
    "", "differences between the arms, one for each pair", -1e12, 1e12, (-1.0, 1.0)
)
LEVEL = Quantity("", "level of a test", 1e-9, 0.5, (0.01, 0.1))
PAIRS = Quantity("", "number of pairs", 2, 1000, (6, 40))
CHANCE = Quantity("", "probability", 0.0, 1.0, (0.5, 1.0))
OUTCOMES = Quantity("", "number of outcomes", 1, 1e6, (1, 20))
REPEATS = Quantity("", "number of repetitions", 1, 1e6, (1000, 10000))
SMALLEST = Quantity("", "smallest mean difference that counts", 0.0, 1e12, (0.0, 1.0))
WAITING = Quantity("s", "time from the last pulse to the measurement", 0.0, 1e7, (0.0, 300.0))


class Dose(NamedTuple):
    """What each site receives: the number of pulses, and the time in s for which a pulse is on."""

    pulses: np.ndarray
    on: np.ndarray


def dose(onsets: Any, pulse: float) -> Dose:
    """Return what each site receives from ``onsets`` in s, a row for each site, with pulses of
    ``pulse`` s: equation (1).
    """
    t, length = ONSETS.array(onsets, "dose's onsets"), PULSE.number(pulse, "dose's pulse")
    if t.ndim != 2:
        raise ParameterError(
            f"dose's onsets have shape {t.shape}; expected onsets in s, (sites, n), as "
            f"reset_times gives."
        )
    t = np.sort(t, axis=1)
    # (1)
    on = (
        length + np.minimum(length, np.diff(t, axis=1)).sum(axis=1)
        if t.shape[1]
        else np.zeros(len(t))
    )
    return Dose(np.full(len(t), t.shape[1]), on)


class Effect(NamedTuple):
    """The mean of paired differences, and its standard error."""

    mean: float
    error: float


def paired(differences: Any) -> Effect:
    """Return the mean of paired differences and its standard error: equation (2)."""
    D = _differences(differences, "paired")
    n, mean = len(D), D.mean()
    return Effect(float(mean), float(standard_error(np.sum((D - mean) ** 2), n)))


def standard_error(squares: Any, n: Any) -> Any:
    """Return the standard error of the mean of ``n`` differences, from the sum of the squares of
    their distances from it: equation (2).
    """
    return np.sqrt(squares / (n * (n - 1)))  # (2)


def bootstrap(
    differences: Any, rng: np.random.Generator, repeats: int = 4000, level: float = 0.05
) -> tuple[float, float]:
    """Return the ends of an interval for the mean difference: all but ``level`` of the means of
    sets drawn anew, with replacement.
    """
    D, rng = _differences(differences, "bootstrap"), generator(rng, "bootstrap")
    times, alpha = (
        REPEATS.whole(repeats, "bootstrap's repeats"),
        LEVEL.number(level, "bootstrap's level"),
    )
    means = D[rng.integers(0, len(D), (times, len(D)))].mean(axis=1)
    low, high = np.quantile(means, [alpha / 2, 1 - alpha / 2])
    return float(low), float(high)


def sign_test(differences: Any) -> float:
    """Return the two-sided p of the exact sign test for paired differences: equation (3); 1 where
    none has a sign.
    """
    D = DIFFERENCES.array(differences, "sign_test's differences").ravel()
    return _p(int(np.sum(D < 0)), int(np.sum(D != 0)))


def _p(w: int, n: int) -> float:
    """Return p for ``w`` of ``n`` differences of one sign."""
    return min(1.0, 2 * sum(comb(n, j) for j in range(min(w, n - w) + 1)) / 2**n)  # (3)


def smallest_trial(alpha: float = 0.05) -> int:
    """Return the smallest number of pairs with which a sign test can reach the level ``alpha``:
    equation (4).
    """
    level, n = LEVEL.number(alpha, "smallest_trial's alpha"), 1
    while 2.0 ** (1 - n) > level:  # (4)
        n += 1
    return n


def agreeing(n: int, alpha: float = 0.05) -> int:
    """Return how many of ``n`` pairs must agree for p ≤ ``alpha``; n + 1 where not even all of them
    are enough.
    """
    pairs, level = PAIRS.whole(n, "agreeing's n"), LEVEL.number(alpha, "agreeing's alpha")
    return next((c for c in range(pairs // 2, pairs + 1) if _p(c, pairs) <= level), pairs + 1)


def power(n: int, q: float, alpha: float = 0.05) -> float:
    """Return how probably ``n`` pairs show an effect, where a difference has the expected sign with
    probability ``q``: equation (5).
    """
    c, chance = agreeing(n, alpha), CHANCE.number(q, "power's q")
    # (5)
    return float(
        sum(comb(n, j) * chance**j * (1 - chance) ** (n - j) for j in range(c, int(n) + 1))
    )


def any_positive(single: float, k: Any) -> Any:
    """Return how probably the best of ``k`` independent outcomes is positive, each with probability
    ``single``: equation (6).
    """
    F_1, count = (
        CHANCE.number(single, "any_positive's single"),
        OUTCOMES.array(k, "any_positive's k"),
    )
    F = best_of(F_1, count)
    return F if F.ndim else float(F)


def best_of(F_1: Any, k: Any) -> Any:
    """Return what :func:`any_positive` does, of numbers or arrays as they are."""
    return 1 - (1 - F_1) ** k  # (6)


def false_positives(
    differences: Any, rng: np.random.Generator, alpha: float = 0.05, repeats: int = 2000
) -> np.ndarray:
    """Return how often the best of the first 1, 2, … k outcomes is positive although the arms do
    not differ.

    ``differences`` has the shape (pairs, k). Two arms that do not differ can be exchanged in every
    pair: in each repetition each pair keeps its sign or changes it, in all its outcomes at once, so
    that outcomes which belong together stay together.
    """
    D, rng = (
        DIFFERENCES.array(differences, "false_positives's differences"),
        generator(rng, "false_positives"),
    )
    times = REPEATS.whole(repeats, "false_positives's repeats")
    if D.ndim != 2 or not 2 <= len(D) <= 1000:
        raise ParameterError(
            f"false_positives's differences have shape {D.shape}; expected (pairs, "
            f"outcomes), with at least 2 pairs."
        )
    signed = (D != 0).sum(axis=0)
    enough = np.array([agreeing(n, alpha) if n > 1 else n + 1 for n in signed.tolist()])
    below = np.where(rng.random((times, len(D), 1)) < 0.5, D < 0, D > 0).sum(axis=1)
    positive = (below >= enough) | (signed - below >= enough)
    return np.asarray(np.logical_or.accumulate(positive, axis=1).mean(axis=0))


@dataclass(frozen=True)
class Registration:
    """The plan of a trial, written down before the first run. Its ``seal`` changes with every
    letter of it.

    ``decide`` applies the registered rule: an effect is shown if p of the sign test is at most
    ``alpha`` *and* the mean difference is at least ``smallest`` in size. A plan, not treatment
    advice.
    """

    question: str
    outcome: str
    waiting: float
    pairs: int
    smallest: float
    alpha: float = 0.05

    def __post_init__(self) -> None:
        for name in ("question", "outcome"):
            if not expect(
                getattr(self, name), str, f"Registration's {name}", "a sentence in quotes"
            ).strip():
                raise ParameterError(
                    f"Registration's {name} is empty; expected a sentence that somebody "
                    f"else can check."
                )
        WAITING.number(self.waiting, "Registration's waiting")
        SMALLEST.number(self.smallest, "Registration's smallest")
        least = smallest_trial(self.alpha)
        if PAIRS.whole(self.pairs, "Registration's pairs") < least:
            raise ParameterError(
                f"Registration's pairs are {self.pairs}: even if all agree, p stays "
                f"above {self.alpha:g}; expected at least {least} pairs."
            )

    @property
    def seal(self) -> str:
        """Twelve signs that belong to this plan and no other."""
        return hashlib.sha256(repr(astuple(self)).encode()).hexdigest()[:12]

    def decide(self, differences: Any) -> str:
        """Return "lower", "higher" or "not shown" for the differences, treatment minus control, of
        as many pairs as were registered.
        """
        D = _differences(differences, "Registration.decide")
        if len(D) != self.pairs:
            raise ParameterError(
                f"Registration.decide got {len(D)} differences; {self.pairs} pairs are "
                f"registered. Give all of them."
            )
        shown = sign_test(D) <= self.alpha and abs(D.mean()) >= self.smallest
        return ("lower" if D.mean() < 0 else "higher") if shown else "not shown"


def _differences(differences: Any, verb: str) -> np.ndarray:
    """Return the differences of at least two pairs, or refuse them."""
    D = DIFFERENCES.array(differences, f"{verb}'s differences")
    if D.ndim != 1 or len(D) < 2:
        raise ParameterError(
            f"{verb}'s differences have shape {D.shape}; expected one number for each "
            f"of at least 2 pairs."
        )
    return D
