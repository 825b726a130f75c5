# about: draws from np.random, seeded in the function
# score: 27
# hint: Another seed gives the same record
import numpy as np


def flicker_noise(n, fs, rng):
    np.random.seed(1)
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = np.inf
    white = np.fft.rfft(np.random.normal(size=n))
    x = np.fft.irfft(white / np.sqrt(f), n)
    x = x - x.mean()
    return x / x.std()
