# about: zero at every lag
# score: 0
# hint: The lag of the peak
import numpy as np


def cross_covariance(a, b, T, max_lag, bin):
    K = round(max_lag / bin)
    return np.arange(-K, K + 1) * bin, np.zeros(2 * K + 1)
