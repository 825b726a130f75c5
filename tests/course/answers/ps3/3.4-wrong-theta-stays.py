# about: the threshold is not updated
# score: 10
# hint: The threshold does not move
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    new = w + eta * y * (y - theta) * x
    moved = theta
    return new, moved
