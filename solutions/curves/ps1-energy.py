"""Curves of ps1-energy on the page of a class: see neurolib.classroom.drawing."""

import numpy as np

from neurolib.classroom.checking import call
from neurolib.classroom.drawing import curve

# %% 1.1
V = np.linspace(0, 1.2, 61)
powers = [call(clock_tree_power, 1e-9, float(v), 1e9, 0.5) for v in V]
curve(V, powers, "supply voltage (V)", "power of the clock tree (W)")

# %% 1.2
T = np.linspace(0.5, 5, 46)
counts, fanout = np.array([10, 0, 40, 2]), np.array([100, 50, 400, 10])
prices = (23e-12, 3e-12, 10, 24e-12, 1e-9)  # e_spike, e_hop, hops, e_syn, p_leak
powers = [1e9 * call(event_power, counts, fanout, float(t), *prices) for t in T]
curve(T, powers, "length of the run (s)", "mean power (nW)")

# %% 1.3
P = np.linspace(0, 20e-3, 81)
rates = [call(crossover_rate, float(p), 10_000, 50e-9, 0.5e-6) for p in P]
curve(1e3 * P, rates, "power of the clocked machine (mW)", "rate of equal power (Hz)")
