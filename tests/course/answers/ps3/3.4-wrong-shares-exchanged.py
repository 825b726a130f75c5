# about: eps*theta + (1 - eps)*y**2
# score: 15
# hint: The shares are exchanged
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    new = w + eta * y * (y - theta) * x
    moved = eps * theta + (1 - eps) * y**2
    return new, moved
