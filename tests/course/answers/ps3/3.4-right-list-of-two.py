# about: a list of both, einsum for the response
# score: 25
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    y = np.einsum("i,i->", w, x)
    change = np.outer(eta * y * (y - theta), x)[0]
    return [np.add(w, change), np.float64(theta - eps * theta + eps * y * y)]
