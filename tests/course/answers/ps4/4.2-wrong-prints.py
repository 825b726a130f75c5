# about: prints both
# score: 0
# hint: None
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), np.log(G), 1)
    print(np.exp(height), -slope)
