# about: a third of a record, three times
# score: 26
# hint: The record repeats itself
import numpy as np


def flicker_noise(n, fs, rng):
    m = n // 3 + 1
    f = np.fft.rfftfreq(m, 1 / fs)
    f[0] = np.inf
    x = np.resize(np.fft.irfft(np.fft.rfft(rng.normal(size=m)) / np.sqrt(f), m), n)

    x = x - x.mean()
    return x / x.std()
