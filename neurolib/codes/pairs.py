"""Statistics of two spike trains: cross-covariance, spike-count correlation, and distances."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike

from ..model import ParameterError, Quantity, expect
from ..units import Hz, MHz, ms, s, show, us
from . import _guards as guard

COST = Quantity("Hz", "cost of moving a spike by a second", 0.0, 1000 * MHz, (1 * Hz, 1000 * Hz))
TAU = Quantity("ms", "time constant of the traces", 1 * us, 10 * s, (1 * ms, 1 * s))


def correlogram(
    a: ArrayLike, b: ArrayLike, T: float, max_lag: float, bin: float, biased: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    r"""Return the cross-correlogram of two trains: the density of pairs of spikes at each lag.

    .. math::

        R_{ij}(\tau_k) = \frac{N_k}{h\,(T - |\tau_k|)}, \qquad
            R_{ij}^{\mathrm{biased}}(\tau_k) = \frac{N_k}{h\,T} \tag{5}

    N_k counts the pairs in the bin of width h around :math:`\tau_k`, as in
    :func:`cross_covariance`, which is the unbiased correlogram less the product of the rates. Two
    independent trains have r_i r_j at all lags. Of a record of length T, only T − \|τ\| contains
    both spikes of a pair. The biased correlogram is not corrected for this overlap, so that it
    falls in proportion to 1 − \|τ\|/T. Source: D. H. Perkel, G. L. Gerstein and G. P. Moore (1967),
    doi:10.1016/S0006-3495(67)86597-4.

    Parameters
    ----------
    a : array of shape (spikes,)
        Spike times of the train i, s.
    b : array of shape (spikes,)
        Spike times of the train j, s.
    T : float
        Length of the record, s.
    max_lag : float
        Largest lag t_j − t_i, s.
    bin : float
        Width h of a bin, s.
    biased : bool, default False
        Whether to divide by the whole record instead of the overlap.

    Returns
    -------
    tuple of two arrays of shape (lags,)
        Lags, s, all multiples of ``bin`` from −``max_lag`` to +``max_lag``, and densities, Hz².

    Raises
    ------
    ParameterError
        For times outside the record and values out of range.
    """
    expect(biased, bool, "correlogram's biased", "True or False")
    lags, counts, T, bin, _ = _pairs(a, b, T, max_lag, bin, "correlogram")
    return lags, counts / (bin * (T if biased else T - np.abs(lags)))  # (5)


def cross_covariance(
    a: ArrayLike, b: ArrayLike, T: float, max_lag: float, bin: float
) -> tuple[np.ndarray, np.ndarray]:
    r"""Return the cross-covariance of two trains: one train's spikes around the other's.

    .. math::

        C_{ij}(\tau_k) = \frac{N_k}{h\,(T - |\tau_k|)} - r_i r_j \tag{1}

    N_k counts the pairs whose lag t_j − t_i lies in the bin of width h around :math:`\tau_k = k h`:
    a peak at +d says that j follows i by d. The overlap T − |τ| of the two records corrects for
    their ends; r is spikes over T. A pair on the edge of two bins (common where spikes sit on a
    grid) counts half in each, so that :math:`C_{ij}(\tau) = C_{ji}(-\tau)` exactly. The bin at 0 of
    a train with itself holds each spike's pair with itself. It takes time in proportion to the
    pairs closer than ``max_lag``, and memory to the spikes. Source: D. H. Perkel, G. L. Gerstein
    and G. P. Moore (1967), doi:10.1016/S0006-3495(67)86597-4. Used in chapter 2.

    Parameters
    ----------
    a : array of shape (spikes,)
        Spike times of the train i, s.
    b : array of shape (spikes,)
        Spike times of the train j, s.
    T : float
        Length of the record, s.
    max_lag : float
        Largest lag, s.
    bin : float
        Width h of a bin, s.

    Returns
    -------
    tuple of two arrays of shape (lags,)
        Lags, s, all multiples of ``bin`` from −``max_lag`` to +``max_lag``, and covariances, Hz².

    Raises
    ------
    ParameterError
        For times outside the record and values out of range.
    """
    lags, counts, T, bin, rates = _pairs(a, b, T, max_lag, bin, "cross_covariance")
    return lags, counts / (bin * (T - np.abs(lags))) - rates  # (1)


def _pairs(
    a: ArrayLike, b: ArrayLike, T: float, max_lag: float, bin: float, verb: str
) -> tuple[np.ndarray, np.ndarray, float, float, float]:
    """Return lags, the pairs of spikes in the bin around each, the checked record and bin, and the
    product of the two rates.
    """
    T = guard.duration(T, verb)
    first, second = guard.train(a, verb, T, "a"), guard.train(b, verb, T, "b")
    bin = guard.window(bin, T / 2, verb, "bin", "width of a bin")
    reach = Quantity(
        "ms",
        "largest lag; it leaves a bin of the record",
        0.0,
        T - bin,
        (min(1 * ms, T - bin), T - bin),
    )
    last = int(reach.number(max_lag, f"{verb}'s max_lag") / bin + guard.TIE)
    guard.count(2 * last + 1, f"{verb}'s lags")
    # a bin more on either side for the pairs on the outermost edges
    counts = np.zeros(2 * last + 3)
    for difference in _differences(first, second, (last + 0.5 + 2 * guard.TIE) * bin):
        position = difference / bin + last + 1.5
        for nudge in -guard.TIE, guard.TIE:
            counts += 0.5 * np.bincount((position + nudge).astype(int), minlength=counts.size)
    lags = bin * np.arange(-last, last + 1)
    return lags, counts[1:-1], T, bin, (len(first) / T) * (len(second) / T)


def count_correlation(a: ArrayLike, b: ArrayLike, T: float, window: float) -> float:
    r"""Return the correlation coefficient of two trains' spike counts in windows side by side, from
    −1 to 1.

    .. math::

        \rho = \frac{\langle n_i n_j \rangle - \langle n_i \rangle \langle n_j \rangle}{\sigma_i
            \sigma_j} \tag{2}

    ``T`` and ``window`` in s. Two Poisson trains with a common part of rate c have c/√(r_i r_j).
    Both counts must vary. Source: D. H. Perkel, G. L. Gerstein and G. P. Moore (1967),
    doi:10.1016/S0006-3495(67)86597-4. Used in chapter 2.
    """
    _, n_a = guard.window_counts(a, T, window, None, "count_correlation", "a")
    _, n_b = guard.window_counts(b, T, window, None, "count_correlation", "b")
    for name, n in ("a", n_a), ("b", n_b):
        if n.min() == n.max():
            raise ParameterError(
                f"count_correlation's {name} has the same count, {n[0]}, in each of "
                f"{len(n)} windows: a constant correlates with nothing. "
                f"Type another window than {show(float(window), 's')}, or record for longer."
            )
    x, y = n_a - n_a.mean(), n_b - n_b.mean()
    return float(np.mean(x * y) / (x.std() * y.std()))  # (2)


def victor_purpura(a: ArrayLike, b: ArrayLike, q: float) -> float:
    r"""Return the cost of turning one train into the other by removing, adding and moving spikes.

    .. math::

        D_{i,j} = \min(D_{i-1,j} + 1,\; D_{i,j-1} + 1,\; D_{i-1,j-1} + q\,|a_i - b_j|),
            \quad D_{i,0} = i,\; D_{0,j} = j \tag{3}

    ``q`` in 1/s: with 0 only the numbers of spikes differ; spikes further apart than 2/q are never
    moved. Time is in proportion to the product of the two numbers, memory to one. Source: J. D.
    Victor and K. P. Purpura (1996), doi:10.1152/jn.1996.76.2.1310. Used in chapter 2.
    """
    first, second = (
        guard.train(a, "victor_purpura", name="a"),
        guard.train(b, "victor_purpura", name="b"),
    )
    q = COST.number(q, "victor_purpura's q")
    column = np.arange(len(second) + 1.0)
    row = column
    for i, t in enumerate(first, start=1):
        moved = np.minimum(row[1:] + 1, row[:-1] + q * np.abs(t - second))
        # Adding spikes of b one after the other costs 1 each: a running minimum against the slope
        # of the column number.
        row = column + np.minimum.accumulate(np.concatenate([[float(i)], moved]) - column)  # (3)
    return float(row[-1])


def van_rossum(a: ArrayLike, b: ArrayLike, tau: float) -> float:
    r"""Return the distance D of two trains as that of the traces they leave: each spike adds 1,
    which decays with ``tau``.

    .. math::

        D^2 = \frac{1}{\tau} \int_{-\infty}^\infty (f_a - f_b)^2\, dt,
            \quad f(t) = \sum_k \Theta(t - t_k)\, e^{-(t - t_k)/\tau} \tag{4}

    One spike more gives D² = ½; two single spikes Δ apart 1 − e^(−Δ/τ). ``tau`` in s. The
    difference h of the traces only decays between spikes, where the integral is h²τ(1 −
    e^(−2Δ/τ))/2: linear time. Source: M. C. W. van Rossum (2001), doi:10.1162/089976601300014321.
    Used in chapter 2.
    """
    first, second = guard.train(a, "van_rossum", name="a"), guard.train(b, "van_rossum", name="b")
    tau = TAU.number(tau, "van_rossum's tau")
    times = np.concatenate([first, second])
    order = np.argsort(times, kind="stable")
    sign = np.repeat([1.0, -1.0], [len(first), len(second)])[order]
    gaps = np.diff(times[order], append=np.inf) / tau
    h = square = 0.0
    for jump, decay, area in zip(
        sign.tolist(), np.exp(-gaps).tolist(), (-np.expm1(-2 * gaps) / 2).tolist(), strict=True
    ):
        h += jump
        square += h * h * area  # (4)
        h *= decay
    return float(np.sqrt(square))


def _differences(a: np.ndarray, b: np.ndarray, reach: float) -> Iterator[np.ndarray]:
    """Yield t_b − t_a of all pairs closer than ``reach``: of each spike of a with its first
    neighbour in b, its second, …
    """
    k, stop = np.searchsorted(b, a - reach), np.searchsorted(b, a + reach, side="right")
    while a.size:
        near = k < stop
        a, k, stop = a[near], k[near], stop[near]
        yield b[k] - a
        k = k + 1
