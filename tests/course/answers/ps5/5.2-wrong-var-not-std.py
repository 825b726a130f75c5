# about: divided by the variance
# score: 25
# hint: divide each record by its own x.std()
import numpy as np
def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = np.inf
    x = np.fft.irfft(np.fft.rfft(rng.normal(size=n)) / np.sqrt(f), n)
    return x / x.var()
