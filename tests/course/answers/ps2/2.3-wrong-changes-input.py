# about: sorts the caller's own array
# score: 16
# hint: changes its input times in place
import numpy as np


def spike_stats(times, T):
    times.sort()
    rate = len(times) / T
    if len(times) < 2:
        return rate, np.nan, np.nan
    isi = np.diff(times)
    return rate, np.mean(isi), np.std(isi) / np.mean(isi)
