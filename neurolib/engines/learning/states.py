"""Recorded states of synapses, such as traces, or what a terminal has left: computed after the run,
by the learner of their rule, from the spikes at both ends.

A learner of a single synapse sees the arrivals and the spikes of the target up to each recorded
time, and says what the synapse then has. So both engines record the same on every path, and a run
is not slower until its end.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ...model import ParameterError, meant
from ...network import Projection
from ...plasticity.learner import SynapseRows
from ..layout import Layout, SynapseGroup

# (projection, name of a state): places of synapses in the rows of the group of the projection
SynapsesByState = Mapping[tuple[Any, str], list[int]]


def recorded_synapses(record: Mapping[Any, Mapping[Any, Any]], layout: Layout) -> SynapsesByState:
    """Return which synapses of which projections are recorded, or refuse what has no such state."""
    found: dict[tuple[Any, str], list[int]] = {}
    for projection, states in record.items():
        if not isinstance(projection, Projection):
            continue
        group = group_of(projection, layout)
        rule: Any = group.rule if group else None
        recordable = getattr(rule.learner, "recordable", None) if rule else None
        names = recordable(rule) if recordable else ()
        for name, which in states.items():
            if group is None or name not in names:
                has = f"it has {', '.join(names)}" if names else "it has no states"
                raise ParameterError(
                    f"record[{projection.name}] names {name!r:.60}; {has}.{meant(name, names)} Of "
                    "STDP, a run records the trace r1 of the sender and o1 of the target, and of "
                    "TsodyksMarkram u and x."
                )
            n = len(group.targets)
            everything = isinstance(which, str) and which == "all"
            some = slice(None) if everything else which
            chosen = np.arange(n)[some] if isinstance(some, slice) else np.ravel(some)
            whole = chosen.dtype.kind in "iu" or not chosen.size
            if not whole or (chosen < 0).any() or (chosen >= n).any():
                raise ParameterError(
                    f"record[{projection.name}] is {which!r:.60}; expected numbers of synapses, in "
                    f"the order of run.pairs, from 0 to {n - 1}."
                )
            places = group.by_pair(np.arange(n))
            found[projection, name] = places[chosen.astype(int)].tolist()
    return found


def group_of(projection: Projection, layout: Layout) -> SynapseGroup | None:
    """Return the synapse group of a projection, or ``None`` in another network."""
    return next((group for group in layout.groups if projection in group.projections), None)


def states_of(
    places: SynapsesByState,
    layout: Layout,
    sent: list[tuple[np.ndarray, np.ndarray]],
    times: np.ndarray,
) -> dict[tuple[Any, str], np.ndarray]:
    """Return the values (synapses, times) of what is recorded, at times in units of the layout."""
    found = {}
    for (projection, name), synapses in places.items():
        group: Any = group_of(projection, layout)
        values = [_state(name, group, synapse, layout, sent, times) for synapse in synapses]
        found[projection, name] = np.array(values).reshape(len(synapses), len(times))
    return found


def _state(
    name: str,
    group: SynapseGroup,
    synapse: int,
    layout: Layout,
    sent: list[tuple[np.ndarray, np.ndarray]],
    times: np.ndarray,
) -> list[float]:
    """Return the values of one synapse."""
    sender = (int(np.searchsorted(group.rows, synapse, side="right")) - 1) % group.members
    delay = group.delay[synapse] if group.delay.ndim else group.delay
    (when, who), (spikes, targets) = sent[group.sender], sent[group.block]
    arrivals = (when[who == sender] + delay).tolist()
    fired = spikes[targets == group.targets[synapse]].tolist()
    # at one time arrivals go first
    events = sorted([(t, False) for t in arrivals] + [(t, True) for t in fired])
    one = np.zeros(1, dtype=np.int32)
    weights = group.weights[synapse : synapse + 1]
    rows = SynapseRows(np.array([0, 1]), one, weights, group.largest, 1, layout.unit)
    learner, h, found = group.rule.learner(group.rule, rows), 0, []
    for t in times.tolist():
        while h < len(events) and events[h][0] <= t:
            at, by_target = events[h]
            learner.fire(at, 0) if by_target else learner.arrive(at, 0)
            h += 1
        found.append(learner.value(name, t))
    return found
