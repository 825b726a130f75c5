# about: no sines
# score: 26
# hint: mirrors the first
import numpy as np
def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = np.inf
    x = np.fft.irfft(rng.normal(size=len(f)) / np.sqrt(f), n)
    x -= x.mean()
    return x / x.std()
