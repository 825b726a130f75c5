"""A recording of a memristor with errors, and how far it breaks three invariants. Used in lab 6."""

from __future__ import annotations

import numpy as np

from ..devices import HPMemristor
from ..units import V, mA, uA, uF

leap, current = HPMemristor.leap, HPMemristor.current
DEVICE = HPMemristor()
R_ON, R_OFF, MU_V, D, REST = DEVICE.R_on, DEVICE.R_off, DEVICE.mu_v, DEVICE.D, DEVICE.rest()
STEPS = 400  # of a period
PHASE = 2 * np.pi * np.arange(STEPS + 1) / STEPS
TABLES = {"u": np.sin(PHASE) * V, "cosine": np.cos(PHASE)}
SEEN = 1e-8  # of the largest current: less is rounding
LIMITS = (
    *((-top, top) for top in (0.09 * mA, 0.13 * mA, 0.2 * mA, 0.4 * mA)),
    (-0.5 * mA, 1.5 * mA),  # the film is fully doped for a while, in one half of the period
    (-0.6 * mA, 4 * mA),
    (-1 * mA, 9 * mA),
    (-1.5 * mA, 16 * mA),
)
INVARIANTS = "pinched", "passive", "within"  # by how much each is broken, of the largest current
OUTPUTS = {
    "i": STEPS + 1,
    "broken": INVARIANTS,
    "top": 1,  # the largest current
    "case": 1,  # which invariants are broken: a sum of 1, 2 and 4
    "limits": 1,  # which of them
}


def recorded(f, C, offset, gain, u, cosine, i, broken, top, case, limits):
    """Record the current of a memristor at 1 V and a frequency f for one period.

    ``f`` is in Hz, ``C`` in µF and ``offset`` in µA; currents are in A.
    """
    dt, x, low, high = 1.0 / (STEPS * f), REST, 0.0, 0.0
    for k in range(STEPS + 1):
        charging = C * uF * 2.0 * np.pi * f * cosine[k] * V
        i[k] = gain * current(x, u[k], R_ON, R_OFF) + charging + offset * uA
        low, high = min(low, i[k]), max(high, i[k])
        x = leap(x, u[k] * dt, R_ON, R_OFF, MU_V, D)
    top[0] = max(high, -low)
    for k in range(STEPS + 1):
        size = abs(i[k])
        if abs(u[k]) < 1e-9:
            broken[0] = max(broken[0], size / top[0])
        broken[1] = max(broken[1], -i[k] * np.sign(u[k]) / top[0])
        broken[2] = max(broken[2], (size - abs(u[k]) / R_ON) / top[0])
    for k in range(len(INVARIANTS)):
        broken[k] = broken[k] if broken[k] >= SEEN else 0.0
        case[0] += 2.0**k if broken[k] > 0.0 else 0.0
    for k in range(len(LIMITS) - 1):
        limits[0] += 1.0 if low < LIMITS[k][0] or high > LIMITS[k][1] else 0.0
