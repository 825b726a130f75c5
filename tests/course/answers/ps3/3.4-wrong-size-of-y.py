# about: the size of the response
# score: 18
# hint: The size of the response is taken
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = abs(w @ x)
    new = w + eta * y * (y - theta) * x
    moved = theta + eps * (y**2 - theta)
    return new, moved
