"""Curves of lab4-protect on the page of a class: see neurolib.classroom.drawing."""

import numpy as np

from neurolib.classroom.checking import call
from neurolib.classroom.drawing import curve

# %% L4.2
strength = np.linspace(0, 60, 61)
given = (2.0, 1.0, 0.02)  # F, h, eta
explicit = [call(factors, *given, s)[0] for s in strength.tolist()]
curve(strength, explicit, "strength of the springs", "factor of an explicit step")

# %% L4.2
strength = np.linspace(0, 60, 61)
given = (2.0, 1.0, 0.02)  # F, h, eta
implicit = [call(factors, *given, s)[1] for s in strength.tolist()]
curve(strength, implicit, "strength of the springs", "factor of an implicit step")
