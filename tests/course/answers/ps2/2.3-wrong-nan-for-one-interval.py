# about: no CV for fewer than three spikes
# score: 18
# hint: Two spikes have one interval
import numpy as np


def spike_stats(times, T):
    isi = np.diff(np.sort(times))
    mean = isi.mean() if len(times) > 1 else np.nan
    return len(times) / T, mean, isi.std() / mean if len(times) > 2 else np.nan
