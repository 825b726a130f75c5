# about: a negative response cut off
# score: 12
# hint: A negative response is cut off at 0
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = max(w @ x, 0.0)
    new = w + eta * y * (y - theta) * x
    moved = theta + eps * (y**2 - theta)
    return new, moved
