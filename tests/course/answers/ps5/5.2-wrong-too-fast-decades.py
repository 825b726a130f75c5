# about: relaxations of 100 ns to 10 s
# score: 11
# hint: faster than the sampling rate is white noise
import numpy as np
from scipy.signal import lfilter
def flicker_noise(n, fs, rng):
    x = np.zeros(n)
    for tau in np.geomspace(1e-7, 10, 25):
        a = np.exp(-1 / (fs * tau))
        d = rng.normal(size=n)
        d[1:] *= np.sqrt(max(1 - a**2, 0))
        x += lfilter([1], [1, -a], d)
    x = x - x.mean()
    return x / x.std()
