"""The power of an event-driven machine against its mean rate. Used in chapter 1."""

from __future__ import annotations

import numpy as np

from ..energy import EventMachine
from ..units import Hz, uW

event_energy, mean_power = EventMachine.event_energy, EventMachine.mean_power
NEURONS, NAME_AT = 10_000, 0.6  # and the rate at which a line is named, Hz
TABLES = {"rates": np.geomspace(0.1, 100, 200) * Hz}
OUTPUTS = {
    "power": len(TABLES["rates"]),
    "active": len(TABLES["rates"]),  # without leakage
    "here": 1,
    "share": 1,  # of leakage
    "leaks": 1,  # whether there is room for the name of the leakage
    "above": 1,  # where the names of both lines stand
    "below": 1,
}


def power_against_rate(
    r, K, E_spike, h, E_hop, E_syn, P_leak, rates, power, active, here, share, leaks, above, below
):  # fmt: skip
    """Compute the power at all ``rates`` and at the rate r, of 10 000 neurons of K synapses.

    Rates are in Hz, energies in J and powers in W; h is a number of hops, ``share`` a fraction.
    """
    spike = event_energy(K, E_spike, h, E_hop, E_syn)
    for k in range(len(rates)):
        power[k] = mean_power(NEURONS, rates[k], spike, P_leak)
        active[k] = power[k] - P_leak
    here[0] = mean_power(NEURONS, r, spike, P_leak)
    share[0], leaks[0] = P_leak / here[0], 1.0 if P_leak > 0.5 * uW else 0.0
    above[0], below[0] = 1.3 * power[0], 0.7 * mean_power(NEURONS, NAME_AT, spike, 0.0)
