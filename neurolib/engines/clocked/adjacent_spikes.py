"""A neuron that fires in two ticks running: when that is no result but the tick, and what is said
of it, once a run.

A neuron without a refractory time can fire at every tick. Where jumps of V (delta synapses) make it
fire, each spike has a cause of its own, and any tick gives the same. Where a current does, the
neuron goes from its reset to the threshold within a tick, and its rate is bounded by one spike a
tick, whatever the model says: a shorter tick, a refractory time or a lower reset is needed.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...neurons.neuron import Neuron
from ...units import ms, show
from ..layout import Layout
from ..simulation import Simulation


def remark(simulation: Simulation) -> str:
    """Return a sentence on the first neuron that fired in two ticks running for no cause but its
    current, or nothing.
    """
    layout = simulation.layout
    for q, block in enumerate(layout.blocks):
        if _bounded(layout, q) and simulation.adjacent_spikes(q) != 0:
            when, members = simulation.spikes(q)
            first, who, pairs = repeated(when, members, block.n)
            if pairs:
                member = int(np.searchsorted(block.starts, who, side="right")) - 1
                name = f"Neuron {who - int(block.starts[member])} of {block.members[member].name}"
                return sentence_on_rate_bound(
                    name, block.neuron, first * layout.unit, pairs, layout.unit, "Clocked(dt={})"
                )
    return ""


def _bounded(layout: Layout, q: int) -> bool:
    """Return whether the tick may bound the rate of a block: by its current, rather than by the
    jumps that arrive.
    """
    block = layout.blocks[q]
    neuron: Any = block.neuron
    if np.all(block.refractory):
        return False
    jumps = any(group.block == q and group.receptor < 0 for group in layout.groups)
    if block.integrated:
        return not jumps
    p = neuron.propagator(layout.unit), *neuron.values(neuron.leap, "V", "I", "decay")
    if (np.asarray(neuron.leap(neuron.V_R, block.I, *p)[0]) >= neuron.V_T).any():
        return True
    return not jumps and bool(block.receptors or block.driven)


def repeated(when: np.ndarray, who: np.ndarray, n: int) -> tuple[int, int, int]:
    """Return the step and the neuron of the first spike that follows one in the step before, and
    how many such spikes there are.

    The spikes are sorted by their steps, and those of a step by their neurons, of which there are
    ``n``.
    """
    key = when.astype(np.int64) * n + who
    after = np.searchsorted(key, key + n)
    again = np.flatnonzero(key[np.minimum(after, len(key) - 1)] == key + n)
    return (int(when[again[0]]) + 1, int(who[again[0]]), len(again)) if again.size else (0, 0, 0)


def sentence_on_rate_bound(
    name: str, neuron: Neuron, t: float, pairs: int, dt: float, typed: str
) -> str:
    """Return the sentence on a neuron that fired at ``t`` seconds and in the tick before, one of so
    many ``pairs`` of spikes.
    """
    others = f", the first of {pairs:,} such pairs of spikes" if pairs > 1 else ""
    shorter = typed.format(f"{float(f'{dt / 10 / ms:.3g}'):g}*ms")
    rest = (
        "a refractory time, as in t_ref=2*ms,"
        if "t_ref" in neuron.quantities()
        else "a model with a refractory time, t_ref,"
    )
    return (
        f"{name} fired at {show(t, 's')} and in the tick of {show(dt, 's')} "
        f"before{others}: it goes from its reset to the threshold within "
        f"a tick, so the tick bounds its rate. Type a shorter one, as in {shorter}, "
        f"{rest} or a reset that takes V further down."
    )
