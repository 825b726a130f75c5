r"""Repeat an experiment that depends on chance; count the runs with a result, or take its mean.

If each run ends with yes or no, n of N runs end with yes. The interval of E. B. Wilson for the
probability behind them is

.. math::

    p_\pm = \frac{1}{1 + z^2/N} \left( \frac{n}{N} + \frac{z^2}{2N}
    \pm z \sqrt{\frac{n\,(N - n)}{N^3} + \frac{z^2}{4N^2}} \right) \tag{1}

with z = 1.96 for an interval that contains the probability in about 95 % of all experiments. It
stays between 0 and 1, and it has a width for n = 0 and n = N, too: if 12 of 12 runs end with yes,
the probability may be as low as 76 %. If each run ends with a number, the runs have a mean and its
standard error, which is their standard deviation (with N − 1) divided by :math:`\sqrt{N}`.

Seeds that were used to choose a parameter, a figure or a question are no evidence for this choice:
take fresh ones. Used from chapter 6 on.

Source: E. B. Wilson, Journal of the American Statistical Association 22:209 (1927),
doi:10.1080/01621459.1927.10502953.
"""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import floor, isfinite, log10, sqrt
from numbers import Integral, Real
from statistics import NormalDist
from typing import Any, overload

import numpy as np

from .model import SEED, ParameterError, expect
from .progress import track
from .units import decimals, quantity

__all__ = ["replicate"]

LEAST = 12  # runs
SMALL = 5  # decimal places, beyond which a number is written with a power of ten
Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, eq=False)
class Replication:
    """The outcomes of one experiment with several seeds, in the order of the seeds."""

    seeds: tuple[int, ...]
    outcomes: np.ndarray

    def __post_init__(self) -> None:
        """Let nobody change an outcome afterwards."""
        self.outcomes.flags.writeable = False

    @property
    def N(self) -> int:
        """The number of runs."""
        return len(self.seeds)

    def __repr__(self) -> str:
        """Write the result as a sentence needs it."""
        return str(self)


class Count(Replication):
    """In how many runs a result was found; printed as ``9 of 12 (47 % to 91 %)``.

    ``outcomes`` holds True or False for each of the ``seeds``, ``n`` of ``N`` are True, and
    ``interval`` is that of equation (1) in the description of this module.
    """

    @property
    def n(self) -> int:
        """The number of runs in which the result was found."""
        return int(self.outcomes.sum())

    @property
    def interval(self) -> tuple[float, float]:
        """The lower and the upper end of the interval for the probability, 0 to 1."""
        n, N, z = self.n, self.N, Z
        middle, half = n / N + z**2 / (2 * N), z * sqrt(n * (N - n) / N**3 + z**2 / (4 * N**2))
        low, high = ((middle + end) / (1 + z**2 / N) for end in (-half, half))  # (1)
        return max(0.0, low), min(1.0, high)  # what rounding leaves beyond the ends

    @property
    def n_of_N(self) -> str:
        """The count without its interval, ``9 of 12``."""
        return f"{self.n} of {self.N}"

    @property
    def percent(self) -> str:
        """The interval in per cent, ``47 % to 91 %``."""
        return " to ".join(quantity(100 * round(end, 2), "%") for end in self.interval)

    def __str__(self) -> str:
        """Write the count with its interval."""
        return f"{self.n_of_N} ({self.percent})"


class Mean(Replication):
    """The mean of a numerical outcome, printed as ``0.49 ± 0.08 (0.12 to 0.91 in 12 runs)``.

    ``outcomes`` holds a number for each of the ``seeds``, ``mean`` and ``error`` are their mean and
    its standard error, ``low`` and ``high`` the smallest and the largest of them.
    """

    @property
    def mean(self) -> float:
        """The mean of the outcomes."""
        return float(self.outcomes.mean())

    @property
    def error(self) -> float:
        """The standard error of the mean."""
        return float(self.outcomes.std(ddof=1) / sqrt(self.N))

    @property
    def low(self) -> float:
        """The smallest outcome."""
        return float(self.outcomes.min())

    @property
    def high(self) -> float:
        """The largest outcome."""
        return float(self.outcomes.max())

    def count(self, condition: Callable[[float], Any]) -> Count:
        """Return in how many runs the outcome meets a condition, such as ``lambda R: R < 0.5``."""
        example = "a function of one outcome, as in lambda R: R < 0.5"
        expect(condition, Callable, "Mean.count's condition", example)
        answers = [condition(float(outcome)) for outcome in self.outcomes]
        if not all(isinstance(each, (bool, np.bool_)) for each in answers):
            raise ParameterError(
                f"Mean.count's condition returned {answers[0]!r:.60}; expected True or False, "
                "as lambda R: R < 0.5 returns."
            )
        return Count(self.seeds, np.array(answers, dtype=bool))

    def __str__(self) -> str:
        """Write mean, standard error and range, with two digits of the error."""
        places = max(0, 1 - floor(log10(self.error))) if self.error else 3

        def written(value: float) -> str:
            if places > SMALL:
                return quantity(value)
            return decimals(value, places)

        bounds = f"{written(self.low)} to {written(self.high)} in {self.N} runs"
        return f"{written(self.mean)} ± {written(self.error)} ({bounds})"


