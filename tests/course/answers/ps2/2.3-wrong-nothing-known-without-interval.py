# about: NaN also for the rate of a train without an interval
# score: 18
# hint: is known: n/T
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    rate = len(times) / T
    if len(times) < 2:
        return np.nan, np.nan, np.nan
    isi = np.diff(times)
    return rate, np.mean(isi), np.std(isi) / np.mean(isi)
