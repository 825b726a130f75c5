# about: amplitudes weighted with 1/f
# score: 11
# hint: The density falls as 1/f**2. A random walk has it
# hint: Between 30 Hz and 300 Hz the density falls as 1/f**2
import numpy as np


def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n, 1 / fs)
    f[0] = np.inf
    white = np.fft.rfft(rng.normal(size=n))
    x = np.fft.irfft(white * (1 / f), n)
    x = x - x.mean()
    return x / x.std()
