"""Flicker noise as a sum of single defects: a record of it, and its spectrum. Used in chapter 5."""

from __future__ import annotations

import numpy as np

from ..noise.flicker import corner, lorentzian, parts, relaxed
from ..units import Hz, ms
from .chance import normal

STEPS, DT, SEED, EVERY = 1500, 1 * ms, 21, 5
MOST = 20  # defects
TABLES = {"times": np.arange(STEPS) * DT, "tones": np.geomspace(0.05, 5000, 140) * Hz}
N = len(TABLES["tones"])
FACTS = (
    "n", "first", "last",  # how many defects there are, and their lowest and highest corner
    "kind",  # 0: one defect, 1: too few decades for a slope, 2: a slope
    "slope", "ripple",
)  # fmt: skip
COUNT, FIRST, LAST, KIND, SLOPE, RIPPLE = range(len(FACTS))
OUTPUTS = {
    "record": STEPS,
    "single": MOST * (N + 1),  # the spectra of the defects, with a gap between any two
    "across": MOST * (N + 1),
    "points": 1,  # of these
    "total": N,
    "dots": N // EVERY,
    "dots_at": N // EVERY,
    "facts": FACTS,
}


def record_and_spectrum(
    f_low, decades, per_decade, times, tones, record, single, across, points, total, dots, dots_at,
    facts,
):  # fmt: skip
    """Add the noise and the spectra of defects whose corners are spread evenly over decades.

    Frequencies are in Hz, times in s, spectra in 1/Hz; ``record`` has a variance of 1.
    """
    f_high = f_low * 10.0**decades
    n = min(parts(f_low, f_high, per_decade), MOST)
    j = 0
    for defect in range(n):
        own = corner(defect, n, f_low, f_high)
        x = normal(SEED, defect, 0)
        record[0] += x / np.sqrt(n)
        for k in range(1, len(times)):
            x = relaxed(x, own, times[k] - times[k - 1], normal(SEED, defect, k))
            record[k] += x / np.sqrt(n)
        for k in range(len(tones)):
            across[j], single[j] = tones[k], lorentzian(tones[k], own) / n
            total[k] += single[j]
            j += 1
        across[j] = single[j] = np.nan
        j += 1
    points[0] = j
    facts[COUNT] = n
    facts[FIRST], facts[LAST] = corner(0, n, f_low, f_high), corner(n - 1, n, f_low, f_high)
    middle, there = np.sqrt(facts[FIRST] * facts[LAST]), 0.0
    for defect in range(n):
        there += lorentzian(middle, corner(defect, n, f_low, f_high)) / n
    for k in range(len(dots)):
        dots_at[k] = tones[EVERY * k]
        dots[k] = there * middle / dots_at[k]
    fit(tones, total, facts)


def fit(tones, total, facts):
    """Fit a power of the frequency to a spectrum, three times the lowest and a third of the highest
    corner away from its ends.
    """
    n = x_sum = y_sum = xx_sum = xy_sum = 0.0
    for k in range(len(tones)):
        if 3.0 * facts[FIRST] < tones[k] < facts[LAST] / 3.0:
            x, y = np.log(tones[k]), np.log(total[k])
            n, x_sum, y_sum = n + 1.0, x_sum + x, y_sum + y
            xx_sum, xy_sum = xx_sum + x * x, xy_sum + x * y
    facts[KIND] = 0.0 if facts[COUNT] < 2.0 else (1.0 if n < 5.0 else 2.0)
    if n < 5.0:
        return
    facts[SLOPE] = (n * xy_sum - x_sum * y_sum) / (n * xx_sum - x_sum * x_sum)
    level = (y_sum - facts[SLOPE] * x_sum) / n
    away = 0.0
    for k in range(len(tones)):
        if 3.0 * facts[FIRST] < tones[k] < facts[LAST] / 3.0:
            away = max(away, abs(np.log(total[k]) - level - facts[SLOPE] * np.log(tones[k])))
    facts[RIPPLE] = np.exp(away) - 1.0
