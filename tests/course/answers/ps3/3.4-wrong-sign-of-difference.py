# about: the sign of y − theta
# score: 18
# hint: or its size does not count
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    return w + eta * np.sign(y - theta) * y * x, theta + eps * (y**2 - theta)
