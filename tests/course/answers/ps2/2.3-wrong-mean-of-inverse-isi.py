# about: the rate is mean(1/ISI)
# score: 9
# hint: it should be the number of spikes over the whole record
# hint: the mean of 1/ISI
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    rate = np.mean(1 / np.diff(times))
    if len(times) < 2:
        return rate, np.nan, np.nan
    isi = np.diff(times)
    return rate, np.mean(isi), np.std(isi) / np.mean(isi)
