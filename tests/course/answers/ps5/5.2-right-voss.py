# about: rows of numbers, each held twice as long as the one before
# score: 30
import numpy as np


def flicker_noise(n, fs, rng):
    x, held = rng.normal(size=n), 2
    while held < n:
        x += np.repeat(rng.normal(size=n // held + 1), held)[:n]
        held *= 2

    x = x - x.mean()
    return x / x.std()
