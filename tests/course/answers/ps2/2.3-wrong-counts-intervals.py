# about: the number of intervals over T
# score: 9
# hint: The rate counts intervals
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    rate = (len(times) - 1) / T
    if len(times) < 2:
        return rate, np.nan, np.nan
    isi = np.diff(times)
    return rate, np.mean(isi), np.std(isi) / np.mean(isi)
