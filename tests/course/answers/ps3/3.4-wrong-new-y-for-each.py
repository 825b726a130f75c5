# about: the response is computed anew inside the loop over weights
# score: 13
# hint: The response is computed anew for each weight
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    new = np.array(w, dtype=float)
    y = np.dot(w, x)
    for i in range(len(new)):
        now = np.dot(new, x)
        new[i] += eta * now * (now - theta) * x[i]
    return new, theta + eps * (y**2 - theta)
