# about: Brent's search for a zero
# score: 20
import numpy as np
def symmetry_point(g_up, g_down, wmax, wmin):
    from scipy.optimize import brentq
    return brentq(lambda w: g_up * (1 - w / wmax) - g_down * (1 - w / wmin), wmin, wmax, xtol=1e-15)
