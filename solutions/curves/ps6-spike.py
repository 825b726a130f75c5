"""Curves of ps6-spike on the page of a class: see neurolib.classroom.drawing."""

import numpy as np

from neurolib.classroom.checking import call
from neurolib.classroom.drawing import curve

# %% 6.4
rng = np.random.default_rng(3)
y = np.cumsum(rng.normal((0.4, 0.15), 0.4, (20, 80, 2)), axis=0)  # steps, samples, classes
margins = np.linspace(0, 4, 41)
steps = [float(np.mean(call(decide, y, m)[1])) for m in margins.tolist()]
curve(margins, steps, "margin", "mean step of the answer")
