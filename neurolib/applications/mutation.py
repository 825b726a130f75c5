r"""Mutation testing: how good is a test of a model, and how much may a statistical test tolerate?

An invariant is a property that every correct model of a family has. A test of it is shown models
that are wrong on purpose, the mutants, and models that are correct. With K of
:math:`N_{\mathrm{wrong}}` mutants rejected and A of :math:`N_{\mathrm{right}}` correct models
rejected, its mutation score and its rate of false alarms are

.. math::

    S = \frac{K}{N_{\mathrm{wrong}}} \tag{1}
    \alpha = \frac{A}{N_{\mathrm{right}}} \tag{2}

Some invariants are about noise. The standard deviation s of n independent readings is itself
uncertain: for normal noise of standard deviation σ, and n not small, its own relative standard
deviation is

.. math::

    \frac{\sigma_s}{\sigma} = \frac{1}{\sqrt{2 (n - 1)}} \tag{3}

A test that compares two such estimates with their expected ratio, and tolerates a factor r between
them either way, rejects with the probability

.. math::

    P = 1 - \Phi\left(\sqrt{n - 1}\, (\ln r - \ln \rho)\right) + \Phi\left(\sqrt{n - 1}\, (-\ln r
        - \ln \rho)\right) \tag{4}

where ρ is the true ratio over the expected one: for ρ = 1 this is the rate of false alarms, for any
other ρ the share of such mutants that are rejected. (4) takes the logarithms of both estimates as
normal, each with the variance that (3) gives.

A numerical method of order p has an error that falls as the power p of the step, so that two steps
give

.. math::

    p_k = \frac{\ln (|e_k| / |e_{k+1}|)}{\ln (h_k / h_{k+1})} \tag{5}

Sources: R. A. DeMillo, R. J. Lipton and F. G. Sayward, Computer 11(4):34 (1978),
doi:10.1109/C-M.1978.218136; Y. Jia and M. Harman (2011), doi:10.1109/TSE.2010.62; for (5) C. J. Roy
(2005), doi:10.1016/j.jcp.2004.10.036. Used in lab 6.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from .._normal import erfc
from ..model import ParameterError, Quantity

READINGS = Quantity("", "number of readings", 3.0, 1e12, (10.0, 1000.0))
FACTOR = Quantity("", "tolerated factor", 1.0, 1e6, (1.05, 2.0))
RATIO = Quantity("", "true ratio over the expected one", 1e-9, 1e9, (0.25, 4.0))
STEPS = Quantity("", "steps", 1e-30, 1e30)
ERRORS = Quantity("", "errors", -1e30, 1e30)


class Score(NamedTuple):
    """What a test does to models: the share of mutants that it rejects, the share of correct ones,
    and the names of its mistakes.
    """

    killed: float
    alarm_rate: float
    survivors: tuple[str, ...]
    alarms: tuple[str, ...]


def mutation_score(
    test: Callable[..., Any], correct: Mapping[str, Any], wrong: Mapping[str, Any]
) -> Score:
    """Return how a test does on models that should pass and on mutants: equations (1) and (2).

    Both mappings have a name for each model and what the test gets of it, a tuple of arguments. The
    test returns True for a model that passes and False for one that it rejects;
    :class:`ParameterError` is raised for anything else.
    """
    if not callable(test):
        raise ParameterError(
            f"mutation_score's test is {test!r:.60}; expected a function that returns "
            f"True or False."
        )
    for name, value in ("correct", correct), ("wrong", wrong):
        if not isinstance(value, Mapping) or not all(
            isinstance(one, tuple) for one in value.values()
        ):
            raise ParameterError(
                f"mutation_score's {name} is {value!r:.60}; expected names, each with a "
                f"tuple of arguments."
            )
    if not correct or not wrong:
        raise ParameterError(
            "mutation_score's correct or wrong holds no model; expected names, each "
            "with a tuple of arguments."
        )
    alarms = tuple(name for name, model in correct.items() if not _passes(test, name, model))
    survivors = tuple(name for name, model in wrong.items() if _passes(test, name, model))
    # (1) (2)
    return Score(1 - len(survivors) / len(wrong), len(alarms) / len(correct), survivors, alarms)


def _passes(test: Callable[..., Any], name: str, model: Any) -> bool:
    try:
        inspect.signature(test).bind(*model)
    except TypeError as failed:
        raise ParameterError(
            f"mutation_score's test does not take the arguments of {name}: {failed}."
        ) from None
    found = test(*model)
    if not isinstance(found, (bool, np.bool_)):
        raise ParameterError(
            f"mutation_score's test returns {found!r:.60} for {name}; expected True or False."
        )
    return bool(found)


def spread_error(n: Any) -> Any:
    """Return the relative standard deviation of a standard deviation that is estimated from ``n``
    readings: equation (3).
    """
    return 1 / np.sqrt(2 * (READINGS.array(n, "spread_error's n") - 1))  # (3)


def rejection(n: Any, factor: Any, ratio: Any = 1.0) -> Any:
    """Return the probability that a comparison of two spreads, ``n`` readings each, rejects:
    equation (4).

    ``factor`` is what it tolerates either way, and ``ratio`` the true ratio of the spreads over the
    expected one.
    """
    return _rejected(
        READINGS.array(n, "rejection's n"),
        FACTOR.array(factor, "rejection's factor"),
        RATIO.array(ratio, "rejection's ratio"),
    )[()]


def rejected(n: Any, factor: Any, ratio: Any) -> Any:
    """Return what :func:`rejection` does, of three numbers as they are."""
    # the root of 2 turns erfc into the normal distribution
    root, r, rho = np.sqrt((n - 1.0) / 2.0), np.log(factor), np.log(ratio)
    return erfc(root * (r - rho)) / 2.0 + erfc(root * (r + rho)) / 2.0  # (4)


_rejected = np.vectorize(rejected, otypes=[float])


def observed_order(steps: Any, errors: Any) -> np.ndarray:
    """Return the order between each step and the next, from the errors of a numerical method:
    equation (5).
    """
    h, e = (
        STEPS.array(steps, "observed_order's steps"),
        np.abs(ERRORS.array(errors, "observed_order's errors")),
    )
    if h.ndim != 1 or h.shape != e.shape or len(h) < 2 or not (np.diff(h) < 0).all():
        raise ParameterError(
            f"observed_order's steps and errors have shapes {h.shape} and {e.shape}; "
            "expected two or more steps, the largest first, and an error for each."
        )
    if not e.all():
        raise ParameterError(
            "observed_order's errors hold a 0, of which there is no logarithm; leave "
            "such steps out."
        )
    return np.log(e[:-1] / e[1:]) / np.log(h[:-1] / h[1:])  # (5)
