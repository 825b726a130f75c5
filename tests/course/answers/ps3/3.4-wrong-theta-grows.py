# about: the threshold never comes down
# score: 10
# hint: away from the square of the response
# hint: The threshold grows by eps*y**2
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    new = w + eta * y * (y - theta) * x
    moved = theta + eps * y**2
    return new, moved
