# about: (theta, w)
# score: 0
# hint: The results are exchanged
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    new = w + eta * y * (y - theta) * x
    moved = theta + eps * (y**2 - theta)
    return moved, new
