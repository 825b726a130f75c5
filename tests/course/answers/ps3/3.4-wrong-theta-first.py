# about: the threshold moves before the weights
# score: 18
# hint: The threshold moved first
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    theta = theta + eps * (y**2 - theta)
    return w + eta * y * (y - theta) * x, theta
