# about: eps taken for a time constant
# score: 15
# hint: The step is divided by eps
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    new = w + eta * y * (y - theta) * x
    moved = theta + (y**2 - theta) / eps
    return new, moved
