# about: np.fft.irfft is not told n
# score: 22
# hint: The record for an odd n = 4097 has n - 1 samples. np.fft.irfft makes an even number of samples unless it is told n
# hint: The record for n = 5001 has 5000 samples
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = np.inf
    white = np.fft.rfft(rng.normal(size=n))
    x = np.fft.irfft(white / np.sqrt(f))
    x = x - x.mean()
    return x / x.std()
