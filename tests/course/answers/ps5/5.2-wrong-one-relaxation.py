# about: one relaxation, of 20 Hz
# score: 11
# hint: One relaxation alone: the density is flat below one frequency and falls as 1/f**2 above. Add up many
# hint: Between 30 Hz and 300 Hz the density falls as 1/f**2
import numpy as np
from scipy.signal import lfilter


def flicker_noise(n, fs, rng):
    a = np.exp(-2 * np.pi * 20 / fs)
    x = lfilter([1], [1, -a], rng.normal(size=n))
    x = x - x.mean()
    return x / x.std()
