# about: x *= ...
# score: 22
# hint: changes its input x in place
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    x *= eta * y * (y - theta)
    return w + x, theta + eps * (y**2 - theta)
