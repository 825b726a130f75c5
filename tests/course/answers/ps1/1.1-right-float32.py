# about: numbers of single precision
# score: 20
import numpy as np


def clock_tree_power(C, V, f, activity=1.0):
    return np.float32(C) * np.float32(V) ** 2 * np.float32(f) * np.float32(activity)
