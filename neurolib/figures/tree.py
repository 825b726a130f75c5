"""The power of a clock tree, some of whose sixteen branches are gated. Used in chapter 1."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..energy import ClockedMachine
from ..units import GHz, V

tree_power = ClockedMachine.tree_power
LEVELS, BRANCHES = 6, 16
GLOW = 40.0, 24.0, 12.0  # widths of the halos of 1 V at 1 GHz, in points


def branches() -> list[tuple[Any, Any]]:
    """Return for each level of an H tree in a square of side 1 its wires as (from, to); wire k of a
    level ends where 2k and 2k + 1 of the next begin.
    """
    nodes, step, found = np.array([[0.5, 0.5]]), 0.25, []
    for level in range(LEVELS):
        move = np.array([[step, 0], [-step, 0]] if level % 2 == 0 else [[0, step], [0, -step]])
        ends = (nodes[:, None] + move).reshape(-1, 2)
        found.append((np.repeat(nodes, 2, axis=0), ends))
        nodes, step = ends, step / (2 if level % 2 else 1)
    return found


TREE = branches()
# number of the branch, row by row from the bottom left, at each end of the fourth level
NUMBERS = tuple(int(each) for each in np.rint(4 * TREE[3][1] - 0.5) @ (1, 4))
LENGTHS = tuple(float(np.linalg.norm(ends - starts, axis=1)[0]) for starts, ends in TREE)
POINTS = 0.5 + 4 * np.concatenate(  # from, to, pen up; a branch is a square of side 1 around (1, 1)
    [
        np.stack([starts, ends, np.full_like(ends, np.nan)], 1).reshape(-1, 2)
        for starts, ends in TREE
    ]
)
WIRES = sum(2 << level for level in range(LEVELS))
TABLES = {
    "x": POINTS[:, 0],
    "y": POINTS[:, 1],
    "columns": np.arange(BRANCHES) % 4 + 1.0,
    "supplies": np.linspace(0.4, 1.25, 100) * V,
} | {f"x_{level}": POINTS[3 * ((2 << level) - 2) :, 0][: 6 << level] for level in range(LEVELS)}
OUTPUTS = {
    "lit": 3 * WIRES,  # y of the points of driven wires, and of the others; NaN elsewhere
    "dark": 3 * WIRES,
    **{f"lit_{level}": 6 << level for level in range(LEVELS)},
    "crossed": BRANCHES,  # the row of each gated branch
    "powers": len(TABLES["supplies"]),
    "halos": [f"halo_{k}" for k in range(len(GLOW))],
    "branch": 1,  # the number of the one at the ring
    "gates": 1,
    "some": 1,  # whether any branch is gated
    "leaves": 1,
    "share": 1,  # of the wires, by their length
    "power": 1,
    "cycle": 1,
    "cycles": 1,  # driven ones per second, in millions
}


def power_of_tree(
    gated, column, row, C, V, f, alpha, y, supplies,
    lit, dark, lit_0, lit_1, lit_2, lit_3, lit_4, lit_5, crossed, powers, halos,
    branch, gates, some, leaves, share, power, cycle, cycles,
):  # fmt: skip
    """Compute the power of a tree in W, and which of its wires are driven. ``gated`` is the sum of
    2 to the power of the numbers of the gated branches.
    """
    branch[0] = column - 1.0 + 4.0 * (row - 1.0)
    for k in range(BRANCHES):
        off = int(gated) >> k & 1
        crossed[k] = 1.0 + k // 4 if off else np.nan
        gates[0] += off
    some[0], leaves[0] = 1.0 if gates[0] else 0.0, 4.0 * (BRANCHES - gates[0])
    driven = whole = 0.0
    at = 0
    for level in range(LEVELS):
        wires = 2 << level
        for wire in range(wires):
            on = is_driven(gated, level, wire)
            whole += LENGTHS[level]
            driven += LENGTHS[level] if on else 0.0
            for j in range(at, at + 3):
                lit[j], dark[j] = (y[j], np.nan) if on else (np.nan, y[j])
            at += 3
    at = 0
    for part in (lit_0, lit_1, lit_2, lit_3, lit_4, lit_5):
        for k in range(len(part)):
            part[k] = lit[at + k]
        at += len(part)
    share[0] = driven / whole
    power[0] = share[0] * tree_power(C, V, f, alpha)  # the capacitance lies along the wires
    cycle[0], cycles[0] = share[0] * C * V**2, f * alpha / 1e6
    for k in range(len(supplies)):
        powers[k] = share[0] * tree_power(C, supplies[k], f, alpha)
    for k in range(len(GLOW)):
        halos[k] = GLOW[k] * alpha * V**2 * f / (1 * GHz)


def is_driven(gated, level, wire):
    """Return whether a wire leads to a branch that is not gated."""
    leaves = 1 << (LEVELS - 1 - level)  # behind the wire
    for leaf in range(wire * leaves, (wire + 1) * leaves):
        if not int(gated) >> NUMBERS[leaf // 4] & 1:
            return True
    return False
