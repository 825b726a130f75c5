# about: absolute differences of times in any order
# score: 16
# hint: An absolute value does not help
import numpy as np


def spike_stats(times, T):
    rate = len(times) / T
    if len(times) < 2:
        return rate, np.nan, np.nan
    isi = np.abs(np.diff(times))
    return rate, np.mean(isi), np.std(isi) / np.mean(isi)
