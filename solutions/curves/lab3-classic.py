"""Curves of lab3-classic on the page of a class: see neurolib.classroom.drawing."""

import numpy as np

from neurolib.classroom.checking import call
from neurolib.classroom.drawing import curve

# %% L3.2
u = np.linspace(0, 1, 101)
drifts = call(drift, u, 10.0, 10.0, 0.02, 0.005, 1.05, 20e-3)
curve(u, drifts, "weight, as a fraction of the largest", "drift (1/s)")

# %% L3.2
u = np.linspace(0, 1, 101)
densities = call(density, u, 0.45, 0.01, 1.05)
curve(u, densities, "weight, as a fraction of the largest", "density of the weights")
