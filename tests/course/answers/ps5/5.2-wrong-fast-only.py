# about: relaxations from 50 Hz alone
# score: 11
# hint: The density falls as
# hint: The octaves from 2 Hz to 256 Hz do not hold the same power each
import numpy as np
from scipy.signal import lfilter


def flicker_noise(n, fs, rng):
    x = np.zeros(n)
    for corner in np.geomspace(50, fs / 2, 12):
        a = np.exp(-2 * np.pi * corner / fs)
        x += lfilter([np.sqrt(1 - a**2)], [1, -a], rng.normal(size=n))

    x = x - x.mean()
    return x / x.std()
