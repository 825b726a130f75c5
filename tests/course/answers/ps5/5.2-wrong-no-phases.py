# about: no phases: one burst
# score: 26
# hint: The record is one burst: weighted frequencies need random phases
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.arange(1, n // 2 + 1)
    x = np.fft.irfft(np.concatenate([[0], rng.uniform(0.5, 1.5, f.size) / np.sqrt(f)]), n)

    x = x - x.mean()
    return x / x.std()
