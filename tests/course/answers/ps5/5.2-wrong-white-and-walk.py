# about: white noise and a random walk together
# score: 11
# hint: white noise is in it
# hint: Between 30 Hz and 300 Hz this is white noise
import numpy as np


def flicker_noise(n, fs, rng):
    walk, white = np.cumsum(rng.normal(size=n)), rng.normal(size=n)
    x = 0.1 * walk + 2 * white

    x = x - x.mean()
    return x / x.std()
