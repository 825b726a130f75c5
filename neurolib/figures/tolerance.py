"""How often a test that compares two spreads rejects, against their ratio. Used in lab 6."""

from __future__ import annotations

import numpy as np

from ..applications.mutation import rejected

MUTANT = 0.7  # the ratio of a mutant
RARE = 1e-4  # below it, and as close to 1, a probability is not written with digits
TABLES = {"ratios": np.geomspace(0.4, 2.5, 161)}
OUTPUTS = {
    "P": len(TABLES["ratios"]),
    "alarm": 1,  # the probabilities for a correct program and for a mutant
    "mutant": 1,
    "alarm_is": 1,  # 0: nearly 0, 1: between, 2: nearly 1
    "mutant_is": 1,
    "tolerated": 2,  # the ratios between which an estimate is accepted
}


def rejections(n, r, ratios, P, alarm, mutant, alarm_is, mutant_is, tolerated):
    """Compute the probability of a rejection at all ``ratios``, with n readings for each estimate
    and a tolerated factor of r.
    """
    for k in range(len(ratios)):
        P[k] = rejected(n, r, ratios[k])
    alarm[0], mutant[0] = rejected(n, r, 1.0), rejected(n, r, MUTANT)
    alarm_is[0], mutant_is[0] = case_of(alarm[0]), case_of(mutant[0])
    tolerated[0], tolerated[1] = 1.0 / r, r


def case_of(p):
    """Return whether a probability is nearly 0, between, or nearly 1."""
    if p < RARE:
        return 0.0
    return 2.0 if p > 1.0 - RARE else 1.0
