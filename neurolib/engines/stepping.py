r"""The part of the compiled loop for neurons that take a step of Runge and Kutta, and an exponential that runs on vectors.

Where a kernel says ``np.exp``, the compiled loop puts

.. math::

    e^x = 2^n e^r, \quad n = \mathrm{round}(x / \ln 2), \quad |r| \le \tfrac12 \ln 2 \tag{1}

with a polynomial for :math:`e^r`: plain arithmetic without a branch, several neurons at once, relative error below 1e-15.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any

import numpy as np

from .loops import CHANNEL, CHANNELS, DRIFT, DRIFT0, HITS0, HOLD, KEPT0, SIZE, V0
from .tuples import MOST

# Globals that `compiled` puts in place for each model; the loops below name them.
stage: Callable[..., Any]
fires: Callable[..., Any]
reset: Callable[..., Any]
rows: Callable[..., Any]
gather: Callable[..., Any]
drive: Callable[..., Any]
scatter: Callable[..., Any]

STRIP = 768  # neurons whose step is kept in the nearest cache
WIDTH = STRIP + 8  # floats from one row of the scratch to the next: no power of two, which caches take for the same place
SCRATCH = (2 * MOST + 2) * WIDTH  # the state at the start, and ahead; current and conductance

LOG2E = 1.4426950408889634
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10  # ln 2 in two parts, the first of which has few bits
ROUND = 6755399441055744.0 + 1023  # 1.5 · 2^52: a sum with it is rounded to a whole number, which stands in its last bits
# Coefficients of e^r from r² on, interpolated at 12 Chebyshev nodes: off by 2e-17 at most. Those of Taylor need one power more.
C2, C3, C4, C5, C6 = 0.5000000000000019, 0.1666666666666668, 0.0416666666664881, 0.008333333333319601, 0.0013888888952314775
C7, C8, C9 = 0.00019841269890047113, 2.4801485482328084e-05, 2.7557240918578656e-06
C10, C11 = 2.763263963919186e-07, 2.511003760607976e-08


def hidden(x: Any) -> Any:
    """Return x; `compiled` puts in its place what the compiler does not see through."""
    return x


def exp(x: Any) -> Any:
    """Return e to the power of x, a float.

    Bare constants would each be fetched by two instructions, at every turn of a loop. Times a hidden 1 they are worked out once.
    """
    one = hidden(1.0)
    x = max(min(x, 709.0 * one), -708.0 * one)
    t = x * (LOG2E * one) + ROUND * one
    n = t - ROUND * one
    r = (x - n * (LN2_HIGH * one)) - n * (LN2_LOW * one)
    r2 = r * r
    r4 = r2 * r2
    low = (one + r) + r2 * (C2 * one + r * (C3 * one))
    middle = (C4 * one + r * (C5 * one)) + r2 * (C6 * one + r * (C7 * one))
    high = (C8 * one + r * (C9 * one)) + r2 * (C10 * one + r * (C11 * one))
    power = np.float64(t).view(np.int64) << 52  # n + 1023 becomes the exponent of a float: 2^n
    return ((low + r4 * middle) + (r4 * r4) * high) * np.int64(power).view(np.float64)  # (1)


def with_vectors(kernel: Callable[..., Any], own_exp: Callable[..., Any]) -> Callable[..., Any]:
    """Return a kernel whose ``np.exp`` is ``own_exp``, and whose ``np.minimum`` and ``np.maximum`` are comparisons."""
    numpy = types.ModuleType("numpy")
    numpy.__dict__.update({**vars(np), "exp": own_exp, "minimum": min, "maximum": max})
    bound = types.FunctionType(
        kernel.__code__, {**kernel.__globals__, "np": numpy}, kernel.__name__, kernel.__defaults__, kernel.__closure__
    )
    bound.__qualname__, bound.__module__ = kernel.__qualname__, kernel.__module__
    return bound


def _test_over(k, q, flat, slab, reached, when, who, start, count, model):  # type: ignore[no-untyped-def]
    """Find who fires at the instant k and reset them; those who are held get their voltage back, and one tick less to wait."""
    _, _, p_fires, p_reset, _ = model
    n, v0, kept, counted = slab[SIZE], slab[V0], slab[KEPT0], slab[HITS0]
    if kept < 0 and counted >= 0 and n <= STRIP and reached[counted] == 0:
        return
    V, before, wait = flat[v0 : v0 + n], flat[kept : kept + n], flat[kept + n : kept + 2 * n]  # the last two where kept >= 0
    if kept >= 0:
        for i in range(n):
            V[i] = before[i] if wait[i] > 0 else V[i]
    for low in range(0, n, STRIP):
        size = min(STRIP, n - low)
        state, hits = rows(flat, v0 + low, n, size), 0
        if counted >= 0:
            hits = reached[counted + low // STRIP]
        else:
            for i in range(size):
                hits += fires(*(gather(state, i) + p_fires))
        if hits:
            for i in range(size):
                if fires(*(gather(state, i) + p_fires)) and (kept < 0 or wait[low + i] == 0):
                    y = reset(*(gather(state, i) + p_reset))
                    scatter(state, i, y)
                    if kept >= 0:
                        before[low + i], wait[low + i] = y[0], slab[HOLD] + 1
                    when[start[q] + count[q]], who[start[q] + count[q]] = k, low + i
                    count[q] += 1
    if kept >= 0:
        for i in range(n):
            wait[i] = max(wait[i] - 1.0, 0.0)


def _drive(I, G, h, low, flat, slab, constant, x0, half, reversal, down):  # type: ignore[no-untyped-def]
    """Add up the current at V = 0 and the conductance of all synapses, h half ticks after the instant."""
    size, first = len(I), slab[CHANNEL]
    own = slab[DRIFT0] >= 0
    given = flat[slab[DRIFT0] + low : slab[DRIFT0] + low + size] if own else I
    for i in range(size):
        I[i] = given[i] if own else constant[DRIFT]
        G[i] = 0.0
    for c in range(first, first + slab[CHANNELS]):
        X, fade = flat[x0[c] + low : x0[c] + low + size], down[c] * half[c, h]
        if np.isnan(reversal[c]):
            for i in range(size):
                I[i] += fade * X[i]
        else:
            for i in range(size):
                G[i] += fade * X[i]
                I[i] += fade * X[i] * reversal[c]


def _step_over(flat, slab, constant, x0, half, reversal, down, reached, model):  # type: ignore[no-untyped-def]
    """Take one step to the next instant while the synapses decay; who is refractory stays. Count who has reached the threshold.

    Each stage is a loop of its own over a piece: short ones run on vectors, and several of their turns at once.
    """
    table, p, p_fires, _, work = model
    n, v0, kept = slab[SIZE], slab[V0], slab[KEPT0]
    keep = len(table) > 1 or kept >= 0  # the state at the start; a single stage overwrites it
    for low in range(0, n, STRIP):
        size = min(STRIP, n - low)
        total, y, z = rows(flat, v0 + low, n, size), rows(work, 0, WIDTH, size), rows(work, MOST * WIDTH, WIDTH, size)
        I, G = work[2 * MOST * WIDTH :][:size], work[(2 * MOST + 1) * WIDTH :][:size]
        if keep:
            for i in range(size):
                scatter(y, i, gather(total, i))
                scatter(z, i, gather(total, i))
        read = -1
        for s in range(len(table)):
            if read < 0 or (slab[CHANNELS] > 0 and read != int(table[s, 0])):
                read = int(table[s, 0])
                drive(I, G, read, low, flat, slab, constant, x0, half, reversal, down)
            ahead, share = table[s, 1], table[s, 2]
            if keep:
                for i in range(size):
                    there, so_far = stage(gather(y, i), gather(z, i), gather(total, i), I[i], G[i], ahead, share, p)
                    scatter(z, i, there)
                    scatter(total, i, so_far)
            else:
                for i in range(size):
                    here = gather(total, i)
                    scatter(total, i, stage(here, here, here, I[i], G[i], ahead, share, p)[1])
        if kept >= 0:
            wait = flat[kept + n + low : kept + n + low + size]
            for i in range(size):
                if wait[i] > 0:
                    scatter(total, i, gather(y, i))
        if slab[HITS0] >= 0:
            hits = 0
            for i in range(size):
                hits += fires(*(gather(total, i) + p_fires))
            reached[slab[HITS0] + low // STRIP] = hits
