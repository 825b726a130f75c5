# about: an angular frequency
# score: 6
# hint: The power of the course's tree is too large
import numpy as np


def clock_tree_power(C, V, f, activity=1.0):
    return activity * C * V**2 * 2 * np.pi * f
