"""Curves of ps0-frame on the page of a class: see neurolib.classroom.drawing."""

import numpy as np

from neurolib.classroom.checking import call
from neurolib.classroom.drawing import curve

# %% 0.1
activity = np.linspace(0, 1, 51)
keys = ("word", "multiply", "add", "cell", "conversion")
prices = dict(zip(keys, (100e-12, 0.2e-12, 0.03e-12, 0.01e-12, 2e-12), strict=True))
energies = [call(layer_energy, 256, 256, 8, a, prices)[0] for a in activity.tolist()]
curve(activity, 1e9 * np.asarray(energies), "fraction of active inputs", "energy of fetching (nJ)")

# %% 0.1
activity = np.linspace(0, 1, 51)
keys = ("word", "multiply", "add", "cell", "conversion")
prices = dict(zip(keys, (100e-12, 0.2e-12, 0.03e-12, 0.01e-12, 2e-12), strict=True))
energies = [call(layer_energy, 256, 256, 8, a, prices)[2] for a in activity.tolist()]
curve(activity, 1e9 * np.asarray(energies), "fraction of active inputs", "energy in place (nJ)")
