# about: rounded up to a power of two
# score: 19
# hint: The record for n = 4097 has 8192 samples
# hint: The record for n = 5000 has 8192 samples
import numpy as np


def flicker_noise(n, fs, rng):
    m = 2 ** int(np.ceil(np.log2(n)))
    f = np.fft.rfftfreq(m, 1 / fs)
    f[0] = np.inf
    x = np.fft.irfft(np.fft.rfft(rng.normal(size=m)) / np.sqrt(f), m)

    x = x - x.mean()
    return x / x.std()
