"""The power of an event-driven and of a clocked machine against the rate of their neurons, and
where they meet. Used in chapter 1.
"""

from __future__ import annotations

import numpy as np

from ..energy import ClockedMachine, EventMachine
from ..energy.bill import zero
from ..energy.presets import CMOS_7NM, CMOS_45NM
from ..units import Hz, mW, nm
from .names import apart

event_energy, event_power = EventMachine.event_energy, EventMachine.mean_power
tree_power, clocked_power = ClockedMachine.tree_power, ClockedMachine.mean_power
CLOCKED = ClockedMachine()
C, V, F, LEAK = CLOCKED.C, CLOCKED.V, CLOCKED.f, CLOCKED.P_leak
LISTS = CMOS_45NM, CMOS_7NM
WORDS = tuple(each["word read"].low for each in LISTS)  # J, from 8 kB
OPERATIONS = tuple(
    each["word read"].low / 2 + each["int8 multiply"].value + each["int8 add"].value
    for each in LISTS
)  # J, with half a word
NEURONS, HERE = 10_000, 10 * Hz
LIMITS = 0.01 * mW, 300 * mW  # of the axis of power
ROOM = 0.06  # that a name needs of this axis
TABLES = {"rates": np.geomspace(0.3, 5000, 200) * Hz}
OUTPUTS = {
    "events": len(TABLES["rates"]),  # W, at each rate
    "clocked": len(TABLES["rates"]),
    "less": len(TABLES["rates"]),  # by how much the second takes more
    "spike": 1,
    "meet": 1,
    "both": 1,  # the power where they meet
    "shown": 1,  # whether that is in the picture
    "verdict": 1,  # 0, 1 or 2 for less below a rate, more always, less always
    "ratio": 1,
    "equal": 1,
    "ends": 2,  # of both lines, as shares of the axis
    "names": ["events_name", "clocked_name"],  # where they stand
    "first": ["events_first", "clocked_first"],
    "last": ["events_last", "clocked_last"],
}


def prices(node, E_syn):
    """Return the energies in J of a synaptic event and of a synaptic operation in a technology, 45
    nm or 7 nm, where the first is ``E_syn`` at 45 nm.
    """
    k = 1 if node < 26 * nm else 0
    return E_syn * (WORDS[k] / WORDS[0]), OPERATIONS[k]


def power_of_both(
    alpha, K, E_spike, h, E_hop, E_syn, P_leak, node, rates,
    events, clocked, less, spike, meet, both, shown, verdict, ratio, equal, ends, names,
    first, last,
):  # fmt: skip
    """Compute the power of both machines at all ``rates``, of 10 000 neurons of K synapses.

    Rates are in Hz, energies in J and powers in W; alpha is the gating of the clocked machine.
    """
    arrives, operation = prices(node, E_syn)
    spike[0] = event_energy(K, E_spike, h, E_hop, arrives)
    tree = tree_power(C, V, F, alpha)
    for k in range(len(rates)):
        events[k] = event_power(NEURONS, rates[k], spike[0], P_leak)
        clocked[k] = clocked_power(NEURONS * K * rates[k], tree, LEAK, operation)
        less[k] = events[k] - clocked[k]
    meet[0] = zero(rates, less)
    shown[0] = 1.0 if rates[0] < meet[0] < rates[-1] else 0.0
    both[0] = event_power(NEURONS, meet[0], spike[0], P_leak)
    verdict[0] = 1.0 if meet[0] == 0.0 else 2.0 if meet[0] == np.inf else 0.0
    here = event_power(NEURONS, HERE, spike[0], P_leak)
    ratio[0] = clocked_power(NEURONS * K * HERE, tree, LEAK, operation) / here
    equal[0] = 1.0 if abs(ratio[0] - 1.0) < 0.005 else 0.0
    first[0], first[1], last[0], last[1] = events[0], clocked[0], events[-1], clocked[-1]
    low, decades = np.log(LIMITS[0]), np.log(LIMITS[1]) - np.log(LIMITS[0])
    for k in range(2):
        ends[k] = min(1.0 - ROOM, max(0.0, (np.log(last[k]) - low) / decades))
    apart(ends, ROOM, names)
    for k in range(2):
        names[k] = np.exp(low + decades * names[k])
