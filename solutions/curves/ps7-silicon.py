"""Curves of ps7-silicon on the page of a class: see neurolib.classroom.drawing."""

import numpy as np

from neurolib.classroom.checking import call
from neurolib.classroom.drawing import curve

# %% 7.1
rates = np.linspace(1e5, 1.2e7, 100)
waits = 1e6 * np.asarray(call(aer_wait, rates, 100e-9))
curve(rates / 1e6, waits, "rate of events (million/s)", "mean wait (µs)")

# %% 7.1
rates = np.linspace(1e5, 1.2e7, 100)
jitters = 1e6 * np.asarray(call(aer_jitter, rates, 100e-9))
curve(rates / 1e6, jitters, "rate of events (million/s)", "jitter (µs)")

# %% 7.2
w = np.linspace(-1.2, 1.2, 241)
curve(w, call(quantize, w, 2, 1.0), "weight", "weight on its level")

# %% 7.3
T = np.linspace(250, 400, 31)
spreads = [call(mismatch_cv, 5e-3, 0.7, t) for t in T.tolist()]
curve(T, spreads, "temperature (K)", "coefficient of variation of the current")
