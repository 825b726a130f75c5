# about: the logarithm of the ratio
# score: 4
# hint: This is the logarithm of the ratio
# hint: With bounds ten times as wide this stays the same
import numpy as np


def symmetry_point(g_up, g_down, wmax, wmin):
    return np.log(g_up / g_down)
