# about: noise in the first half only
# score: 26
# hint: The noise is stronger in one part of the record than in another
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = np.inf
    white = np.fft.rfft(rng.normal(size=n))
    x = np.fft.irfft(white * f**-0.5, n)
    x[n // 2 :] = 0
    x = x - x.mean()
    return x / x.std()
