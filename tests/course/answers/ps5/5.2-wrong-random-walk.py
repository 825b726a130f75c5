# about: a random walk
# score: 11
# hint: The density falls as 1/f**2. A random walk has it
# hint: Between 30 Hz and 300 Hz the density falls as 1/f**2
import numpy as np


def flicker_noise(n, fs, rng):
    x = np.cumsum(rng.normal(size=n))
    x = x - x.mean()
    return x / x.std()
