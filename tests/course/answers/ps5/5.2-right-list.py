# about: a list, in units of 1/n
# score: 30
import numpy as np
def flicker_noise(n, fs, rng):
    f = np.arange(n // 2 + 1); f[0] = 1
    z = (rng.normal(size=f.size) + 1j * rng.normal(size=f.size)) / np.sqrt(f); z[0] = 0
    x = np.fft.irfft(z, n)
    return list((x - x.mean()) / x.std(ddof=1))
