# about: in per cent
# score: 0
# hint: lies between the bounds
import numpy as np
def symmetry_point(g_up, g_down, wmax, wmin):
    return 100 * (g_up - g_down) / (g_up / wmax - g_down / wmin)
