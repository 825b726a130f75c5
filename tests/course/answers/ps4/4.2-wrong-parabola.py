# about: the slope of a parabola at t0
# score: 15
# hint: A parabola is fitted
import numpy as np
def fit_drift(t, G, t0):
    t, G = np.asarray(t, float), np.asarray(G, float)
    c, slope, height = np.polyfit(np.log(t / t0), np.log(G), 2)
    return np.exp(height), -slope
