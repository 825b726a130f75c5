# about: n taken for seconds
# score: 0
# hint: The record for n = 4096 has 8192 samples
# hint: The record for n = 5000 has 10000 samples
import numpy as np


def flicker_noise(n, fs, rng):
    m = int(n * 2)
    f = np.fft.rfftfreq(m, 1 / fs)
    f[0] = np.inf
    x = np.fft.irfft(np.fft.rfft(rng.normal(size=m)) / np.sqrt(f), m)

    x = x - x.mean()
    return x / x.std()
