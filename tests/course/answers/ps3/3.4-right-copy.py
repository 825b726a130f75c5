# about: in place, on a copy
# score: 25
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    w = w.copy()
    y = np.dot(w, x)
    w += eta * y * (y - theta) * x
    theta += eps * (y * y - theta)
    return w, theta
