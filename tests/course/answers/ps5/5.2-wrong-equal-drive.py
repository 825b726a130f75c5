# about: relaxations with the same drive in place of the same variance
# score: 11
# hint: The density falls as 1/f**2. A random walk has it
# hint: The octaves from 2 Hz to 256 Hz do not hold the same power each
import numpy as np
from scipy.signal import lfilter


def flicker_noise(n, fs, rng):
    x = np.zeros(n)
    for corner in np.geomspace(fs / n, fs / 2, 20):
        x += lfilter([1], [1, -np.exp(-2 * np.pi * corner / fs)], rng.normal(size=n))

    x = x - x.mean()
    return x / x.std()
