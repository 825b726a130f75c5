"""An AdEx neuron under a constant current: its voltage, and its path in the plane of V and w. Used
in chapter 2.
"""

from __future__ import annotations

import numpy as np

from .. import _jit
from ..engines.clocked.integrators import kernels, run_one, stages
from ..neurons import AdEx
from ..units import ms, mV, nA, pA
from .lif import intervals, strokes
from .names import SIDE, beside, take

flow = _jit.open_name("flow")  # that of AdEx
STEPS, DT = 20_000, 0.02 * ms
DURATION, CLICK = STEPS * DT, 4 * ms
KERNELS = kernels(AdEx)
TABLES = {"stages": stages("RK4", DT).ravel()}
RIGHT = -42 * mV  # of the phase plane; its left end and the limits of w are one of these
LEFTS = -66 * mV, -76.1 * mV, -101.5 * mV, -135 * mV
RANGES = (
    (-130 * pA, 400 * pA),
    (-130 * pA, 620 * pA),
    (-130 * pA, 1100 * pA),
    (-400 * pA, 1100 * pA),
)
MOST = 4000  # resets that are drawn
LINE = 240  # points of a nullcline
FACTS = (
    "some", "n", "first", "shortest", "longest", "first_gap", "last_gap",
    "rhythm",  # 0: too few spikes, 1: intervals that change slowly, 2: groups
    "runs",  # whether the dot is on its way
    "clicks", "dot_V", "dot_w", "dot_x", "low", "high", "reset_V", "reset_w",
    "across", "up",  # which of the limits of V, and of w
)  # fmt: skip
(
    SOME, N, FIRST, SHORTEST, LONGEST, FIRST_GAP, LAST_GAP, RHYTHM, RUNS, CLICKS, DOT_V, DOT_W,
    DOT_X, LOW, HIGH, RESET_V, RESET_W, ACROSS, UP,
) = range(len(FACTS))  # fmt: skip
CORNERS = "right_top", "right_bottom", "left_top", "left_bottom"
NAMED = tuple(f"{line}_{part}" for line in ("V", "w") for part in ("x", "y", *CORNERS))
OUTPUTS = {
    "held": 1,
    "trace": 2 * (STEPS + 1),  # V, then w
    "fired": STEPS + 1,
    "times": 2 * STEPS + 1,  # the voltage as it is drawn, with a stroke at each spike
    "V": 2 * STEPS + 1,
    "points": 1,
    "path_V": 2 * STEPS + 1,  # the path, with a gap at each reset
    "path_w": 2 * STEPS + 1,
    "jump_V": 3 * MOST,  # what each reset does
    "jump_w": 3 * MOST,
    "jumps": 1,
    "line_V": LINE,  # the nullclines
    "still_V": LINE,
    "still_w": LINE,
    "shares": 3 * LINE,  # the same in shares of the axes
    "cells": SIDE * SIDE,
    "place": 5,
    "names": NAMED,  # where the names of the nullclines stand, and which corner of them is there
    "facts": FACTS,
}


def voltage_and_plane(
    I, t, V_0, w_0, C, g_L, E_L, V_T, Delta_T, a, tau_w, b, V_R, V_peak, stages,
    held, trace, fired, times, V, points, path_V, path_w, jump_V, jump_w, jumps,
    line_V, still_V, still_w, shares, cells, place, names, facts,
):  # fmt: skip
    """Run an AdEx neuron for 400 ms from V_0 and w_0, and look at it at the time t.

    All arguments and outputs are in the units of :class:`~neurolib.AdEx`: currents and w in A,
    voltages in V, times in s; ``fired`` holds steps, ``shares`` shares of the axes.
    """
    held[0], whole = I, trace.reshape(2, STEPS + 1)
    whole[0, 0], whole[1, 0] = V_0, w_0
    p = (C, g_L, E_L, V_T, Delta_T, a, tau_w, V_peak)
    count = run_one(
        (V_0, w_0), held, STEPS, 0, whole, fired, (stages.reshape(4, 3), p), (V_peak,), (V_R, b)
    )
    voltage, adaptation = trace[: STEPS + 1], trace[STEPS + 1 :]
    points[0] = strokes(voltage, fired, count, DT, V_peak, times, V)
    of_spikes(fired, count, t, facts)
    now = int(np.rint(t / DT))
    facts[DOT_V], facts[DOT_W] = voltage[now], adaptation[now]
    facts[DOT_X], facts[RUNS] = min(voltage[now], RIGHT), 1.0 if t < DURATION else 0.0
    left, bottom, top = limits(voltage, adaptation, E_L, facts)
    for k in range(LINE):
        line_V[k] = left + (RIGHT - left) * k / (LINE - 1.0)
        zero, one = flow(line_V[k], 0.0, I, *p), flow(line_V[k], 1 * nA, I, *p)
        still_V[k] = 1 * nA * zero[0] / (zero[0] - one[0])  # the flow is affine in w
        still_w[k] = 1 * nA * zero[1] / (zero[1] - one[1])
    jumps[0] = 3 * min(count, MOST)
    paths(voltage, adaptation, fired, count, b, path_V, path_w, jump_V, jump_w)
    if count:
        facts[RESET_V], facts[RESET_W] = voltage[int(fired[0])], adaptation[int(fired[0])]
    for k in range(count):
        facts[RESET_W] = max(facts[RESET_W], adaptation[int(fired[k])])
    place_names(
        path_V, path_w, count, jump_V, jump_w, line_V, still_V, still_w,
        left, bottom, top, shares, cells, place, names, facts,
    )  # fmt: skip


