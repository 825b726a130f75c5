# about: another name
# score: 0
# hint: NameError: name 'flicker_noise' is not defined
import numpy as np


def pink_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = np.inf
    x = np.fft.irfft(np.fft.rfft(rng.normal(size=n)) / np.sqrt(f), n)
    return x / x.std()
