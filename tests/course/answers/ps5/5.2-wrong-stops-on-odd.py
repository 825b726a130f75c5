# about: even lengths only
# score: 22
# hint: flicker_noise stops with ValueError
import numpy as np


def flicker_noise(n, fs, rng):
    if n % 2:
        raise ValueError("n should be even")
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = np.inf
    white = np.fft.rfft(rng.normal(size=n))
    x = np.fft.irfft(white / np.sqrt(f), n)
    x = x - x.mean()
    return x / x.std()
