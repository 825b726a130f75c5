# about: fractions
# score: 20
import numpy as np
def symmetry_point(g_up, g_down, wmax, wmin):
    from fractions import Fraction as F
    a, b, c, d = map(F, map(float, (g_up, g_down, wmax, wmin)))
    return float((a - b) / (a / c - b / d))
