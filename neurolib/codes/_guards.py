"""Checks of the arguments of all statistics: a train is sorted, and lies within the record."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..connections import indices, inside
from ..model import ParameterError, Quantity, expect, is_empty
from ..units import ms, s, us

MOST = 1e7  # windows or lags
DURATION = Quantity("s", "length of the record", 1 * us, 1e7 * s, (1 * s, 100 * s))
ANYTIME = Quantity("s", "spike times", -1e10 * s, 1e10 * s)
OR_NEVER = Quantity("s", "spike times, infinite for never", -np.inf, np.inf)
ROUNDING = 1e-9  # a spike time computed as n*dt may pass T by this much, relative
TIE = 1e-6  # two times closer than this part of a bin to its edge are on it


def duration(T: Any, verb: str) -> float:
    """Return the length of a record in s."""
    return DURATION.number(T, f"{verb}'s T")


def window(
    value: Any, T: float, verb: str, name: str = "window", meaning: str = "counting window"
) -> float:
    """Return a width in s that fits into the record."""
    return Quantity("ms", meaning, 1 * us, T, (min(1 * ms, T), T)).number(value, f"{verb}'s {name}")


def train(times: Any, verb: str, T: float | None = None, name: str = "times") -> np.ndarray:
    """Return a train's spike times in s as a new sorted array; an empty train is a train.

    A statistic depends on the spikes, not on the order in which they were written down: sorting
    changes nothing in a sorted train and repairs any other. Between 0 and ``T`` where the record's
    length is known.
    """
    title = f"{verb}'s {name}"
    try:
        values = np.asarray(times)
        shape = f"an array of shape {values.shape}"
    except ValueError:
        values, shape = np.empty((0, 0)), "a list of lists"
    if values.ndim > 1:
        raise ParameterError(
            f"{title} is {shape}; expected the spike times of one train. For several "
            f"type [{verb}(train, …) for train in trains]."
        )
    if values.size == 0:
        return np.empty(0)
    known = ANYTIME if T is None else Quantity("ms", "spike times", 0.0, T * (1 + ROUNDING))
    values = known.array(values, title)
    if values.ndim == 0:
        raise ParameterError(
            f"{title} is one number; expected a train. For a train of one spike type "
            f"[{values / ms:g}*ms]."
        )
    return np.sort(values)


def rows(given: Any, title: str) -> list[np.ndarray]:
    """Return a list of trains, from one or from (times, indices), as they are; a time may be
    infinite, for a spike that never comes.
    """
    given = list(given) if isinstance(given, np.ndarray) and given.ndim == 2 else given
    expect(given, (list, tuple), title, "a list of trains, as in run.trains(population)")
    if not (isinstance(given, tuple) and len(given) == 2):
        return [_row(each, f"{title}[{k}]") for k, each in enumerate(given)]
    times, who = _row(given[0], f"{title}[0]"), indices(given[1], f"{title}[1]")
    if len(times) != len(who):
        raise ParameterError(
            f"{title} has {len(times)} times and {len(who)} indices; expected one index "
            f"for each time."
        )
    inside(who, n := int(who.max(initial=-1)) + 1, f"{title}[1]")
    return [times[who == k] for k in range(n)]


def _row(times: Any, title: str) -> np.ndarray:
    values = np.empty(0) if is_empty(times) else OR_NEVER.array(times, title)
    if values.ndim != 1:
        raise ParameterError(
            f"{title} has shape {values.shape}; expected the spike times of one train."
        )
    return values


def at_least(n: int, times: np.ndarray, verb: str) -> None:
    """Refuse a train of fewer than ``n`` spikes."""
    if len(times) < n:
        spikes = f"{len(times)} spike{'' if len(times) == 1 else 's'}"
        raise ParameterError(
            f"{verb} needs at least {n} spikes; this train has {spikes}. Record for "
            f"longer, or drive the neuron harder."
        )


def count(number: float, title: str) -> None:
    """Refuse more windows or lags than fit in memory."""
    if number > MOST:
        raise ParameterError(
            f"{title} would be {number:.2g}; expected at most {MOST:.0g}. Is a unit "
            f"missing in a time, as in 20*ms?"
        )


def window_counts(
    times: Any, T: Any, width: Any, step: Any, verb: str, name: str = "times"
) -> tuple[np.ndarray, np.ndarray]:
    """Return the centres of all windows that fit into the record, and the spikes in each: [start,
    stop), the last also at T.
    """
    T = duration(T, verb)
    spikes = train(times, verb, T, name)
    width = window(width, T, verb)
    step = width if step is None else window(step, T, verb, "step", "step from window to window")
    count((T - width) / step, f"{verb}'s windows")
    starts = step * np.arange(int((T - width) / step + TIE) + 1)
    # An edge reaches back by TIE, so that a spike on it is after it whatever the rounding of n*dt.
    stops = starts + width - TIE * width
    stops[stops > T - 2 * TIE * width] = np.inf
    return starts + width / 2, np.searchsorted(spikes, stops) - np.searchsorted(
        spikes, starts - TIE * width
    )
