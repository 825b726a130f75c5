"""Pulse by pulse, compiled: the loops that Numba makes, with a device's own kernels.

The plain way is in ``updates`` and :meth:`~neurolib.crossbar.cells.Cells.pulse`; both draw the same numbers in the same order, and
their states are equal to rounding. Compiled code is used where one call has many pulses: more of them if Numba is not yet loaded.
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
    """Return the cells of all pulses, row by row and slot by slot, and their signs: where a row and a column fire at once.

    ``rows`` and ``columns`` say in which slots each wire fires (slots × wires), ``x`` and ``d`` have their signs.
    """
    slots, n = rows.shape
    m, total = columns.shape[1], 0
    fired, size = np.empty((slots, m), np.int32), np.zeros(slots, np.int64)
    for s in range(slots):
        for j in range(m):
            fired[s, size[s]] = j
            size[s] += columns[s, j]
            if size[s] == m:
                break
        for i in range(n):
            total += size[s] * rows[s, i]
    cells, signs, k = np.empty(total, np.int64), np.empty(total, np.int8), 0
    for i in range(n):
        for s in range(slots):
            for q in range(size[s] * rows[s, i]):
                cells[k], signs[k] = i * m + fired[s, q], x[i] * d[fired[s, q]]
                k += 1
    return cells, signs


def walk(states, cells, signs, xi, c2c, scalars, drawn):  # type: ignore[no-untyped-def]
    """Move ``cells`` by one pulse after the other, each with its draw of ``xi``; return the sum of the states that they found."""
    found = 0.0
    for k in range(len(cells)):
        cell = cells[k]
        w = states[cell]
        found += w
        step = up(w, cell, scalars, drawn) if signs[k] > 0 else -down(w, cell, scalars, drawn)
        if c2c > 0:
            step = step * (1 + c2c * xi[k])
        states[cell] = min(max(w + step, low(cell, scalars, drawn)), high(cell, scalars, drawn))
    return found


def pulse(device: Any, states: np.ndarray, cells: np.ndarray, signs: np.ndarray, xi: Any, drawn: dict[str, np.ndarray]) -> float:
    """Apply pulses to ``cells`` of flat ``states`` in turn, up where ``signs`` is 1, each with its draw ``xi``; return their joules.

    ``drawn`` has the parameters in which devices differ, flat too.
    """
    loop, names = _bound(type(device), tuple(drawn))  # type: ignore[arg-type]  # a class is hashable
    scalars = tuple(getattr(device, name) for name in names)
    found = loop(states, cells, signs, np.empty(0) if xi is None else xi, device.c2c, scalars, tuple(drawn.values()))
    return len(cells) * float(device.pulse_energy(found / max(len(cells), 1), 1))  # conductance is linear in the state


def coincidences(rows: np.ndarray, columns: np.ndarray, x: np.ndarray, d: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return what :func:`meet` does, compiled."""
    return _meeting()(rows, columns, x, d)


@cache
def _meeting() -> Callable[..., Any]:
    return _jit.bind(meet, {}, "trains")


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
