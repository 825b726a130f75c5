# about: the threshold follows the response to the new weights
# score: 19
# hint: The threshold follows the response to the new weights
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    w = w + eta * y * (y - theta) * x
    y = w @ x
    return w, theta + eps * (y**2 - theta)
