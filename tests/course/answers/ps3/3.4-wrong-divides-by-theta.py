# about: the variant with a division by the threshold
# score: 18
# hint: The change is divided by theta
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    new = w + eta * y * (y - theta) * x / theta
    moved = theta + eps * (y**2 - theta)
    return new, moved
