"""What a picture of a chip is drawn with: the colours of its levels, a still picture, and the face
that goes with its number.

A level is a number from 0 to 255: :mod:`~neurolib.applications.chip.seen` says what each of them
means.
"""

from __future__ import annotations

import base64
import hashlib
import io
import math
from collections.abc import Sequence
from functools import cache

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb
from matplotlib.image import imsave

from ..style import BLUE, GREEN, PURPLE, VERMILLION

DIE, UNKNOWN, DOT = "#111c27", "#1d2c3a", "#3d5266"
FLOOR, FULL = "#71818f", "#ffffff"
# from blue to yellow, ever lighter: it reads the same without red or green, and in grey
RAMP = (0.0, "#3a55a0"), (0.45, "#5d83bf"), (0.68, "#a9a98c"), (0.85, "#e3c15a"), (1.0, "#fff07a")
SIDE = 7  # of a face, whose right half mirrors the left one
GREY = "#7b858f"  # seen on white and on black
FACES = BLUE, VERMILLION, GREEN, PURPLE
LOOK = "max-width:100%;border-radius:8px;image-rendering:pixelated"  # of a still picture
CELL, NEURON = 4, 8  # pixels of a still picture


@cache
def colours() -> list[str]:
    """Return the colour of each level."""
    from ..applications.chip.levels import LOWEST

    ramp = LinearSegmentedColormap.from_list("chip", RAMP)
    measured = [to_hex(ramp(part)) for part in np.linspace(0, 1, 256 - LOWEST)]
    return [UNKNOWN, FLOOR, FULL, *measured]


def still(cells: Sequence[int] | bytes, neurons: Sequence[int] | bytes) -> bytes:
    """Return a PNG of a chip from the levels of its 64 × 64 cells, row by row, and of its 64
    neurons: the array, and below it the neurons in two rows.
    """
    from ..applications.chip import levels as level

    lines = math.isqrt(len(cells))
    table = (255 * np.array([to_rgb(each) for each in colours()])).round().astype(np.uint8)
    die = (255 * np.array(to_rgb(DIE))).round().astype(np.uint8)
    levels = np.array(list(cells), np.uint8).reshape(lines, lines)
    array = np.repeat(np.repeat(table[levels], CELL, 0), CELL, 1)
    at = np.arange(lines * CELL) % CELL
    gap, middle = at == CELL - 1, at == 1
    unknown, floor = (
        np.repeat(np.repeat(levels == each, CELL, 0), CELL, 1)
        for each in (level.UNKNOWN, level.FLOOR)
    )
    array[unknown & middle[:, None] & middle] = (255 * np.array(to_rgb(DOT))).round()
    # a smaller square, so that colour is not the only difference
    array[floor & ((at == 0)[:, None] | (at == 0))] = die
    array[gap], array[:, gap] = die, die
    rates = np.array(list(neurons), np.uint8).reshape(2, lines // 2)
    discs = np.repeat(np.repeat(table[rates], NEURON, 0), NEURON, 1)
    side = np.arange(NEURON) - (NEURON - 2) / 2
    round_ = side[:, None] ** 2 + side**2 < ((NEURON - 1) / 2) ** 2
    discs[~np.tile(round_, (2, lines // 2))] = die
    edge = np.broadcast_to(die, (NEURON, lines * CELL, 3))
    picture = np.pad(
        np.concatenate([array, edge, discs]).astype(np.int16),
        ((NEURON, NEURON), (NEURON, NEURON), (0, 0)),
        constant_values=-1,
    )
    picture = np.where(picture < 0, die, picture).astype(np.uint8)
    file = io.BytesIO()
    imsave(file, picture, format="png", metadata={"Software": None})
    return file.getvalue()


def image(
    cells: Sequence[int] | bytes,
    neurons: Sequence[int] | bytes,
    alt: str,
    width: int = 544,
    look: str = LOOK,
) -> str:
    """Return the still picture as an image in HTML; ``alt`` is HTML, too. A page with a style sheet
    of its own gives an empty ``look``.
    """
    data = base64.b64encode(still(cells, neurons)).decode()
    style = f' style="{look}"' if look else ""
    return f'<img src="data:image/png;base64,{data}" width="{width}"{style} alt="{alt}">'


def pattern(number: int) -> tuple[list[str], str]:
    """Return the face of a chip: the rows of a pattern of ones and zeros, and its colour. It is
    made of the number alone.
    """
    bits = int.from_bytes(hashlib.sha256(f"a face\n{number}".encode()).digest(), "big")
    rows = []
    for _ in range(SIDE):
        half = f"{bits & 15:04b}"
        rows.append(half + half[-2::-1])
        bits >>= 4
    return rows, FACES[bits % len(FACES)]


def face(number: int) -> str:
    """Return the face of a chip as an image in HTML, for a page without scripts."""
    rows, colour = pattern(number)
    squares = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, bit in enumerate(row) if bit == "1"
    )
    pins = "".join(f"M-2 {k}h1M8 {k}h1M{k} -2v1M{k} 8v1" for k in (1.5, 3.5, 5.5))
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2.4 -2.4 11.8 11.8">'
        f'<path d="M-1 -1h9v9h-9z{pins}" fill="none" stroke="{GREY}" stroke-width=".4"/>'
        f'<path fill="{colour}" d="{squares}"/></svg>'
    )
    data = base64.b64encode(drawn.encode()).decode()
    return (
        f'<img src="data:image/svg+xml;base64,{data}" width="44" height="44" '
        f'alt="Face of chip {spelled(number)}">'
    )


def spelled(number: int) -> str:
    """Return the number of a chip as it is written."""
    return f"{number:06d}" if number > 999 else f"{number}"
