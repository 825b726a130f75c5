# about: noise that grows along the record
# score: 26
# hint: The noise is stronger in one part of the record than in another
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = np.inf
    white = np.fft.rfft(rng.normal(size=n))
    x = np.fft.irfft(white * f**-0.5, n)
    x = x * np.linspace(0, 1, n)
    x = x - x.mean()
    return x / x.std()
