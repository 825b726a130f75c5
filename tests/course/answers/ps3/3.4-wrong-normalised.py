# about: the weights brought to length 1
# score: 9
# hint: The change of the second weight
# hint: The weights are brought to length 1
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = w @ x
    new = w + eta * y * (y - theta) * x
    return new / np.linalg.norm(new), theta + eps * (y**2 - theta)
