"""What a layer costs with spikes and with numbers: against the input density, and divided into its
parts. Used in lab 7.
"""

from __future__ import annotations

import numpy as np

from ..applications.bills.claim import COMPETITORS, energies
from ..units import pJ

OPTIONS = {"competitor": COMPETITORS}
DENSITIES = np.geomspace(0.001, 0.5, 200)
TABLES = {"densities": DENSITIES}
LEAST = 0.01 * pJ
ENERGIES = {
    "spikes": len(DENSITIES),  # of one input, at each density
    "numbers": len(DENSITIES),
    "facts": ("spikes_at_1", "numbers_at_1", "crosses", "cross"),
    "drop": ("floor", "even"),  # from the point at which both cost the same to below the axes
}
PARTS = {
    "weights": ("fetched", "fetched_by_numbers"),  # with spikes, and with numbers
    "state": ("membranes", "inputs_and_outputs"),
    "arithmetic": ("adds", "adds_and_products"),
    "second": 2,  # where the parts of the bars end
    "third": ("all_spikes", "all_numbers"),
    "top": 1,  # which of the limits
}
TOPS = tuple(first * 10.0**power * pJ for power in range(6) for first in (1, 1.5, 2.5, 4, 6))


def both_energies(
    n, m, T, c, b_w, b_q, b_s, f, K, E_w, E_a, E_x, competitor, densities,
    spikes, numbers, facts, drop,
):  # fmt: skip
    """Compute both energies of one input, in J, at all input densities, and find the first at which
    they are the same.
    """
    for k in range(len(densities)):
        spikes[k], numbers[k] = energies(
            n, m, T, densities[k], c, b_w, b_q, b_s, f, K, E_w, E_a, E_x, competitor
        )
    facts[0], facts[1] = energies(n, m, T, 0.01, c, b_w, b_q, b_s, f, K, E_w, E_a, E_x, competitor)
    for k in range(len(densities) - 1):
        wins = spikes[k] < numbers[k]
        if wins != (spikes[k + 1] < numbers[k + 1]):
            low, high = densities[k], densities[k + 1]
            for _ in range(50):
                middle = (low + high) / 2.0
                one, other = energies(
                    n, m, T, middle, c, b_w, b_q, b_s, f, K, E_w, E_a, E_x, competitor
                )
                if (one < other) == wins:
                    low = middle
                else:
                    high = middle
            facts[2], facts[3] = 1.0, low
            drop[0], drop[1] = (
                LEAST,
                energies(n, m, T, low, c, b_w, b_q, b_s, f, K, E_w, E_a, E_x, competitor)[0],
            )
            break


def parts(
    n, m, T, s, c, b_w, b_q, b_s, f, K, E_w, E_a, E_x, competitor,
    weights, state, arithmetic, second, third, top,
):  # fmt: skip
    """Divide the energy of one input, in J, into what fetches weights, what reads and writes
    membranes, inputs and outputs, and arithmetic.
    """
    whole = energies(n, m, T, s, c, b_w, b_q, b_s, f, K, E_w, E_a, E_x, competitor)
    free = energies(n, m, T, s, c, b_w, b_q, b_s, f, K, 0.0, E_a, E_x, competitor)  # words
    beside = energies(n, m, T, s, c, b_w, b_q, b_s, 0.0, K, E_w, E_a, E_x, competitor)
    silent = energies(n, m, T, 0.0, c, b_w, b_q, b_s, f, K, E_w, E_a, E_x, competitor)
    weights[0], state[0], arithmetic[0] = beside[0] - free[0], whole[0] - beside[0], free[0]
    weights[1], state[1], arithmetic[1] = whole[1] - free[1] - silent[1], silent[1], free[1]
    for k in range(2):
        second[k] = weights[k] + state[k]
        third[k] = second[k] + arithmetic[k]
    for k in range(len(TOPS) - 1):
        top[0] += 1.0 if 1.2 * max(third[0], third[1]) > TOPS[k] else 0.0
