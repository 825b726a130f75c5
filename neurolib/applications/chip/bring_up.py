r"""Bringing up a chip: calibrating its meters, identifying a neuron and the cells of an array, and
programming around the faults.

Each function turns readings into numbers; none of them knows the chip. Used in lab 1.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ...model import ParameterError, Quantity, expect
from ...units import nA, s, uA, uS
from .chip import LINES, METER, MOST_STEPS, ROW_STEPS, Program

KNOWN = Quantity("uA", "known currents", 0.0, 1.0, (0 * uA, 20 * uA))
CURRENT = Quantity("nA", "input current of a neuron", 0.0, 1.0, (0 * nA, 2 * nA))
READING = Quantity("", "steps of a meter", 0.0, 2.0**METER.b)
PULSES = Quantity("", "pulses in a gate", 0.0, 1e9)
GATE = Quantity("s", "length of a gate", 1e-9 * s, 1e6 * s, (0.1 * s, 10 * s))
TIME = Quantity("s", "times since writing", 1e-9 * s, 1e9 * s, (20 * s, 2000 * s))
MEASURED = Quantity("uS", "measured conductances", -1.0, 1.0, (1 * uS, 25 * uS))
WEIGHT = Quantity("", "weights", -1e6, 1e6, (-1.0, 1.0))
STUCK = Quantity("", "-1 where a cell is stuck off, 1 where it is stuck on, else 0", -1, 1)
HIGHEST = Quantity("uS", "conductance of the largest weight", 2 * uS, 25 * uS, (5 * uS, 25 * uS))
FLOOR, TOP = int(METER.I_f / METER.Delta_I), 2**METER.b - 1


class Lines(NamedTuple):
    """One straight line for each meter: ``slope`` in steps per A, ``offset`` in steps."""

    slope: np.ndarray
    offset: np.ndarray

    def current(self, steps: Any) -> np.ndarray:
        """Return the currents in A of readings (… × meters)."""
        steps = READING.array(steps, "current's steps")
        if steps.ndim and steps.shape[-1] != len(self.slope):
            raise ParameterError(
                f"current's steps have shape {steps.shape}; expected one for each of "
                f"{len(self.slope)} meters at the end."
            )
        return np.asarray((steps - self.offset) / self.slope)


def meter_lines(known: Any, steps: Any) -> Lines:
    r"""Return the lines of all meters from readings ``steps`` (n × meters) at ``known`` currents
    (n) in A.

    .. math::

        n_j = s_j I + n_{0,j} \tag{1}

    Least squares, without the readings at the floor and at the last step: they say nothing about
    the current.
    """
    I, n = KNOWN.array(known, "meter_lines' known"), READING.array(steps, "meter_lines' steps")
    good = (n > FLOOR + 1) & (n < TOP)
    if n.ndim != 2 or len(n) != I.size or (good.sum(0) < 2).any():
        raise ParameterError(
            f"meter_lines has {I.size} currents and readings {n.shape}; expected two or "
            f"more of each meter in range."
        )
    x, y = np.where(good, I[:, None], np.nan), np.where(good, n, np.nan)
    d = x - np.nanmean(x, 0)
    slope = np.nansum(d * y, 0) / np.nansum(d**2, 0)
    return Lines(slope, np.nanmean(y, 0) - slope * np.nanmean(x, 0))  # (1)


class Identified(NamedTuple):
    """A LIF neuron that is reset to rest: ``rheobase`` in A, time constant ``tau`` and refractory
    time ``t_ref`` in s.
    """

    rheobase: float
    tau: float
    t_ref: float

    def interval(self, I: Any) -> np.ndarray:
        r"""Return the interspike interval in s, infinite up to the rheobase.

        .. math::

            T = t_{\mathrm{ref}} + \tau \ln \frac{I}{I - I_{\mathrm{rh}}} \tag{1}
        """
        I = CURRENT.array(I, "interval's I")
        fires = I > self.rheobase
        ratio = np.where(fires, I, 2.0) / np.where(fires, I - self.rheobase, 1.0)
        return np.where(fires, self.t_ref + self.tau * np.log(ratio), np.inf)  # (1)


def identify_neuron(I: Any, counts: Any, gate: Any) -> Identified:
    """Return the neuron whose intervals, equation (1) of :meth:`Identified.interval`, fit
    ``counts`` in gates of ``gate`` s best.

    For a given rheobase, the interval is linear in the other two parameters; the rheobase is found
    by trying values between the largest current that is silent and the smallest that is not. An
    interval counts the more, the more exactly it was measured.
    """
    I, N, gate = (
        CURRENT.array(I, "identify_neuron's I"),
        PULSES.array(counts, "identify_neuron's counts"),
        GATE.number(gate, "its gate"),
    )
    fires = N > 1
    if I.shape != N.shape or fires.sum() < 4 or fires.all():
        raise ParameterError(
            f"identify_neuron has {int(fires.sum())} currents that fire; expected four "
            f"or more, and one that is silent."
        )
    J, T = I[fires], gate / N[fires]
    weight = gate / T**2  # a count is off by up to one
    low, high = float(I[~fires & (I < J.min())].max()), float(J.min())
    for _ in range(3):
        tried = np.linspace(low, high, 202)[1:-1]
        fits = [_linear(np.log(J / (J - each)), T, weight) for each in tried]
        best = int(np.argmin([fit[2] for fit in fits]))
        width = (high - low) / 40
        low, high = max(low, tried[best] - width), min(high, tried[best] + width)
    return Identified(float(tried[best]), fits[best][0], fits[best][1])


def identified_errors(found: Identified, I: Any, counts: Any, gate: Any) -> np.ndarray:
    r"""Return the standard errors of the rheobase (A), the time constant and the refractory time
    (s) of a neuron that was ``found``.

    .. math::

        C = \frac{\sum_k w_k^2 (T_k - \hat T_k)^2}{n - 3} \left( A^{\mathsf{T}} A \right)^{-1}
            \tag{1}
        A_{kp} = w_k \frac{\partial \hat T_k}{\partial p} \tag{2}

    The errors are the roots of the diagonal of C. The sum runs over the n currents that fire,
    :math:`\hat T_k` is the interval of the neuron that was found, and :math:`w_k` is one over the
    error of an interval that a count of one more or less makes.
    """
    expect(
        found,
        Identified,
        "identified_errors' found",
        "a neuron, as in identify_neuron(I, counts, gate)",
    )
    I, N, gate = (
        CURRENT.array(I, "identified_errors' I"),
        PULSES.array(counts, "its counts"),
        GATE.number(gate, "its gate"),
    )
    if I.shape != N.shape or (fires := (N > 1) & (found.rheobase < I)).sum() < 4:
        raise ParameterError(
            f"identified_errors has {I.size} currents and {N.size} counts; expected as "
            f"many, four or more of them firing."
        )
    J, T = I[fires], gate / N[fires]
    weight = gate / T**2
    # (2)
    A = (
        np.column_stack(
            [found.tau / (J - found.rheobase), np.log(J / (J - found.rheobase)), np.ones_like(J)]
        )
        * weight[:, None]
    )
    rest = np.sum((weight * (T - found.interval(J))) ** 2) / (len(J) - 3)
    return np.sqrt(np.diag(rest * np.linalg.inv(A.T @ A)))  # (1)


def _linear(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> tuple[float, float, float]:
    """Return slope, offset and squared error of the weighted line through points."""
    A = np.column_stack([x, np.ones_like(x)]) * weight[:, None]
    (a, b), *_ = np.linalg.lstsq(A, y * weight, rcond=None)
    return float(a), float(b), float(np.sum(((a * x + b - y) * weight) ** 2))


def defects(low: Any, high: Any) -> np.ndarray:
    """Return −1 where a cell is stuck off, 1 where it is stuck on, else 0: from maps in S after
    writing 1 µS and after writing 20 µS.
    """
    low, high = MEASURED.array(low, "defects' low"), MEASURED.array(high, "defects' high")
    if low.shape != high.shape:
        raise ParameterError(
            f"defects' low and high have shapes {low.shape} and {high.shape}; expected "
            f"maps of the same cells."
        )
    return (low > 8 * uS).astype(int) - (high < 3 * uS).astype(int)


def drift_exponent(t: Any, I: Any) -> float:
    r"""Return the drift exponent from currents ``I`` (times × columns) of cells in their amorphous
    state, at times ``t`` since writing.

    .. math::

        \nu = -\frac{d \ln \bar I}{d \ln t} \tag{1}
    """
    t, I = TIME.array(t, "drift_exponent's t"), KNOWN.array(I, "drift_exponent's I")
    if (
        t.ndim != 1
        or len(t) < 2
        or len(np.atleast_1d(I)) != len(t)
        or np.ptp(t) == 0
        or I.min() <= 0
    ):
        raise ParameterError(
            f"drift_exponent's t has shape {t.shape} and I {I.shape}; expected two or "
            f"more times, a row of currents above 0 A for each."
        )
    mean = I.reshape(len(t), -1).mean(1)
    return -float(np.polyfit(np.log(t), np.log(mean), 1)[0])  # (1)


def program_digits(
    W: Any, high: Any, stuck: Any, usage: Any, largest: float = 20 * uS, scale: int = MOST_STEPS
) -> Program:
    r"""Return a program for a classifier's weights W (64 × 10) that avoids stuck cells and corrects
    what each cell makes of a request.

    A cell that was asked for :math:`G_0` and shows :math:`G_{\mathrm{read}}` multiplies each
    request by their ratio, which is taken out:

    .. math::

        G_{\mathrm{asked}} = \frac{G_0}{G_{\mathrm{read}}}\, G_{\mathrm{wanted}} \tag{1}

    Here :math:`G_0` is 20 µS, and ``high`` holds what was read.

    Each class has two columns, for positive and for negative weights. Columns are chosen so that
    stuck cells do the least damage, weighted by the ``usage`` of the rows (the mean square of a
    pixel); columns without a class stay at 1 µS.
    """
    W, high = WEIGHT.array(W, "program_digits' W"), MEASURED.array(high, "program_digits' high")
    stuck, usage = (
        STUCK.array(stuck, "program_digits' stuck"),
        WEIGHT.array(usage, "program_digits' usage"),
    )
    largest, scale = (
        HIGHEST.number(largest, "program_digits' largest"),
        ROW_STEPS.whole(scale, "program_digits' scale"),
    )
    shapes = W.shape, high.shape, stuck.shape, usage.shape
    if shapes != ((LINES, 10), (LINES, LINES), (LINES, LINES), (LINES,)) or not W.any():
        shapes_found = f"have shapes {', '.join(map(str, shapes))}"
        raise ParameterError(
            f"program_digits' W, high, stuck and usage {shapes_found}; expected (64, 10), (64, "
            f"64), (64, 64) and (64,), weights not all 0."
        )
    k = (largest - 1 * uS) / np.abs(W).max()
    wanted = 1 * uS + k * np.stack([np.maximum(W, 0), np.maximum(-W, 0)], 2).reshape(LINES, 20)
    fixed = np.where(stuck > 0, 25 * uS, 1 * uS)[:, :, None]
    damage = (usage[:, None, None] * (stuck != 0)[:, :, None] * (wanted[:, None] - fixed) ** 2).sum(
        0
    )
    columns = np.full(20, -1)
    for n in np.argsort(-damage.min(0)):  # the most sensitive first
        free = np.setdiff1d(np.arange(LINES), columns)
        columns[n] = free[np.argmin(damage[free, n])]
    G = np.full((LINES, LINES), 1 * uS)
    # (1)
    G[:, columns] = np.clip(
        wanted * (20 * uS / np.maximum(high, 1 * uS))[:, columns], 1 * uS, 25 * uS
    )
    return Program(columns.reshape(10, 2), G, scale)
