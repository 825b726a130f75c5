# about: the CV in per cent
# score: 15
# hint: in per cent
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    rate = len(times) / T
    if len(times) < 2:
        return rate, np.nan, np.nan
    isi = np.diff(times)
    return rate, np.mean(isi), 100 * np.std(isi) / np.mean(isi)
