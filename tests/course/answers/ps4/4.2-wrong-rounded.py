# about: nu rounded to two digits
# score: 9
# hint: nu is rounded
import numpy as np
def fit_drift(t, G, t0):
    t, G = np.asarray(t, float), np.asarray(G, float)
    slope, height = np.polyfit(np.log(t / t0), np.log(G), 1)
    return np.exp(height), round(-slope, 2)
