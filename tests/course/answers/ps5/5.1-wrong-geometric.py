# about: the geometric mean of both bounds
# score: 9
# hint: A mean of both bounds stands in place of each
import numpy as np
def symmetry_point(g_up, g_down, wmax, wmin):
    return (g_up - g_down) / (g_up + g_down) * np.sqrt(-wmax * wmin)
