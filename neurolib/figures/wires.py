"""An array of devices behind wires that have a resistance: voltages, currents, and what the columns
lose. Used in chapter 5.
"""

from __future__ import annotations

import numpy as np

from ..crossbar.wires import relaxed
from ..units import V, uA

SIDE, APPLIED, OFF = 16, 0.2 * V, 0.01  # conductance of a device that is off, relative to one on
CELLS = SIDE * SIDE
SHADES = 20  # of the voltages at devices, as shares of the applied one
LOWEST, HALF = 0.4, 0.36  # the share of the first shade, and half the width of the widest wire
ROW, COLUMN = (1.0 + place.ravel() for place in np.mgrid[:SIDE, :SIDE].astype(float))
BAR, TICK = 0.3, 0.42  # half the widths of a bar and of what marks the ideal current
AT = np.arange(1.0, SIDE + 1)
EDGES = np.linspace(LOWEST, 1.0, SHADES + 1)
TABLES = {
    "row_left": COLUMN - 1,
    "row_right": COLUMN,
    "column_high": ROW + 1,
    "rows_at": ROW,
    "columns_at": COLUMN,
    "bars_left": AT - BAR,
    "bars_right": AT + BAR,
    "ideal_at": np.column_stack([AT - TICK, AT + TICK, np.full(SIDE, np.nan)]).ravel(),
    "shades": np.arange(float(SHADES)),
    "shades_low": EDGES[:-1],
    "shades_high": EDGES[1:],
}
TOPS = tuple(top * uA for top in (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 400, 700))  # of currents
FACTS = (
    "best", "worst",  # voltages at devices, as shares of the applied one
    "n_on", "least_I", "most_I", "least_ideal", "most_ideal",
    "lost",  # of the current of the last column
    "here_on", "here",  # of the device at the ring: whether it is on, and its voltage
    "ring_left", "ring_right", "ring_low", "ring_high",
    "top",
)  # fmt: skip
(
    BEST, WORST, N_ON, LEAST_I, MOST_I, LEAST_IDEAL, MOST_IDEAL, LOST, HERE_ON, HERE,
    RING_LEFT, RING_RIGHT, RING_LOW, RING_HIGH, TOP,
) = range(len(FACTS))  # fmt: skip
OUTPUTS = {
    "cells": CELLS,
    "u": CELLS,
    "w": CELLS,
    "driven": SIDE,
    "scratch": SIDE,
    "voltage": CELLS,  # at each device, as a share
    "shade": CELLS,
    "left": CELLS, "right": CELLS, "low": CELLS, "high": CELLS,  # the devices
    "row_low": CELLS, "row_high": CELLS,  # the wires, as wide as their currents are strong
    "column_left": CELLS, "column_right": CELLS,
    "currents": SIDE,  # of the columns
    "ideal": 3 * SIDE,
    "facts": FACTS,
}  # fmt: skip


def array_of_devices(
    rows, r, G, row, column,
    row_left, row_right, column_high, rows_at, columns_at, bars_left, bars_right, ideal_at, shades,
    shades_low, shades_high,
    cells, u, w, driven, scratch, voltage, shade, left, right, low, high, row_low, row_high,
    column_left, column_right, currents, ideal, facts,
):  # fmt: skip
    """Compute the voltages and the currents of 16 × 16 devices of conductance G behind wires of
    resistance r per segment, where ``rows`` are 16 binary numbers, 1 for a device that is on.

    Conductances are in S, voltages in V, currents in A, and places count rows and columns from 1.
    """
    facts[BEST], facts[WORST] = 0.0, 1.0
    for k in range(CELLS):
        on = int(rows[k // SIDE]) >> (SIDE - 1 - k % SIDE) & 1
        cells[k] = G if on == 1 else OFF * G
        facts[N_ON] += on
    for i in range(SIDE):
        driven[i] = APPLIED
    shape = SIDE, SIDE
    sweeps = 0
    while sweeps < 500:
        change = relaxed(
            cells.reshape(shape), driven, r, u.reshape(shape), w.reshape(shape), scratch
        )
        sweeps += 1
        if change < 1e-16:
            break
    widest = 0.0
    for k in range(CELLS):
        widest = max(widest, across(u, r, k), down(w, r, k))
    for k in range(CELLS):
        voltage[k] = (u[k] - w[k]) / APPLIED
        facts[BEST], facts[WORST] = max(facts[BEST], voltage[k]), min(facts[WORST], voltage[k])
        of = int(np.floor((voltage[k] - LOWEST) / (1.0 - LOWEST) * SHADES))
        shade[k] = min(max(of, 0), SHADES - 1)
        size = 1.0 if cells[k] == G else 0.45
        left[k], right[k] = columns_at[k] - 0.25 * size, columns_at[k] + 0.25 * size
        low[k], high[k] = rows_at[k] - 0.33 * size, rows_at[k] + 0.33 * size
        thick = HALF * across(u, r, k) / widest
        row_low[k], row_high[k] = rows_at[k] - thick, rows_at[k] + thick
        thick = 0.6 * HALF * down(w, r, k) / widest
        column_left[k], column_right[k] = columns_at[k] - thick, columns_at[k] + thick
    of_columns(cells, w, r, currents, ideal, facts)
    ring(cells, G, voltage, int(row) - 1, int(column) - 1, facts)


def across(u, r, k):
    """Return the current of the segment of a row that ends at a cell, A."""
    return ((APPLIED if k % SIDE == 0 else u[k - 1]) - u[k]) / r


def down(w, r, k):
    """Return the current of the segment of a column that begins at a cell, A."""
    return (w[k] - (w[k + SIDE] if k + SIDE < CELLS else 0.0)) / r


def of_columns(cells, w, r, currents, ideal, facts):
    """Fill in the currents of the columns, and those that ideal wires would give."""
    for j in range(SIDE):
        currents[j] = down(w, r, CELLS - SIDE + j)
        ideal[3 * j + 1] = 0.0
        for i in range(SIDE):
            ideal[3 * j + 1] += APPLIED * cells[i * SIDE + j]
        ideal[3 * j], ideal[3 * j + 2] = ideal[3 * j + 1], np.nan
        facts[MOST_I] = max(facts[MOST_I], currents[j])
        facts[MOST_IDEAL] = max(facts[MOST_IDEAL], ideal[3 * j])
        facts[LEAST_I] = currents[j] if j == 0 else min(facts[LEAST_I], currents[j])
        facts[LEAST_IDEAL] = ideal[0] if j == 0 else min(facts[LEAST_IDEAL], ideal[3 * j])
    facts[LOST] = 1.0 - currents[SIDE - 1] / ideal[3 * SIDE - 2]
    for k in range(len(TOPS) - 1):
        facts[TOP] += 1.0 if 1.08 * facts[MOST_IDEAL] > TOPS[k] else 0.0


def ring(cells, G, voltage, i, j, facts):
    """Fill in what is said of the device at the ring, and where the ring is."""
    facts[HERE_ON] = 1.0 if cells[i * SIDE + j] == G else 0.0
    facts[HERE] = voltage[i * SIDE + j]
    facts[RING_LEFT], facts[RING_RIGHT] = j + 0.65, j + 1.35
    facts[RING_LOW], facts[RING_HIGH] = i + 0.55, i + 1.45
