# about: relaxations up to 10 Hz alone
# score: 11
# hint: The density falls as 1/f**2. A random walk has it
# hint: Between 30 Hz and 300 Hz the density falls as 1/f**2
import numpy as np
from scipy.signal import lfilter


def flicker_noise(n, fs, rng):
    x = np.zeros(n)
    for corner in np.geomspace(fs / n, 10, 12):
        a = np.exp(-2 * np.pi * corner / fs)
        x += lfilter([np.sqrt(1 - a**2)], [1, -a], rng.normal(size=n))

    x = x - x.mean()
    return x / x.std()
