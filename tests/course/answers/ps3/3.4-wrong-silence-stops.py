# about: divides by the response
# score: 21
# hint: Not a number without a response
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    phi = y**2 * (1 - theta / y)
    return w + eta * phi * x, theta + eps * (y**2 - theta)
