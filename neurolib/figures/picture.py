"""A picture that goes through a crossbar with faults and comes back. Used in chapter 7."""

from __future__ import annotations

import numpy as np

from ..applications.chip.silicon import decibels, hartley
from ..crossbar import Crossbar
from ..devices import SoftBounds
from .chance import normal

M, SEED = 48, 1  # pixels along a side, and the seed of the chip
SIZE, MOST = M * M, 99.0  # dB that are written
SCALE = np.linspace(1, 0, M)  # of the colours, from the top
FACTS = "dB", "low", "high", "error_low", "error_high", "error_std"
DB, LOW, HIGH, ERROR_LOW, ERROR_HIGH, ERROR_STD = range(len(FACTS))
OUTPUTS = {
    "weights": SIZE,
    "squares": SIZE,  # of both conductances of a weight, in units of that of a weight of 1
    "one": SIZE,
    "other": SIZE,
    "image": SIZE,
    "error": SIZE,
    "facts": FACTS,
}


def tables(photo):
    """Return a picture of M × M pixels, and what a chip has: the conductances of its devices in S,
    plane after plane, by which numbers they differ if the spread of ln G is 1, and from which
    fraction of stuck devices on each of them is stuck.
    """
    plain = Crossbar(SoftBounds(), seed=SEED).program(hartley(M))
    apart = Crossbar(SoftBounds(), seed=SEED, d2d=1.0).program(hartley(M))
    low, draw = plain.device.conductances[0], Crossbar(SoftBounds(), seed=SEED)._made.random
    return {
        "photo": np.ravel(photo),
        "G": plain._programmed.conductance().ravel(),
        "z": np.log(apart._programmed.factor).ravel().astype(np.float32),
        "fails": draw(2 * SIZE).astype(np.float32),
        "chip": [low, plain.k],
        "scale": SCALE,
        "error_scale": SCALE - 0.5,
    }


def there_and_back(
    d2d, noise, stuck, photo, G, z, fails, chip, weights, squares, one, other, image, error, facts
):  # fmt: skip
    """Send the picture through the transform of a chip twice there and twice back.

    ``d2d`` is the spread of ln G from device to device, ``noise`` the relative noise of a
    conductance at each reading, and ``stuck`` the fraction of devices at their smallest
    conductance; brightness is a number from 0 to 1.
    """
    low, k = chip[0], chip[1]
    for at in range(SIZE):
        weights[at] = squares[at] = 0.0
        for plane in range(2):
            device = plane * SIZE + at
            written = low if fails[device] < stuck else G[device]
            g = written * np.exp(d2d * z[device]) / k
            weights[at] += g if plane == 0 else -g
            squares[at] += g * g
    read(photo, weights, squares, noise, 1, one)
    read(one, weights, squares, noise, 2, other)
    read(other, weights, squares, noise, 3, one)
    read(one, weights, squares, noise, 4, image)
    compare(photo, image, error, facts)


def read(x, weights, squares, noise, reading, y):
    """Fill y with what the array makes of the columns of x, one after the other: its rows are what
    it makes of the next reading's columns.
    """
    for i in range(M):
        for j in range(M):
            y[i * M + j] = 0.0
        for m in range(M):
            for j in range(M):
                y[i * M + j] += x[m * M + i] * weights[m * M + j]
        if noise == 0.0:
            continue
        for j in range(M):
            variance = 0.0
            for m in range(M):
                variance += x[m * M + i] ** 2 * squares[m * M + j]
            y[i * M + j] += noise * np.sqrt(variance) * normal(SEED, reading, i * M + j)


def compare(photo, image, error, facts):
    """Fill in the error of each pixel, and what is said of it."""
    mean = square = 0.0
    facts[LOW], facts[HIGH] = image[0], image[0]
    for at in range(SIZE):
        off = image[at] - photo[at]
        error[at] = off
        mean += off / SIZE
        square += off * off / SIZE
        facts[LOW], facts[HIGH] = min(facts[LOW], image[at]), max(facts[HIGH], image[at])
        facts[ERROR_LOW] = off if at == 0 else min(facts[ERROR_LOW], off)
        facts[ERROR_HIGH] = off if at == 0 else max(facts[ERROR_HIGH], off)
    facts[DB] = min(decibels(square), MOST)
    facts[ERROR_STD] = np.sqrt(max(square - mean * mean, 0.0))
