# about: the rate in kHz
# score: 9
# hint: in kHz
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    rate = len(times) / T / 1e3
    if len(times) < 2:
        return rate, np.nan, np.nan
    isi = np.diff(times)
    return rate, np.mean(isi), np.std(isi) / np.mean(isi)
