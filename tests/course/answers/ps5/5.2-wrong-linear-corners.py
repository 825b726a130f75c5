# about: relaxations spread evenly on a linear axis
# score: 11
# hint: The density falls as
# hint: The octaves from 2 Hz to 256 Hz do not hold the same power each
import numpy as np
from scipy.signal import lfilter


def flicker_noise(n, fs, rng):
    x = np.zeros(n)
    for corner in np.linspace(1, fs / 2, 30):
        a = np.exp(-2 * np.pi * corner / fs)
        draws = rng.normal(size=n)
        draws[1:] *= np.sqrt(1 - a**2)
        x += lfilter([1], [1, -a], draws)

    x = x - x.mean()
    return x / x.std()
