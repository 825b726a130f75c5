# about: the sum of the steps above
# score: 0
# hint: The steps are added above the line
import numpy as np
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up + g_down) / (g_up / wmax - g_down / wmin)
