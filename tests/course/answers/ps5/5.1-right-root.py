# about: the root by SciPy
# score: 20
from scipy.optimize import brentq


def symmetry_point(g_up, g_down, wmax, wmin):
    def net(w):
        return g_up * (1 - w / wmax) - g_down * (1 - w / wmin)

    return brentq(net, wmin, wmax, xtol=1e-14)
