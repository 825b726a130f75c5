# about: returns a dictionary
# score: 0
# hint: expected 3 results as a tuple, got a dict
import numpy as np


def spike_stats(times, T):
    times = np.sort(times)
    rate = len(times) / T
    if len(times) < 2:
        return {"rate": rate, "mean_isi": np.nan, "cv": np.nan}
    isi = np.diff(times)
    return {"rate": rate, "mean_isi": np.mean(isi), "cv": np.std(isi) / np.mean(isi)}
