# about: the threshold is y**2 at once
# score: 15
# hint: The threshold jumps to y**2
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    new = w + eta * y * (y - theta) * x
    moved = y**2
    return new, moved
