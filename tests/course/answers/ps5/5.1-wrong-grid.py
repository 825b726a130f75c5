# about: the best weight of a coarse grid
# score: 0
# hint: The symmetry point of equal steps with other bounds is not right
# hint: A step up from your symmetry point
import numpy as np


def symmetry_point(g_up, g_down, wmax, wmin):
    w = np.linspace(wmin, wmax, 1001)
    return w[np.argmin(np.abs(g_up * (1 - w / wmax) - g_down * (1 - w / wmin)))]
