# about: the threshold moves away
# score: 10
# hint: The threshold moves away
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    new = w + eta * y * (y - theta) * x
    moved = theta - eps * (y**2 - theta)
    return new, moved
