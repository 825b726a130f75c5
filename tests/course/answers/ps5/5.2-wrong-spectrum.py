# about: the spectrum in place of the record
# score: 0
# hint: The record has n//2 + 1 values
# hint: The record for n = 5000 has 2501 samples
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = np.inf
    white = np.fft.rfft(rng.normal(size=n))
    x = np.abs(white / np.sqrt(f))
    x = x - x.mean()
    return x / x.std()
