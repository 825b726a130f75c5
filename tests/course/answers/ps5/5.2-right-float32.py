# about: single precision
# score: 30
import numpy as np
def flicker_noise(n, fs, rng):
    f = np.fft.rfftfreq(n).astype(np.float32)
    f[0] = np.inf
    x = np.fft.irfft(np.fft.rfft(rng.normal(size=n).astype(np.float32)) / np.sqrt(f), n).astype(np.float32)
    x -= x.mean()
    return x / x.std()
