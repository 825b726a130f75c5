# about: w*x instead of w @ x
# score: 3
# hint: which is one number too
# hint: that of a single synapse
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w * x
    new = w + eta * y * (y - theta) * x
    moved = theta + eps * (y**2 - theta)
    return new, moved
