# about: returns nothing
# score: 0
# hint: two things
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    new = w + eta * y * (y - theta) * x
    moved = theta + eps * (y**2 - theta)
    return None
