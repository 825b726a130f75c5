# %% right-double-loop
# about: two plain loops, and lists as results
# score: 16
def cross_covariance(a, b, T, max_lag, bin):
    K = int(round(max_lag / bin))
    counts = [0] * (2 * K + 1)
    for s in a.tolist():
        for t in b.tolist():
            k = round((t - s) / bin)
            if -K <= k <= K:
                counts[k + K] += 1
    lags = [k * bin for k in range(-K, K + 1)]
    chance = len(a) * len(b) / T**2
    return lags, [n / (bin * (T - abs(lag))) - chance for n, lag in zip(counts, lags)]

# %% right-exact-overlap
# about: the overlap averaged over each bin instead of taken at its centre
# score: 16
import numpy as np


def cross_covariance(a, b, T, max_lag, bin):
    K = round(max_lag / bin)
    lags = np.arange(-K, K + 1) * bin
    tau = (b[None, :] - a[:, None]).ravel()
    n, _ = np.histogram(tau, (np.arange(-K, K + 2) - 0.5) * bin)
    return lags, n / (bin * (T - np.where(lags == 0, bin / 4, np.abs(lags)))) - len(a) / T * len(b) / T

# %% right-histogram
# about: np.histogram of all differences
# score: 16
import numpy as np


def cross_covariance(a, b, T, max_lag, bin):
    K = round(max_lag / bin)
    lags = np.arange(-K, K + 1) * bin
    tau = (b[None, :] - a[:, None]).ravel()
    n, _ = np.histogram(tau, (np.arange(-K, K + 2) - 0.5) * bin)
    return lags, n / (bin * (T - np.abs(lags))) - len(a) / T * len(b) / T

# %% right-search
# about: counts below each edge, by bisection
# score: 16
import numpy as np


def cross_covariance(a, b, T, max_lag, bin):
    K = round(max_lag / bin)
    edges = (np.arange(-K, K + 2) - 0.5) * bin
    below = np.array([np.searchsorted(b, a + edge).sum() for edge in edges])
    lags = np.arange(-K, K + 1) * bin
    return np.array([lags, np.diff(below) / (bin * (T - np.abs(lags))) - a.size * b.size / T**2])

# %% right-spike-by-spike
# about: one histogram for each spike of a
# score: 16
import numpy as np


def cross_covariance(a, b, T, max_lag, bin):
    K = round(max_lag / bin)
    edges = np.linspace(-(K + 0.5) * bin, (K + 0.5) * bin, 2 * K + 2)
    counts = np.zeros(2 * K + 1)
    for t in a:
        counts += np.histogram(b - t, edges)[0]
    lags = (edges[1:] + edges[:-1]) / 2
    return lags, counts / bin / (T - abs(lags)) - a.size * b.size / T / T

# %% wrong-T-is-last-spike
# about: the record taken to end at the last spike of either train
# score: 12
# hint: The record ends at T, not at the last spike
# from: right-histogram
# - def cross_covariance(a, b, T, max_lag, bin):
# + def cross_covariance(a, b, T, max_lag, bin):
# +     T = max(a[-1], b[-1])

# %% wrong-absolute-lag
# about: the lag without its sign
# score: 9
# hint: The sign of the lag is lost
# from: right-histogram
# -     tau = (b[None, :] - a[:, None]).ravel()
# +     tau = abs(b[None, :] - a[:, None]).ravel()

# %% wrong-baseline-inside
# about: the baseline subtracted before dividing by the overlap
# score: 6
# hint: or is divided by the overlap together with the counts
# hint: The baseline is subtracted too early
# from: right-histogram
# -     return lags, n / (bin * (T - np.abs(lags))) - len(a) / T * len(b) / T
# +     return lags, (n / bin - len(a) / T * len(b) / T) / (T - np.abs(lags))

# %% wrong-bins-from-max_lag
# about: 2K bins from -max_lag to +max_lag
# score: 3
# hint: 41 of them with 0 in the middle
import numpy as np


def cross_covariance(a, b, T, max_lag, bin):
    K = round(max_lag / bin)
    lags = (np.arange(-K, K) + 0.5) * bin
    tau = (b[None, :] - a[:, None]).ravel()
    n, _ = np.histogram(tau, np.arange(-K, K + 1) * bin)
    return lags, n / (bin * (T - np.abs(lags))) - len(a) / T * len(b) / T

# %% wrong-counts-less-baseline
# about: counts of pairs, less the product of the rates
# score: 6
# hint: on the wrong scale
# hint: These are counts of pairs
# from: right-histogram
# -     return lags, n / (bin * (T - np.abs(lags))) - len(a) / T * len(b) / T
# +     return lags, n - len(a) / T * len(b) / T

# %% wrong-drops-zero
# about: differences of exactly 0 dropped, as for an autocovariance
# score: 13
# hint: Two spikes at the same time are a pair too
# from: right-histogram
# -     n, _ = np.histogram(tau, (np.arange(-K, K + 2) - 0.5) * bin)
# +     n, _ = np.histogram(tau[tau != 0], (np.arange(-K, K + 2) - 0.5) * bin)

# %% wrong-growing-overlap
# about: T + |lag| instead of T - |lag|
# score: 9
# hint: not T + |lag|
# from: right-histogram
# -     return lags, n / (bin * (T - np.abs(lags))) - len(a) / T * len(b) / T
# +     return lags, n / (bin * (T + np.abs(lags))) - len(a) / T * len(b) / T

# %% wrong-half-bin
# about: bin k from k*bin to (k + 1)*bin
# score: 6
# hint: shifted by half a bin
# from: right-histogram
# -     n, _ = np.histogram(tau, (np.arange(-K, K + 2) - 0.5) * bin)
# +     n, _ = np.histogram(tau, np.arange(-K, K + 2) * bin)

