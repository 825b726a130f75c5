# about: numbers of single precision
# score: 25
import numpy as np


def bcm_step(w, theta, x, eta, eps):
    w = np.asarray(w, np.float32)
    x = np.asarray(x, np.float32)
    y = np.float32(np.dot(w, x))
    return w + np.float32(eta) * y * (y - np.float32(theta)) * x, np.float32(theta) + np.float32(eps) * (y * y - np.float32(theta))
