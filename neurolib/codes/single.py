"""Statistics of one spike train: rate, regularity and latency.

Times are in s, in any order; a record lasts from 0 to ``T``. What a statistic cannot accept (NaN,
times outside the record, too few spikes for the question) it refuses with a
:class:`~neurolib.model.ParameterError`; none returns NaN.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

import numpy as np
from numpy.typing import ArrayLike

from ..model import ParameterError, Quantity
from ..units import ms, s, us
from . import _guards as guard

DRIVE = Quantity("", "drive over threshold", 0.0, 1e6, (1.1, 5.0))
TAU = Quantity("ms", "membrane time constant", 1 * us, 10 * s, (5 * ms, 50 * ms))
ONSET = Quantity("ms", "onset of the stimulus", -1e10 * s, 1e10 * s, (0 * ms, 100 * ms))


def rate(times: ArrayLike, T: float) -> float:
    r"""Return the mean firing rate of a train in Hz: its spikes over the length of the record.

    .. math::

        r = n / T \tag{1}

    The record's length ``T`` (s) is not the last spike's time. An empty train has 0 Hz.
    """
    T = guard.duration(T, "rate")
    return len(guard.train(times, "rate", T)) / T  # (1)


def windowed_rate(
    times: ArrayLike, T: float, window: float, step: float | None = None
) -> tuple[np.ndarray, np.ndarray]:
    r"""Return the centres (s) of windows that slide over a train, and the rate in each (Hz).

    .. math::

        r_k = n_k / w, \quad n_k \text{ spikes in } [k \Delta, k \Delta + w) \tag{2}

    ``window`` w in s; ``step`` Δ in s is w where none is given: bins. Only windows that lie wholly
    in the record are returned, (T − w)/Δ + 1 rounded down; a spike at the very end of the record
    belongs to the last. Used in chapter 2.
    """
    centres, counts = guard.window_counts(times, T, window, step, "windowed_rate")
    return centres, counts / float(window)  # (2)


def isi(times: ArrayLike) -> np.ndarray:
    r"""Return the interspike intervals of a train in s, one fewer than its spikes.

    .. math::

        \Delta t_k = t_{k+1} - t_k \tag{3}

    Fewer than two spikes have no interval: an empty array. Used in chapter 2.
    """
    return np.diff(guard.train(times, "isi"))  # (3)


def mean_isi(times: ArrayLike) -> float:
    r"""Return the mean interspike interval of a train in s.

    .. math::

        \bar{\Delta t} = \frac{1}{n - 1} \sum_k \Delta t_k = \frac{t_n - t_1}{n - 1} \tag{4}

    Its inverse estimates the rate between the first and the last spike. The mean of 1/Δt does not:
    it is r k/(k − 1) for a gamma train of order k and has no limit for a Poisson train. Needs two
    spikes.
    """
    spikes = guard.train(times, "mean_isi")
    guard.at_least(2, spikes, "mean_isi")
    return float((spikes[-1] - spikes[0]) / (len(spikes) - 1))  # (4)


def cv(times: ArrayLike) -> float:
    r"""Return the coefficient of variation of the intervals: 0 for a clock, 1 for a Poisson train.

    .. math::

        CV = \frac{1}{\bar{\Delta t}}
            \sqrt{\frac{1}{m} \sum_{k=1}^{m} (\Delta t_k - \bar{\Delta t})^2} \tag{5}

    with m intervals (not m − 1). Needs three spikes. Source: D. R. Cox and P. A. W. Lewis, *The
    Statistical Analysis of Series of Events* (1966). Used in chapter 2.
    """
    intervals = _intervals(times, "cv")
    return float(intervals.std() / intervals.mean())  # (5)


def cv2(times: ArrayLike) -> float:
    r"""Return the local coefficient of variation, which a slowly changing rate leaves almost alone.

    .. math::

        CV_2 = \left\langle \frac{2\,|\Delta t_{k+1} - \Delta t_k|}{\Delta t_{k+1} + \Delta t_k}
            \right\rangle_k \tag{6}

    1 for a Poisson train. Needs three spikes. Source: G. R. Holt et al. (1996),
    doi:10.1152/jn.1996.75.5.1806. Used in chapter 2.
    """
    intervals = _intervals(times, "cv2")
    return float(np.mean(2 * np.abs(_contrast(intervals))))  # (6)


def lv(times: ArrayLike) -> float:
    r"""Return the local variation of the intervals: 1 for a Poisson train, 3/(2k + 1) for a gamma
    train of order k.

    .. math::

        LV = 3 \left\langle \left(\frac{\Delta t_{k+1} - \Delta t_k}
            {\Delta t_{k+1} + \Delta t_k}\right)^2 \right\rangle_k \tag{7}

    Needs three spikes. Source: S. Shinomoto, K. Shima and J. Tanji (2003),
    doi:10.1162/089976603322518759. Used in chapter 2.
    """
    intervals = _intervals(times, "lv")
    return float(3 * np.mean(_contrast(intervals) ** 2))  # (7)


def fano(times: ArrayLike, T: float, window: float) -> float:
    r"""Return the Fano factor of a train: variance over mean of its counts in windows side by side.

    .. math::

        F = \frac{1}{\bar n\,(m - 1)} \sum_{k=1}^{m} (n_k - \bar n)^2 \tag{8}

    ``T`` and ``window`` in s; m whole windows, at least two, and at least one spike. With m − 1,
    the variance is unbiased. 1 for a Poisson train; CV² for a renewal train and a long window;
    above 1 where the rate itself varies. Source: U. Fano (1947), doi:10.1103/PhysRev.72.26. Used in
    chapter 2.
    """
    _, counts = guard.window_counts(times, T, window, None, "fano")
    if len(counts) < 2:
        raise ParameterError(
            f"fano needs at least two windows in the record; one fits. Type a shorter "
            f"one, as in {T / 10 / ms:g}*ms."
        )
    if not counts.any():
        raise ParameterError(
            "fano needs at least one spike in the windows; this train has none there, "
            "and 0/0 is no Fano factor."
        )
    return float(counts.var(ddof=1) / counts.mean())  # (8)


def latency(times: ArrayLike, onset: float) -> float:
    r"""Return the time in s from a stimulus to the first spike at or after it, infinite where none
    follows.

    .. math::

        L = \min\{t_k : t_k \ge t_{\mathrm{on}}\} - t_{\mathrm{on}} \tag{9}

    ``onset`` in s. Source: S. Thorpe, A. Delorme and R. Van Rullen (2001),
    doi:10.1016/S0893-6080(01)00083-1.
    """
    spikes = guard.train(times, "latency")
    onset = ONSET.number(onset, "latency's onset")
    after = spikes[spikes >= onset]
    return float(after[0] - onset) if after.size else np.inf  # (9)


@overload
def lif_latency(drive: float, tau: float) -> float: ...
@overload
def lif_latency(drive: Sequence[float] | np.ndarray, tau: float) -> np.ndarray: ...
def lif_latency(drive: ArrayLike, tau: float) -> float | np.ndarray:
    r"""Return the latency in s of a leaky neuron from rest, infinite where the drive does not reach
    the threshold.

    .. math::

        L = \tau \ln \frac{s}{s - 1} \tag{10}

    ``drive`` s is the input over the smallest one that fires the neuron (of any shape, which is
    also that of the result); ``tau`` in s. Strong inputs fire first. Used in chapter 2.
    """
    s = DRIVE.array(drive, "lif_latency's drive")
    tau = TAU.number(tau, "lif_latency's tau")
    above = np.where(s > 1, s, np.inf)
    # (10), exact also for s much above 1
    result = np.where(s > 1, -tau * np.log1p(-1 / above), np.inf)
    return result if result.ndim else float(result)


def _intervals(times: ArrayLike, verb: str) -> np.ndarray:
    """Return the intervals, at least two; refuse three spikes at one time, where a ratio would be
    0/0.
    """
    spikes = guard.train(times, verb)
    guard.at_least(3, spikes, verb)
    intervals = np.diff(spikes)
    if not (intervals[1:] + intervals[:-1] > 0).all():
        where = spikes[np.argmin(intervals[1:] + intervals[:-1])]
        raise ParameterError(
            f"{verb} met three spikes at {where:g} s; one neuron cannot fire them. Give "
            f"each neuron's train apart."
        )
    return intervals


def _contrast(intervals: np.ndarray) -> np.ndarray:
    result: np.ndarray = (intervals[1:] - intervals[:-1]) / (intervals[1:] + intervals[:-1])
    return result
