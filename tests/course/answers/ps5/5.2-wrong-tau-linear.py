# about: time constants spread evenly, not their logarithms
# score: 11
# hint: evenly on a logarithmic axis
import numpy as np
from scipy.signal import lfilter
def flicker_noise(n, fs, rng):
    x = np.zeros(n)
    for tau in np.linspace(1 / fs, n / fs, 40):
        a = np.exp(-1 / (fs * tau))
        d = rng.normal(size=n)
        d[1:] *= np.sqrt(max(1 - a**2, 0))
        x += lfilter([1], [1, -a], d)
    x = x - x.mean()
    return x / x.std()
