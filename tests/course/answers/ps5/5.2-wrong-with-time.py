# about: times as well
# score: 0
# hint: Return the record alone, one array of n numbers
# hint: The record: expected an array in one dimension
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = np.inf
    white = np.fft.rfft(rng.normal(size=n))
    x = np.fft.irfft(white / np.sqrt(f), n)
    x = x - x.mean()
    return np.arange(n) / fs, x / x.std()
