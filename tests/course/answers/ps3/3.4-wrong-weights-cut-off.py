# about: negative weights cut off
# score: 18
# hint: Negative weights are cut off at 0
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    new = np.maximum(w + eta * y * (y - theta) * x, 0)
    moved = theta + eps * (y**2 - theta)
    return new, moved
