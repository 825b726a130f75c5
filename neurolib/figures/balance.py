"""Where competing synapses settle: the density of the weights, the rate of the output, and what a
time step makes of both. Used in lab 3.
"""

from __future__ import annotations

import numpy as np

from ..applications.learning.competition import (
    FRACTIONS,
    PIECES,
    TAU,
    V_T,
    WINDOW,
    Balance,
    stepped,
)
from ..plasticity import STDP
from ..units import Hz, ms

exponent, response, pair = Balance.exponent, Balance.response, STDP.pair
A_PLUS, A_MINUS, TAU_MINUS = WINDOW.A_plus, WINDOW.A_minus, WINDOW.tau_minus
NAN = float("nan")

# --- the balance ----------------------------------------------------------------------------------

TABLES = {
    "fractions": FRACTIONS,
    "pieces": PIECES,
    "inputs": np.geomspace(5, 60, 16) * Hz,
}
FACTS = (
    "gone", "there",  # whether there is no balance at this rate, and whether there is one
    "some",  # whether there is one at any of the rates
    "critical", "name_x", "weight", "output",
)  # fmt: skip
GONE, THERE, SOME, CRITICAL, NAME_X, WEIGHT, OUTPUT = range(len(FACTS))
OUTPUTS = {
    "density": len(FRACTIONS),
    "outputs": len(TABLES["inputs"]),
    "shape": len(FRACTIONS),  # of a density on the way
    "facts": FACTS,
}


def settled(
    rate, ratio, A_plus, fractions, pieces, inputs, density, outputs, shape, facts,
):  # fmt: skip
    """Compute the density of the weights at one rate of the inputs, and the output at several.

    Rates are in Hz, weights are fractions of the largest. Where no balance exists, all is NaN.
    """
    for k in range(len(inputs)):
        outputs[k] = settle(inputs[k], ratio, A_plus, fractions, pieces, shape)[2]
        facts[SOME] = facts[SOME] if np.isnan(outputs[k]) else 1.0
    found = settle(rate, ratio, A_plus, fractions, pieces, density)
    facts[CRITICAL], facts[WEIGHT], facts[OUTPUT] = found
    facts[GONE] = 1.0 if np.isnan(found[2]) else 0.0
    facts[THERE], facts[NAME_X] = 1.0 - facts[GONE], min(found[0] + 0.02, 0.75)
    for k in range(len(density)):
        density[k] = NAN if facts[GONE] > 0.0 else density[k]


def settle(r, ratio, A_plus, fractions, pieces, shape):
    """Return the critical weight, the mean weight and the output rate as
    :meth:`Balance.settled <neurolib.applications.competition.Balance.settled>` does, and fill in
    the density.
    """
    low, high = 1e-3, 1e3
    for _ in range(40):  # the critical weight that follows from itself
        middle = np.sqrt(low * high)
        if after(r, middle, ratio, A_plus, fractions, pieces, shape)[0] > middle:
            low = middle
        else:
            high = middle
    critical, mean, V, nu = after(r, low, ratio, A_plus, fractions, pieces, shape)
    if V >= V_T or ratio <= 1.0:
        return NAN, NAN, NAN
    return critical, mean, nu


def after(r, guessed, ratio, A_plus, fractions, pieces, shape):
    """Return the critical weight that follows from a guessed one, the mean weight, the mean voltage
    and the output rate, and fill in the density.
    """
    most, whole, mean, square = exponent(0.0, guessed, ratio, A_plus), 0.0, 0.0, 0.0
    for k in range(len(fractions)):
        shape[k] = exponent(fractions[k], guessed, ratio, A_plus)
        most = max(most, shape[k])
    for k in range(len(fractions)):
        shape[k] = np.exp(shape[k] - most)
        whole += pieces[k] * shape[k]
    for k in range(len(fractions)):
        shape[k] = shape[k] / whole
        mean += pieces[k] * shape[k] * fractions[k]
        square += pieces[k] * shape[k] * fractions[k] ** 2
    critical, V, _, nu = response(r, mean, square, ratio)
    return critical, mean, V, nu


# --- and a time step ------------------------------------------------------------------------------

LAGS = 1000
STEPS = np.linspace(0.01, 1, 100) * ms
RATIOS = np.linspace(0.97, 1.12, 76)
STEP_FACTS = "n", "own", "output", "found", "width"
N, OWN, OUT, FOUND, WIDTH = range(len(STEP_FACTS))
STEP_OUTPUTS = {
    "lags": LAGS,  # of pairs in which the presynaptic spike is first, and of the others
    "before": LAGS,
    "gained": LAGS,
    "lost": LAGS,
    "expected": len(STEPS),
    "facts": STEP_FACTS,
}


def stepped_balance(ratio, tick, steps, ratios, known, lags, before, gained, lost, expected, facts):
    """Compute the window of a program with ticks, the ratio of its areas, and the output rate that
    is ``known`` for some ``ratios``, at this tick and at several ``steps``.

    Times are in s, rates in Hz, and changes are fractions of the largest weight.
    """
    # a step that divides 10 ms has a pair there, which rounding must not take away
    count = min(int(np.floor(10 * ms / tick + 1e-6)), len(lags))
    for k in range(count):
        lags[k], before[k] = (k + 1) * tick, -(k + 1) * tick
        gained[k] = pair(lags[k], A_PLUS, A_MINUS, TAU, TAU_MINUS, 1.0)
        lost[k] = pair(before[k], A_PLUS, A_MINUS, TAU, TAU_MINUS, 1.0)
    for k in range(len(steps)):
        expected[k] = between(stepped(ratio, steps[k], TAU), ratios, known)
    facts[N], facts[OWN], facts[WIDTH] = count, stepped(ratio, tick, TAU), max(1.5, 12 * tick / ms)
    facts[OUT] = between(facts[OWN], ratios, known)
    facts[FOUND] = 0.0 if np.isnan(facts[OUT]) else 1.0


def between(x, places, values):
    """Return the value at a place by a line between its neighbours, or that of the nearer end."""
    if x <= places[0]:
        return values[0]
    if x >= places[-1]:
        return values[-1]
    k = 0
    while places[k + 1] <= x:
        k += 1
    return values[k] + (values[k + 1] - values[k]) * (x - places[k]) / (places[k + 1] - places[k])
