# about: the variance as mean square less squared mean
# score: 20
import numpy as np


def spike_stats(times, T):
    i = np.diff(np.sort(times))
    if i.size == 0:
        return len(times) / T, np.nan, np.nan
    m = np.mean(i)
    return len(times) / T, m, np.sqrt(max(0, np.mean(i**2) - m**2)) / m
