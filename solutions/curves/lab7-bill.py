"""Curves of lab7-bill on the page of a class: see neurolib.classroom.drawing."""

import numpy as np

from neurolib.classroom.checking import call
from neurolib.classroom.drawing import curve

# %% L7.1
steps = np.arange(1, 41)
given = (128, 8, 20e-12, 0.1e-12, 0.2e-12, 1e-12, 10e-12)
rates = [call(crossover, T, *given) for T in steps.tolist()]
curve(steps, rates, "time steps", "spikes per input and step at equal energy")
