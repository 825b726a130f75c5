# about: switches that turn at random, their rates spread evenly on a logarithmic axis
# score: 30
import numpy as np


def flicker_noise(n, fs, rng):
    x = np.zeros(n)
    for rate in np.geomspace(fs / n, fs / 2, 40):
        turns = rng.random(n) < (1 - np.exp(-2 * np.pi * rate / fs)) / 2
        x += 1 - 2 * ((np.cumsum(turns) + rng.integers(2)) % 2)

    x = x - x.mean()
    return x / x.std()
