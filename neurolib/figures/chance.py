r"""Random numbers of live figures, which Python and a page draw alike.

A number is a function of its place: the seed, the number of a stream and its index in it. So moving
a slider does not redraw what it does not change. The place is spread over 64 bits, and mixed by the
function of SplitMix64:

.. math::

    z \leftarrow (z \oplus z \gg 30)\, m_1, \quad z \leftarrow (z \oplus z \gg 27)\, m_2, \quad
    z \leftarrow z \oplus z \gg 31 \tag{1}

Source: G. L. Steele, D. Lea and C. H. Flood (2014), doi:10.1145/2660193.2660195.
"""

from __future__ import annotations

from typing import Any

import numpy as np

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST, SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
SEEDS, STREAMS = np.uint64(48), np.uint64(40)  # bits before the number of a seed, and of a stream
A, B, C, MANTISSA = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
ULP = 2.0**-53


def uniform(seed: Any, stream: Any, k: Any) -> Any:
    """Return number ``k`` of a stream, evenly distributed in [0, 1).

    ``seed`` below 65 536, ``stream`` below 256 and ``k`` below 10¹² are whole numbers from 0 on.
    """
    place = (np.uint64(seed) << SEEDS) + (np.uint64(stream) << STREAMS) + np.uint64(k)
    return mixed(place + np.uint64(1))


def mixed(place: Any) -> Any:
    """Return the number in [0, 1) of a place, a whole number of 64 bits, or an array of them."""
    z = place * GOLDEN
    z = (z ^ (z >> A)) * FIRST  # (1)
    z = (z ^ (z >> B)) * SECOND
    return ((z ^ (z >> C)) >> MANTISSA) * ULP


def normal(seed: Any, stream: Any, k: Any) -> Any:
    """Return number ``k`` of a stream of normal numbers, of mean 0 and variance 1, from two even
    ones by the transform of Box and Muller (1958), doi:10.1214/aoms/1177706645.
    """
    u, v = uniform(seed, stream, 2 * k), uniform(seed, stream, 2 * k + 1)
    return np.sqrt(-2.0 * np.log(1.0 - u)) * np.cos(2.0 * np.pi * v)


def poisson(mean: Any, u: Any) -> Any:
    """Return the Poisson number of this mean at which its distribution passes ``u`` in [0, 1); NaN
    of a mean above 700, whose probability of 0 is beyond the smallest float.
    """
    if mean > 700.0:
        return np.nan
    count, share = 0.0, np.exp(-mean)
    passed = share
    while u >= passed and share > 0.0:
        count += 1.0
        share *= mean / count
        passed += share
    return count


def train(rate: Any, duration: Any, seed: Any, stream: Any, times: Any) -> Any:
    """Fill ``times`` with a Poisson train of this rate and length in s; return how many spikes it
    has, at most as many as there is room for.
    """
    n, t = 0, -np.log(1.0 - uniform(seed, stream, 0)) / rate
    while t < duration and n < len(times):
        times[n] = t
        n += 1
        t -= np.log(1.0 - uniform(seed, stream, n)) / rate
    return n
