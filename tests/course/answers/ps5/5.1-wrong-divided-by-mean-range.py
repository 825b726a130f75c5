# about: the whole range for a bound
# score: 4
# hint: is the whole range taken for a bound
import numpy as np
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up - g_down) / ((g_up + g_down) / (wmax - wmin))
