# about: sums in a loop, no NumPy
# score: 20
import math
def fit_drift(t, G, t0):
    n = sx = sy = sxx = sxy = 0
    for a, g in zip(t, G):
        x, y = math.log(a / t0), math.log(g)
        n += 1; sx += x; sy += y; sxx += x * x; sxy += x * y
    b = (n * sxy - sx * sy) / (n * sxx - sx * sx)
    return math.exp((sy - b * sx) / n), -b
