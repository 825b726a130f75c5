# about: the sample's standard deviation, ddof=1
# score: 13
# hint: ddof=0
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    rate = len(times) / T
    if len(times) < 2:
        return rate, np.nan, np.nan
    isi = np.diff(times)
    return rate, np.mean(isi), np.std(isi, ddof=1) / np.mean(isi)
