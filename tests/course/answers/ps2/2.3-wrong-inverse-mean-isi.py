# about: the rate is 1/mean(ISI)
# score: 9
# hint: 1/mean ISI
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    rate = 1 / np.mean(np.diff(times))
    if len(times) < 2:
        return rate, np.nan, np.nan
    isi = np.diff(times)
    return rate, np.mean(isi), np.std(isi) / np.mean(isi)
