# about: corners up to thirty times the sampling rate
# score: 15
# hint: faster than the sampling rate is white noise
import numpy as np
from scipy.signal import lfilter
def flicker_noise(n, fs, rng):
    x = np.zeros(n)
    for tau in 1 / (2 * np.pi * np.geomspace(fs / n, 30 * fs, 25)):
        a = np.exp(-1 / (fs * tau))
        d = rng.normal(size=n)
        d[1:] *= np.sqrt(max(1 - a**2, 0))
        x += lfilter([1], [1, -a], d)
    x = x - x.mean()
    return x / x.std()