def of_spikes(fired, count, t, facts):
    """Fill in what the caption says of the spikes, and how many clicks are heard at t."""
    intervals(
        fired, count, DT, facts[N:], facts[SOME:], facts[FIRST:], facts[SHORTEST:], facts[LONGEST:]
    )
    if count > 2:
        facts[FIRST_GAP] = fired[1] * DT - fired[0] * DT
        facts[LAST_GAP] = fired[count - 1] * DT - fired[count - 2] * DT
        facts[RHYTHM] = 1.0
    for k in range(count):
        if k >= 2 and fired[k] - fired[k - 1] < 0.5 * (fired[k - 1] - fired[k - 2]):
            facts[RHYTHM] = 2.0  # a short interval after a long one: a group begins
        facts[CLICKS] += 1.0 if t - CLICK < fired[k] * DT <= t else 0.0


def limits(voltage, adaptation, E_L, facts):
    """Choose the limits of the phase plane; return its left, its lower and its upper end."""
    least, low, high = E_L, adaptation[0], adaptation[0]
    for k in range(STEPS + 1):
        least = min(least, voltage[k])
        low, high = min(low, adaptation[k]), max(high, adaptation[k])
    facts[LOW], facts[HIGH] = low, high
    margin = 0.15 * (high - low) + 20 * pA
    for k in range(len(LEFTS) - 1):
        facts[ACROSS] += 1.0 if least - 6 * mV < LEFTS[k] - 0.2 * mV else 0.0
    up = 0
    while up < len(RANGES) - 1 and (low - margin < RANGES[up][0] or high + margin > RANGES[up][1]):
        up += 1
    facts[UP] = up
    return LEFTS[int(facts[ACROSS])], RANGES[up][0], RANGES[up][1]


def paths(voltage, adaptation, fired, count, b, path_V, path_w, jump_V, jump_w):
    """Fill in the path, which ends at the right of the axes at each spike, and the resets."""
    k = j = 0
    for step in range(STEPS + 1):
        if k < count and step == fired[k]:
            path_V[j] = path_w[j] = np.nan
            if k < MOST:
                jump_V[3 * k], jump_w[3 * k] = RIGHT, adaptation[step] - b
                jump_V[3 * k + 1], jump_w[3 * k + 1] = voltage[step], adaptation[step]
                jump_V[3 * k + 2] = jump_w[3 * k + 2] = np.nan
            k, j = k + 1, j + 1
        path_V[j], path_w[j] = min(voltage[step], RIGHT), adaptation[step]
        j += 1
    for rest in range(j, len(path_V)):
        path_V[rest] = path_w[rest] = np.nan


def place_names(
    path_V, path_w, count, jump_V, jump_w, line_V, still_V, still_w,
    left, bottom, top, shares, cells, place, names, facts,
):  # fmt: skip  # type: ignore[no-untyped-def]
    """Place the names of the nullclines where there is room."""
    width, height = RIGHT - left, top - bottom
    x, y_V, y_w = shares[:LINE], shares[LINE : 2 * LINE], shares[2 * LINE :]
    for k in range(LINE):
        x[k] = (line_V[k] - left) / width
        y_V[k], y_w[k] = (still_V[k] - bottom) / height, (still_w[k] - bottom) / height
    passed = passes(path_V, path_w, STEPS + 1 + count, 0.0, left, bottom, width, height, cells)
    if count > 0:
        at, end = (facts[RESET_W] - bottom) / height, (facts[RESET_V] - left) / width
        passed = take(end - 0.13, at, end, at, passed, cells)  # the word "reset"
    passes(jump_V, jump_w, 3 * min(count, MOST), passed, left, bottom, width, height, cells)
    start_x, start_y = (path_V[0] - left) / width, (path_w[0] - bottom) / height
    for line in range(2):
        mine, other = (y_V, y_w) if line == 0 else (y_w, y_V)
        place[2] = 0.0
        beside((x, mine, LINE), (x, other, LINE), cells, start_x, start_y, place)
        first = line * (2 + len(CORNERS))
        names[first] = left + width * place[0]
        names[first + 1] = bottom + height * place[1]
        corner = (0 if place[3] > 0.0 else 2) + (0 if place[4] > 0.0 else 1)
        names[first + 2 + corner] = place[2]


def passes(V, w, n, passed, left, bottom, width, height, cells):
    """Take the cells of a path; return how long it is, and what lay behind before."""
    for k in range(1, n):
        if np.isfinite(V[k - 1]) and np.isfinite(V[k]):
            passed = take(
                (V[k - 1] - left) / width,
                (w[k - 1] - bottom) / height,
                (V[k] - left) / width,
                (w[k] - bottom) / height,
                passed,
                cells,
            )
    return passed
