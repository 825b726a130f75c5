# about: the mean over the synapses for y
# score: 4
# hint: it follows it, by eps*(y**2 - theta)
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = np.mean(w * x)
    return w + eta * y * (y - theta) * x, theta + eps * (y**2 - theta)
