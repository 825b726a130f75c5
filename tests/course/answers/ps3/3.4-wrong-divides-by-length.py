# about: the change over the square of the input's length
# score: 18
# hint: The change is divided by the square of the input's length
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    new = w + eta * y * (y - theta) * x / (x @ x)
    moved = theta + eps * (y**2 - theta)
    return new, moved
