# about: the squared CV
# score: 15
# hint: square of the CV
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    rate = len(times) / T
    if len(times) < 2:
        return rate, np.nan, np.nan
    isi = np.diff(times)
    return rate, np.mean(isi), np.var(isi) / np.mean(isi) ** 2
