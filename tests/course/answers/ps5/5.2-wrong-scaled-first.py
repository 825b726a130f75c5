# about: white noise is scaled, and shaped then
# score: 25
# hint: The standard deviation of a record is not 1
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = np.inf
    white = rng.normal(size=n)
    white = (white - white.mean()) / white.std()
    return np.fft.irfft(np.fft.rfft(white) / np.sqrt(f), n)
