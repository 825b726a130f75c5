# about: 0 where there is no interval
# score: 18
# hint: np.nan, not 0
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    rate = len(times) / T
    if len(times) < 2:
        return rate, 0.0, 0.0
    isi = np.diff(times)
    return rate, np.mean(isi), np.std(isi) / np.mean(isi)
