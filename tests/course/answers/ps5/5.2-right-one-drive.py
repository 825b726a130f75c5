# about: relaxations that share their white noise
# score: 30
import numpy as np
from scipy.signal import lfilter


def flicker_noise(n, fs, rng):
    x, white = np.zeros(n), rng.normal(size=n)
    for corner in np.geomspace(fs / n, fs / 2, 20):
        a = np.exp(-2 * np.pi * corner / fs)
        x += lfilter([np.sqrt(1 - a**2)], [1, -a], white)

    x = x - x.mean()
    return x / x.std()
