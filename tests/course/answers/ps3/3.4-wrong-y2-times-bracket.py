# about: y**2*(y - theta)
# score: 18
# hint: The square of the response stands before the bracket
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    new = w + eta * y**2 * (y - theta) * x
    moved = theta + eps * (y**2 - theta)
    return new, moved
