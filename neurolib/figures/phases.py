"""Oscillators on a circle: how far one coupling brings them in step, and how pulses at four sites
change couplings that learn. Used in chapter 9.
"""

from __future__ import annotations

import numpy as np

from ..applications.medicine import synchrony
from ..units import s

speed, growth = synchrony.Oscillators.speed, synchrony.Oscillators.growth
ordered = synchrony.ordered
TURN = np.linspace(0, 2 * np.pi, 120)
CIRCLE = {"circle_x": np.cos(TURN), "circle_y": np.sin(TURN)}

# --- one coupling for all pairs -------------------------------------------------------------------

N, DURATION, DT, EVERY = 60, 40 * s, 0.1 * s, 2
MIDDLES = (np.arange(N) + 0.5) / N
# frequencies in half widths at equal steps of the distribution, a Lorentzian, and times
COUPLED_TABLES = CIRCLE | {
    "quantile": np.tan(np.pi * (MIDDLES - 0.5)),
    "t": np.arange(0, round(DURATION / DT), EVERY) * DT,
}
TIMES = len(COUPLED_TABLES["t"])
COUPLED_OUTPUTS = {
    "theta": N,
    "x": N,
    "y": N,
    "arrow_x": 2,  # from the centre to the mean
    "arrow_y": 2,
    "R": TIMES,
    "late": 1,  # the mean of R in the second half
    "expected": 1,
    "end": 1,
}


def coupled(
    K, gamma, first, quantile, t, circle_x, circle_y,
    theta, x, y, arrow_x, arrow_y, R, late, expected, end,
):  # fmt: skip
    """Follow oscillators from their ``first`` phases by Euler's method.

    ``K`` and ``gamma`` are in rad/s, phases in rad and ``t`` in s.
    """
    for i in range(N):
        theta[i] = first[i]
    for step in range(EVERY * TIMES):
        C, S = on_circle(theta, x, y)
        if step % EVERY == 0:
            R[step // EVERY] = np.hypot(C, S) / N
        for i in range(N):
            rate = speed(x[i], y[i], K * C, K * S, N, gamma * quantile[i], 0.0, 0.0)
            theta[i] += DT * rate
    C, S = on_circle(theta, x, y)
    arrow_x[1], arrow_y[1], end[0] = C / N, S / N, np.hypot(C, S) / N
    for k in range(TIMES // 2, TIMES):
        late[0] += R[k] / (TIMES - TIMES // 2)
    expected[0] = ordered(K, gamma)


def on_circle(theta, x, y):
    """Fill in the cosines and sines of phases; return both sums."""
    C = S = 0.0
    for i in range(len(theta)):
        x[i], y[i] = np.cos(theta[i]), np.sin(theta[i])
        C += x[i]
        S += y[i]
    return C, S


# --- couplings that learn, and pulses -------------------------------------------------------------

SITES, STIMULATED, CYCLES, STEPS = 4, 20, 30, 32  # steps in a cycle
NEURONS = 40
STEP = np.pi / STEPS * s
RESET_TABLES = CIRCLE | {
    "cycles": np.arange(CYCLES + 1.0),
    "site": np.arange(NEURONS) * SITES // NEURONS,  # neighbours share one
}
RESET_OUTPUTS = {
    "theta": NEURONS,
    "K": NEURONS * NEURONS,
    "x": NEURONS,
    "y": NEURONS,
    "K_c": NEURONS,  # sums over all others, weighted by couplings
    "K_s": NEURONS,
    "arrow_x": 2,
    "arrow_y": 2,
    "order_3": CYCLES + 1,  # three times the order parameter after each cycle
    "coupling": CYCLES + 1,
    "R": 1,
    "mean": 1,
    "points": 1,
    "treated": 1,  # cycles with pulses so far, and without
    "waited": 1,
    "when": 1,  # 0: nothing has run yet, 1: stimulation, 2: after it
}


def reset(
    J, alpha, epsilon, pulse, turns, cycle, first, omega, K_first,
    cycles, site, circle_x, circle_y,
    theta, K, x, y, K_c, K_s, arrow_x, arrow_y, order_3, coupling, R, mean,
    points, treated, waited, when,
):  # fmt: skip
    """Follow oscillators with couplings that learn for a number of cycles, of which the first 20
    have a pulse at each site, in turn or at once, by Euler's method.

    Phases are in rad, ``J``, ``alpha``, frequencies and couplings in rad/s, ``epsilon`` in Hz and
    ``pulse`` in s. Couplings are symmetric, and stay so.
    """
    n, last = NEURONS, int(cycle)
    for i in range(n):
        theta[i] = first[i]
    for k in range(n * n):
        K[k] = K_first[k]
    for now in range(last + 1):
        C, S = on_circle(theta, x, y)
        order_3[now] = 3.0 * np.hypot(C, S) / n
        for k in range(n * n):
            coupling[now] += K[k] / (n * n)
        if now == last:
            break
        for step in range(STEPS):
            on_circle(theta, x, y)
            learn(K, x, y, K_c, K_s, alpha, epsilon)
            for i in range(n):
                since = (step + 0.5) * STEP - turns * site[i] / SITES * STEPS * STEP
                on = 1.0 if now < STIMULATED and 0.0 <= since < pulse else 0.0
                theta[i] += STEP * speed(x[i], y[i], K_c[i], K_s[i], n, omega[i], on, J)
    R[0], mean[0], points[0] = order_3[last] / 3.0, coupling[last], last + 1
    arrow_x[1], arrow_y[1] = C / n, S / n
    treated[0], waited[0] = min(last, STIMULATED), max(0, last - STIMULATED)
    when[0] = 2.0 if last > STIMULATED else 1.0 if last else 0.0


def learn(K, x, y, K_c, K_s, alpha, epsilon):
    """Fill in the sums over the couplings as they are, and let the couplings grow for a step."""
    n = len(x)
    for i in range(n):
        K_c[i] = K_s[i] = 0.0
    for i in range(n):
        for j in range(i + 1):
            each = K[i * n + j]
            K_c[i] += each * x[j]
            K_s[i] += each * y[j]
            if j < i:
                K_c[j] += each * x[i]
                K_s[j] += each * y[i]
            each += STEP * growth(x[i] * x[j] + y[i] * y[j], each, alpha, epsilon)
            K[i * n + j] = K[j * n + i] = each
