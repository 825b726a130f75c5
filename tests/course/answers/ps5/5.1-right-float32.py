# about: single precision, all multiplied out
# score: 20
import numpy as np
def symmetry_point(g_up, g_down, wmax, wmin):
    return np.float32((g_up - g_down) * wmax * wmin / (g_up * wmin - g_down * wmax))
