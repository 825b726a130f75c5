# about: theta - y
# score: 13
# hint: the weights should grow
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    new = w + eta * y * (theta - y) * x
    moved = theta + eps * (y**2 - theta)
    return new, moved
