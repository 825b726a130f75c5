# about: a half of an integral, by convolution
# score: 30
import numpy as np
from scipy.signal import fftconvolve
def flicker_noise(n, fs, rng):
    k = np.arange(1, n)
    h = np.concatenate([[1.0], np.cumprod((k - 0.5) / k)])
    w = rng.normal(size=2 * n)
    x = fftconvolve(w, h)[n:2 * n]
    x -= x.mean()
    return x / x.std()
