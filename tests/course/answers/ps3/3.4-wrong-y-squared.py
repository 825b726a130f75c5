# about: y**2*x
# score: 13
# hint: The response is below the threshold
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    new = w + eta * y**2 * x
    moved = theta + eps * (y**2 - theta)
    return new, moved
