# about: the baseline subtracted before dividing by the overlap
# score: 12
# hint: or is divided by the overlap together with the counts
# hint: The baseline is subtracted too early
import numpy as np


def cross_covariance(a, b, T, max_lag, bin):
    K = round(max_lag / bin)
    lags = np.arange(-K, K + 1) * bin
    tau = (b[None, :] - a[:, None]).ravel()
    n, _ = np.histogram(tau, (np.arange(-K, K + 2) - 0.5) * bin)
    return lags, (n / bin - len(a) / T * len(b) / T) / (T - np.abs(lags))
