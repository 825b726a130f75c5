"""Devices that differ from each other and from one cycle of writing to the next: their readings,
and what these say of the two spreads. Used in chapter 5.
"""

from __future__ import annotations

import numpy as np

from ..units import uS
from .chance import normal

DEVICES, CYCLES, SEED = 160, 40, 2
WRITTEN, LEAST = 5.5 * uS, 0.02  # the value that is written, and the least share that is left of it
with np.errstate(over="ignore"):
    MADE = np.array([normal(SEED, 0, k) for k in range(DEVICES)])  # a deviation of each device
SHOWN = np.argsort(MADE)[6::13]  # a dozen of them, from the least to the largest
BINS, WIDTH = 56, 0.25 * uS
TABLES = {
    "made": MADE,
    "shown": SHOWN,
    "rows": np.repeat(np.arange(len(SHOWN)), CYCLES),
    "middles": (np.arange(BINS) + 0.5) * WIDTH,
}
TOPS = 0.3, 0.5, 0.9, 1.5, 2.2, 3.3  # of the axis of densities, 1/µS
FACTS = (
    "everything",  # spread of all readings
    "d2d", "c2c",  # spreads from device to device, and from cycle to cycle, as estimated
    "strokes",  # spread of the means of the logarithms
    "chance",  # whether these differ mainly because each is the mean of few readings
    "top",
    "beyond", "hidden",  # share of the readings beyond the axis, and whether it is worth a word
)  # fmt: skip
EVERYTHING, D2D, C2C, STROKES, CHANCE, TOP, BEYOND, HIDDEN = range(len(FACTS))
OUTPUTS = {
    "G": CYCLES * DEVICES,
    "means": DEVICES,
    "dots": CYCLES * len(SHOWN),
    "marks": len(SHOWN),
    "low": len(SHOWN),  # ends of the strokes
    "high": len(SHOWN),
    "all_of": BINS,  # densities, smoothed
    "of_means": BINS,
    "raw": BINS,
    "facts": FACTS,
}


def readings(
    sigma_d, sigma_c, made, shown, rows, middles,
    G, means, dots, marks, low, high, all_of, of_means, raw, facts,
):  # fmt: skip
    """Write and read 160 devices in forty cycles, and estimate both spreads from the readings.

    Conductances are in S, densities in 1/µS, and spreads are numbers.
    """
    for k in range(DEVICES):
        own = WRITTEN * np.exp(sigma_d * made[k])
        for n in range(CYCLES):
            G[n * DEVICES + k] = own * max(1.0 + sigma_c * normal(SEED, 1 + n, k), LEAST)
            means[k] += G[n * DEVICES + k] / CYCLES
    for j in range(len(shown)):
        for n in range(CYCLES):
            dots[j * CYCLES + n] = G[n * DEVICES + int(shown[j])]
        marks[j], low[j], high[j] = means[int(shown[j])], j - 0.34, j + 0.34
    facts[BEYOND] = density(G, raw, all_of)
    facts[HIDDEN] = 1.0 if facts[BEYOND] > 0.0005 else 0.0
    density(means, raw, of_means)
    spreads(G, facts)
    most = 0.0
    for k in range(BINS):
        most = max(most, all_of[k], of_means[k])
    for k in range(len(TOPS) - 1):
        facts[TOP] += 1.0 if 1.03 * most > TOPS[k] else 0.0


def density(values, raw, smooth):
    """Fill in a histogram in 1/µS, smoothed over three bins, of all values, and return the share of
    those that lie beyond its last bin.
    """
    inside = 0.0
    for k in range(BINS):
        raw[k] = 0.0
    for k in range(len(values)):
        place = int(np.floor(values[k] / WIDTH))
        if place < BINS:
            raw[place] += 1.0
            inside += 1.0
    for k in range(BINS):
        below, above = raw[k - 1] if k > 0 else 0.0, raw[k + 1] if k < BINS - 1 else 0.0
        smooth[k] = (0.25 * below + 0.5 * raw[k] + 0.25 * above) / (len(values) * WIDTH / uS)
    return 1.0 - inside / len(values)


def spreads(G, facts):
    """Fill in the spreads of the logarithms, by equation (5.1) of the chapter."""
    whole = within = 0.0
    for k in range(DEVICES * CYCLES):
        whole += np.log(G[k]) / (DEVICES * CYCLES)
    total = between = 0.0
    for k in range(DEVICES):
        mean = 0.0
        for n in range(CYCLES):
            mean += np.log(G[n * DEVICES + k]) / CYCLES
        for n in range(CYCLES):
            value = np.log(G[n * DEVICES + k])
            within += (value - mean) ** 2 / ((CYCLES - 1) * DEVICES)
            total += (value - whole) ** 2 / (DEVICES * CYCLES)
        between += (mean - whole) ** 2 / (DEVICES - 1)
    facts[EVERYTHING], facts[STROKES], facts[C2C] = (
        np.sqrt(total),
        np.sqrt(between),
        np.sqrt(within),
    )
    facts[D2D] = np.sqrt(max(between - within / CYCLES, 0.0))
    facts[CHANCE] = 1.0 if facts[STROKES] > max(1.3 * facts[D2D], 0.001) else 0.0
