# about: time constants taken for 1/f
# score: 15
# hint: The density falls as 1/f**
import numpy as np
from scipy.signal import lfilter
def flicker_noise(n, fs, rng):
    x = np.zeros(n)
    for tau in 1 / np.geomspace(fs / n, fs / 2, 18):
        a = np.exp(-1 / (fs * tau))
        d = rng.normal(size=n)
        d[1:] *= np.sqrt(max(1 - a**2, 0))
        x += lfilter([1], [1, -a], d)
    x = x - x.mean()
    return x / x.std()
