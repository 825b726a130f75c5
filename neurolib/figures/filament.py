"""A conductive filament under one pulse: its gap in time, and its picture. Used in chapter 4."""

from __future__ import annotations

import numpy as np

from ..devices import RRAM
from ..plot import OXIDE, thread, vacancies
from ..units import V, nm, ns, us

flow, current, V_READ = RRAM.flow, RRAM.current, RRAM.V_read
SET = 1.6 * V  # the pulse that closes a gap before a RESET
PIECES, LINE, SIDE = 601, 400, 60
HEIGHTS, ACROSS = vacancies()
TABLES = {"clock": np.geomspace(1 * ns, 10 * us, LINE), "heights": HEIGHTS, "across": ACROSS}
FACTS = (
    "now", "start", "end", "last",  # gaps, and the time at which the last of them is reached
    "moves", "sets",  # whether the gap moves, and whether the pulse is a SET
    "resistance",  # read now
    "tip", "name_y",  # in the picture: where the filament ends, and the width of the gap stands
    "width",  # of the line that stands for the current
)  # fmt: skip
NOW, START, END, LAST, MOVES, SETS, RESISTANCE, TIP, NAME_Y, WIDTH = range(len(FACTS))
OUTPUTS = {
    "gaps": PIECES,
    "passed": PIECES,  # when each gap is reached
    "course": LINE,
    "outline_x": 2 * SIDE,
    "outline_y": 2 * SIDE,
    "vacancy_x": len(HEIGHTS),
    "facts": FACTS,
}


def pulsed(
    v, t, R_s, I_0, g_0, V_0, nu_0, E_a, a_0, t_ox, gamma_0, beta, R_th, T_0, g_min, g_max, F_min,
    clock, heights, across, gaps, passed, course, outline_x, outline_y, vacancy_x, facts,
):  # fmt: skip
    """Compute the gap under a voltage v that is held, from the largest gap on, or for a negative
    voltage from the one that a SET has left, and draw the filament at the time t.

    Gaps are in m, times in s, voltages in V; the picture is in its own nm.
    """
    p = (R_s, I_0, g_0, V_0, nu_0, E_a, a_0, t_ox, gamma_0, beta, R_th, T_0, F_min)
    if v > 0.0:
        travel(p, v, g_max, g_min, gaps, passed)
    else:
        travel(p, SET, g_max, g_min, gaps, passed)
        travel(p, v, gaps[-1], g_max, gaps, passed)
    k = 0
    for j in range(len(clock)):
        while k < len(gaps) - 2 and passed[k + 1] < clock[j]:
            k += 1
        course[j] = between(clock[j], passed, gaps, k)
    k = 0
    while k < len(gaps) - 2 and passed[k + 1] < t:
        k += 1
    now = between(t, passed, gaps, k)
    facts[NOW], facts[START], facts[END], facts[LAST] = now, gaps[0], gaps[-1], passed[-1]
    facts[MOVES] = 1.0 if abs(gaps[-1] - gaps[0]) >= 1e-3 * nm else 0.0
    facts[SETS] = 1.0 if v > 0.0 else 0.0
    facts[RESISTANCE] = V_READ / current(now, V_READ, R_s, I_0, g_0, V_0)
    low = current(g_max, V_READ, R_s, I_0, g_0, V_0)
    high = current(g_min, V_READ, R_s, I_0, g_0, V_0)
    strength = np.log(V_READ / facts[RESISTANCE] / low) / np.log(high / low)
    facts[WIDTH] = 0.6 + 7.0 * strength
    draw(now / nm, heights, across, outline_x, outline_y, vacancy_x, facts)


def speed(p, g, v):
    """Return how fast the gap changes, m/s."""
    R_s, I_0, g_0, V_0, nu_0, E_a, a_0, t_ox, gamma_0, beta, R_th, T_0, F_min = p
    return flow(
        g, v, R_s, I_0, g_0, V_0, nu_0, E_a, a_0, t_ox, gamma_0, beta, R_th, T_0, F_min
    )  # fmt: skip


def travel(p, v, start, end, gaps, passed):
    """Fill in the gaps on the way from ``start`` towards ``end`` or to where the field is too weak,
    and when each is reached: the sum of dg / |dg/dt| along the way.
    """
    n, before, still = len(gaps), start, end
    if speed(p, start, v) == 0.0:
        still = start
    elif speed(p, end, v) == 0.0:
        for _ in range(50):  # the gap at which the field falls to F_min, by bisection
            middle = (before + still) / 2.0
            if speed(p, middle, v) == 0.0:
                still = middle
            else:
                before = middle
    gaps[0], passed[0], slow = start, 0.0, 0.0
    for k in range(n):
        gaps[k] = start + (still - start) * k / (n - 1.0)
        here = gaps[k]
        if k == n - 1:
            here = before if still != end else end
        slower = 1.0 / abs(speed(p, here, v)) if still != start else 0.0
        if k > 0:
            passed[k] = passed[k - 1] + abs(gaps[k] - gaps[k - 1]) * (slower + slow) / 2.0
        slow = slower


def between(t, passed, gaps, k):
    """Return the gap at a time between that of number ``k`` and the next, or the last gap."""
    if t >= passed[k + 1]:
        return gaps[k + 1]
    return gaps[k] + (gaps[k + 1] - gaps[k]) * (t - passed[k]) / (passed[k + 1] - passed[k])


def draw(gap, heights, across, outline_x, outline_y, vacancy_x, facts):
    """Draw the filament with a gap in nm, as :func:`~neurolib.plot.filament` does."""
    tip = OXIDE - gap
    facts[TIP], facts[NAME_Y] = tip, OXIDE - max(gap / 2.0, 0.6)
    for k in range(SIDE):
        y = tip * k / (SIDE - 1.0)
        half = thread(y, tip)
        outline_x[k], outline_y[k] = -half, y
        outline_x[2 * SIDE - 1 - k], outline_y[2 * SIDE - 1 - k] = half, y
    for k in range(len(heights)):
        inside = heights[k] < tip - 0.12
        vacancy_x[k] = across[k] * thread(heights[k], tip) if inside else np.nan
