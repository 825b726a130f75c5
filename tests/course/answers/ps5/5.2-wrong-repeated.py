# about: a short record, over and over
# score: 26
# hint: The spectrum has gaps: a few single frequencies in place of all of them
import numpy as np


def flicker_noise(n, fs, rng):
    m = n // 8
    f = np.fft.rfftfreq(m, 1 / fs)
    f[0] = np.inf
    x = np.resize(np.fft.irfft(np.fft.rfft(rng.normal(size=m)) / np.sqrt(f), m), n)

    x = x - x.mean()
    return x / x.std()