# %% wrong-int-for-round
# about: int(max_lag / bin) instead of round
# score: 13
# hint: take round(max_lag / bin)
# from: right-histogram
# -     K = round(max_lag / bin)
# +     K = int(max_lag / bin)

# %% wrong-lags-in-ms
# about: lags in ms
# score: 10
# hint: The lags are in ms
# from: right-histogram
# -     return lags, n / (bin * (T - np.abs(lags))) - len(a) / T * len(b) / T
# +     return 1e3 * lags, n / (bin * (T - np.abs(lags))) - len(a) / T * len(b) / T

# %% wrong-narrow-bins
# about: 2K + 1 bins squeezed between -max_lag and +max_lag
# score: 6
# hint: in the wrong bin
# from: right-histogram
# -     n, _ = np.histogram(tau, (np.arange(-K, K + 2) - 0.5) * bin)
# +     n, _ = np.histogram(tau, 2 * K + 1, (-max_lag, max_lag))

# %% wrong-no-baseline
# about: the product of the rates is not subtracted
# score: 9
# hint: is not subtracted
# from: right-histogram
# -     return lags, n / (bin * (T - np.abs(lags))) - len(a) / T * len(b) / T
# +     return lags, n / (bin * (T - np.abs(lags)))

# %% wrong-no-bin
# about: not divided by the bin
# score: 6
# hint: on the wrong scale
# hint: not divided by the bin
# from: right-histogram
# -     return lags, n / (bin * (T - np.abs(lags))) - len(a) / T * len(b) / T
# +     return lags, n / ((T - np.abs(lags))) - len(a) / T * len(b) / T

# %% wrong-no-edge-correction
# about: T instead of T - |lag|
# score: 9
# hint: it is T - |lag|, not T
# from: right-histogram
# -     return lags, n / (bin * (T - np.abs(lags))) - len(a) / T * len(b) / T
# +     return lags, n / (bin * T) - len(a) / T * len(b) / T

# %% wrong-only-C
# about: returns C alone
# score: 0
# hint: expected 2 results
# from: right-histogram
# -     return lags, n / (bin * (T - np.abs(lags))) - len(a) / T * len(b) / T
# +     return n / (bin * (T - np.abs(lags))) - len(a) / T * len(b) / T

# %% wrong-per-spike
# about: the rate of b around a spike of a
# score: 6
# hint: on the wrong scale
# hint: around a spike of a
# from: right-histogram
# -     return lags, n / (bin * (T - np.abs(lags))) - len(a) / T * len(b) / T
# +     return lags, n / (bin * len(a)) - len(b) / T

# %% wrong-rates-count-intervals
# about: (n-1)/T for the rates
# score: 12
# hint: not (n-1)/T
# from: right-histogram
# -     return lags, n / (bin * (T - np.abs(lags))) - len(a) / T * len(b) / T
# +     return lags, n / (bin * (T - np.abs(lags))) - (len(a) - 1) / T * (len(b) - 1) / T

# %% wrong-rates-to-last-spike
# about: rates up to the last spike of each train
# score: 12
# hint: The record ends at T, not at the last spike
# from: right-histogram
# -     return lags, n / (bin * (T - np.abs(lags))) - len(a) / T * len(b) / T
# +     return lags, n / (bin * (T - np.abs(lags))) - len(a) / a[-1] * len(b) / b[-1]

# %% wrong-raw-counts
# about: counts of pairs
# score: 6
# hint: on the wrong scale
# hint: These are counts of pairs
# from: right-histogram
# -     return lags, n / (bin * (T - np.abs(lags))) - len(a) / T * len(b) / T
# +     return lags, n

# %% wrong-sign
# about: the lag is t_a - t_b
# score: 6
# hint: The sign of the lag is reversed
# from: right-histogram
# -     tau = (b[None, :] - a[:, None]).ravel()
# +     tau = (a[None, :] - b[:, None]).ravel()

# %% wrong-signed-overlap
# about: T - lag instead of T - |lag|
# score: 9
# hint: You use the lag with its sign in the overlap
# from: right-histogram
# -     return lags, n / (bin * (T - np.abs(lags))) - len(a) / T * len(b) / T
# +     return lags, n / (bin * (T - lags)) - len(a) / T * len(b) / T

# %% wrong-zeros
# about: zero at every lag
# score: 0
# hint: The lag of the peak
import numpy as np


def cross_covariance(a, b, T, max_lag, bin):
    K = round(max_lag / bin)
    return np.arange(-K, K + 1) * bin, np.zeros(2 * K + 1)

# %% right-arange-to-half-a-bin
# about: lags by np.arange that ends half a bin beyond the last
# score: 16
import numpy as np


def cross_covariance(a, b, T, max_lag, bin):
    lags = np.arange(-max_lag, max_lag + bin / 2, bin)
    edges = np.append(lags - bin / 2, lags[-1] + bin / 2)
    counts, _ = np.histogram((b[None, :] - a[:, None]).ravel(), edges)
    return lags, counts / (bin * (T - np.abs(lags))) - len(a) / T * len(b) / T

# %% wrong-arange-of-floats
# about: lags by np.arange that ends a bin beyond the last, and sometimes one later
# score: 13
# hint: There is one lag too many
import numpy as np


def cross_covariance(a, b, T, max_lag, bin):
    lags = np.arange(-max_lag, max_lag + bin, bin)
    edges = np.append(lags - bin / 2, lags[-1] + bin / 2)
    counts, _ = np.histogram((b[None, :] - a[:, None]).ravel(), edges)
    return lags, counts / (bin * (T - np.abs(lags))) - len(a) / T * len(b) / T
