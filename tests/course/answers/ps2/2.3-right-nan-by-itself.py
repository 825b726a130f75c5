# about: lets NumPy find the NaN of an empty train, with its warnings
# score: 20
import numpy as np


def spike_stats(times, T):
    isi = np.diff(np.sort(times))
    return np.array([len(times) / T, isi.mean(), np.sqrt(np.mean((isi - isi.mean()) ** 2)) / isi.mean()])
