# about: computes and returns nothing
# score: 0
# hint: The record for n = 4096 is None
# hint: The record is None: does your function return its result?
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = np.inf
    white = np.fft.rfft(rng.normal(size=n))
    x = np.fft.irfft(white / np.sqrt(f), n)
    x = x / x.std()
