# about: no learning rate
# score: 18
# hint: The learning rate is missing
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    new = w + y * (y - theta) * x
    moved = theta + eps * (y**2 - theta)
    return new, moved
