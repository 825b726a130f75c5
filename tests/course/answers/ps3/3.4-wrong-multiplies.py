# about: the weights grow by a factor
# score: 13
# hint: The weights change in proportion to themselves
# hint: The change has the old weights instead of the input
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    return w * (1 + eta * y * (y - theta)), theta + eps * (y**2 - theta)
