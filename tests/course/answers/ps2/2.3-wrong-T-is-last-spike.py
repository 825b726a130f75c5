# about: the record taken to end at the last spike
# score: 9
# hint: The record ends at T, not at the last spike
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    rate = len(times) / times[-1]
    if len(times) < 2:
        return rate, np.nan, np.nan
    isi = np.diff(times)
    return rate, np.mean(isi), np.std(isi) / np.mean(isi)
