"""A film of titanium oxide under two periods of a sine: its front, the charge that has passed, and
its loop. Used in chapter 4.
"""

from __future__ import annotations

import numpy as np

from ..devices import HPMemristor
from ..devices.windows import WINDOWS, biolek, joglekar, none, prodromakis, strukov
from ..units import V, uA

current, flow, leap = HPMemristor.current, HPMemristor.flow, HPMemristor.leap
SORTS = tuple(WINDOWS)  # by their numbers
STEPS, PERIODS, START = 800, 2.0, HPMemristor().rest()
LARGEST, MOST = 0.02, 10_000  # change of the state in a sub-step, and sub-steps in a step
REACH = 0.55 * V, 1.1 * V, 1.55 * V  # of the axis of the voltage
RISE = (  # and of the current, which is large where the film conducts well
    *((-i * uA, i * uA) for i in (35, 65, 130, 260)),
    *((-0.08 * i * uA, i * uA) for i in (600, 1300, 2600, 5200, 10_500, 15_000)),
    (-15_000 * uA, 15_000 * uA),
)
LIMITS_V = [(-each, each) for each in REACH for _ in RISE]
LIMITS_I = [each for _ in REACH for each in RISE]
GRID = np.array(
    [(column, row) for column in np.arange(0.03, 1, 0.045) for row in np.arange(0.12, 1, 0.19)]
)
PLACES = GRID + np.random.default_rng(1).uniform(-0.014, 0.014, GRID.shape)
TABLES = {
    "periods": np.linspace(0, PERIODS, STEPS + 1),
    "places": PLACES[:, 0],
    "heights": PLACES[:, 1],
}
FACTS = (
    "seen",  # the number of points up to now
    "passed", "x_now", "v_now", "i_now",
    "charge", "turns",  # that has passed, in µC and in units of Q_D
    "scale_0", "scale_half", "scale_1", "bar",  # the ruler of the charge, and where its bar ends
    "within", "right", "left",  # whether it ends within the ruler, and on which side if not
    "most", "last", "back",  # of the state: the largest, the last, and how far it is from the first
    "stops",  # 0: the front turns before the end of the film, 1: it hits it
    "returns",  # 0: it is back, 1: further on, 2: further back
    "lobe",  # area, µV A
    "top", "low_i", "high_i",  # of voltage and current
    "limits",  # which of the limits
    "name_at", "name_up", "leaves", "stays",  # of the dotted line, and whether it leaves the axes
    "resistance",
)  # fmt: skip
(
    SEEN, PASSED, X_NOW, V_NOW, I_NOW, CHARGE, TURNS, SCALE_0, SCALE_HALF, SCALE_1, BAR, WITHIN,
    RIGHT, LEFT, MOST_X, LAST, BACK, STOPS, RETURNS, LOBE, TOP, LOW_I, HIGH_I, LIMITS, NAME_AT,
    NAME_UP, LEAVES, STAYS, RESISTANCE,
) = range(len(FACTS))  # fmt: skip
OUTPUTS = {
    "v": STEPS + 1,
    "i": STEPS + 1,
    "x": STEPS + 1,
    "counted": STEPS + 1,  # the state of a film without ends
    "vacancies": len(PLACES),
    "joint": 2,  # where the bar of the charge ends, and the front
    "facts": FACTS,
}


def two_periods(
    frequency, amplitude, at, R_on, R_off, mu_v, D, p, j, window, periods, places, heights,
    v, i, x, counted, vacancies, joint, facts,
):  # fmt: skip
    """Follow a film for two periods of a sine, and look at it after ``at`` of them.

    Frequencies are in Hz, voltages in V, currents in A; states are fractions of the film.
    """
    dt, k_D = PERIODS / frequency / STEPS, mu_v * R_on / D**2
    film = (R_on, R_off, mu_v, D, p, j, window)
    x[0], counted[0], charge = START, START, 0.0
    for k in range(STEPS + 1):
        v[k] = sine(k * dt, frequency, amplitude)
        if k > 0:
            x[k] = moved(x[k - 1], (k - 1) * dt, dt, frequency, amplitude, film)
        i[k] = current(x[k], v[k], R_on, R_off)
        if k > 0:
            charge += (i[k] + i[k - 1]) / 2.0 * dt
            counted[k] = START + charge * k_D
            rise = max(v[k], 0.0) - max(v[k - 1], 0.0)
            facts[LOBE] += 1e6 * (i[k] + i[k - 1]) / 2.0 * rise / PERIODS
        facts[TOP], facts[MOST_X] = max(facts[TOP], v[k]), max(facts[MOST_X], x[k])
        facts[LOW_I], facts[HIGH_I] = min(facts[LOW_I], i[k]), max(facts[HIGH_I], i[k])
    facts[LOBE] = abs(facts[LOBE])
    now = int(np.rint(at / PERIODS * STEPS))
    facts[SEEN], facts[PASSED] = now + 1, periods[now]
    facts[X_NOW], facts[V_NOW], facts[I_NOW] = x[now], v[now], i[now]
    facts[RESISTANCE] = 1.0 / current(x[now], 1.0, R_on, R_off)
    facts[TURNS] = counted[now] - START
    facts[CHARGE] = 1e6 * facts[TURNS] / k_D
    facts[SCALE_0], facts[SCALE_HALF], facts[SCALE_1] = START, START + 0.5, START + 1.0
    facts[BAR] = min(max(counted[now], -0.05), 1.42)
    facts[WITHIN] = 1.0 if -0.05 <= counted[now] <= 1.42 else 0.0
    facts[RIGHT] = 1.0 if counted[now] > 1.42 else 0.0
    facts[LEFT] = 1.0 if counted[now] < -0.05 else 0.0
    joint[0], joint[1] = facts[BAR], x[now]
    facts[LAST], facts[BACK] = x[STEPS], abs(x[STEPS] - START)
    facts[STOPS] = 1.0 if facts[MOST_X] > 0.999 else 0.0
    if facts[BACK] >= 1e-4:
        facts[RETURNS] = 1.0 if x[STEPS] > START else 2.0
    for k in range(len(places)):
        vacancies[k] = places[k] if places[k] < x[now] - 0.012 else np.nan
    choose_limits(facts[LOW_I], facts[HIGH_I], facts)
    name_line(periods, counted, facts)


