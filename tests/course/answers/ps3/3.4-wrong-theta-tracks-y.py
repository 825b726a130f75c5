# about: the threshold follows y
# score: 19
# hint: The threshold tracks the response
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    new = w + eta * y * (y - theta) * x
    moved = theta + eps * (y - theta)
    return new, moved
