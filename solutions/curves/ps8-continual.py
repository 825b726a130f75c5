"""Curves of ps8-continual on the page of a class: see neurolib.classroom.drawing."""

import numpy as np

from neurolib.classroom.checking import call
from neurolib.classroom.drawing import curve

# %% 8.2
strength = np.logspace(-2, 3, 51)
theta, gradient = np.array([1.0]), np.array([0.5])
steps = [
    call(ewc_step, theta, gradient, np.zeros(1), np.array([2.0]), s, 0.1)[0]
    for s in strength.tolist()
]
curve(strength, steps, "strength of the springs", "weight after one step", log="x")

# %% 8.3
w = np.linspace(-4, 4, 81)
fisher = [call(diag_fisher, np.array([[1.0], [2.0]]), np.array([v]))[0] for v in w.tolist()]
curve(w, fisher, "weight", "Fisher information")

# %% 8.4
q = np.linspace(0.005, 0.8, 81)
lifetimes = [call(palimpsest_lifetime, 10_000, p) for p in q.tolist()]
curve(q, lifetimes, "probability of a change q", "lifetime (patterns)")
