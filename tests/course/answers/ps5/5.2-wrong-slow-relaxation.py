# about: one relaxation, of 1 s
# score: 11
# hint: The density falls as 1/f**2. A random walk has it
# hint: Between 30 Hz and 300 Hz the density falls as 1/f**2
import numpy as np
from scipy.signal import lfilter


def flicker_noise(n, fs, rng):
    a = np.exp(-1 / fs)
    x = lfilter([1], [1, -a], rng.normal(size=n))
    x = x - x.mean()
    return x / x.std()
