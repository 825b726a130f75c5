# about: the input forgotten
# score: 13
# hint: Both weights change alike
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    new = w + eta * y * (y - theta)
    moved = theta + eps * (y**2 - theta)
    return new, moved
