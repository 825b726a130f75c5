# about: y*(y - theta**2)
# score: 18
# hint: The threshold is squared
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    new = w + eta * y * (y - theta**2) * x
    moved = theta + eps * (y**2 - theta)
    return new, moved
