# about: the mean interval in ms
# score: 12
# hint: The mean interval is in ms
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    rate = len(times) / T
    if len(times) < 2:
        return rate, np.nan, np.nan
    isi = np.diff(times)
    return rate, 1e3 * np.mean(isi), np.std(isi) / np.mean(isi)
