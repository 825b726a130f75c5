# about: y*(y**2 - theta)
# score: 18
# hint: The bracket holds the square of the response
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    new = w + eta * y * (y**2 - theta) * x
    moved = theta + eps * (y**2 - theta)
    return new, moved
