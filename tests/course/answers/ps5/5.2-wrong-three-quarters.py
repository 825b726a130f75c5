# about: amplitudes weighted with f**-0.75
# score: 11
# hint: The density falls as
# hint: The octaves from 2 Hz to 256 Hz do not hold the same power each
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = np.inf
    white = np.fft.rfft(rng.normal(size=n))
    x = np.fft.irfft(white * f**-0.75, n)
    x = x - x.mean()
    return x / x.std()
