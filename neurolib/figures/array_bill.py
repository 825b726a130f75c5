"""The bills of one picture on an array, read with spikes and with the same counts as numbers. Used
in lab 2.
"""

from __future__ import annotations

from ..applications.chip.silicon import bits_of, words_of
from ..energy import CMOS_45NM, conversion
from ..units import nJ

INPUTS, NEURONS, COLUMN_BITS, STATE_BITS = 65, 10, 6, 32
FIRED = 1.1  # spikes of all neurons in a step, as measured
WORD = CMOS_45NM["word read"].value  # J, as a word written
UPDATE = CMOS_45NM["neuron update"].value + CMOS_45NM["threshold check"].value
CONVERSION, LEVEL = conversion(COLUMN_BITS).value, conversion(1).value / 2  # and of a level
ROWS = "spikes", "membranes", "converters", "updates", "rest", "all"
OUTPUTS = {
    "spikes": len(ROWS),  # J, of each row of the bill
    "numbers": len(ROWS),
    "facts": ("one", "two", "ratio", "largest", "most", "top"),
}
ONE, TWO, RATIO, LARGEST, MOST, TOP = range(6)
TOPS = tuple(first * 10.0**power * nJ for power in range(-1, 2) for first in (1, 1.5, 2.5, 4, 6))


def both_bills(T, active, E_spike, step, analogue, measured, spikes, numbers, facts):
    """Compute all rows of both bills, in J.

    T is a number of steps of length ``step`` in s, ``active`` the fraction of pixels that fire at
    all and ``E_spike`` in J. ``analogue`` membranes are no words. Of this array were ``measured``:
    how many spikes an active pixel sends in a step, the energy of a driven device and of a tick of
    the clock in J, and the leakage in W.
    """
    per_active, cell, tick, leak = measured[0], measured[1], measured[2], measured[3]
    lit, bits, digital = INPUTS * active, bits_of(T), 1.0 - analogue
    sent, state = lit * per_active * T, words_of(NEURONS, STATE_BITS)
    spikes[0] = (sent + FIRED * T) * E_spike
    spikes[1] = digital * T * 2 * state * WORD
    spikes[2] = digital * T * NEURONS * CONVERSION
    spikes[3] = digital * T * NEURONS * UPDATE
    spikes[4] = T * (tick + leak * step) + 2 * NEURONS * sent * cell
    numbers[1] = (words_of(INPUTS, bits) + state) * WORD
    numbers[2] = lit * LEVEL * 2.0**bits + NEURONS * CONVERSION
    numbers[4] = tick + leak * step + 2 * NEURONS * lit * per_active**2 * cell
    largest = 0
    for k in range(5):
        spikes[5] += spikes[k]
        numbers[5] += numbers[k]
        largest = k if spikes[k] > spikes[largest] else largest
    facts[ONE], facts[TWO], facts[RATIO] = spikes[5], numbers[5], spikes[5] / numbers[5]
    facts[LARGEST], facts[MOST] = largest, spikes[largest]
    for k in range(len(TOPS) - 1):
        facts[TOP] += 1.0 if 1.02 * max(spikes[5], numbers[5]) > TOPS[k] else 0.0
