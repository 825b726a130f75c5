# about: changes instead of new values
# score: 3
# hint: the weights should grow
# hint: These are the changes
# hint: This is the change
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    new = eta * y * (y - theta) * x
    moved = eps * (y**2 - theta)
    return new, moved
