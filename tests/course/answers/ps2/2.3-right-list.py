# about: returns a list; the mean interval from first and last
# score: 20
import numpy as np


def spike_stats(times, T):
    n = times.size
    if n < 2:
        return [n / T, np.nan, np.nan]
    mean = (times.max() - times.min()) / (n - 1)
    return [n / T, mean, np.diff(sorted(times)).std(ddof=0) / mean]
