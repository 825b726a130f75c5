# about: the frequency 0 has the weight of the next, and the mean stays
# score: 25
# hint: The mean of the record is not 0
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = f[1]
    x = np.fft.irfft(np.fft.rfft(rng.normal(size=n)) / np.sqrt(f), n)
    return x / x.std()
