"""A LIF neuron under a constant current: its voltage, and its rate against the current. Used in
chapter 2.
"""

from __future__ import annotations

import numpy as np

from ..engines.clocked.integrators import kernels, run_one
from ..neurons import LIF
from ..neurons.lif import firing_rate, passage
from ..plot import STROKE
from ..units import ms, pA

STEPS, DT = 3000, 0.05 * ms
KERNELS = kernels(LIF)
TABLES = {"currents": np.linspace(0, 1000, 501) * pA}
OUTPUTS = {
    "held": 1,  # the current, as the loop reads it
    "trace": STEPS + 1,  # the voltage at each step
    "fired": STEPS + 1,  # the steps of the spikes
    "t": 2 * STEPS + 1,  # the voltage as it is drawn, with a stroke at each spike
    "V": 2 * STEPS + 1,
    "points": 1,  # how many of these there are
    "rates": len(TABLES["currents"]),
    "V_inf": 1,
    "rheobase": 1,
    "latency": 1,
    "rate": 1,
    "silent": 1,
    "n": 1,
    "some": 1,  # 0, 1 or 2 for no spike, one, or more
    "first": 1,
    "shortest": 1,
    "longest": 1,
    "top": 1,  # which of the limits of the rate
}
TOPS = 60.0, 120.0, 250.0, 400.0, 600.0  # Hz


def voltage_and_rate(
    I, C, g_L, E_L, V_T, V_R, t_ref, currents,
    held, trace, fired, t, V, points, rates,
    V_inf, rheobase, latency, rate, silent, n, some, first, shortest, longest, top,
):  # fmt: skip
    """Run a LIF neuron for 150 ms under a current I, and compute its rate under all ``currents``.

    Currents are in A, voltages in V, times in s and rates in Hz; ``fired`` holds steps.
    """
    tau = C / g_L
    held[0], trace[0], V_inf[0], rheobase[0] = I, E_L, E_L + I / g_L, g_L * (V_T - E_L)
    count = run_one(
        (E_L,),
        held,
        STEPS,
        int(np.rint(t_ref / DT)),
        trace.reshape(1, STEPS + 1),
        fired,
        (np.exp(-DT / tau), g_L, E_L),
        (V_T,),
        (V_R,),
    )
    points[0] = strokes(trace, fired, count, DT, V_T + STROKE, t, V)
    intervals(fired, count, DT, n, some, first, shortest, longest)
    highest = 0.0
    for k in range(len(currents)):
        rates[k] = firing_rate(V_R, E_L + currents[k] / g_L, tau, V_T, t_ref)
        highest = max(highest, rates[k])
    latency[0] = passage(E_L, V_inf[0], tau, V_T)
    rate[0] = firing_rate(V_R, V_inf[0], tau, V_T, t_ref)
    silent[0] = 1.0 if rate[0] == 0.0 else 0.0  # its first spike may come after the picture
    for k in range(len(TOPS) - 1):
        top[0] += 1.0 if highest > 0.95 * TOPS[k] else 0.0


def strokes(trace, fired, count, dt, peak, t, V):
    """Fill t and V with a voltage and a stroke up to ``peak`` at each spike, before the reset;
    return the number of points.
    """
    k = j = 0
    for step in range(len(trace)):
        if k < count and step == fired[k]:
            t[j], V[j] = step * dt, peak
            k, j = k + 1, j + 1
        t[j], V[j] = step * dt, trace[step]
        j += 1
    return j


def intervals(fired, count, dt, n, some, first, shortest, longest):
    """Fill in how many spikes there are, when the first comes, and what intervals follow."""
    n[0], some[0] = count, min(count, 2)
    first[0] = fired[0] * dt if count else 0.0
    shortest[0], longest[0] = np.inf, 0.0
    for k in range(1, count):
        gap = fired[k] * dt - fired[k - 1] * dt
        shortest[0], longest[0] = min(shortest[0], gap), max(longest[0], gap)
