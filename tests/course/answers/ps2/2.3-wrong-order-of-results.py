# about: the results in another order
# score: 0
# hint: result 1 of 3
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    rate = len(times) / T
    if len(times) < 2:
        return np.nan, np.nan, rate
    isi = np.diff(times)
    return np.mean(isi), np.std(isi) / np.mean(isi), rate
