# about: relaxations, three a decade, their corners from once in the record to half the sampling rate
# score: 30
import numpy as np
from scipy.signal import lfilter


def flicker_noise(n, fs, rng):
    x = np.zeros(n)
    for corner in np.geomspace(fs / n, fs / 2, int(3 * np.log10(n)) + 1):
        a = np.exp(-2 * np.pi * corner / fs)
        draws = rng.normal(size=n)
        draws[1:] *= np.sqrt(1 - a**2)
        x += lfilter([1], [1, -a], draws)

    x = x - x.mean()
    return x / x.std()
