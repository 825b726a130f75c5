# about: from 0 to 1
# score: 25
# hint: The mean of the record is not 0
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = np.inf
    white = np.fft.rfft(rng.normal(size=n))
    x = np.fft.irfft(white * f**-0.5, n)
    return (x - x.min()) / (x.max() - x.min())
