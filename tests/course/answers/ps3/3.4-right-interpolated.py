# about: the threshold between old and y²
# score: 25
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = (w * x).sum()
    phi = y**2 - theta * y
    new = w.copy()
    new += eta * phi * x
    return new, np.interp(eps, [0, 1], [theta, y**2])
