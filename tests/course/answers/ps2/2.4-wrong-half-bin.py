# about: bin k from k*bin to (k + 1)*bin
# score: 12
# hint: shifted by half a bin
import numpy as np


def cross_covariance(a, b, T, max_lag, bin):
    K = round(max_lag / bin)
    lags = np.arange(-K, K + 1) * bin
    tau = (b[None, :] - a[:, None]).ravel()
    n, _ = np.histogram(tau, np.arange(-K, K + 2) * bin)
    return lags, n / (bin * (T - np.abs(lags))) - len(a) / T * len(b) / T
