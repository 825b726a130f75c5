# about: eta and eps exchanged
# score: 8
# hint: The weights change with eps
# hint: The threshold moves with eta
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    new = w + eps * y * (y - theta) * x
    moved = theta + eta * (y**2 - theta)
    return new, moved
