# about: an angular frequency
# score: 6
# hint: There is no 2*pi
import numpy as np


def clock_tree_power(C, V, f, activity=1.0):
    return activity * C * V**2 * 2 * np.pi * f
