"""Pulse by pulse, compiled: the loop that Numba makes of a device's own kernels.

The plain way is :meth:`~neurolib.crossbar.cells.Cells.pulse`; both draw the same numbers in the same order, and their states are
equal to rounding. Compiled code is used where Numba is loaded, or where one call has enough pulses to be worth loading it.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from .. import _jit

WORTH = 50_000  # pulses in one call for which Numba is loaded
FEW = 2000  # of which NumPy takes care anyway

up: Any  # globals that `bind` puts in place: the steps of a cell, and its bounds
down: Any
low: Any
high: Any


def loaded(pulses: float) -> bool:
    """Return whether compiled code is used for so many pulses."""
    return pulses >= (FEW if "numba" in sys.modules else WORTH) and _jit.enabled()


def compiles(device: Any, pulses: int) -> bool:
    """Return whether the loop takes these pulses of a device: its steps must vary in proportion to themselves."""
    return hasattr(device, "up") and getattr(device, "noise", "step") == "step" and loaded(pulses)


def meet(rows, columns, x, d):  # type: ignore[no-untyped-def]
    """Return which cells have pulses, in order, and how many: where the trains of a row and a column fire at once.

    ``rows`` and ``columns`` say in which slots each wire fires (slots × wires), ``x`` and ``d`` have their signs.
    """
    slots, n = rows.shape
    m, most = columns.shape[1], 0
    fired, size = np.empty((slots, m), np.int32), np.zeros(slots, np.int64)
    for s in range(slots):
        for j in range(m):
            if columns[s, j]:
                fired[s, size[s]] = j
                size[s] += 1
        for i in range(n):
            most += size[s] if rows[s, i] else 0
    cells, counts, k = np.empty(most + 1, np.int64), np.empty(most + 1, np.int32), 0
    own = np.zeros(4 * (m // 4 + 1), np.int16)  # pulses of this row's cells
    words = own.view(np.int64)  # four at a glance
    for i in range(n):
        for s in range(slots):
            for q in range(size[s] if rows[s, i] else 0):
                j = fired[s, q]
                own[j] += d[j]
        for four in range(len(words)):
            if words[four] != 0:
                for j in range(4 * four, 4 * four + 4):
                    cells[k], counts[k] = i * m + j, x[i] * own[j]  # without pulses, the next takes its place
                    k += own[j] != 0
                words[four] = 0
    return cells[:k], counts[:k]


def levels(counts):  # type: ignore[no-untyped-def]
    """Return how many cells have one pulse or more, two or more, and so on."""
    sizes = np.zeros(1 + np.abs(counts).max(), np.int64)
    for count in counts:
        sizes[abs(count)] += 1
    return sizes[::-1].cumsum()[::-1][1:]


def walk(states, where, counts, first, xi, c2c, scalars, drawn):  # type: ignore[no-untyped-def]
    """Move cells ``where`` by their ``counts`` of pulses; return the sum of the states that pulses found.

    ``xi`` has the draws of the first pulses of all cells in order, then those of the second pulses: each begins at ``first``.
    """
    found = 0.0
    for m in range(len(where)):
        cell, count = where[m], counts[m]
        w = states[cell]
        for k in range(abs(count)):
            found += w
            step = up(w, cell, scalars, drawn) if count > 0 else -down(w, cell, scalars, drawn)
            if c2c > 0:
                step = step * (1 + c2c * xi[first[k]])
                first[k] += 1
            w = min(max(w + step, low(cell, scalars, drawn)), high(cell, scalars, drawn))
        states[cell] = w
    return found


def pulse(
    device: Any, states: np.ndarray, where: np.ndarray, counts: np.ndarray, drawn: dict[str, np.ndarray], rng: np.random.Generator
) -> float:
    """Apply ``counts`` of pulses, up where positive, to the cells ``where`` of flat ``states``; return their joules.

    ``drawn`` has the parameters in which devices differ, flat too.
    """
    counts = counts.astype(np.int32, copy=False)
    sizes = _alone(levels)(counts)
    xi = rng.standard_normal(sizes.sum()) if device.c2c else np.empty(0)
    first = np.concatenate([[0], sizes.cumsum()[:-1]])
    loop, names = _bound(type(device), tuple(drawn))  # type: ignore[arg-type]  # a class is hashable
    scalars = tuple(getattr(device, name) for name in names)
    found = loop(states, where, counts, first, xi, device.c2c, scalars, tuple(drawn.values()))
    n = int(sizes.sum())
    return n * float(device.pulse_energy(found / n, 1))  # conductance is linear in the state


@cache
def _alone(function: Callable[..., Any]) -> Callable[..., Any]:
    return _jit.bind(function, {}, "trains")


def coincidences(rows: np.ndarray, columns: np.ndarray, x: np.ndarray, d: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return what :func:`meet` does, compiled."""
    return _alone(meet)(rows, columns, x, d)


@cache
def _bound(model: Any, drawn: tuple[str, ...]) -> tuple[Callable[..., Any], tuple[str, ...]]:
    """Return the loop for a kind of device with its ``drawn`` parameters in arrays, and the names of those that are numbers."""
    asked = {name: tuple(inspect.signature(getattr(model, name)).parameters)[1:] for name in ("up", "down")}
    names = tuple(dict.fromkeys(name for name in (*asked["up"], *asked["down"], *model.ends) if name not in drawn))

    def place(name: str) -> str:
        return f"drawn[{drawn.index(name)}][cell]" if name in drawn else f"scalars[{names.index(name)}]"

    kernels = {}
    for name, parameters in asked.items():
        call = f"lambda w, cell, scalars, drawn: kernel(w, {', '.join(map(place, parameters))})"
        kernels[name] = _jit.kernel(eval(call, {"kernel": _jit.kernel(getattr(model, name))}))
    for name, end in zip(("low", "high"), model.ends, strict=True):
        kernels[name] = _jit.kernel(eval(f"lambda cell, scalars, drawn: {place(end)}"))
    return _jit.bind(walk, kernels, model.__name__), names
