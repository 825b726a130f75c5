# about: the standard deviation alone
# score: 15
# hint: not divided by the mean interval
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    rate = len(times) / T
    if len(times) < 2:
        return rate, np.nan, np.nan
    isi = np.diff(times)
    return rate, np.mean(isi), np.std(isi)
