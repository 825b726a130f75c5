# about: over t0/t, whose slope is nu itself; an array of two
# score: 20
import numpy as np


def fit_drift(t, G, t0):
    nu, a = np.polyfit(np.log(t0 / t), np.log(G), 1)
    return np.array([np.exp(a), nu])