def sine(t, frequency, amplitude):
    """Return the voltage at a time."""
    return amplitude * np.sin(2.0 * np.pi * frequency * t)


def speed(x, v, film):
    """Return how fast the state changes, 1/s, with the window of this number in :data:`SORTS`."""
    R_on, R_off, mu_v, D, p, j, window = film
    if window == 1:
        return flow(x, v, R_on, R_off, mu_v, D, p, j, joglekar)
    if window == 2:
        return flow(x, v, R_on, R_off, mu_v, D, p, j, biolek)
    if window == 3:
        return flow(x, v, R_on, R_off, mu_v, D, p, j, prodromakis)
    if window == 4:
        return flow(x, v, R_on, R_off, mu_v, D, p, j, strukov)
    return flow(x, v, R_on, R_off, mu_v, D, p, j, none)


def moved(x, t, dt, frequency, amplitude, film):
    """Return the state after a step: exactly where there is no window, else by the method of Runge
    and Kutta in sub-steps that change it little.
    """
    R_on, R_off, mu_v, D, _, _, window = film
    if window == 0:
        v, vm, w = (
            sine(t, frequency, amplitude),
            sine(t + dt / 2.0, frequency, amplitude),
            sine(t + dt, frequency, amplitude),
        )
        return leap(x, dt / 6.0 * (v + 4.0 * vm + w), R_on, R_off, mu_v, D)
    share, h = 0.0, 1.0
    for _ in range(MOST):
        h = min(h, 1.0 - share)
        v = sine(t + share * dt, frequency, amplitude)
        vm = sine(t + (share + h / 2.0) * dt, frequency, amplitude)
        w = sine(t + (share + h) * dt, frequency, amplitude)
        k1 = speed(x, v, film)
        k2 = speed(inside(x + h * dt / 2.0 * k1), vm, film)
        k3 = speed(inside(x + h * dt / 2.0 * k2), vm, film)
        k4 = speed(inside(x + h * dt * k3), w, film)
        y = inside(x + h * dt / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4))
        far = abs(y - x) > LARGEST or h * dt * abs(k3 - k2) > h * dt * abs(k2 - k1) / 2.0 + 1e-12
        if far and h > 1e-6:
            h /= 2.0
            continue
        x, share, h = y, share + h, 2.0 * h
        if share >= 1.0:
            return x
    return np.nan


def inside(x):
    """Return a state within its bounds."""
    return min(max(x, 0.0), 1.0)


def choose_limits(low, high, facts):
    """Choose the limits of the voltage, and those of the current for its least and its largest."""
    across = up = 0
    while across < len(REACH) - 1 and facts[TOP] > REACH[across]:
        across += 1
    while up < len(RISE) - 1 and (low < RISE[up][0] or high > RISE[up][1]):
        up += 1
    facts[LIMITS] = across * len(RISE) + up


def name_line(periods, counted, facts):
    """Place the name of the dotted line where it leaves the axes, or above its second peak."""
    for k in range(len(counted)):
        if counted[k] > 1.15 and facts[LEAVES] == 0.0:
            facts[LEAVES], facts[NAME_AT], facts[NAME_UP] = 1.0, periods[k] + 0.05, 1.07
        if facts[LEAVES] == 0.0 and periods[k] > 1.0:
            facts[NAME_UP] = max(facts[NAME_UP], counted[k] + 0.03)
    if facts[LEAVES] == 0.0:
        facts[NAME_AT], facts[STAYS] = 1.98, 1.0