@overload
def replicate(f: Callable[[int], bool | np.bool], seeds: Iterable[int]) -> Count: ...
@overload
def replicate(f: Callable[[int], float], seeds: Iterable[int]) -> Mean: ...
def replicate(f: Callable[[int], Any], seeds: Iterable[int]) -> Count | Mean:
    """Repeat an experiment with several seeds; return a :class:`Count` or a :class:`Mean`.

    If the runs take longer than a second, a bar shows how many of them are done. The interval of a
    count is in the description of this module. Used from chapter 6 on.

    >>> replicate(lambda seed: seed % 4 > 0, range(12))
    9 of 12 (47 % to 91 %)

    Parameters
    ----------
    f : callable
        ``f(seed)`` runs the experiment once and returns True or False, or a number.
    seeds : iterable of int
        At least 12 whole numbers, each once. They should be fresh: none of them was used to choose
        anything about the experiment.

    Returns
    -------
    Count or Mean
        How often the outcome was True, or the mean of the numbers.

    Raises
    ------
    ParameterError
        For fewer than 12 seeds, a seed that comes twice, an outcome that is neither True, False nor
        a finite number, and outcomes of both kinds.
    """
    _expect_function_of_a_seed(f)
    chosen = _seeds(seeds)
    outcomes = [_outcome(f(seed), seed) for seed in track(chosen, "Repeating")]
    kinds = {
        isinstance(outcome, bool): seed for seed, outcome in zip(chosen, outcomes, strict=True)
    }
    if len(kinds) > 1:
        raise ParameterError(
            f"replicate's f returned True or False for the seed {kinds[True]} and a number for the "
            f"seed {kinds[False]}; expected the same kind of outcome for each seed."
        )
    return Count(chosen, np.array(outcomes)) if True in kinds else Mean(chosen, np.array(outcomes))


def _expect_function_of_a_seed(f: Any) -> None:
    """Refuse what cannot be called with one value."""
    try:
        fits = callable(f) and bool(inspect.signature(f).bind(0))
    except TypeError:
        fits = False
    except ValueError:  # a built-in that does not say what it takes
        fits = True
    if not fits:
        raise ParameterError(
            f"replicate's f is {f!r:.60}; expected a function of one seed, as in "
            "lambda seed: run(seed) > 0.5."
        )


def _seeds(seeds: Any) -> tuple[int, ...]:
    """Return at least twelve different seeds, or refuse them."""
    if not isinstance(seeds, Iterable) or isinstance(seeds, (str, bytes, dict)):
        raise ParameterError(
            f"replicate's seeds are {seeds!r:.60}; expected whole numbers, as in range(101, 113)."
        )
    chosen = tuple(SEED.whole(seed, "replicate's seeds") for seed in seeds)
    if len(chosen) < LEAST:
        raise ParameterError(
            f"replicate's seeds are {len(chosen)}; expected at least {LEAST}, because fewer runs "
            "cannot tell a rule from an accident. Type range(101, 113)."
        )
    again = [seed for seed, times in Counter(chosen).items() if times > 1]
    if again:
        raise ParameterError(
            f"replicate's seeds have {again[0]} more than once; expected each seed once, because "
            "the same run again is no new evidence."
        )
    return chosen


def _outcome(outcome: Any, seed: int) -> bool | float:
    """Return what one run ended with, or refuse it."""
    single = outcome[()] if isinstance(outcome, np.ndarray) and outcome.ndim == 0 else outcome
    if isinstance(single, (bool, np.bool_)):
        return bool(single)
    if isinstance(single, (Integral, Real)) and isfinite(single):
        return float(single)
    raise ParameterError(
        f"replicate's f returned {outcome!r:.60} for the seed {seed}; expected True or False, or "
        "one finite number, as R.mean() is."
    )
