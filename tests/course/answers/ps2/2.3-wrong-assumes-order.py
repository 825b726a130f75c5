# about: takes differences of the times as they come
# score: 16
# hint: sort them before
import numpy as np


def spike_stats(times, T):
    rate = len(times) / T
    if len(times) < 2:
        return rate, np.nan, np.nan
    isi = np.diff(times)
    return rate, np.mean(isi), np.std(isi) / np.mean(isi)
