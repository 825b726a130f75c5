"""Curves of ps3-synapses on the page of a class: see neurolib.classroom.drawing."""

import numpy as np

from neurolib.classroom.checking import call
from neurolib.classroom.drawing import curve

# %% 3.1
lags = np.linspace(-100e-3, 100e-3, 201)
changes = call(stdp_kernel, lags, 0.010, 0.006, 20e-3, 40e-3)
curve(1e3 * lags, changes, "lag, post minus pre (ms)", "change of the weight")

# %% 3.2
pre = np.array([0.10, 0.25, 0.40])
shifts = np.linspace(-60e-3, 60e-3, 121)
sums = [call(stdp_sum, pre, pre + s, 0.010, 0.006, 20e-3, 40e-3) for s in shifts]
curve(1e3 * shifts, sums, "shift of the postsynaptic train (ms)", "change of the weight")

# %% 3.3
rates = np.linspace(0, 60, 61)
drifts = [call(expected_drift, 20.0, r, 1.0, 0.010, 0.006, 20e-3, 40e-3) for r in rates.tolist()]
curve(rates, drifts, "postsynaptic rate (Hz)", "drift of the weight (1/s)")

# %% 3.3
delays = np.linspace(-80e-3, 80e-3, 81)
given = (20.0, 30.0, 1.0, 0.010, 0.005, 20e-3, 40e-3, 0.2)
drifts = [call(expected_drift, *given, d) for d in delays.tolist()]
curve(1e3 * delays, drifts, "delay of the copies (ms)", "drift of the weight (1/s)")

# %% 3.6
t = np.linspace(0, 10, 51)
C, w = np.array([[2.0, 1.0], [1.0, 2.0]]), np.array([1.0, 0.0])
weights = [call(hebb_weights, w, C, 0.1, s)[1] for s in t.tolist()]
curve(t, weights, "time (s)", "second weight")

# %% 3.9
rates = np.linspace(5, 60, 56)
chances = [call(chance_of_A, r, 20.5, 6, 3) for r in rates.tolist()]
curve(rates, chances, "rate of A (Hz)", "probability that A wins")
