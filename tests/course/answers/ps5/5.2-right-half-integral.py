# about: white noise, integrated half a time
# score: 30
import numpy as np
from scipy.signal import fftconvolve


def flicker_noise(n, fs, rng):
    k = np.arange(1, n)
    memory = np.concatenate([[1.0], np.cumprod((k - 0.5) / k)])
    x = fftconvolve(rng.normal(size=n), memory)[:n]

    x = x - x.mean()
    return x / x.std()
