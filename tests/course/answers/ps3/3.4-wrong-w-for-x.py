# about: the old weights instead of the input
# score: 13
# hint: The weights change in proportion to themselves
# hint: The change has the old weights instead of the input
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    new = w + eta * y * (y - theta) * w
    moved = theta + eps * (y**2 - theta)
    return new, moved
