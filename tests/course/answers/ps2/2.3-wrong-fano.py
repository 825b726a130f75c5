# about: the Fano factor of counts in 100 ms
# score: 11
# hint: this is a Fano factor
# hint: This is a Fano factor
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    rate = len(times) / T
    if len(times) < 2:
        return rate, np.nan, np.nan
    isi = np.diff(times)
    counts, _ = np.histogram(times, np.arange(0, T + 0.1, 0.1))
    return rate, np.mean(isi), counts.var() / counts.mean()
