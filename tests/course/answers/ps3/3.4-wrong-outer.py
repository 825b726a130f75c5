# about: a matrix of weights
# score: 6
# hint: The new w
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    new = w + eta * y * (y - theta) * np.outer(x, x)
    moved = theta + eps * (y**2 - theta)
    return new, moved
