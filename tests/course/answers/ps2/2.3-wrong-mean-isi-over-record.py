# about: the mean interval is T/n
# score: 7
# hint: The mean interval is T/n here
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    rate = len(times) / T
    if len(times) < 2:
        return rate, np.nan, np.nan
    isi = np.diff(times)
    return rate, T / len(times), np.std(isi) / (T / len(times))
