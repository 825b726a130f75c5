"""What the log of a bench shows of its chip: the last reading of each cell that was read alone, and
the last count of each neuron.

It is made of settings and readings alone, so that it holds nothing that was not measured. Used by
the picture of a chip and by the ledger of bench time.
"""

from __future__ import annotations

import numpy as np

from ...units import Hz, uA
from .chip import LINES, METER, REFERENCE, Entry, volts
from .levels import FLOOR, FULL, LOWEST, UNKNOWN

SMALLEST, LARGEST = 0.1 * uA, 10 * uA  # of a cell, at levels 3 and 255
FASTEST = 200 * Hz  # of a neuron, at level 255
TOP = 2 ** int(METER.b) - 1  # the largest reading


class Seen:
    """Readings in steps (64 × 64, 0 where a cell is unknown) with their ``levels``, and of each
    neuron its pulses, the gate in s and the steps of its input (64 × 3) with ``rates``, levels too.

    A level is 0 for what is unknown, 1 for a reading at the floor of the meter and 2 for one that
    is saturated. From 3 to 255 it grows with the logarithm of the current through the cell by the
    data sheet of the meters, from 0.1 to 10 µA, and with the rate of a neuron, from 0 to 200 Hz.
    """

    def __init__(self) -> None:
        self.steps = np.zeros((LINES, LINES), np.uint16)
        self.levels = np.zeros((LINES, LINES), np.uint8)
        self.neurons = np.zeros((LINES, 3))
        self.rates = np.zeros(LINES, np.uint8)

    def add(self, entry: Entry) -> None:
        """Add what one call of the driver has shown. A writing makes all cells unknown again."""
        if entry.method == "write":
            self.steps[:] = self.levels[:] = UNKNOWN
        elif entry.result is None:
            return
        elif entry.method == "read":
            self._read(entry)
        elif entry.method == "count":
            steps, gate = entry.given["steps"].ravel(), entry.given["gate"]
            if gate > 0:
                k, pulses = entry.given["neuron"], entry.result.ravel()[-1]
                self.neurons[k] = pulses, gate, steps[-1]
                self.rates[k] = _level(pulses / gate / FASTEST)

    def _read(self, entry: Entry) -> None:
        """Add the readings in which one row alone was driven: the current is then that of a
        cell.
        """
        steps, columns = entry.given["steps"], entry.given["columns"]
        step = METER.Delta_I * (10 if entry.given["coarse"] else 1)
        driven = steps[:, :LINES] > 0
        for k in np.flatnonzero(driven.sum(1) == 1):
            row, shown = int(np.argmax(driven[k])), np.asarray(entry.result)[k]
            current = shown * step - volts(steps[k, LINES]) / REFERENCE  # A, without the pedestal
            decades = np.log(np.maximum(current, SMALLEST) / SMALLEST) / np.log(LARGEST / SMALLEST)
            levels = _level(decades)
            levels[shown * step <= METER.I_f] = FLOOR
            levels[shown >= TOP] = FULL
            self.steps[row, columns], self.levels[row, columns] = shown, levels


def _level(part: np.ndarray | float) -> np.ndarray:
    """Return the level of what is measured, a part of the largest value."""
    return np.rint(LOWEST + (255 - LOWEST) * np.clip(part, 0.0, 1.0)).astype(np.uint8)
