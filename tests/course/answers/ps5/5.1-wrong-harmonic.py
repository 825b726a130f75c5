# about: the mean of both rates
# score: 9
# hint: at the mean of two rates
import numpy as np
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up - g_down) / (g_up + g_down) * 2 / (1 / wmax - 1 / wmin)
