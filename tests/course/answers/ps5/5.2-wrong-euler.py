# about: Euler's step, longer than the time constant
# score: 0
# hint: Or does a relaxation faster than the sampling rate blow up
import numpy as np
from scipy.signal import lfilter
def flicker_noise(n, fs, rng):
    x = np.zeros(n)
    for tau in np.geomspace(1e-4, 100, 20):
        a = 1 - 1 / (fs * tau)
        d = rng.normal(size=n)
        d[1:] *= np.sqrt(max(1 - a**2, 0))
        x += lfilter([1], [1, -a], d)
    x = x - x.mean()
    return x / x.std()
