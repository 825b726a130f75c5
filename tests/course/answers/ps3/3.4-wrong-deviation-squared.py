# about: theta follows (y - theta)**2
# score: 15
# hint: The threshold follows (y - theta)**2
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    new = w + eta * y * (y - theta) * x
    moved = theta + eps * ((y - theta) ** 2 - theta)
    return new, moved
