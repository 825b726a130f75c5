# about: NumPy's own functions, and an array for a number
# score: 20
import numpy as np


def clock_tree_power(C, V, f, activity=1.0):
    return np.asarray(activity * np.prod([C, np.square(V), f]))
