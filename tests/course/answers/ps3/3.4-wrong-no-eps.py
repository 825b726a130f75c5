# about: the whole way at once, by theta + (y**2 - theta)
# score: 15
# hint: The threshold jumps to y**2
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    new = w + eta * y * (y - theta) * x
    moved = theta + (y**2 - theta)
    return new, moved
