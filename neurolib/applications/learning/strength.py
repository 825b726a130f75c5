r"""How strongly to protect: where the best strength of springs lies, with an error, and what
choosing the best does to a result.

A table holds accuracies a: a row for each seed s of S, a column for each strength λ. The runs of
one row share their tasks, their start and their batches, so the strengths are compared in pairs. On
the axis u = log10 λ, the mean of the rows near its maximum is close to a parabola, fitted by least
squares, and the optimum is its vertex. Its error is found by leaving out one seed after the other
(the jackknife; reviewed by B. Efron, Ann. Statist. 7:1 (1979), doi:10.1214/aos/1176344552):

.. math::

    \bar a(u) \approx c_0 + c_1 u + c_2 u^2, \quad u^* = -\frac{c_1}{2 c_2} \tag{1}
    \sigma_u^2 = \frac{S - 1}{S} \sum_{s=1}^{S} \left(u^*_s - \langle u^*_s \rangle\right)^2 \tag{2}

with :math:`u^*_s` the vertex without seed s. A strength is as good as the best within one standard
error where the loss from the best strength, b, seed by seed, is no larger than its own standard
error, with sd the standard deviation (divided by S − 1):

.. math::

    d_s = a_s(\lambda_b) - a_s(\lambda),
        \quad \langle d_s \rangle \le \frac{\mathrm{sd}(d_s)}{\sqrt S} \tag{3}

This is the rule of one standard error (L. Breiman et al. (1984), doi:10.1201/9781315139470) for
runs that come in pairs.

With springs of importance F and the learning rate η, the explicit step of gradient descent is
stable up to the strength

.. math::

    \lambda_\mathrm{max} = \frac{2}{\eta \max_k F_k} \tag{4}

Whoever tries n strengths that are equally good and reports the best one reports luck as well: with
the error σ of each result and the correlation ρ between two of them, the best is too high by

.. math::

    e_n = \int x\, n\, \varphi(x)\, \Phi(x)^{n-1}\, dx \tag{5}
    \beta = \sigma \sqrt{1 - \rho}\; e_n \tag{6}

on average, with φ and Φ the density and the distribution of a standard normal variable. Used in lab
4.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ...model import ParameterError, Quantity, needs
from .continual import ACCURACY, IMPORTANCE, LAMBDA
from .digits import RATE

TRIED = Quantity("", "number of results of which the best is reported", 1.0, 1e6, (2.0, 100.0))
SPREAD = Quantity("", "error of each result", 0.0, 1e6, (0.0, 0.1))
SHARED = Quantity("", "correlation between two results", 0.0, 1.0)
WINDOW = Quantity("", "columns on either side of the best", 1.0, 100.0, (1.0, 4.0))


class Optimum(NamedTuple):
    """Where the accuracy is highest, log10 λ, its error in decades, and the log10 λ and the means
    that the parabola was fitted to.
    """

    u: float
    error: float
    fitted: np.ndarray
    curve: np.ndarray

    @property
    def lam(self) -> float:
        """The best strength."""
        return float(10**self.u)

    @property
    def located(self) -> bool:
        """Is there an optimum within the fitted range, whichever seed is left out?"""
        return bool(np.isfinite(self.error))


def optimum(lams: Any, table: Any, window: int = 2) -> Optimum:
    """Return the optimum of the mean of the rows of ``table``: equations (1) and (2).

    The parabola is fitted to the best column and ``window`` columns on either side; at an end of
    the table, to as many columns at this end. Where it opens upward or its vertex lies outside of
    these columns, with all seeds or with any seed left out, the error is infinite: such a table
    does not locate an optimum.
    """
    table, lams = _rows(table, "optimum"), LAMBDA.array(lams, "optimum's lams")
    if lams.shape != table.shape[1:] or lams.min() <= 0 or (np.diff(lams) <= 0).any():
        raise ParameterError(
            "optimum's lams are not one strength for each column, in rising order; type "
            "np.geomspace(0.1, 1e4, 11)."
        )
    n, S = min(2 * WINDOW.whole(window, "optimum's window") + 1, len(lams)), len(table)
    first = min(max(int(table.mean(0).argmax()) - n // 2, 0), len(lams) - n)
    u, near = np.log10(lams)[first : first + n], table[:, first : first + n]
    found, left_out = (
        _vertex(u, near),
        np.array([_vertex(u, np.delete(near, s, axis=0)) for s in range(S)]),
    )
    error = float(np.sqrt((S - 1) / S * np.sum((left_out - left_out.mean()) ** 2)))  # (2)
    curve = np.polyval(np.polyfit(u, near.mean(0), 2), u)
    return Optimum(found, error if np.isfinite([found, error]).all() else np.inf, u, curve)


def _vertex(u: np.ndarray, rows: np.ndarray) -> float:
    """Return the vertex of the parabola through the mean of ``rows``, or NaN where it is no maximum
    between the ends of u.
    """
    c2, c1, _ = np.polyfit(u, rows.mean(0), 2)
    found = -c1 / (2 * c2) if c2 < 0 else np.nan  # (1)
    return float(found) if u[0] <= found <= u[-1] else np.nan


def as_good_as_the_best(table: Any) -> np.ndarray:
    """Return for each column of ``table`` whether it is as good as the best one within one standard
    error: equation (3).
    """
    table = _rows(table, "as_good_as_the_best")
    d = table[:, [table.mean(0).argmax()]] - table
    return np.asarray(d.mean(0) <= d.std(0, ddof=1) / np.sqrt(len(table)))  # (3)


def chosen_elsewhere(table: Any) -> tuple[float, np.ndarray]:
    """Return the highest mean of a column, and for each row its accuracy at the column that is best
    on the mean of all other rows.

    The first is what is told where the choice is made on the tasks that are tested; the row had no
    part in the second choice.
    """
    table = _rows(table, "chosen_elsewhere")
    others = table.sum(0) - table
    return float(table.mean(0).max()), table[np.arange(len(table)), others.argmax(1)]


def stability_limit(F: Any, rate: float) -> float:
    """Return the largest strength at which the explicit step is stable for springs alone: equation
    (4).
    """
    F, rate = (
        IMPORTANCE.array(F, "stability_limit's F"),
        RATE.number(rate, "stability_limit's rate"),
    )
    if not F.max() > 0:
        raise ParameterError(
            "stability_limit's F is 0 for every weight: there are no springs, and every "
            "strength is stable."
        )
    return float(2 / (rate * F.max()))  # (4)


def luck_of_the_best(n: int) -> float:
    """Return the mean of the largest of ``n`` independent normal numbers, in standard deviations:
    equation (5).
    """
    n, special = TRIED.whole(n, "luck_of_the_best's n"), needs("scipy.special", "luck_of_the_best")
    x, dx = np.linspace(-12, 12, 4801, retstep=True)
    phi = np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)
    return float((x * n * phi * special.ndtr(x) ** (n - 1)).sum() * dx)  # (5)


def selection_bias(sigma: float, n: int, rho: float = 0.0) -> float:
    """Return by how much the best of ``n`` equally good results is too high on average: equation
    (6).
    """
    sigma, rho = (
        SPREAD.number(sigma, "selection_bias's sigma"),
        SHARED.number(rho, "selection_bias's rho"),
    )
    return float(sigma * np.sqrt(1 - rho) * luck_of_the_best(n))  # (6)


def _rows(table: Any, verb: str) -> np.ndarray:
    """Return a table of accuracies with a row for each of two or more seeds, or refuse it."""
    table = ACCURACY.array(table, f"{verb}'s table")
    if table.ndim != 2 or len(table) < 2 or table.shape[1] < 3:
        raise ParameterError(
            f"{verb}'s table has shape {table.shape}; expected two or more rows, one a "
            f"seed, and three or more columns."
        )
    return table
