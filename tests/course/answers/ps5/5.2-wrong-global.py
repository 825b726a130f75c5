# about: draws from np.random
# score: 27
# hint: The same seed gives another record
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = np.inf
    white = np.fft.rfft(np.random.normal(size=n))
    x = np.fft.irfft(white / np.sqrt(f), n)
    x = x - x.mean()
    return x / x.std()
