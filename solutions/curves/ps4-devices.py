"""Curves of ps4-devices on the page of a class: see neurolib.classroom.drawing."""

import numpy as np

from neurolib.classroom.checking import call
from neurolib.classroom.drawing import curve

# %% 4.1
v = np.sin(2 * np.pi * np.arange(2000) / 2000)
i, x = call(hp_simulate, v, 1e-5, 0.1)
every = slice(0, 2000, 10)
curve(np.arange(2000)[every] * 1e-2, 1e3 * np.asarray(i)[every], "time (ms)", "current (mA)")

# %% 4.4
lags = np.linspace(-60e-3, 60e-3, 121)
given = (0.6, 0.3, 5e-3, 20e-3, 20e-3, 0.7)  # Vp, Vt, delta, tau_pre, tau_post, vth
changes = [call(device_stdp, d, *given) for d in lags.tolist()]
curve(1e3 * lags, changes, "lag, post minus pre (ms)", "change of the conductance")
