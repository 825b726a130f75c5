"""Curves of ps9-medicine on the page of a class: see neurolib.classroom.drawing."""

import numpy as np

from neurolib.classroom.checking import call
from neurolib.classroom.drawing import curve

# %% 9.1
N = np.arange(1, 61)
chances = [call(chance, n) for n in N.tolist()]
curve(N, chances, "number of phases", "mean order parameter")

# %% 9.2
lags = np.linspace(-50e-3, 50e-3, 101)
drifts = [call(locked_drift, 0.1, lag, 0.010, 0.006, 20e-3, 40e-3) for lag in lags.tolist()]
curve(1e3 * lags, drifts, "lag (ms)", "drift of the weight (1/s)")

# %% 9.4
p = np.linspace(0.05, 0.6, 56)
rates = [call(closed_eye_decay, 0.1, 0.5, v) for v in p.tolist()]
curve(p, rates, "probability of the preferred pattern", "rate of the decay (1/s)")
