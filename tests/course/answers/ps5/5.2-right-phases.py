# about: amplitudes as they should be, phases at random
# score: 30
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.arange(1, n // 2 + 1)
    spectrum = np.concatenate([[0], np.exp(2j * np.pi * rng.random(f.size)) / np.sqrt(f)])
    x = np.fft.irfft(spectrum, n)

    x = x - x.mean()
    return x / x.std()
