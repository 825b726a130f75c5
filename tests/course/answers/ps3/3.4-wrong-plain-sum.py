# about: the response without the weights
# score: 3
# hint: the weights should shrink
# hint: The new w after
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = np.sum(x)
    return w + eta * y * (y - theta) * x, theta + eps * (y**2 - theta)
