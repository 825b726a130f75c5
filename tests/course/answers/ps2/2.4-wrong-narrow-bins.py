# about: 2K + 1 bins squeezed between -max_lag and +max_lag
# score: 12
# hint: in the wrong bin
import numpy as np


def cross_covariance(a, b, T, max_lag, bin):
    K = round(max_lag / bin)
    lags = np.arange(-K, K + 1) * bin
    tau = (b[None, :] - a[:, None]).ravel()
    n, _ = np.histogram(tau, 2 * K + 1, (-max_lag, max_lag))
    return lags, n / (bin * (T - np.abs(lags))) - len(a) / T * len(b) / T
