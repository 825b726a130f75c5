"""Where the name of a line has room: beside it, as :func:`neurolib.plot.phase_plane` finds it, and
at its end, as :func:`neurolib.style.direct_labels` does.
"""

from __future__ import annotations

from typing import Any

import numpy as np

CELL = 0.04  # of the axes: what runs through a cell takes its place
SIDE, FIRST = 50, -0.48  # of the grid of cells, which reaches beyond the axes
RING = 12  # points around the start


def beside(line: Any, other: Any, taken: Any, start_x: Any, start_y: Any, found: Any) -> None:
    """Find where the name of a line is farthest from all else, and fill ``found``.

    ``line`` and ``other`` are (x, y, number of points), all in shares of the axes; ``taken`` holds
    the cells that are taken. ``found`` becomes the place, whether there is one, whether the name
    stands to the right of it, and whether below it.
    """
    x, y, n = line
    least = 0
    for k in range(n):
        least = k if y[k] < y[least] else least
    rises, last = least == 0, n if least == 0 else least + 1
    best = 0.0
    for way in range(2):
        side, nearest, farthest = (1.0, 0.02, 0.7) if way == 0 else (-1.0, 0.36, 0.98)
        below = rises == (way == 0)
        most, at, seen = -1.0, -1, 0
        for k in range(last):
            if x[k] <= nearest or y[k] <= 0.1 or x[k] >= farthest or y[k] >= 0.9:
                continue
            seen += 1
            if seen % 5 != 1:
                continue
            middle_x, middle_y = x[k] + 0.16 * side, y[k] + (-0.03 if below else 0.03)
            room = min(1.5, room_in_cells(middle_x, middle_y, taken))
            for j in range(RING):
                turn = 2.0 * np.pi * j / (RING - 1.0)
                ring_x, ring_y = start_x + 0.06 * np.cos(turn), start_y + 0.06 * np.sin(turn)
                room = min(room, distance(middle_x - ring_x, middle_y - ring_y))
            for j in range(last + 2, n):
                room = min(room, distance(middle_x - x[j], middle_y - y[j]))
            for j in range(0, other[2], 4):
                room = min(room, distance(middle_x - other[0][j], middle_y - other[1][j]))
            if room > most:
                most, at = room, k
        if at >= 0 and most > best + (0.3 if way == 1 else 0.0):
            best = most
            found[0], found[1], found[2] = x[at] + 0.02 * side, y[at], 1.0
            found[3], found[4] = 1.0 if way == 0 else 0.0, 1.0 if below else 0.0


def distance(across: Any, up: Any) -> Any:
    """Return how far a point is from the middle of a name, in sizes of a name."""
    return max(abs(across) / 0.17, abs(up) / 0.06)


def room_in_cells(x: Any, y: Any, taken: Any) -> Any:
    """Return how far the middle of a name is from the cells that are taken."""
    room = 1.5
    for k in range(SIDE * SIDE):
        if taken[k] > 0.0:
            cell_x, cell_y = FIRST + CELL * (k % SIDE), FIRST + CELL * (k // SIDE)
            room = min(room, distance(x - cell_x, y - cell_y))
    return room


def take(x_0: Any, y_0: Any, x_1: Any, y_1: Any, passed: Any, taken: Any) -> Any:
    """Take the cells that a piece of a path runs through, looked at every cell's width along the
    whole path, of which ``passed`` lies behind; return how much lies behind the piece.
    """
    length = np.hypot(x_1 - x_0, y_1 - y_0)
    at = np.ceil(passed / CELL) * CELL
    while at < passed + length:
        part = (at - passed) / length
        column = int(np.rint(((1.0 - part) * x_0 + part * x_1 - FIRST) / CELL))
        row = int(np.rint(((1.0 - part) * y_0 + part * y_1 - FIRST) / CELL))
        if 0 <= column < SIDE and 0 <= row < SIDE:
            taken[row * SIDE + column] = 1.0
        at += CELL
    return passed + length


def apart(ends: Any, room: Any, names: Any) -> None:
    """Fill ``names`` with the places of names at the ``ends`` of lines, pushed apart until any two
    are ``room`` apart or nearly so; all in one unit of a linear axis.
    """
    for k in range(len(ends)):
        names[k] = ends[k]
    for _ in range(40):
        for k in range(len(ends)):
            for j in range(k):
                side = 1.0 if ends[k] >= ends[j] else -1.0
                push = 0.5 * max(0.0, room - side * (names[k] - names[j]))
                names[k] += side * push
                names[j] -= side * push
