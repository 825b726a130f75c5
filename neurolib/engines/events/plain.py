"""The loop of the event-driven engine without Numba: the same functions, but for the delivery of a
spike to many targets, which goes through NumPy, and for synapses that learn, which their own
learners do.

:func:`plain_loop` returns the loop of :mod:`~neurolib.engines.events.loop` with these functions in
the place of its own.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from ... import _jit
from ..learning import stdp
from . import loop
from .loop import SLACK, A

FEW_TARGETS = 12  # of a row, up to which a loop in Python is faster than NumPy


@lru_cache(maxsize=2)
def plain_loop(quiescent: bool) -> Any:
    """Return the same loop, not compiled: rows of many targets go through NumPy, and synapses learn
    by the definition.
    """
    kernels = {
        "deliver_quiescent": deliver_quiescent_rows,
        "deliver_general": deliver_general_rows,
        "prefetch": _no_prefetch,
        "learn": stdp.learn_by_definition,
    }
    return _jit.plain(loop.run_events, {**kernels, "QUIESCENT": quiescent})


def deliver_quiescent_rows(t, b, low, high, s):  # type: ignore[no-untyped-def]
    """Do what ``deliver_quiescent`` does, in NumPy, for uncompiled loops."""
    if high - low <= FEW_TARGETS:
        loop.deliver_quiescent(t, b, low, high, s)
        return
    group = s.groups[b]
    block = s.blocks[group.block]
    loop.set_factors(t - s.clock[0].start, group.block, s)
    row, weight0 = s.synapses.targets[low:high].astype(np.intp), group.weight0
    V = s.flat[block.first : block.first + block.size]
    w = group.weight
    if weight0 >= 0:
        w = s.synapses.weights[low - weight0 : high - weight0]
    np.add.at(V, row, w * block.up)
    bar = block.gap if block.gap0 < 0 else s.gaps[block.gap0 + row]
    for j in row[V[row] >= (bar - block.tolerance) * block.up].tolist():
        loop.predict(block.first + j, t, s.predicted)


def deliver_general_rows(t, b, low, high, s):  # type: ignore[no-untyped-def]
    """Do what ``deliver_general`` does, in NumPy, for uncompiled loops."""
    if high - low <= FEW_TARGETS:
        loop.deliver_general(t, b, low, high, s)
        return
    group = s.groups[b]
    block, c, weight0 = s.blocks[group.block], group.receptor, group.weight0
    loop.set_factors(t - s.clock[0].start, group.block, s)
    who = s.synapses.targets[low:high].astype(np.intp) + block.first
    w = np.full(len(who), group.weight)
    if weight0 >= 0:
        w = s.synapses.weights[low - weight0 : high - weight0]
    np.add.at(s.neurons[:, A], who, w * (block.up if c < 0 else s.receptors[c].add_a))
    if c >= 0:
        column = s.neurons[:, loop.X0 + c - block.receptor0]
        np.add.at(column, who, w * s.receptors[c].add_x)
    slack = s.neurons[:, SLACK]
    np.subtract.at(slack, who, np.maximum(w, 0.0) * (1.0 if c < 0 else s.receptors[c].peak))
    for x in who[slack[who] <= 0.0].tolist():
        loop.activate(x, s.active)


def _no_prefetch(*arguments):  # type: ignore[no-untyped-def]
    """Stand in for ``prefetch`` in a loop that is not compiled."""
