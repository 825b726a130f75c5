# about: w += ...
# score: 22
# hint: changes its input w in place
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    w += eta * y * (y - theta) * x
    theta += eps * (y**2 - theta)
    return w, theta
