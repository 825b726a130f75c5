# about: one pulse up, one down, from 0
# score: 0
# hint: one pulse up and one down take a weight from 0
import numpy as np
def symmetry_point(g_up, g_down, wmax, wmin):
    w = 0.0
    w += g_up * (1 - w / wmax)
    w -= g_down * (1 - w / wmin)
    return w
