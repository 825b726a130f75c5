# about: rows of numbers, but no more than three
# score: 11
# hint: This is white noise, or nearly so
# hint: The octaves from 2 Hz to 256 Hz do not hold the same power each
import numpy as np


def flicker_noise(n, fs, rng):
    x = rng.normal(size=n)
    for held in 2, 4:
        x += np.repeat(rng.normal(size=n // held + 1), held)[:n]

    x = x - x.mean()
    return x / x.std()
