"""Statistics in time: the rate of a population, around events, and around its own spikes; its
spectrum; what precedes a spike.

Times are in s, and a record lasts from 0 to ``T``. Several trains are a list of arrays, as
``run.trains(population)`` gives them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..model import ParameterError, Quantity
from ..units import Hz, MHz, ms, s, show
from . import _guards as guard
from .pairs import cross_covariance

FREQUENCY = Quantity("Hz", "highest frequency", 1e-6 * Hz, 10 * MHz, (1 * Hz, 1000 * Hz))
STEP = Quantity("ms", "time from one value to the next", 1e-9 * s, 1 * s, (0.1 * ms, 1 * ms))
SIGNAL = Quantity("", "values of the signal, evenly spaced", -1e30, 1e30)


def population_rate(
    trains: Any, T: float, window: float, step: float | None = None
) -> tuple[np.ndarray, np.ndarray]:
    r"""Return the mean rate of a population in windows that slide over a record.

    .. math::

        r_k = \frac{1}{N w} \sum_{i=1}^{N} n_{ik},
        \quad n_{ik} \text{ spikes of neuron } i \text{ in } [k \Delta, k \Delta + w) \tag{1}

    Only windows that lie wholly in the record are returned. Source: W. Gerstner et al., *Neuronal
    Dynamics* (2014), chapter 7, doi:10.1017/CBO9781107447615.

    Parameters
    ----------
    trains : list of arrays
        Spike times of each of N neurons, s, silent ones included.
    T : float
        Length of the record, s.
    window : float
        Length w of a window, s.
    step : float, default None
        Time Δ from one window to the next, s; ``None`` is w.

    Returns
    -------
    tuple of two arrays of shape (windows,)
        Centres of the windows, s, and rates, Hz per neuron.

    Raises
    ------
    ParameterError
        For a single train, see :func:`windowed_rate`, and for times outside the record.
    """
    spikes, n = _merged(trains, T, "population_rate")
    centres, counts = guard.window_counts(spikes, T, window, step, "population_rate")
    return centres, counts / (n * float(window))  # (1)


def psth(
    trains: Any, T: float, onsets: ArrayLike, before: float, after: float, bin: float
) -> tuple[np.ndarray, np.ndarray]:
    r"""Return the peri-stimulus time histogram: the mean rate around a stimulus.

    .. math::

        r_k = \frac{1}{N M h} \sum_{i=1}^{N} \sum_{m=1}^{M} n_{imk},
        \quad n_{imk} \text{ spikes in } o_m + [k h, k h + h) \tag{2}

    An edge of bins lies on the onset, and as many whole bins as fit lie before it and after it.
    Source: G. L. Gerstein and N. Y.-S. Kiang (1960).

    Parameters
    ----------
    trains : list of arrays
        Spike times of each of N neurons, s.
    T : float
        Length of the record, s.
    onsets : array of shape (M,)
        Times of the stimuli, s.
    before : float
        Time before each onset, s.
    after : float
        Time after each onset, s.
    bin : float
        Width h of a bin, s.

    Returns
    -------
    tuple of two arrays of shape (bins,)
        Times from the onset, s, at the centres of the bins, and rates, Hz per neuron.

    Raises
    ------
    ParameterError
        For an onset too near to an end of the record, and for values out of range.
    """
    spikes, n = _merged(trains, T, "psth")
    starts = guard.train(onsets, "psth", guard.duration(T, "psth"), "onsets")
    if not starts.size:
        raise ParameterError(
            "psth's onsets are empty; expected the times of at least one stimulus, as in [100*ms]."
        )
    given = {"before": before, "after": after}
    lengths = [
        Quantity("ms", f"time {name} each onset", 0.0, T).number(t, f"psth's {name}")
        for name, t in given.items()
    ]
    if starts[0] < lengths[0] * (1 - guard.TIE) or starts[-1] + lengths[1] > T * (1 + guard.TIE):
        span = f"{show(starts[0], 's')} to {show(starts[-1], 's')}"
        limits = f"{show(lengths[0], 's')} to {show(T - lengths[1], 's')}"
        raise ParameterError(
            f"psth's onsets are at {span}; expected {limits}, so that each has its time "
            f"before and after in the record."
        )
    h = guard.window(bin, T, "psth", "bin", "width of a bin")
    first, last = (int(length / h + guard.TIE) for length in lengths)
    if first + last == 0:
        raise ParameterError(
            f"psth's bin is {show(h, 's')}, longer than before and after; expected one "
            f"that fits into them."
        )
    guard.count(len(starts) * (first + last + 1), "psth's bins of all onsets")
    edges = starts[:, None] + h * (np.arange(-first, last + 1) - guard.TIE)
    counts = np.diff(np.searchsorted(spikes, edges), axis=1).sum(axis=0)
    return h * (np.arange(-first, last) + 0.5), counts / (n * len(starts) * h)  # (2)


def spike_triggered_average(
    times: ArrayLike, signal: ArrayLike, dt: float, before: float, after: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    r"""Return the mean of a signal around the spikes: what precedes a spike.

    .. math::

        \bar x(\tau) = \frac{1}{n} \sum_{k=1}^{n} x(t_k + \tau) \tag{3}

    Each spike counts at the value that is nearest to it; spikes too near to an end are left out. If
    the signal is white noise and the rate depends on it through a linear filter, the average has
    the shape of the filter, reversed in time. Source: E. de Boer and P. Kuyper (1968),
    doi:10.1109/TBME.1968.4502561.

    Parameters
    ----------
    times : array of shape (spikes,)
        Spike times, s.
    signal : array of shape (values,)
        Signal in a unit of its own, every ``dt`` from time 0 on.
    dt : float
        Time from one value to the next, s.
    before : float
        Largest time before a spike, s.
    after : float, default 0.0
        Largest time after a spike, s.

    Returns
    -------
    tuple of two arrays of shape (lags,)
        Times from the spike, s, all multiples of ``dt``, and the mean of the signal there.

    Raises
    ------
    ParameterError
        If no spike has its time before and after in the signal, and for values out of range.
    """
    x = SIGNAL.array(signal, "spike_triggered_average's signal")
    if x.ndim != 1:
        raise ParameterError(
            f"spike_triggered_average's signal has shape {x.shape}; expected one value "
            f"every dt, in a row."
        )
    dt = STEP.number(dt, "spike_triggered_average's dt")
    length = Quantity("ms", "time from a spike; it fits into the signal", 0.0, len(x) * dt)
    given = {"before": before, "after": after}
    first, last = (
        int(length.number(t, f"spike_triggered_average's {name}") / dt + guard.TIE)
        for name, t in given.items()
    )
    spikes = guard.train(times, "spike_triggered_average", len(x) * dt)
    nearest = np.rint(spikes / dt).astype(np.int64)
    nearest = nearest[(nearest >= first) & (nearest + last < len(x))]
    if not nearest.size:
        raise ParameterError(
            f"spike_triggered_average has no spike of {len(spikes)} with its time "
            f"before and after in the signal."
        )
    lags = np.arange(-first, last + 1)
    counts = np.bincount(nearest, minlength=len(x))
    at = np.flatnonzero(counts)
    # (3)
    return lags * dt, np.array([counts[at] @ x[at + lag] for lag in lags.tolist()]) / len(nearest)


def autocorrelation(
    times: ArrayLike, T: float, max_lag: float, bin: float
) -> tuple[np.ndarray, np.ndarray]:
    r"""Return the autocorrelogram: the rate of other spikes at each lag from a spike.

    .. math::

        A(\tau_k) = \frac{C(\tau_k) + r^2}{r} - \frac{1}{h}\,\delta_{k0} \tag{4}

    with the covariance C of the train with itself (:func:`cross_covariance`, which says what bins
    are) and its rate r; the second term takes away each spike's pair with itself. It is r at all
    lags for a Poisson train. For a renewal train it is 0 within the refractory time and r far away.
    Source: D. R. Cox and P. A. W. Lewis, *The Statistical Analysis of Series of Events* (1966).

    Parameters
    ----------
    times : array of shape (spikes,)
        Spike times, s; at least one.
    T : float
        Length of the record, s.
    max_lag : float
        Largest lag, s.
    bin : float
        Width h of a bin, s.

    Returns
    -------
    tuple of two arrays of shape (lags,)
        Lags, s, and rates, Hz.

    Raises
    ------
    ParameterError
        For a train without spikes, times outside the record, and values out of range.
    """
    guard.at_least(1, guard.train(times, "autocorrelation"), "autocorrelation")
    lags, density = cross_covariance(times, times, T, max_lag, bin)
    r = np.size(times) / float(T)
    A = (density + r * r) / r
    A[len(A) // 2] -= 1 / float(bin)  # (4)
    return lags, np.maximum(A, 0.0) * (A > 1e-9 * r)  # what rounding leaves is none


def spectrum(
    times: ArrayLike, T: float, f_max: float, resolution: float
) -> tuple[np.ndarray, np.ndarray]:
    r"""Return the power spectrum of a train, averaged over pieces of its record.

    .. math::

        S(f) = \left\langle \frac{1}{w} \left| \sum_{t_k \in \text{piece}}
            e^{-2 \pi \mathrm{i} f t_k} \right|^2 \right\rangle, \quad w = 1 / \Delta f \tag{5}

    The record has T Δf whole pieces of length w, at least one, and the relative error falls as one
    over the root of their number. The spectrum is the rate at all f for a Poisson train. For a
    renewal train it is :math:`r\,(1 - |\varphi|^2) / |1 - \varphi|^2` with the characteristic
    function φ of its intervals, r CV² at low f. For many neurons at once, type
    ``spectrum(run.spikes(population)[0], …)``. It takes time in proportion to spikes times
    frequencies. Source: M. S. Bartlett (1963), doi:10.1111/j.2517-6161.1963.tb00508.x.

    Parameters
    ----------
    times : array of shape (spikes,)
        Spike times, s.
    T : float
        Length of the record, s.
    f_max : float
        Highest frequency, Hz.
    resolution : float
        Step Δf from one frequency to the next, and the lowest one, Hz.

    Returns
    -------
    tuple of two arrays of shape (frequencies,)
        Frequencies, Hz, and power, Hz.

    Raises
    ------
    ParameterError
        For a record shorter than one piece, times outside the record, and values out of range.
    """
    T = guard.duration(T, "spectrum")
    low = Quantity(
        "Hz",
        "step from frequency to frequency; a record is at least one over it",
        1 / T * (1 - 1e-9),
        10 * MHz,
    )
    df = low.number(resolution, "spectrum's resolution")
    n = int(FREQUENCY.number(f_max, "spectrum's f_max") / df + guard.TIE)
    if n < 1:
        raise ParameterError(
            f"spectrum's f_max is {show(f_max, 'Hz')}; expected the resolution, "
            f"{show(df, 'Hz')}, or more."
        )
    guard.count(n, "spectrum's frequencies")
    pieces = int(T * df + guard.TIE)
    phase = guard.train(times, "spectrum", T) * df  # in lengths of a piece
    phase = phase[phase < pieces]
    # a spike on an edge is after it
    piece = np.minimum((phase + guard.TIE).astype(np.int64), pieces - 1)
    turn = np.exp(-2j * np.pi * (phase - piece))
    power, wave = np.empty(n), np.ones(len(phase), dtype=complex)
    for k in range(n):
        wave *= turn
        sums = (np.bincount(piece, part, minlength=pieces) for part in (wave.real, wave.imag))
        power[k] = np.mean(sum(part * part for part in sums)) * df  # (5)
    return df * np.arange(1, n + 1), power


def _merged(trains: Any, T: float, verb: str) -> tuple[np.ndarray, int]:
    """Return the spikes of several trains in one, sorted, and the number of trains."""
    T = guard.duration(T, verb)
    several = isinstance(trains, (list, np.ndarray)) and len(trains) > 0
    if not several or any(
        not isinstance(train, (list, tuple)) and np.ndim(train) == 0 for train in trains
    ):
        example = f"run.trains(population), or [times] for one: {verb}([times], …)"
        raise ParameterError(
            f"{verb}'s trains is {trains!r:.60}; expected a list of trains, as in {example}."
        )
    each = [guard.train(train, verb, T, f"trains[{k}]") for k, train in enumerate(trains)]
    return np.sort(np.concatenate(each)), len(each)
