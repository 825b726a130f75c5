"""Curves of ps5-imperfections on the page of a class: see neurolib.classroom.drawing."""

import numpy as np

from neurolib.classroom.checking import call
from neurolib.classroom.drawing import curve

# %% 5.7
G = np.full(40, 50e-6)
V = call(row_voltages, G, 5.0, 0.2)
curve(np.arange(1, 41), 1e3 * np.asarray(V), "number of the device", "voltage at the device (mV)")

# %% 5.7
I = np.linspace(0, 12e-6, 241)
curve(
    1e6 * I, 1e6 * np.asarray(call(converted, I, 3, 10e-6)), "current (µA)", "reported current (µA)"
)

# %% 5.8
noise = np.linspace(0.05, 3, 60)
bits = [call(transmitted, s, 0.7, 1.0) for s in noise.tolist()]
curve(noise, bits, "standard deviation of the noise", "information (bit)")
