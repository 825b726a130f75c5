# about: the full transform, without .real
# score: 0
# hint: The record is complex; the noise is real
# hint: The record is a ndarray that holds other things than numbers
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.abs(np.fft.fftfreq(n, 1 / fs))
    f[0] = np.inf
    x = np.fft.ifft(np.fft.fft(rng.normal(size=n)) / np.sqrt(f))
    return x / x.std()
